//! The rehearsal: a stand-in Okta walks the whole integration on a scratch installation, never on this one.

use std::sync::Arc;

use serde_json::Value;
use tokio::sync::watch;

use super::store::BoxFuture;

/// What to walk.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Plan {
    /// "aiw", "oin", "oiw", or "all" of them one after the other.
    pub dialect: String,
    /// How many people the stand-in Okta provisions.
    pub users: usize,
}

/// What happens while it goes, in order.
#[derive(Clone, Debug)]
pub enum News {
    /// A step begins: `n` counts from 1 within its dialect's `of`.
    Began {
        /// The dialect.
        dialect: &'static str,
        /// Which step.
        n: usize,
        /// Of how many.
        of: usize,
        /// What it is about.
        title: String,
    },
    /// Some of a step's people or calls are through.
    Progress {
        /// How many.
        done: usize,
        /// Of how many.
        of: usize,
    },
    /// The step ended.
    Ended {
        /// Whether it went as Okta needs it.
        ok: bool,
        /// Whether it was left out.
        skipped: bool,
        /// Why, or what else there is to say.
        sentence: Option<String>,
        /// Microseconds for the whole step.
        micros: u64,
        /// How many calls there were.
        calls: usize,
        /// The first of them, as JSON.
        exchanges: Vec<Value>,
    },
}

/// Hears the news.
pub type Listener = Arc<dyn Fn(News) + Send + Sync>;

/// Walks.
pub trait Rehearsals: Send + Sync {
    /// Walks the plan on scratch installations of its own, which are gone when it ends. It ends early when `cancelled`
    /// becomes true. `Ok` says whether every step went as Okta needs it, `Err` why it could not go on, as a sentence.
    fn walk(
        &self,
        plan: Plan,
        listener: Listener,
        cancelled: watch::Receiver<bool>,
    ) -> BoxFuture<'static, Result<bool, String>>;
}
