//! The issuer ends a person's sessions here, without anybody's browser: Universal Logout
//! (draft-parecki-oauth-global-token-revocation) and OpenID Connect Back-Channel Logout 1.0.
//!
//! Both come from anywhere on the network, so that nothing but the token's signature speaks for them: what is not the
//! issuer's is gathered, and what is the issuer's stands on record one by one. Nobody is created or linked by them.

use latchkey_domain::activity::{Actor, Target};
use latchkey_domain::settings::MatchBy;
use latchkey_domain::sign_in::Policy;
use latchkey_domain::user::User;
use latchkey_domain::{Refusal, RefusalCode};
use latchkey_oidc::{Heard, IssuerUrl, LogoutFailure, check_form};
use latchkey_scim::text::caseless;
use secrecy::{ExposeSecret as _, SecretString};

use crate::App;
use crate::directory::users::target;
use crate::failure::Failure;
use crate::ports::store::{Reads, Writes};
use crate::record::{Caller, Record, change};

/// What it is on record as.
const ACTION: &str = "session.all_ended";

/// Whom the issuer names (RFC 9493).
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Subject {
    /// By `iss` and `sub`.
    IssSub {
        /// The issuer that the subject is of.
        issuer: String,
        /// The subject.
        subject: String,
    },
    /// By email.
    Email(String),
}

impl Subject {
    /// What stands in the record for a person who is not known.
    fn name(&self) -> String {
        let (Self::IssSub { subject: name, .. } | Self::Email(name)) = self;
        name.chars().take(100).collect()
    }
}

/// By which of the two.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum By {
    UniversalLogout,
    BackchannelLogout,
}

impl By {
    fn name(self) -> &'static str {
        match self {
            Self::UniversalLogout => "Universal Logout",
            Self::BackchannelLogout => "OpenID Connect back-channel logout",
        }
    }

    fn done(self) -> u16 {
        match self {
            Self::UniversalLogout => 204,
            Self::BackchannelLogout => 200,
        }
    }

    /// What it is answered with when this is why nothing was ended. Back-Channel Logout 1.0, section 2.8, knows 400 alone.
    fn status(self, code: RefusalCode) -> u16 {
        match (self, code) {
            (_, RefusalCode::Issuer) => 503,
            (Self::BackchannelLogout, _) => 400,
            (_, RefusalCode::Unauthenticated) => 401,
            (_, RefusalCode::ToolkitOff) => 403,
            (_, RefusalCode::NotFound) => 404,
            (_, RefusalCode::Conflict) => 422,
            _ => 400,
        }
    }
}

/// Why nothing was ended, with the status to answer with.
#[derive(Debug)]
pub struct NotEnded {
    /// The status.
    pub status: u16,
    /// Why. Of a token that was not taken it is for the record alone.
    pub failure: Failure,
}

impl From<Failure> for NotEnded {
    fn from(failure: Failure) -> Self {
        Self {
            status: if failure.is_passing() { 503 } else { 500 },
            failure,
        }
    }
}

impl App {
    /// Universal Logout: a token that speaks for the issuer at `endpoint`, and a body that says who. A body that could not be
    /// read is told to the issuer alone.
    pub async fn revoke_globally(
        &self,
        caller: Caller,
        endpoint: &str,
        token: Option<&SecretString>,
        subject: Result<Subject, Refusal>,
    ) -> Result<(), NotEnded> {
        let by = By::UniversalLogout;
        let (policy, issuer, token) = self.before_the_token(by, &caller, token)?;
        let relying_party = &self.ports.relying_party;
        let checked = relying_party
            .check_revocation(&issuer, &policy.client_id, endpoint, token.expose_secret())
            .await;
        let heard = checked.map_err(|failure| self.not_taken(by, &caller, &failure))?;
        self.end_for_issuer(by, caller, policy, heard, subject)
            .await
    }

    /// OpenID Connect Back-Channel Logout: the token says who.
    pub async fn log_out_by_token(
        &self,
        caller: Caller,
        token: Option<&SecretString>,
    ) -> Result<(), NotEnded> {
        let by = By::BackchannelLogout;
        let (policy, issuer, token) = self.before_the_token(by, &caller, token)?;
        let relying_party = &self.ports.relying_party;
        let checked = relying_party
            .check_logout_token(&issuer, &policy.client_id, token.expose_secret())
            .await;
        let logged_out = checked.map_err(|failure| self.not_taken(by, &caller, &failure))?;
        let subject = Subject::IssSub {
            issuer: policy.issuer.clone(),
            subject: logged_out.subject,
        };
        self.end_for_issuer(by, caller, policy, logged_out.token, Ok(subject))
            .await
    }

    /// Whose word counts, and the token that claims to be it.
    fn before_the_token<'t>(
        &self,
        by: By,
        caller: &Caller,
        token: Option<&'t SecretString>,
    ) -> Result<(Policy, IssuerUrl, &'t SecretString), NotEnded> {
        let policy = self
            .read(|store| store.sign_in_policy())
            .map_err(Failure::from)?;
        let known = policy.and_then(|policy| {
            let issuer = check_form(&policy.issuer).ok()?;
            Some((policy, issuer))
        });
        let Some((policy, issuer)) = known else {
            let sentence = "Signing in with Okta is not set up here, so no issuer's word counts.";
            return Err(self.shut(by, caller, "no_issuer", untrusted(sentence)));
        };
        let Some(token) = token else {
            let sentence = "It came without a token, so nobody knows who asked.";
            return Err(self.shut(by, caller, "no_token", untrusted(sentence)));
        };
        Ok((policy, issuer, token))
    }

    fn not_taken(&self, by: By, caller: &Caller, failure: &LogoutFailure) -> NotEnded {
        let (kind, code) = match failure {
            LogoutFailure::Token(problem) => (problem.code(), RefusalCode::Unauthenticated),
            LogoutFailure::Issuer(_) => ("issuer_away", RefusalCode::Issuer),
        };
        let refusal = Refusal::new(code, format!("{failure} No session was ended."));
        self.shut(by, caller, kind, refusal)
    }

    /// Notes what is not the issuer's word. Anybody can send it, so that it is gathered.
    fn shut(&self, by: By, caller: &Caller, kind: &'static str, refusal: Refusal) -> NotEnded {
        let status = by.status(refusal.code);
        let target = Target {
            kind: "sign_in".into(),
            id: None,
            name: by.name().to_owned(),
        };
        self.note_untrusted_token(ACTION, kind, target, &refusal, status, caller.clone());
        NotEnded {
            status,
            failure: refusal.into(),
        }
    }

    /// What the issuer asked for is done, or refused by name; either way the token is spent.
    async fn end_for_issuer(
        &self,
        by: By,
        mut caller: Caller,
        policy: Policy,
        heard: Heard,
        subject: Result<Subject, Refusal>,
    ) -> Result<(), NotEnded> {
        let spent = self.read(|store| store.is_spent(&heard.id));
        if spent.map_err(Failure::from)? {
            return Err(self.shut(by, &caller, "replayed", replayed()));
        }
        caller.actor = Actor::Okta;
        let target = Target {
            kind: "sign_in".into(),
            id: None,
            name: subject
                .as_ref()
                .map_or_else(|_| by.name().to_owned(), Subject::name),
        };
        let ended = self
            .recorded(caller, ACTION, target, move |store, record| {
                record.status(by.done());
                if !store.spend_token(&heard.id, heard.good_until)? {
                    record.status_if_refused(by.status(RefusalCode::Unauthenticated));
                    return Err(replayed().into());
                }
                match end_in(store, record, by, &policy, subject) {
                    Err(Failure::Refused(refusal)) => {
                        record
                            .status_if_refused(by.status(refusal.code))
                            .refuse_but_keep(refusal);
                        Ok(())
                    }
                    done => done,
                }
            })
            .await;
        ended.map_err(|failure| match failure.code() {
            Some(code) => NotEnded {
                status: by.status(code),
                failure,
            },
            None => failure.into(),
        })
    }
}

fn end_in(
    store: &mut dyn Writes,
    record: &mut Record,
    by: By,
    policy: &Policy,
    subject: Result<Subject, Refusal>,
) -> Result<(), Failure> {
    // While the token was checked the values may have been changed: then it is nobody's word any more.
    let in_force = store
        .sign_in_policy()?
        .is_some_and(|now| now.is_for(&policy.issuer, &policy.client_id));
    if !in_force {
        return Err(untrusted("The sign-in settings were changed a moment ago.").into());
    }
    let subject = subject?;
    if store.toolkit_enabled_at()?.is_none() {
        return Err(Refusal::new(
            RefusalCode::ToolkitOff,
            "Enterprise Toolkit is off in Latchkey, so the Okta connector is suspended. No session was ended. An \
             EnterpriseAdmin can switch it on under Billing.",
        )
        .into());
    }
    let user = named(store, policy, &subject)?;
    record
        .target(target(&user))
        .remark(format!("Okta asked for it by {}.", by.name()));
    let ended = store.remove_sessions_of(&user.id)?;
    if ended == 0 {
        record.unchanged();
    } else {
        record.changes(vec![change("sessions", ended, 0)]);
    }
    Ok(())
}

/// The person: by the link, else as rule 5 would recognise them; by email, as rule 1 has it.
fn named(store: &dyn Reads, policy: &Policy, subject: &Subject) -> Result<User, Failure> {
    let found = match subject {
        Subject::Email(email) => store.find_user_by_email(&caseless(email.trim()))?,
        Subject::IssSub { issuer, subject } if *issuer == policy.issuer => {
            by_subject(store, issuer, subject)?
        }
        Subject::IssSub { .. } => None,
    };
    found.ok_or_else(|| {
        let of = match subject {
            Subject::Email(_) => "whose email that is".to_owned(),
            Subject::IssSub { issuer, .. } => {
                let shown: String = issuer.chars().take(200).collect();
                format!("who is that subject of {shown}")
            }
        };
        Refusal::new(
            RefusalCode::NotFound,
            format!(
                "Okta asked to end the sessions of {}, and Latchkey has nobody {of}. No session was ended.",
                subject.name()
            ),
        )
        .into()
    })
}

fn by_subject(store: &dyn Reads, issuer: &str, subject: &str) -> Result<Option<User>, Failure> {
    if let Some(binding) = store.find_binding(issuer, subject)? {
        return Ok(store.get_user(&binding.user_id)?);
    }
    match store.settings()?.match_by {
        MatchBy::ExternalId => {
            let Some(user) = store.find_user_by_external_id(subject)? else {
                return Ok(None);
            };
            // Linked to another subject there: then this one is somebody else.
            let is_linked = store.binding_of(&user.id, issuer)?.is_some();
            Ok((!is_linked).then_some(user))
        }
        MatchBy::UserName => Err(Refusal::new(
            RefusalCode::Conflict,
            format!(
                "People are matched by user name here, and nobody is linked to the subject {} yet. No session was ended. In \
                 Okta, set the subject format of Universal Logout to Email.",
                subject.chars().take(100).collect::<String>()
            ),
        )
        .into()),
    }
}

fn untrusted(sentence: &str) -> Refusal {
    Refusal::new(
        RefusalCode::Unauthenticated,
        format!("{sentence} No session was ended."),
    )
}

fn replayed() -> Refusal {
    untrusted("The token was not accepted: it was used before, and each works once.")
}
