//! `podmend redact`: any text without its secrets.
//!
//! Needs no cluster, no kubeconfig and no network. An input of any length is taken window by window, and all windows of
//! all inputs share one session: a value has one placeholder, and what was found in one is hidden in those behind it.

mod batch;
mod check;
mod decode;
mod explain;
mod feed;
mod source;
mod windows;

use std::io::{self, Write};

use super::{
    args::{Arguments, Redact},
    config::Config,
    exit,
};
use crate::core::redact::{Redaction, Redactor, cut::Limits};

use decode::Window;
use source::Source;

/// Redacts the inputs, or says what in them would be hidden.
pub fn run(arguments: &Arguments, asked: &Redact) -> anyhow::Result<u8> {
    let mut policy = Config::load(arguments)?.hiding.policy;
    policy.profile = asked.profile.unwrap_or(policy.profile);
    let mut out = io::stdout().lock();
    if asked.batch {
        return batch::run(&policy, io::stdin().lock(), &mut out);
    }
    let sources = Source::all(&asked.files)?;
    let redactor = Redactor::new(policy);
    learn(&sources, &redactor)?;
    let mut form = Form::of(asked);
    for source in &sources {
        form.begin();
        each_window(source, &redactor, |window, redaction| {
            form.write(source, window, redaction, &mut out)?;
            Ok(out.flush()?)
        })?;
    }
    Ok(form.code())
}

/// What is written.
#[derive(Debug)]
enum Form {
    Text,
    Explain,
    Check(check::Check),
}

impl Form {
    fn of(asked: &Redact) -> Self {
        match (asked.explain, asked.check) {
            (true, _) => Self::Explain,
            (_, true) => Self::Check(check::Check::default()),
            (false, false) => Self::Text,
        }
    }

    fn begin(&mut self) {
        if let Self::Check(check) = self {
            check.begin();
        }
    }

    fn write(
        &mut self,
        source: &Source,
        window: &Window,
        redaction: &Redaction,
        out: &mut impl Write,
    ) -> io::Result<()> {
        match self {
            Self::Text => window.write(redaction, out),
            Self::Explain => explain::write(source, window, redaction, out),
            Self::Check(check) => check.write(source, window, redaction, out),
        }
    }

    fn code(&self) -> u8 {
        match self {
            Self::Text | Self::Explain => exit::DONE,
            Self::Check(check) => check.code(),
        }
    }
}

/// Goes through the files once without writing anything, so that a value that is told late is hidden early too.
///
/// Left out are inputs that cannot be read twice, and a single file that is one window anyway.
fn learn(sources: &[Source], redactor: &Redactor) -> anyhow::Result<()> {
    let window = u64::try_from(Limits::default().window).unwrap_or(u64::MAX);
    let is_one_window = sources.len() == 1 && sources[0].regular().is_some_and(|length| length < window);
    if is_one_window {
        return Ok(());
    }
    for source in sources.iter().filter(|source| source.regular().is_some()) {
        each_window(source, redactor, |_, _| Ok(()))?;
    }
    Ok(())
}

fn each_window(
    source: &Source,
    redactor: &Redactor,
    mut take: impl FnMut(&Window, &Redaction) -> anyhow::Result<()>,
) -> anyhow::Result<()> {
    let mut stream = redactor.stream();
    windows::each(&source.feed()?, Limits::default(), source.pauses(), |window| {
        take(window, &stream.redact(window.text()))
    })
}
