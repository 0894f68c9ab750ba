//! How commands speak to a terminal: questions, progress, colours unless `NO_COLOR` says otherwise.

use std::io::{self, BufRead, IsTerminal, Write};

use anyhow::{Context, bail};

use super::logs;

/// Green, amber, red: never without the word beside it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Tone {
    /// As it should be.
    Good,
    /// To be looked at.
    Careful,
    /// Wrong.
    Bad,
}

/// A word in its tone, if standard output is a terminal that wants colours.
pub fn toned(tone: Tone, word: &str) -> String {
    if !io::stdout().is_terminal() || !logs::coloured() {
        return word.to_owned();
    }
    let code = match tone {
        Tone::Good => 32,
        Tone::Careful => 33,
        Tone::Bad => 31,
    };
    format!("\u{1b}[{code}m{word}\u{1b}[0m")
}

/// What was given, or what a person at the terminal answers.
///
/// # Errors
/// If nothing was given and nobody is there to ask.
pub fn ask(
    given: Option<String>,
    flag: &str,
    question: &str,
    default: Option<&str>,
) -> anyhow::Result<String> {
    if let Some(given) = given {
        return Ok(given);
    }
    if !io::stdin().is_terminal() {
        return default
            .map(str::to_owned)
            .with_context(|| format!("{flag} is missing (nobody is there to be asked)"));
    }
    let shown = default.map_or_else(String::new, |default| format!(" [{default}]"));
    let mut out = io::stderr();
    loop {
        write!(out, "{question}{shown}: ")?;
        out.flush()?;
        let mut line = String::new();
        if io::stdin().lock().read_line(&mut line)? == 0 {
            bail!("{flag} is missing");
        }
        match (line.trim(), default) {
            ("", Some(default)) => return Ok(default.to_owned()),
            ("", None) => writeln!(out, "Please answer.")?,
            (answer, _) => return Ok(answer.to_owned()),
        }
    }
}

/// Says how far long work is, on a terminal only, in one line that is written over.
pub fn progress(words: &str) {
    let mut out = io::stderr();
    if out.is_terminal() {
        // What cannot be shown is no reason to stop the work.
        let _ = write!(out, "\r\u{1b}[K{words}");
        let _ = out.flush();
    }
}
