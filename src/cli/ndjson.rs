//! Batches: one JSON object a line in, one a line out, as they come.
//!
//! Shared by the subcommands with `--batch`. What a line asks and how it is answered is theirs.

use std::{
    borrow::Cow,
    io::{self, BufRead, BufReader, Read, Write},
};

use serde::{Deserialize, Serialize};

use crate::{
    cli::exit,
    core::{
        redact::redact,
        text::{neutralise_line, plural, thousands},
    },
};

/// How much is read at once, in bytes.
const CHUNK: usize = 64 * 1024;

/// How many lines that are no question are each named; after that only their number is.
const NAMED: usize = 20;

/// A text of a line that is borrowed where nothing in it was escaped.
#[derive(Debug, Deserialize)]
#[serde(transparent)]
pub struct Text<'a>(#[serde(borrow)] pub Cow<'a, str>);

/// Why a line has no answer.
#[derive(Debug, thiserror::Error)]
pub enum Unanswered {
    /// It is no question. This stops nothing.
    #[error("the line is no question")]
    Question(#[from] serde_json::Error),
    #[error("cannot write the answer")]
    Output(#[from] io::Error),
}

/// Answers line by line; `wanted` says what a line is to be. One that is not is named on standard error and does not stop
/// the others.
pub fn run<W: Write>(
    input: impl Read,
    out: &mut W,
    wanted: &str,
    mut answer: impl FnMut(&[u8], &mut W) -> Result<(), Unanswered>,
) -> anyhow::Result<u8> {
    let mut input = BufReader::with_capacity(CHUNK, input);
    let mut line = Vec::new();
    let (mut number, mut wrong) = (0, 0);
    while read_line(&mut input, &mut line)? {
        number += 1;
        let question = line.trim_ascii_end();
        if question.is_empty() {
            continue;
        }
        match answer(question, out) {
            Ok(()) => {}
            Err(Unanswered::Output(error)) => return Err(error.into()),
            Err(Unanswered::Question(error)) => {
                wrong += 1;
                if wrong <= NAMED {
                    tell(&format!("line {}: no {wanted}: {}", thousands(number), within_line(&error)));
                }
            }
        }
        if input.buffer().is_empty() {
            // Who asks may be waiting for the answer before asking on.
            out.flush()?;
        }
    }
    out.flush()?;
    if wrong > NAMED {
        tell(&format!("{} of {} could not be read", plural(wrong, "line"), thousands(number)));
    }
    Ok(if wrong == 0 { exit::DONE } else { exit::UNABLE })
}

/// Writes an answer as a line.
pub fn write(answer: &impl Serialize, out: &mut impl Write) -> io::Result<()> {
    serde_json::to_writer(&mut *out, answer).map_err(io::Error::from)?;
    out.write_all(b"\n")
}

fn read_line(input: &mut impl BufRead, line: &mut Vec<u8>) -> io::Result<bool> {
    line.clear();
    Ok(input.read_until(b'\n', line)? > 0)
}

/// Returns the parser's words with the column, since to the parser every line is the first.
fn within_line(error: &serde_json::Error) -> String {
    let (said, column) = (error.to_string(), error.column());
    let place = format!(" at line {} column {column}", error.line());
    said.strip_suffix(&place).map_or_else(|| said.clone(), |what| format!("{what} (column {column})"))
}

/// The parser's words quote what they stumbled over.
fn tell(what: &str) {
    // There is nobody left to tell when standard error is gone too.
    let _ = writeln!(io::stderr(), "podmend: {}", neutralise_line(redact(what).text.as_str()));
}
