//! `latchkey config`: what is in force and by what, whether a configuration file would be taken, and an example of one.

use std::fmt::Write as _;
use std::path::PathBuf;

use anyhow::bail;
use clap::Subcommand;
use latchkey_host::Installation;
use serde_json::{Value as Json, json};

use super::{Context, serve};
use crate::configuration::settings::{Counts, Form};
use crate::configuration::{Configuration, Fault, Origin, Value, example};

#[derive(Clone, Debug, Subcommand)]
pub(crate) enum Action {
    /// Show each value and where it comes from; takes the options of serve, to show what they would come to
    Show(Box<serve::Arguments>),
    /// Look whether a configuration file would be taken; a server is not touched
    Check {
        /// The file [default: the one that counts here]
        file: Option<PathBuf>,
    },
    /// Print a configuration file with every key, what it is for, and what holds without it
    Example,
}

pub(crate) fn run(context: &Context<'_>, action: Action) -> anyhow::Result<()> {
    match action {
        Action::Show(_) => show(context),
        Action::Check { file } => check(context, file),
        Action::Example => context.terminal.print(example::text().trim_end()),
    }
}

/// A value as it is told.
struct Row {
    key: String,
    value: Option<Json>,
    text: String,
    from: &'static str,
    at: Option<String>,
}

fn show(context: &Context<'_>) -> anyhow::Result<()> {
    let stored = stored_public_url(context)?;
    let mut rows = Vec::new();
    for value in context.configuration.values() {
        rows.push(match value.setting.path().as_str() {
            "data-dir" if value.texts.is_empty() => {
                let folder = context.data_dir.display().to_string();
                Row {
                    value: Some(folder.clone().into()),
                    text: folder,
                    ..row(value)
                }
            }
            "serve.public-url" if value.texts.is_empty() => match &stored {
                Some(url) => Row {
                    value: Some(url.clone().into()),
                    text: url.clone(),
                    from: "setting",
                    at: Some("saved under Settings".to_owned()),
                    ..row(value)
                },
                None => row(value),
            },
            _ => row(value),
        });
    }
    let file = context.configuration.file();
    let document = json!({
        "file": file.map(|file| file.display().to_string()),
        "values": rows.iter().zip(context.configuration.values()).map(|(row, value)| json!({
            "key": row.key,
            "value": row.value,
            "from": row.from,
            "at": row.at,
            "changes": match value.setting.counts {
                Counts::AtReload => "reload",
                Counts::AtNextStart => "restart",
            },
        })).collect::<Vec<_>>(),
    });
    match file {
        Some(file) => context
            .terminal
            .say(&format!("The configuration file is {}.", file.display())),
        None => context
            .terminal
            .say("No configuration file counts here; \"latchkey config example\" prints one."),
    }
    context.terminal.show(&document, &table(&rows))
}

fn row(value: &Value) -> Row {
    let (from, at) = match &value.origin {
        Origin::Flag => ("flag", Some(format!("--{}", value.setting.flag))),
        Origin::Environment(name) => ("environment", Some(name.clone())),
        Origin::File(path, line) => ("file", Some(format!("{}:{line}", path.display()))),
        Origin::Default => ("default", None),
    };
    Row {
        key: value.setting.path(),
        value: match value.setting.form {
            Form::List => Some(value.texts.clone().into()),
            Form::Text | Form::Path => value.texts.first().cloned().map(Json::from),
        },
        text: value
            .text()
            .unwrap_or_else(|| value.setting.otherwise.to_owned()),
        from,
        at,
    }
}

/// What an EnterpriseAdmin saved, where there is an installation to ask. A folder is not made for the question.
fn stored_public_url(context: &Context<'_>) -> anyhow::Result<Option<String>> {
    if !context
        .data_dir
        .join(latchkey_store_sqlite::DATABASE_FILE)
        .exists()
    {
        return Ok(None);
    }
    let installation = Installation::open(&context.data_dir)?;
    Ok(installation.app.settings()?.public_url)
}

fn table(rows: &[Row]) -> String {
    let widest = |of: fn(&Row) -> &str| {
        let lengths = rows.iter().map(|row| of(row).chars().count());
        lengths.max().unwrap_or_default()
    };
    let (keys, texts) = (widest(|row| &row.key), widest(|row| &row.text));
    let mut text = String::new();
    for row in rows {
        let from = match (&row.at, row.from) {
            (Some(at), "flag" | "setting" | "file") => at.clone(),
            (Some(at), from) => format!("{from}: {at}"),
            (None, from) => from.to_owned(),
        };
        // Writing to a text does not fail.
        let _ = writeln!(text, "{:keys$}  {:texts$}  {from}", row.key, row.text);
    }
    text.trim_end().to_owned()
}

fn check(context: &Context<'_>, file: Option<PathBuf>) -> anyhow::Result<()> {
    let mut words = vec!["latchkey".into(), "serve".into()];
    let named = file.or_else(|| context.named_file.clone());
    words.extend(
        named
            .iter()
            .flat_map(|file| ["--config".into(), file.clone().into_os_string()]),
    );
    if let Some(folder) = &context.named {
        words.extend(["--data-dir".into(), folder.clone().into_os_string()]);
    }
    let read = Configuration::read(words);
    let (arguments, configuration) = match read {
        Ok(read) => read,
        Err(Fault::File(what)) => bail!("{what}"),
        Err(Fault::Usage(usage)) => {
            let usage = usage.to_string();
            let first = usage.lines().next().unwrap_or_default();
            bail!("{}", first.trim_start_matches("error: "))
        }
    };
    if let crate::arguments::Command::Serve(serve) = &arguments.command {
        serve.config()?.refuse_open_network()?;
    }
    let Some(file) = configuration.file() else {
        bail!(
            "There is no configuration file: none is named, and none is in the data folder {}. \"latchkey config example\" \
             prints one.",
            context.data_dir.display()
        );
    };
    let set = configuration
        .values()
        .iter()
        .filter(|value| matches!(value.origin, Origin::File(..)))
        .count();
    context.terminal.done(
        &json!({"file": file.display().to_string(), "set": set}),
        &format!(
            "{} is right; {set} of its settings are in force for \"latchkey serve\".",
            file.display()
        ),
    )
}
