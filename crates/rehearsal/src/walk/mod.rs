//! The whole integration, step by step, as an admin who sets up Okta would live through it.

mod report;
mod terminal;

pub use report::{JsonReport, Outcome, Report, StepResult};
pub use terminal::TerminalReport;

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

/// Walks every step and says how each went. It ends early only when the credentials are refused.
#[expect(clippy::unused_async, reason = "the steps come next")]
pub async fn walk(_target: &Target, options: &Options, report: &mut dyn Report) -> Outcome {
    let step = StepResult {
        title: "Test API Credentials".to_owned(),
        ok: false,
        skipped: false,
        why: Some("The steps of the walk are not built yet.".to_owned()),
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
