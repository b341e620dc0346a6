//! What tests of the directory do again and again: provision someone, sign them in, look at what is there now.

use anyhow::{Context as _, Result, bail, ensure};
use latchkey_app::directory::users::local::NewLocalUser;
use latchkey_app::ports::entropy::{Entropy, SystemEntropy};
use latchkey_app::ports::store::{ActivityQuery, StoreError, StoreExt as _};
use latchkey_app::record::Caller;
use latchkey_app::sign_in::second_factor::Entrance;
use latchkey_domain::AccessRole;
use latchkey_domain::activity::Entry;
use latchkey_domain::passkey;
use latchkey_domain::session::{Method, Session, Surface};
use latchkey_domain::settings::Settings;
use latchkey_domain::user::User;
use secrecy::{ExposeSecret as _, SecretString};
use serde_json::Value;

use crate::Latchkey;

/// The local password that [`Latchkey::sign_in`] gives.
const PASSWORD: &str = "a password for tests";

impl Latchkey {
    /// Creates a user as Okta does; gives back the resource.
    pub async fn provision(&self, user: Value) -> Result<Value> {
        let answer = self.scim_post("/Users", user).await;
        ensure!(
            answer.status == 201,
            "POST /Users: {} {}",
            answer.status,
            answer.text
        );
        Ok(answer.json())
    }

    /// Adds a user at the host's terminal, named like [`crate::people::okta_user`] names them.
    pub async fn add_local(&self, name: &str, role: Option<AccessRole>) -> Result<User> {
        let user = NewLocalUser {
            email: format!("{name}@atko.com"),
            given_name: name.to_owned(),
            family_name: "Lind".to_owned(),
            access_role: role,
            ..NewLocalUser::default()
        };
        let saved = self
            .app
            .create_user(Caller::operator(), user.into_incoming()?)
            .await?;
        self.user(&saved.view.id)
    }

    /// The user as it is stored now.
    pub fn user(&self, id: &str) -> Result<User> {
        self.app
            .get_user(id)?
            .with_context(|| format!("no user {id}"))
    }

    /// Signs someone in with a local password; gives back the session's token.
    pub async fn sign_in(&self, id: &str) -> Result<SecretString> {
        let user = self.user(id)?;
        let password = SecretString::from(PASSWORD);
        self.app
            .set_password(Caller::operator(), id, password.clone())
            .await?;
        let begun = self
            .app
            .sign_in_locally(
                Caller::operator(),
                &user.user_name,
                password,
                Surface::Portal,
            )
            .await?;
        match begun {
            Entrance::SignedIn(begun) => Ok(begun.token),
            Entrance::SecondStep(_) => bail!("a second factor is asked for"),
        }
    }

    /// Opens a session without a sign-in, as one that Okta made; gives back its token.
    pub async fn open_session(&self, user_id: &str, surface: Surface) -> Result<SecretString> {
        let entropy: &dyn Entropy = &SystemEntropy;
        let token = passkey::clear_text(entropy.bytes());
        let hash = passkey::hash(token.expose_secret());
        let now = self.app.now();
        let session = Session {
            id: entropy.id(now),
            user_id: user_id.to_owned(),
            method: Method::Okta,
            surface,
            created_at: now,
            last_seen_at: now,
            from: None,
        };
        self.store
            .write::<_, StoreError>(move |store| store.add_session(&session, &hash))
            .await?;
        Ok(token)
    }

    /// How many sessions someone has.
    pub fn sessions(&self, id: &str) -> Result<usize> {
        Ok(self
            .app
            .read(|store| store.sessions_of(id))
            .map(|sessions| sessions.len())?)
    }

    /// Activity, the newest first, with what was gathered in memory.
    pub async fn entries(&self) -> Result<Vec<Entry>> {
        self.app.flush_calls().await?;
        let query = ActivityQuery {
            limit: 10_000,
            ..ActivityQuery::default()
        };
        let entries = self.app.activity(&query)?;
        Ok(entries.into_iter().map(|(_, entry)| entry).collect())
    }

    /// The newest entry that is no gathered read.
    pub async fn last_entry(&self) -> Result<Entry> {
        self.entries()
            .await?
            .into_iter()
            .find(|entry| entry.outcome != latchkey_domain::activity::Outcome::Read)
            .context("nothing is on record")
    }

    /// Changes the settings.
    pub async fn set(&self, change: impl FnOnce(&mut Settings) + Send + 'static) -> Result<()> {
        self.store
            .write(move |store| {
                let mut settings = store.settings()?;
                change(&mut settings);
                store.put_settings(&settings)?;
                Ok::<_, StoreError>(())
            })
            .await?;
        Ok(())
    }

    /// Every user and group as SCIM gives them, versions and times included: two that are alike mean that nothing
    /// was changed.
    pub async fn directory(&self) -> String {
        let users = self.scim_get("/Users").await.text;
        let groups = self.scim_get("/Groups").await.text;
        format!("{users}\n{groups}")
    }
}
