//! The checklist of the Okta steps: each ticks itself by what is on record, and says nothing that Okta did not show.
//!
//! `steps` has the words of each step for both ways of making the Okta apps, `proof` what shows that it is done. To add a
//! step: its words in `steps`, its proof in `proof`.

mod proof;
mod steps;

use jiff::Timestamp;
use latchkey_domain::AccessRole;

use crate::App;
use crate::evidence::Evidence;
use crate::failure::Failure;
use crate::record::Caller;

/// Which way the apps are made in Okta.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Way {
    /// An OIDC app for sign-on and another app for provisioning.
    Two,
    /// One app of the newer integration wizard.
    One,
}

impl Way {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::Two => "two",
            Self::One => "one",
        }
    }
}

/// How far a step is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum State {
    /// It is the admin's turn, in Latchkey.
    ToDo,
    /// It is done in Okta; nothing of it has arrived yet.
    Waiting,
    /// It was shown to be done.
    Done,
    /// What arrived shows that it is wrong.
    Refused,
    /// Only a later event can show it.
    NotSeen,
}

impl State {
    /// The word in JSON.
    pub fn as_str(self) -> &'static str {
        match self {
            Self::ToDo => "todo",
            Self::Waiting => "waiting",
            Self::Done => "done",
            Self::Refused => "refused",
            Self::NotSeen => "not_seen",
        }
    }
}

/// A value to paste.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StepValue {
    /// Okta's name of the field.
    pub label: String,
    /// What goes into it.
    pub value: String,
    /// Whether `value` is that itself; else it says where to find it.
    pub copyable: bool,
}

/// One step.
#[derive(Clone, Debug)]
pub struct Step {
    /// A word that stays.
    pub id: &'static str,
    /// What to do.
    pub title: &'static str,
    /// Okta's menu path, or Latchkey's page.
    pub place: &'static str,
    /// How.
    pub text: &'static str,
    /// What to paste.
    pub values: Vec<StepValue>,
    /// How far it is.
    pub state: State,
    /// Since when.
    pub at: Option<Timestamp>,
    /// The entry that proves it.
    pub entry_id: Option<String>,
    /// What was seen, or what will tick it.
    pub sentence: String,
}

/// The whole list.
#[derive(Clone, Debug)]
pub struct Checklist {
    /// Which way.
    pub way: Way,
    /// In order.
    pub steps: Vec<Step>,
}

/// How far setting up is.
#[derive(Clone, Debug)]
pub struct Progress {
    /// Steps that are done.
    pub done: usize,
    /// All steps.
    pub of: usize,
    /// The first that is not: its title and its sentence.
    pub next: Option<(String, String)>,
}

impl Checklist {
    /// How many steps are done, and what comes next. What only a later event can show holds nobody up.
    pub fn progress(&self) -> Progress {
        let is_done = |step: &&Step| step.state == State::Done;
        let open = self
            .steps
            .iter()
            .find(|step| !matches!(step.state, State::Done | State::NotSeen));
        Progress {
            done: self.steps.iter().filter(is_done).count(),
            of: self.steps.len(),
            next: open.map(|step| (step.title.to_owned(), step.sentence.clone())),
        }
    }
}

/// The values that steps show.
#[derive(Clone, Debug)]
pub(crate) struct Values {
    pub(crate) scim_url: String,
    pub(crate) user_name: String,
    pub(crate) passkey: Option<String>,
    pub(crate) redirect_uris: Vec<String>,
}

/// The list as the evidence has it; without `values` there is nothing to paste in it.
pub(crate) fn steps(evidence: &Evidence, way: Way, values: Option<&Values>) -> Checklist {
    let steps = steps::of(way)
        .iter()
        .map(|words| {
            let proof = proof::of(words.id, evidence);
            Step {
                id: words.id,
                title: words.title,
                place: words.place,
                text: words.text,
                values: values.map_or_else(Vec::new, |values| steps::values(words.id, values)),
                state: proof.state,
                at: proof.at,
                entry_id: proof.entry_id,
                sentence: proof.sentence,
            }
        })
        .collect();
    Checklist { way, steps }
}

impl App {
    /// The checklist, for an EnterpriseAdmin.
    pub fn checklist(
        &self,
        caller: &Caller,
        way: Way,
        public_url: &str,
    ) -> Result<Checklist, Failure> {
        use latchkey_domain::connector;
        let now = self.now();
        self.read_as(caller, AccessRole::EnterpriseAdmin, |store| {
            let organization = store.organization()?.ok_or_else(crate::not_set_up)?;
            let evidence = Evidence::gather(store)?;
            let passkey = store.passkeys()?.into_iter().find(|key| key.is_valid(now));
            let values = evidence.connector.map(|_| Values {
                scim_url: connector::scim_url(public_url),
                user_name: organization.company_id,
                passkey: passkey.map(|key| key.last_four),
                redirect_uris: connector::login_redirect_uris(public_url),
            });
            Ok(steps(&evidence, way, values.as_ref()))
        })
    }
}
