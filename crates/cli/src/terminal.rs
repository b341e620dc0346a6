//! The two outputs: standard output for what a script reads, standard error for what people read.

use std::io::{self, BufRead as _, BufWriter, Read as _, Write as _};

use anyhow::{Context as _, bail};
use secrecy::SecretString;
use serde::Serialize;

use crate::rows;

/// How results are told.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Terminal {
    json: bool,
}

impl Terminal {
    /// For a run with or without `--json`.
    pub(crate) fn new(json: bool) -> Self {
        Self { json }
    }

    /// Whether `--json` was given.
    pub(crate) fn is_json(self) -> bool {
        self.json
    }

    /// A sentence for people, on standard error. Nobody listening there is no reason to fail.
    #[expect(
        clippy::unused_self,
        reason = "every output goes through the terminal, so that none goes to the wrong place"
    )]
    pub(crate) fn say(self, sentence: &str) {
        let _ = writeln!(io::stderr().lock(), "{sentence}");
    }

    /// A result: one JSON document with `--json`, else `text`, on standard output.
    pub(crate) fn show(self, document: &impl Serialize, text: &str) -> anyhow::Result<()> {
        if self.json {
            return self.document(document);
        }
        self.print(text)
    }

    /// What was done: one JSON document on standard output with `--json`, and the sentence on standard error always.
    pub(crate) fn done(self, document: &impl Serialize, sentence: &str) -> anyhow::Result<()> {
        self.say(sentence);
        if self.json {
            self.document(document)?;
        }
        Ok(())
    }

    /// One JSON document over several lines, for a person who looks at it too.
    fn document(self, document: &impl Serialize) -> anyhow::Result<()> {
        let text = serde_json::to_string_pretty(document)?;
        self.print(&text)
    }

    /// Rows as one JSON document on standard output, each written before the next is read, so that their number costs no
    /// memory. Where a row cannot be read the document breaks off, and the run fails.
    #[expect(clippy::unused_self, reason = "as for `say`")]
    pub(crate) fn rows<T: Serialize>(
        self,
        rows: impl Iterator<Item = anyhow::Result<T>>,
    ) -> anyhow::Result<()> {
        let mut out = BufWriter::new(io::stdout().lock());
        rows::write(&mut out, rows)?;
        writeln!(out)?;
        out.flush()?;
        Ok(())
    }

    /// A line, or several, on standard output, out at once.
    #[expect(clippy::unused_self, reason = "as for `say`")]
    pub(crate) fn print(self, text: &str) -> anyhow::Result<()> {
        let mut out = io::stdout().lock();
        writeln!(out, "{text}")?;
        out.flush()?;
        Ok(())
    }
}

/// Whether standard output was closed by its reader.
pub(crate) fn is_closed_pipe(failure: &anyhow::Error) -> bool {
    failure
        .downcast_ref::<io::Error>()
        .is_some_and(|fault| fault.kind() == io::ErrorKind::BrokenPipe)
}

/// More than any password that is accepted, so that one which was cut here is refused and not stored cut.
const LONGEST_LINE: u64 = 8192;

/// `--password-stdin`: one line of standard input. Only the line's end is taken off; spaces belong to the password.
pub(crate) fn read_password() -> anyhow::Result<SecretString> {
    password_line(&mut io::stdin().lock())
}

fn password_line(input: &mut impl io::BufRead) -> anyhow::Result<SecretString> {
    let mut line = Vec::new();
    input
        .take(LONGEST_LINE)
        .read_until(b'\n', &mut line)
        .context("the password could not be read from standard input. Nothing was changed")?;
    let Ok(mut line) = String::from_utf8(line) else {
        bail!(
            "The password on standard input is not UTF-8. Nothing was changed. Set the terminal to UTF-8."
        );
    };
    if line.ends_with('\n') {
        line.pop();
        if line.ends_with('\r') {
            line.pop();
        }
    }
    if line.is_empty() {
        bail!(
            "There is no password on standard input. Nothing was changed. Give it as one line: \
             printf '%s\\n' \"$PASSWORD\" | latchkey …"
        );
    }
    Ok(line.into())
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;

    use super::*;

    fn read(input: &[u8]) -> Result<String, String> {
        password_line(&mut &*input)
            .map(|password| password.expose_secret().to_owned())
            .map_err(|refusal| refusal.to_string())
    }

    #[test]
    fn no_line_or_an_empty_one_is_no_password() {
        for nothing in [&b""[..], b"\n", b"\r\n"] {
            assert!(
                read(nothing).is_err_and(|why| why.starts_with("There is no password")),
                "{nothing:?}"
            );
        }
        assert!(read(b"\xff\n").is_err());
    }

    #[test]
    fn only_the_end_of_the_first_line_is_taken_off() {
        assert_eq!(
            read(b" open sesame \nsecond\n"),
            Ok(" open sesame ".to_owned())
        );
        assert_eq!(read(b"open sesame\r\n"), Ok("open sesame".to_owned()));
        assert_eq!(read(b"open sesame"), Ok("open sesame".to_owned()));
    }
}
