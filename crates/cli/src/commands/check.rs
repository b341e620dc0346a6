//! `latchkey check`: the whole database, and the checks of the Troubleshooting screen. Faults exit 1, what only deserves a look
//! exits 0: that another machine does not answer as it should is no fault of the installation.

use anyhow::bail;
use latchkey_app::troubleshooting::{Check, CheckState};
use latchkey_app::{App, Failure};
use latchkey_host::Installation;
use latchkey_server::tls;

use super::Context;
use crate::json::{CheckJson, CheckedJson, FindingJson};
use crate::sentence;

/// What is broken here when it failed; the others ask other machines, or tell what those did.
const OF_THIS_MACHINE: &str = "disk";
/// Looked at in its files instead: the screen tells of the one that its server shows.
const CERTIFICATE: &str = "certificate";

/// What was looked at.
#[derive(Default)]
struct Looked {
    findings: Vec<FindingJson>,
    checks: Vec<Check>,
    served: bool,
}

pub(crate) async fn run(context: &Context<'_>) -> anyhow::Result<()> {
    let terminal = context.terminal;
    let Looked {
        findings,
        checks,
        served,
    } = match look(context).await {
        Ok(looked) => looked,
        // What cannot even be opened is the worst finding of all.
        Err(failure) if terminal.is_json() => Looked {
            findings: vec![FindingJson {
                fault: true,
                text: sentence::of(&failure),
            }],
            ..Looked::default()
        },
        Err(failure) => return Err(failure),
    };
    let faults = findings.iter().filter(|finding| finding.fault).count();
    for finding in &findings {
        let kind = if finding.fault { "Fault" } else { "Warning" };
        terminal.say(&format!("{kind}: {}", finding.text));
    }
    let document = CheckJson {
        ok: faults == 0,
        findings,
        checks: checks.into_iter().map(CheckedJson::from).collect(),
        served,
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

async fn look(context: &Context<'_>) -> anyhow::Result<Looked> {
    let installation = Installation::open(&context.data_dir)?;
    let mut findings: Vec<FindingJson> = installation
        .store
        .check()
        .into_iter()
        .map(|finding| FindingJson {
            fault: finding.fault,
            text: finding.text,
        })
        .chain(certificate(&installation.app))
        .collect();
    let served = installation.folder.is_served()?;
    let checks = match checks(&installation.app, served).await {
        Ok(checks) => checks,
        // The database has said why already.
        Err(_) if findings.iter().any(|finding| finding.fault) => Vec::new(),
        Err(failure) => return Err(failure.into()),
    };
    findings.extend(checks.iter().filter_map(found));
    Ok(Looked {
        findings,
        checks,
        served,
    })
}

async fn checks(app: &App, served: bool) -> Result<Vec<Check>, Failure> {
    let public_url = app.known_public_url()?;
    app.checks_from_terminal(&public_url, served).await
}

/// What the screen marks.
fn found(check: &Check) -> Option<FindingJson> {
    let marked = matches!(check.state, CheckState::Failed | CheckState::Warning);
    if !marked || check.id == CERTIFICATE {
        return None;
    }
    let text = match &check.fix {
        Some(fix) => format!("{} {fix}", check.sentence),
        None => check.sentence.clone(),
    };
    Some(FindingJson {
        fault: check.state == CheckState::Failed && check.id == OF_THIS_MACHINE,
        text,
    })
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
