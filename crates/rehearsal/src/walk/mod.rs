//! The whole integration, step by step, as an admin who sets up Okta would live through it.

mod browser;
mod calls;
mod group_steps;
mod html;
mod logout_steps;
mod people_steps;
mod refusal_steps;
mod report;
mod sign_in_steps;
mod steps;
mod terminal;

#[cfg(test)]
mod tests;

pub use report::{JsonReport, Outcome, Report, StepResult};
pub use terminal::TerminalReport;

use steps::{Step, Walk};

use crate::issuer::Issuer;
use crate::scim::Dialect;

/// The server to rehearse with.
pub struct Target {
    /// The SCIM Url.
    pub scim_url: String,
    /// The User Name, in Latchkey the Company ID.
    pub user_name: String,
    /// The Password, in Latchkey the Integration Passkey.
    pub password: String,
    /// How people sign in. Without it the walk speaks SCIM only, and puts away behind itself what it made.
    pub sign_in: Option<SignIn>,
}

/// Where people sign in.
pub struct SignIn {
    /// The public URL of the portal, without a slash at the end.
    pub portal_url: String,
    /// The stand-in Okta that the portal was connected to.
    pub issuer: Issuer,
}

/// What to walk.
#[derive(Clone, Debug)]
pub struct Options {
    /// The dialect to speak.
    pub dialect: Dialect,
    /// How many people to create; at least one.
    pub users: usize,
    /// Which people to invent. Give a server that was rehearsed with before another one.
    pub seed: u64,
}

impl Default for Options {
    fn default() -> Self {
        Self {
            dialect: Dialect::Aiw,
            users: 5,
            seed: 0,
        }
    }
}

/// Walks every step and says how each went. It ends early only when the credentials are refused:
/// Okta does not save a connection that fails its test.
pub async fn walk(target: &Target, options: &Options, report: &mut dyn Report) -> Outcome {
    report.walk_started(&headline(target, options));
    let outcome = match Walk::new(target, options, report) {
        Ok(walk) => all_steps(walk, options).await,
        Err(failure) => {
            let step = StepResult {
                title: "Connect".to_owned(),
                ok: false,
                skipped: false,
                why: Some(failure.to_string()),
                ms: 0,
                exchanges: Vec::new(),
            };
            report.step_ended(&step);
            Outcome {
                dialect: options.dialect,
                passed: false,
                steps: vec![step],
                can_sign_in: None,
                deactivated: None,
                unassigned: None,
            }
        }
    };
    report.walk_ended(&outcome);
    outcome
}

async fn all_steps(mut walk: Walk<'_>, options: &Options) -> Outcome {
    let plan = Step::all(walk.target);
    let mut steps: Vec<StepResult> = Vec::new();
    for (index, &step) in plan.iter().enumerate() {
        let result = walk.run(index + 1, plan.len(), step).await;
        let stop = step == Step::TestCredentials && !result.ok;
        steps.push(result);
        if stop {
            break;
        }
    }
    Outcome {
        dialect: options.dialect,
        passed: steps.iter().all(|step| step.ok),
        steps,
        can_sign_in: walk.can_sign_in,
        deactivated: walk.deactivated,
        unassigned: walk.unassigned,
    }
}

fn headline(target: &Target, options: &Options) -> String {
    let kind = match options.dialect {
        Dialect::Aiw => "a custom app",
        Dialect::Oin => "the SCIM template app",
        Dialect::Oiw => "the integration wizard",
    };
    format!(
        "This is a rehearsal. A stand-in Okta provisions {} as {kind} ({}) does. No real Okta tenant takes part.",
        target.scim_url, options.dialect
    )
}
