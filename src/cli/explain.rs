//! `podmend explain`: what an error message, an event or a pasted description tells.
//!
//! Needs no cluster, no kubeconfig and no network.

pub mod batch;
mod sheet;

use std::io::{self, IsTerminal, Read, Write};

use anyhow::{Context, bail};

use super::{args::Explain, exit};
use crate::core::{cause::Cause, message, text::neutralise_line};

/// Explains what was given, lists the causes, or prints the page of one.
pub fn run(asked: &Explain) -> anyhow::Result<u8> {
    let mut out = io::BufWriter::new(io::stdout().lock());
    let code = if asked.batch {
        batch::run(io::stdin().lock(), &mut out)?
    } else if asked.list {
        out.write_all(sheet::list().as_bytes())?;
        exit::DONE
    } else if let Some(name) = &asked.page {
        out.write_all(page(name)?.as_bytes())?;
        exit::DONE
    } else {
        let text = text(asked)?;
        if text.trim().is_empty() && asked.reason.trim().is_empty() {
            bail!("nothing to explain: give the text as an argument, or on standard input with -");
        }
        let explanation = message::explain(&asked.reason, &text);
        out.write_all(sheet::sheet(&text, &explanation).as_bytes())?;
        exit::DONE
    };
    out.flush()?;
    Ok(code)
}

fn page(name: &str) -> anyhow::Result<String> {
    let Some(cause) = Cause::named(name) else {
        bail!("no cause is called {}: podmend explain --list", neutralise_line(name));
    };
    Ok(cause.page())
}

/// Returns the text from the command line, or else from standard input; none where a person would have to type it.
fn text(asked: &Explain) -> anyhow::Result<String> {
    if !asked.text.is_empty() && asked.text != ["-"] {
        return Ok(asked.text.join(" "));
    }
    if asked.text.is_empty() && io::stdin().is_terminal() {
        return Ok(String::new());
    }
    let mut bytes = Vec::new();
    io::stdin().lock().read_to_end(&mut bytes).context("cannot read standard input")?;
    Ok(String::from_utf8_lossy(&bytes).into_owned())
}
