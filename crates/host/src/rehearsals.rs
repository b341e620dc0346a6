//! The rehearsal that screens start: each dialect on a scratch installation of its own, in this process.

use std::sync::Arc;

use latchkey_app::ports::rehearsals::{Listener, News, Plan, Rehearsals};
use latchkey_app::ports::store::BoxFuture;
use latchkey_rehearsal::scim::{Dialect, Exchange};
use latchkey_rehearsal::walk::{Options, Report, StepResult, walk};
use tokio::sync::watch;

use crate::scratch::Scratch;

/// So many calls of a step are shown.
const SHOWN: usize = 20;

/// Walks on scratch installations.
#[derive(Clone, Copy, Debug, Default)]
pub struct ScratchRehearsals;

impl Rehearsals for ScratchRehearsals {
    fn walk(
        &self,
        plan: Plan,
        listener: Listener,
        mut cancelled: watch::Receiver<bool>,
    ) -> BoxFuture<'static, Result<bool, String>> {
        Box::pin(async move {
            let mut passed = true;
            for dialect in Dialect::ALL {
                if plan.dialect != "all" && plan.dialect != dialect.name() {
                    continue;
                }
                let scratch = Scratch::start().await.map_err(|why| format!("{why:#}"))?;
                let options = Options {
                    dialect,
                    users: plan.users,
                    seed: 0,
                };
                let mut report = Telling {
                    dialect: dialect.name(),
                    listener: Arc::clone(&listener),
                };
                let walked = tokio::select! {
                    outcome = walk(&scratch.target, &options, &mut report) => Some(outcome.passed),
                    _ = cancelled.wait_for(|cancelled| *cancelled) => None,
                };
                scratch.stop().await;
                match walked {
                    Some(well) => passed &= well,
                    None => return Ok(false),
                }
            }
            Ok(passed)
        })
    }
}

struct Telling {
    dialect: &'static str,
    listener: Listener,
}

impl Report for Telling {
    fn step_started(&mut self, n: usize, of: usize, title: &str) {
        (self.listener)(News::Began {
            dialect: self.dialect,
            n,
            of,
            title: title.to_owned(),
        });
    }

    fn line(&mut self, _: &Exchange) {}

    fn progress(&mut self, done: usize, of: usize) {
        (self.listener)(News::Progress { done, of });
    }

    fn step_ended(&mut self, step: &StepResult) {
        let exchanges = step
            .exchanges
            .iter()
            .take(SHOWN)
            .filter_map(|exchange| serde_json::to_value(exchange).ok())
            .collect();
        (self.listener)(News::Ended {
            ok: step.ok,
            skipped: step.skipped,
            sentence: step.why.clone(),
            micros: step.ms.saturating_mul(1_000),
            calls: step.exchanges.len(),
            exchanges,
        });
    }
}
