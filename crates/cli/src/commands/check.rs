//! `latchkey check`: faults exit 1, what only deserves a look exits 0.

use anyhow::bail;
use latchkey_app::App;
use latchkey_host::Installation;
use latchkey_server::tls;
use latchkey_store_sqlite::Anchor;

use super::Context;
use crate::json::{ChainJson, CheckJson, FindingJson};
use crate::sentence;

#[derive(Debug, clap::Args)]
pub(crate) struct Arguments {
    /// What an earlier check, or the server's log, told of the record's newest entry: it has to be in there still
    #[arg(long, value_name = "SEQ:HEX")]
    anchor: Option<Anchor>,
}

pub(crate) fn run(context: &Context<'_>, arguments: &Arguments) -> anyhow::Result<()> {
    let terminal = context.terminal;
    let (findings, chain) = match look(context, arguments.anchor.as_ref()) {
        Ok(looked) => looked,
        // What cannot even be opened is the worst finding of all.
        Err(failure) if terminal.is_json() => {
            let worst = FindingJson {
                fault: true,
                text: sentence::of(&failure),
            };
            (vec![worst], None)
        }
        Err(failure) => return Err(failure),
    };
    let faults = findings.iter().filter(|finding| finding.fault).count();
    for finding in &findings {
        let kind = if finding.fault { "Fault" } else { "Warning" };
        terminal.say(&format!("{kind}: {}", finding.text));
    }
    if let Some(chain) = chain.as_ref().filter(|chain| chain.whole) {
        terminal.say(&chain.sentence());
    }
    let document = CheckJson {
        ok: faults == 0,
        findings,
        chain,
    };
    if faults == 0 {
        let sentence = if document.findings.is_empty() {
            "Everything was looked at, and nothing is wrong."
        } else {
            "Nothing is broken; what stands above deserves a look."
        };
        return terminal.done(&document, sentence);
    }
    if terminal.is_json() {
        terminal.show(&document, "")?;
    }
    bail!(
        "{faults} {} found. Nothing was changed. Make a copy of the data folder before anything else; a backup can be \
         restored into a new folder with \"latchkey restore FILE --data-dir NEW\".",
        if faults == 1 {
            "fault was"
        } else {
            "faults were"
        }
    )
}

fn look(
    context: &Context<'_>,
    anchor: Option<&Anchor>,
) -> anyhow::Result<(Vec<FindingJson>, Option<ChainJson>)> {
    let installation = Installation::open(&context.data_dir)?;
    let (findings, chain) = installation.store.check_against(anchor);
    let findings = findings
        .into_iter()
        .map(|finding| FindingJson {
            fault: finding.fault,
            text: finding.text,
        })
        .chain(certificate(&installation.app))
        .collect();
    Ok((findings, chain.map(ChainJson::from)))
}

/// The certificate of the server that ran last, from its files as they are now. A database that cannot be read is a
/// finding already.
fn certificate(app: &App) -> Option<FindingJson> {
    let settings = app.settings().ok()?;
    let files = settings.last_served_tls?;
    let public_url = settings.last_served_url.unwrap_or_default();
    match tls::load(&files, &public_url, app.now()) {
        Err(fault) => Some(FindingJson {
            fault: true,
            text: format!(
                "{fault} A server that runs keeps the certificate from before; it would not start again."
            ),
        }),
        Ok(certificate) => certificate.trouble(app.now()).map(|trouble| FindingJson {
            fault: trouble.kind.is_broken(),
            text: trouble.sentence,
        }),
    }
}
