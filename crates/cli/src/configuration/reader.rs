//! What stands in `latchkey.toml`. It is taken whole or not at all, and whatever is wrong with it is a sentence that names
//! file, line and column.

use std::borrow::Cow;
use std::error::Error as _;
use std::ffi::{OsStr, OsString};
use std::ops::Range;
use std::path::Path;

use clap::error::{ContextKind, ContextValue};
use clap::{Arg, Command};
use toml::Spanned;
use toml::de::{DeTable, DeValue};

use super::Fault;
use super::file::Given;
use super::nearest::{nearest_key, nearest_table};
use super::settings::{Form, SETTINGS, Setting};

/// So much of a value is shown.
const SHOWN: usize = 80;

/// The text on its way to settings.
pub(super) struct Reader<'a> {
    /// Where the file lies.
    pub(super) path: &'a Path,
    /// The whole of it.
    pub(super) text: &'a str,
    /// The flags that its values are held against.
    pub(super) command: &'a Command,
}

impl Reader<'_> {
    /// Everything in it, or what is wrong with it.
    pub(super) fn all(&self) -> Result<Vec<Given>, Fault> {
        let document = DeTable::parse(self.text).map_err(|fault| {
            let place = fault.span().unwrap_or_default();
            self.fault(
                &place,
                &format!("this is no TOML ({}).", fault.message().replace('\n', ", ")),
            )
        })?;
        let mut given = Vec::new();
        for (key, value) in document.get_ref() {
            let name: &str = key.get_ref();
            match value.get_ref() {
                DeValue::Table(table) if is_table(name) => {
                    for (key, value) in table {
                        given.push(self.one(name, key, value)?);
                    }
                }
                DeValue::Table(_) if setting("", name).is_none() => {
                    return Err(self.fault(&key.span(), &nearest_table(name)));
                }
                _ if is_table(name) => {
                    let said = format!(
                        "\"{name}\" is {}, and it is a table: write [{name}] on a line of its own, and its keys below.",
                        in_words(value.get_ref())
                    );
                    return Err(self.fault(&key.span(), &said));
                }
                _ => given.push(self.one("", key, value)?),
            }
        }
        given.sort_by_key(|given| given.line);
        Ok(given)
    }

    fn one(
        &self,
        table: &str,
        key: &Spanned<Cow<'_, str>>,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Given, Fault> {
        let name: &str = key.get_ref();
        let Some(setting) = setting(table, name) else {
            return Err(self.fault(&key.span(), &nearest_key(table, name)));
        };
        let values = self.values(setting, value)?;
        Ok(Given {
            setting,
            values,
            line: self.place(&key.span()).0,
        })
    }

    fn values(
        &self,
        setting: &'static Setting,
        value: &Spanned<DeValue<'_>>,
    ) -> Result<Vec<OsString>, Fault> {
        match (setting.form, value.get_ref()) {
            (Form::Text, DeValue::String(text)) => self
                .held_against_its_flag(setting, &value.span(), OsString::from(text.as_ref()))
                .map(|value| vec![value]),
            (Form::Path, DeValue::String(text)) if text.trim().is_empty() => {
                let said = format!(
                    "{} is empty, and the name of a file or folder is wanted. Write it as {}, or leave it out.",
                    setting.named(),
                    setting.line()
                );
                Err(self.fault(&value.span(), &said))
            }
            (Form::Path, DeValue::String(text)) => {
                let folder = self.path.parent().unwrap_or(Path::new(""));
                let path = folder.join(text.as_ref()).into_os_string();
                self.held_against_its_flag(setting, &value.span(), path)
                    .map(|value| vec![value])
            }
            (Form::List, DeValue::Array(items)) => items
                .iter()
                .map(|item| match item.get_ref() {
                    DeValue::String(text) => {
                        self.held_against_its_flag(setting, &item.span(), text.as_ref().into())
                    }
                    other => Err(self.wrong_type(setting, &item.span(), other)),
                })
                .collect(),
            (_, other) => Err(self.wrong_type(setting, &value.span(), other)),
        }
    }

    fn wrong_type(&self, setting: &Setting, span: &Range<usize>, found: &DeValue<'_>) -> Fault {
        let wanted = match setting.form {
            Form::Text | Form::Path => "a text in quotes",
            Form::List => "a list of texts",
        };
        let said = format!(
            "{} is {}, and {wanted} is wanted. Write it as {}.",
            setting.named(),
            in_words(found),
            setting.line()
        );
        self.fault(span, &said)
    }

    /// What the flag refuses is refused here.
    fn held_against_its_flag(
        &self,
        setting: &Setting,
        span: &Range<usize>,
        value: OsString,
    ) -> Result<OsString, Fault> {
        let Some(argument) = super::argument(self.command, setting.flag) else {
            return Ok(value);
        };
        match refusal(argument, &value) {
            None => Ok(value),
            Some(why) => {
                let why = why.trim_end_matches('.');
                let said = format!(
                    "{} is \"{}\", which is not taken: {why}. Write it as {}.",
                    setting.named(),
                    cut(&value.to_string_lossy()),
                    setting.line()
                );
                Err(self.fault(span, &said))
            }
        }
    }

    fn fault(&self, span: &Range<usize>, what: &str) -> Fault {
        let (line, column) = self.place(span);
        Fault::File(format!("{}:{line}:{column}: {what}", self.path.display()))
    }

    /// Line and column, from 1, in letters.
    fn place(&self, span: &Range<usize>) -> (usize, usize) {
        let before = self.text.get(..span.start).unwrap_or(self.text);
        let line = before.matches('\n').count() + 1;
        let column = before.rsplit('\n').next().unwrap_or("").chars().count() + 1;
        (line, column)
    }
}

/// Why the flag does not take a value.
fn refusal(argument: &Arg, value: &OsStr) -> Option<String> {
    let mut word = OsString::from(format!("--{}=", argument.get_long().unwrap_or_default()));
    word.push(value);
    let alone = Command::new("latchkey")
        .no_binary_name(true)
        .disable_help_flag(true)
        .arg(argument.clone());
    let refused = alone.try_get_matches_from([word]).err()?;
    if let Some(why) = refused.source() {
        return Some(why.to_string());
    }
    Some(match refused.get(ContextKind::ValidValue) {
        Some(ContextValue::Strings(words)) if !words.is_empty() => {
            format!("it is none of {}", words.join(", "))
        }
        _ => "it is no such value".to_owned(),
    })
}

fn setting(table: &str, key: &str) -> Option<&'static Setting> {
    SETTINGS
        .iter()
        .find(|setting| setting.table == table && setting.key == key)
}

fn is_table(name: &str) -> bool {
    SETTINGS
        .iter()
        .any(|setting| !setting.table.is_empty() && setting.table == name)
}

/// What stands there, for a sentence.
fn in_words(value: &DeValue<'_>) -> String {
    match value {
        DeValue::String(text) => format!("the text \"{}\"", cut(text)),
        DeValue::Integer(number) => format!("the number {}", cut(number.as_str())),
        DeValue::Float(number) => format!("the number {}", cut(number.as_str())),
        DeValue::Boolean(switch) => format!("the word {switch} without quotes"),
        DeValue::Datetime(time) => format!("the time {time}"),
        DeValue::Array(_) => "a list".to_owned(),
        DeValue::Table(_) => "a table".to_owned(),
    }
}

/// Short, and on one line.
fn cut(text: &str) -> String {
    let shown: String = text
        .chars()
        .filter(|letter| !letter.is_control())
        .take(SHOWN)
        .collect();
    if text.chars().count() > SHOWN {
        format!("{shown}…")
    } else {
        shown
    }
}
