//! What is on record of Okta since the connector was added. The checklist, Home and Troubleshooting say nothing that is not
//! here.

use jiff::Timestamp;
use latchkey_domain::activity::{Entry, Outcome};
use latchkey_domain::sign_in::Policy;

use crate::connector_state::ConnectorState;
use crate::failure::Failure;
use crate::ports::store::{ActivityQuery, Reads};
use crate::sign_in::browser::BY_OKTA;

/// The recorded facts.
#[derive(Clone, Debug)]
pub(crate) struct Evidence {
    pub(crate) toolkit: Option<Timestamp>,
    pub(crate) connector: Option<Timestamp>,
    pub(crate) state: ConnectorState,
    /// Who was listed: Test API Credentials, or an import.
    pub(crate) listed: Option<Entry>,
    pub(crate) created: Option<Entry>,
    pub(crate) create_refused: Option<Entry>,
    pub(crate) updated: Option<Entry>,
    pub(crate) deactivated: Option<Entry>,
    pub(crate) role: Option<Entry>,
    pub(crate) tested: Option<Entry>,
    pub(crate) policy: Option<Policy>,
    pub(crate) policy_entry: Option<Entry>,
    pub(crate) signed_in: Option<Entry>,
    /// Okta refused someone who is not assigned to the OIDC app.
    pub(crate) not_assigned: Option<Entry>,
}

/// What Okta says of someone who is not assigned, in every tenant.
const NOT_ASSIGNED: &str = "not assigned";
/// So many of Okta's newest calls about users are looked through for a role.
const LOOKED_THROUGH: u64 = 500;

impl Evidence {
    pub(crate) fn gather(store: &dyn Reads) -> Result<Self, Failure> {
        let connector = store.connector()?.map(|connector| connector.added_at);
        let since = connector.unwrap_or(Timestamp::MAX);
        let newest = |actions: &[&str], outcome: Outcome, by_okta: bool| -> Result<_, Failure> {
            let found = store.list_activity(&ActivityQuery {
                actions: actions.iter().map(|&action| action.to_owned()).collect(),
                outcomes: vec![outcome],
                actors: if by_okta {
                    vec!["okta".to_owned()]
                } else {
                    Vec::new()
                },
                since: Some(since),
                limit: 1,
                ..ActivityQuery::default()
            })?;
            Ok(found.into_iter().next().map(|(_, entry)| entry))
        };
        let changed = Outcome::Changed;
        let saying = |action: &str, outcome: Outcome, text: &str| -> Result<_, Failure> {
            let found = store.list_activity(&ActivityQuery {
                actions: vec![action.to_owned()],
                outcomes: vec![outcome],
                text: Some(text.to_owned()),
                since: Some(since),
                limit: 1,
                ..ActivityQuery::default()
            })?;
            Ok(found.into_iter().next().map(|(_, entry)| entry))
        };
        Ok(Self {
            toolkit: store.toolkit_enabled_at()?,
            connector,
            state: ConnectorState::of(store)?,
            listed: newest(&["users.listed"], Outcome::Read, true)?,
            created: newest(&["user.created"], changed, true)?,
            create_refused: newest(&["user.created"], Outcome::Refused, true)?,
            updated: newest(&["user.updated", "user.role_changed"], changed, true)?,
            deactivated: newest(&["user.deactivated"], changed, true)?,
            role: role(store, since)?,
            tested: newest_test(store, since)?,
            policy: store.sign_in_policy()?,
            policy_entry: newest(&["sign_in.required"], changed, false)?,
            signed_in: saying("session.began", changed, BY_OKTA)?,
            not_assigned: saying("session.refused", Outcome::Refused, NOT_ASSIGNED)?,
        })
    }

    /// The entries that it rests on.
    pub(crate) fn entries(&self) -> impl Iterator<Item = &Entry> {
        [
            &self.listed,
            &self.created,
            &self.create_refused,
            &self.updated,
            &self.deactivated,
            &self.role,
            &self.tested,
            &self.policy_entry,
            &self.signed_in,
            &self.not_assigned,
            &self.state.last_call,
            &self.state.shut_out,
        ]
        .into_iter()
        .flatten()
    }

    /// Whether the newest sign-in was refused because Okta has the person not assigned.
    pub(crate) fn not_assigned(&self) -> Option<&Entry> {
        let refused = self.not_assigned.as_ref()?;
        let later = |entry: &Entry| entry.at > refused.at;
        (!self.signed_in.as_ref().is_some_and(later)).then_some(refused)
    }
}

/// The newest test sign-in, whether it made a link or not.
fn newest_test(store: &dyn Reads, since: Timestamp) -> Result<Option<Entry>, Failure> {
    let found = store.list_activity(&ActivityQuery {
        actions: vec!["sign_in.tested".to_owned()],
        outcomes: vec![Outcome::Changed, Outcome::Done],
        since: Some(since),
        limit: 1,
        ..ActivityQuery::default()
    })?;
    Ok(found.into_iter().next().map(|(_, entry)| entry))
}

/// The newest entry by Okta with an access role in it.
fn role(store: &dyn Reads, since: Timestamp) -> Result<Option<Entry>, Failure> {
    let found = store.list_activity(&ActivityQuery {
        actions: ["user.created", "user.updated", "user.role_changed"]
            .map(str::to_owned)
            .to_vec(),
        actors: vec!["okta".to_owned()],
        outcomes: vec![Outcome::Changed],
        since: Some(since),
        limit: LOOKED_THROUGH,
        ..ActivityQuery::default()
    })?;
    Ok(found.into_iter().map(|(_, entry)| entry).find(|entry| {
        entry.changes.iter().any(|change| {
            let name = change.attribute.to_ascii_lowercase();
            name == "access role" || name.ends_with("accessrole") || name.starts_with("roles")
        })
    }))
}
