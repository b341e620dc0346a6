//! Starting, watching and cancelling a rehearsal. One at a time; what it came to is kept until the next one.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use jiff::Timestamp;
use latchkey_domain::activity::Target;
use latchkey_domain::{AccessRole, Refusal, RefusalCode};
use serde_json::Value;
use tokio::sync::watch;

use crate::App;
use crate::failure::Failure;
use crate::ports::rehearsals::{Listener, News, Plan};
use crate::pulse::Pulse;
use crate::record::Caller;

/// How a rehearsal is.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum WalkState {
    /// There was none since the program began.
    #[default]
    Idle,
    /// It goes.
    Running,
    /// Every step went as Okta needs it.
    Passed,
    /// One did not, or it could not go on.
    Failed,
    /// Somebody ended it.
    Cancelled,
}

impl WalkState {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Idle => "idle",
            Self::Running => "running",
            Self::Passed => "passed",
            Self::Failed => "failed",
            Self::Cancelled => "cancelled",
        }
    }
}

/// One step.
#[derive(Clone, Debug)]
pub struct WalkStep {
    /// Its place among all steps of the rehearsal, from 1.
    pub n: usize,
    /// The dialect that it is walked in.
    pub dialect: &'static str,
    /// What it is about.
    pub title: String,
    /// "running", "done", "failed" or "skipped".
    pub state: &'static str,
    /// Why, or what else there is to say.
    pub sentence: Option<String>,
    /// How many of its people or calls are through, of how many.
    pub progress: Option<(usize, usize)>,
    /// How long it took.
    pub micros: Option<u64>,
    /// How many calls there were.
    pub calls: usize,
    /// The first of them.
    pub exchanges: Vec<Value>,
    changed: u64,
}

/// A rehearsal as it is now.
#[derive(Clone, Debug, Default)]
pub struct Rehearsal {
    /// How it is.
    pub state: WalkState,
    /// Its id.
    pub id: Option<String>,
    /// What was asked for.
    pub plan: Option<Plan>,
    /// When it began.
    pub started_at: Option<Timestamp>,
    /// When it ended.
    pub ended_at: Option<Timestamp>,
    /// How many steps there are in all, as far as is known.
    pub of: usize,
    /// Why it could not go on.
    pub sentence: Option<String>,
    /// The steps that are new or different since the number that was asked for.
    pub steps: Vec<WalkStep>,
    /// The number to ask with next.
    pub next: u64,
}

/// The one rehearsal.
#[derive(Debug, Default)]
pub struct Stage {
    inner: Mutex<(Rehearsal, Option<watch::Sender<bool>>)>,
}

impl Stage {
    fn lock(&self) -> MutexGuard<'_, (Rehearsal, Option<watch::Sender<bool>>)> {
        self.inner.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn hear(&self, id: &str, news: News, dialects: usize) {
        let mut stage = self.lock();
        let rehearsal = &mut stage.0;
        // What a cancelled one still says is nobody's any more.
        if rehearsal.id.as_deref() != Some(id) || rehearsal.state != WalkState::Running {
            return;
        }
        rehearsal.next += 1;
        let changed = rehearsal.next;
        if let News::Began {
            dialect, of, title, ..
        } = news
        {
            rehearsal.of = of * dialects;
            let n = rehearsal.steps.len() + 1;
            rehearsal.steps.push(WalkStep {
                n,
                dialect,
                title,
                state: "running",
                sentence: None,
                progress: None,
                micros: None,
                calls: 0,
                exchanges: Vec::new(),
                changed,
            });
            return;
        }
        let Some(step) = rehearsal.steps.last_mut() else {
            return;
        };
        step.changed = changed;
        match news {
            News::Began { .. } => {}
            News::Progress { done, of } => step.progress = Some((done, of)),
            News::Ended {
                ok,
                skipped,
                sentence,
                micros,
                calls,
                exchanges,
            } => {
                step.state = match (ok, skipped) {
                    (true, true) => "skipped",
                    (true, false) => "done",
                    (false, _) => "failed",
                };
                step.sentence = sentence;
                step.micros = Some(micros);
                step.calls = calls;
                step.exchanges = exchanges;
            }
        }
    }

    fn end(&self, id: &str, state: WalkState, sentence: Option<String>, now: Timestamp) -> bool {
        let mut held = self.lock();
        let rehearsal = &mut held.0;
        if rehearsal.id.as_deref() != Some(id) || rehearsal.state != WalkState::Running {
            return false;
        }
        rehearsal.state = state;
        rehearsal.sentence = sentence;
        rehearsal.ended_at = Some(now);
        rehearsal.next += 1;
        true
    }
}

impl App {
    /// Starts one, for an EnterpriseAdmin. On record; what it does is not, for it touches nothing here.
    pub async fn start_rehearsal(&self, caller: Caller, plan: Plan) -> Result<String, Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        let dialects = match plan.dialect.as_str() {
            "aiw" | "oin" | "oiw" => 1,
            "all" => 3,
            other => {
                let shown: String = other.chars().take(80).collect();
                return Err(unaccepted(format!(
                    "There is no dialect \"{shown}\"; Okta speaks aiw, oin and oiw, and \"all\" walks them all."
                )));
            }
        };
        if !(1..=500).contains(&plan.users) {
            return Err(unaccepted(
                "A rehearsal here provisions 1 to 500 people. For more, run \"latchkey rehearse\" on the host.".to_owned(),
            ));
        }
        let id = self.id();
        {
            let mut stage = self.stage.lock();
            if stage.0.state == WalkState::Running {
                return Err(Refusal::new(
                    RefusalCode::Conflict,
                    "A rehearsal is under way. Watch it, or cancel it first. Nothing was started.",
                )
                .into());
            }
            stage.0 = Rehearsal {
                state: WalkState::Running,
                id: Some(id.clone()),
                plan: Some(plan.clone()),
                started_at: Some(self.now()),
                next: stage.0.next + 1,
                ..Rehearsal::default()
            };
        }
        let text = format!("{}, {} people.", plan.dialect, plan.users);
        let recorded = self
            .recorded(
                caller,
                "rehearsal.started",
                Target::of("rehearsal"),
                move |_, record| {
                    record.done().remark(text);
                    Ok(())
                },
            )
            .await;
        if let Err(failure) = recorded {
            self.stage.end(&id, WalkState::Cancelled, None, self.now());
            return Err(failure);
        }
        let (cancel, cancelled) = watch::channel(false);
        self.stage.lock().1 = Some(cancel);
        let (app, own) = (self.clone(), id.clone());
        tokio::spawn(async move {
            let listener = listener(
                Arc::clone(&app.stage),
                Arc::clone(&app.pulse),
                own.clone(),
                dialects,
            );
            let (state, sentence) = match app.ports.rehearsals.walk(plan, listener, cancelled).await
            {
                Ok(true) => (WalkState::Passed, None),
                Ok(false) => (WalkState::Failed, None),
                Err(why) => (WalkState::Failed, Some(why)),
            };
            app.stage.end(&own, state, sentence, app.now());
            app.pulse.beat();
        });
        Ok(id)
    }

    /// The rehearsal with the steps that are new or different since `after`, for an EnterpriseAdmin.
    pub fn rehearsal(&self, caller: &Caller, after: u64) -> Result<Rehearsal, Failure> {
        self.read_as(caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        let mut rehearsal = self.stage.lock().0.clone();
        rehearsal.steps.retain(|step| step.changed > after);
        Ok(rehearsal)
    }

    /// Ends the one under way; its scratch installation goes with it.
    pub async fn cancel_rehearsal(&self, caller: Caller) -> Result<(), Failure> {
        self.read_as(&caller, AccessRole::EnterpriseAdmin, |_| Ok(()))?;
        let walking = {
            let mut stage = self.stage.lock();
            let id = stage
                .0
                .id
                .clone()
                .filter(|_| stage.0.state == WalkState::Running);
            id.map(|id| (id, stage.1.take()))
        };
        let Some((id, cancel)) = walking else {
            return Err(Refusal::new(
                RefusalCode::Conflict,
                "No rehearsal is under way, so there is nothing to cancel.",
            )
            .into());
        };
        if let Some(cancel) = cancel {
            cancel.send_replace(true);
        }
        self.stage.end(&id, WalkState::Cancelled, None, self.now());
        self.recorded(
            caller,
            "rehearsal.cancelled",
            Target::of("rehearsal"),
            move |_, record| {
                record.done();
                Ok(())
            },
        )
        .await
    }
}

fn listener(stage: Arc<Stage>, pulse: Arc<Pulse>, id: String, dialects: usize) -> Listener {
    Arc::new(move |news| {
        stage.hear(&id, news, dialects);
        pulse.beat();
    })
}

fn unaccepted(detail: String) -> Failure {
    Refusal::new(RefusalCode::UnacceptedValue, detail).into()
}
