//! `latchkey rehearse`: the whole integration with a stand-in Okta, before a real tenant is touched.

mod stay;

use anyhow::{Context as _, bail};
use clap::{Args, ValueEnum};
use latchkey_app::ports::clock::{Clock as _, SystemClock};
use latchkey_host::Scratch;
use latchkey_rehearsal::scim::Dialect;
use latchkey_rehearsal::walk::{
    JsonReport, Options, Outcome, Report, Target, TerminalReport, walk,
};

use crate::stop_signal::StopSignal;
use crate::terminal::Terminal;
use crate::values;

#[derive(Debug, Args)]
pub(crate) struct Arguments {
    /// How Okta speaks SCIM: aiw (a custom app), oin (the template app), oiw (the integration wizard with PATCH), or all
    #[arg(long, value_enum, default_value_t = Choice::Aiw)]
    dialect: Choice,
    /// How many people the stand-in Okta provisions
    #[arg(long, value_name = "N", default_value_t = 5, value_parser = clap::value_parser!(u32).range(1..=100_000))]
    users: u32,
    /// A SCIM server of yours to rehearse with, instead of a scratch installation; only SCIM is spoken to it
    #[arg(long, value_name = "SCIM_URL", value_parser = values::scim_url, requires_all = ["user_name", "password"])]
    url: Option<String>,
    /// The User Name for --url
    #[arg(long, value_name = "NAME", requires = "url")]
    user_name: Option<String>,
    /// The Password for --url
    #[arg(long, requires = "url")]
    password: Option<String>,
    /// Leave the scratch installation and the stand-in Okta running afterwards, until Ctrl-C
    #[arg(long, conflicts_with_all = ["url", "json"])]
    stay: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
enum Choice {
    Aiw,
    Oin,
    Oiw,
    All,
}

impl Choice {
    fn dialects(self) -> &'static [Dialect] {
        match self {
            Self::Aiw => &[Dialect::Aiw],
            Self::Oin => &[Dialect::Oin],
            Self::Oiw => &[Dialect::Oiw],
            Self::All => &Dialect::ALL,
        }
    }
}

pub(crate) async fn run(terminal: Terminal, arguments: Arguments) -> anyhow::Result<()> {
    let mut stop = StopSignal::listen()?;
    let rehearsal = Rehearsal {
        terminal,
        users: usize::try_from(arguments.users).context("that many people do not fit")?,
        choice: arguments.dialect,
    };
    let left = if arguments.url.is_some() {
        "The people and groups that it made on your server up to then are still there: their addresses end in @atko.com."
    } else {
        "Nothing of it is left on this machine."
    };
    let credentials = (arguments.url, arguments.user_name, arguments.password);
    let walked = async {
        match credentials {
            (Some(scim_url), Some(user_name), Some(password)) => {
                let target = Target {
                    scim_url,
                    user_name,
                    password,
                    sign_in: None,
                };
                rehearsal
                    .with(&target)
                    .await
                    .map(|outcomes| (outcomes, None))
            }
            _ => rehearsal.with_scratch(arguments.stay).await,
        }
    };
    let (outcomes, kept) = tokio::select! {
        walked = walked => walked?,
        // What was made in a temporary folder goes with the scratch installation that is dropped here.
        () = stop.given() => bail!("The rehearsal was stopped half way. {left}"),
    };
    let finished = rehearsal.finish(&outcomes);
    if let Some(scratch) = kept {
        if finished.is_ok()
            && let Some(outcome) = outcomes.last()
        {
            terminal.print(&stay::words(&scratch, outcome)?)?;
            stop.given().await;
            terminal.say("\nThe rehearsal is over; its folder is removed.");
        }
        scratch.stop().await;
    }
    finished
}

struct Rehearsal {
    terminal: Terminal,
    users: usize,
    choice: Choice,
}

impl Rehearsal {
    /// Each dialect on someone's own server, with people that it has not met.
    async fn with(&self, target: &Target) -> anyhow::Result<Vec<Outcome>> {
        let seed = u64::try_from(SystemClock.now().as_second()).unwrap_or(1);
        let mut outcomes = Vec::new();
        for (&dialect, seed) in self.choice.dialects().iter().zip(seed..) {
            outcomes.push(self.walk(target, dialect, seed).await);
        }
        Ok(outcomes)
    }

    /// Each dialect on a fresh scratch installation; the last one is handed back when it is to stay.
    async fn with_scratch(&self, stay: bool) -> anyhow::Result<(Vec<Outcome>, Option<Scratch>)> {
        let mut outcomes = Vec::new();
        let dialects = self.choice.dialects();
        for (index, &dialect) in dialects.iter().enumerate() {
            let scratch = Scratch::start().await?;
            outcomes.push(self.walk(&scratch.target, dialect, 0).await);
            if stay && index + 1 == dialects.len() {
                return Ok((outcomes, Some(scratch)));
            }
            scratch.stop().await;
        }
        Ok((outcomes, None))
    }

    async fn walk(&self, target: &Target, dialect: Dialect, seed: u64) -> Outcome {
        let options = Options {
            dialect,
            users: self.users,
            seed,
        };
        let mut report: Box<dyn Report> = if self.terminal.is_json() {
            Box::new(JsonReport)
        } else {
            Box::new(TerminalReport::stdout())
        };
        walk(target, &options, &mut *report).await
    }

    /// Prints the document and decides the exit code.
    fn finish(&self, outcomes: &[Outcome]) -> anyhow::Result<()> {
        if self.terminal.is_json() {
            match outcomes {
                // One dialect is one document; of all three there is a list.
                [one] if self.choice != Choice::All => self.terminal.show(one, "")?,
                many => self.terminal.show(&many, "")?,
            }
        }
        let failed: Vec<&str> = outcomes
            .iter()
            .flat_map(|outcome| &outcome.steps)
            .filter(|step| !step.ok)
            .map(|step| step.title.as_str())
            .collect();
        if failed.is_empty() && outcomes.iter().all(|outcome| outcome.passed) {
            return Ok(());
        }
        bail!(
            "The rehearsal failed: not as Okta needs it {} \"{}\". The report above says which call it was and what came \
             back.",
            if failed.len() == 1 { "is" } else { "are" },
            failed.join("\", \"")
        )
    }
}
