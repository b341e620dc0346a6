//! A server on a fresh folder, the stand-in Okta, and Ana, who is provisioned and may sign in.

use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context as _, Result, ensure};
use jiff::SignedDuration;
use latchkey_app::ports::clock::Clock as _;
use latchkey_app::ports::store::StoreExt as _;
use latchkey_domain::activity::{Entry, Outcome};
use latchkey_oidc::{IssuerHttp, RelyingParty};
use latchkey_rehearsal::issuer::{AnswerFlaw, Behaviour, Issuer};
use latchkey_rehearsal::people::Person;
use latchkey_server::{RunningServer, issuer_http, issuer_http_within};
use latchkey_testkit::Latchkey;
use latchkey_testkit::okta::person;
use latchkey_testkit::people::{id, okta_user_with_role};
use url::Url;

/// What is known of an issuer is used no longer than a day.
const UNTIL_ALL_IS_FORGOTTEN: SignedDuration = SignedDuration::from_hours(25);
/// What is on record is written within a second.
const PATIENCE: Duration = Duration::from_secs(30);
/// For an issuer that never answers.
const SHORT_PATIENCE: Duration = Duration::from_secs(1);
/// What nobody but the two parties may read.
const SECRETS: [&str; 4] = ["code", "state", "nonce", "code_challenge"];

pub(crate) struct Stage {
    pub(crate) latchkey: Latchkey,
    pub(crate) server: RunningServer,
    pub(crate) issuer: Issuer,
    pub(crate) ana: Person,
    pub(crate) ana_id: String,
    http: Arc<dyn IssuerHttp>,
}

impl Stage {
    /// Okta sign-on is required, the server remembers nothing of the issuer, and that behaves so from now on.
    pub(crate) async fn against(behaviour: Behaviour) -> Result<Self> {
        let stage = Self::new(&behaviour).await?;
        stage.issuer.behave(behaviour);
        Ok(stage)
    }

    /// The same with an issuer at its best.
    pub(crate) async fn fair() -> Result<Self> {
        Self::against(Behaviour::default()).await
    }

    async fn new(behaviour: &Behaviour) -> Result<Self> {
        let waits = matches!(
            behaviour.answer,
            Some((_, AnswerFlaw::Silence | AnswerFlaw::Drip))
        );
        let http = if waits {
            issuer_http_within(SHORT_PATIENCE)
        } else {
            issuer_http()
        };
        let mut latchkey = Latchkey::with_issuer_http(Arc::clone(&http))?;
        latchkey.add_connector().await?;
        let issuer = latchkey.start_issuer().await?;
        latchkey.require_okta(&issuer).await?;
        let user = okta_user_with_role("Ana", "User");
        let ana_id = id(&latchkey.provision(user).await?).to_owned();
        let ana = person("Ana");
        issuer.assign(&ana);
        let server = latchkey.serve().await?;
        issuer.allow_redirect_uri(&format!("{}/auth/callback", server.public_url()));
        latchkey.clock.advance(UNTIL_ALL_IS_FORGOTTEN);
        Ok(Self {
            latchkey,
            server,
            issuer,
            ana,
            ana_id,
            http,
        })
    }

    /// An address of the server.
    pub(crate) fn at(&self, path: &str) -> String {
        format!("{}{path}", self.server.public_url())
    }

    /// What an app on Ana's machine signs in with: it remembers issuers by itself.
    pub(crate) fn relying_party(&self) -> RelyingParty {
        let clock = Arc::clone(&self.latchkey.clock);
        RelyingParty::new(Arc::clone(&self.http), Arc::new(move || clock.now()))
    }

    /// The refusals on record, the newest first, once there are so many. Some are gathered in memory, and the server writes
    /// them by itself every second.
    pub(crate) async fn refusals(&self, count: u64) -> Result<Vec<Entry>> {
        let began = Instant::now();
        loop {
            let mut entries = self.latchkey.entries().await?;
            entries.retain(|entry| entry.action == "session.refused");
            let seen: u64 = entries.iter().map(|entry| entry.count).sum();
            if seen == count {
                return Ok(entries);
            }
            ensure!(
                seen < count && began.elapsed() < PATIENCE,
                "{count} refusals should be on record: {entries:?}"
            );
            tokio::time::sleep(Duration::from_millis(20)).await;
        }
    }

    /// One refusal is on record, for this reason and with no secret; nobody is signed in and nobody was linked.
    pub(crate) async fn is_refused_for(&self, code: &str, secrets: &[String]) -> Result<()> {
        let refusals = self.refusals(1).await?;
        let entry = &refusals[0];
        let reason = entry.reason.as_deref().unwrap_or_default();
        ensure!(entry.outcome == Outcome::Refused, "{entry:?}");
        ensure!(reason.ends_with(&format!("({code})")), "{reason}");
        is_clean(&format!("{entry:?}"), secrets)?;
        self.nobody_is_in()
    }

    /// Nobody is signed in, and nobody was linked.
    pub(crate) fn nobody_is_in(&self) -> Result<()> {
        ensure!(
            self.latchkey.sessions(&self.ana_id)? == 0,
            "there is a session"
        );
        let subject = &self.ana.okta_id;
        let issuer = self.issuer.issuer_url();
        let binding = self
            .latchkey
            .store
            .read(|store| store.find_binding(issuer, subject))?;
        ensure!(binding.is_none(), "{binding:?}");
        Ok(())
    }
}

/// What stood in the addresses on the way and has no business on a page or on record.
pub(crate) fn secrets_on(way: &[Url]) -> Vec<String> {
    let mut secrets: Vec<String> = way
        .iter()
        .flat_map(Url::query_pairs)
        .filter(|(name, _)| SECRETS.contains(&name.as_ref()))
        .map(|(_, value)| value.into_owned())
        // Shorter ones are words.
        .filter(|value| value.len() > 20)
        .collect();
    secrets.sort();
    secrets.dedup();
    secrets
}

/// No token, no secret, no stack.
pub(crate) fn is_clean(text: &str, secrets: &[String]) -> Result<()> {
    // A brace and a quote in base64url: how every token begins.
    for never in ["eyJ", "panicked", "Exception", ".rs:", "stack backtrace"] {
        ensure!(!text.contains(never), "{never} stands in {text}");
    }
    for secret in secrets {
        ensure!(!text.contains(secret.as_str()), "{secret} stands in {text}");
    }
    Ok(())
}

/// Whose fault a refusal is, as its status says.
pub(crate) fn status_for(code: &str) -> u16 {
    match code {
        "issuer_misbehaved" | "issuer_unreachable" => 502,
        "state_mismatch" | "bad_callback" | "sign_in_expired" => 400,
        _ => 403,
    }
}

/// The text of a member.
pub(crate) fn text(value: &serde_json::Value, name: &str) -> Result<String> {
    value[name]
        .as_str()
        .map(str::to_owned)
        .with_context(|| format!("no {name}: {value}"))
}
