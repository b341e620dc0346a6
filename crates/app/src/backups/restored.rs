//! What a database that was a backup needs before it is used: everybody who was signed in then is not any more.

use latchkey_domain::activity::Target;

use crate::App;
use crate::failure::Failure;
use crate::record::Caller;
use crate::sign_in::sessions::session_words;

impl App {
    /// Ends all sessions of the copy, and takes away the one-time links and test sign-ins that were waiting: each may have been
    /// used or ended since. On record; `from` says of what it was restored.
    pub async fn was_restored(&self, from: String) -> Result<u64, Failure> {
        self.recorded(
            Caller::operator(),
            "backup.restored",
            Target::of("server"),
            move |store, record| {
                let ended = store.remove_all_sessions(None)?;
                let links = store.remove_all_invites()?;
                store.remove_sign_in_tests()?;
                record.remark(format!(
                    "{from} {ended} {} ended. {}",
                    session_words(ended),
                    match links {
                        0 => "No one-time link was waiting.".to_owned(),
                        1 => "One one-time link was taken away.".to_owned(),
                        many => format!("{many} one-time links were taken away."),
                    }
                ));
                Ok(ended)
            },
        )
        .await
    }
}
