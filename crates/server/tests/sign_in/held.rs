//! Someone's sessions, held as a browser and the desktop app hold them, with a long poll on each.

use std::time::Duration;

use axum::body::Body;
use axum::http::{Request, header};
use latchkey_domain::session::Surface;
use latchkey_testkit::{Answer, Latchkey};
use secrecy::{ExposeSecret as _, SecretString};

/// A poll that nothing closes would answer after 25 s.
const PATIENCE: Duration = Duration::from_secs(20);

/// A session of the portal and one of the app.
pub(crate) struct Held {
    portal: SecretString,
    app: SecretString,
}

impl Held {
    /// Opens both.
    pub(crate) async fn of(latchkey: &Latchkey, user_id: &str) -> Self {
        let open = async |surface| latchkey.open_session(user_id, surface).await.unwrap();
        Self {
            portal: open(Surface::Portal).await,
            app: open(Surface::App).await,
        }
    }

    /// What the browser's cookie is.
    pub(crate) fn cookie(&self) -> String {
        format!("latchkey_session={}", self.portal.expose_secret())
    }

    /// GET below `/api/v1` with the portal's cookie.
    pub(crate) async fn in_portal(&self, latchkey: &Latchkey, path: &str) -> Answer {
        get(latchkey, path, header::COOKIE, &self.cookie()).await
    }

    /// GET below `/api/v1` with the app's token.
    pub(crate) async fn in_app(&self, latchkey: &Latchkey, path: &str) -> Answer {
        let bearer = format!("Bearer {}", self.app.expose_secret());
        get(latchkey, path, header::AUTHORIZATION, &bearer).await
    }

    /// What `/session` answers in the portal and in the app.
    pub(crate) async fn statuses(&self, latchkey: &Latchkey) -> (u16, u16) {
        let portal = self.in_portal(latchkey, "/session").await;
        let app = self.in_app(latchkey, "/session").await;
        (portal.status.as_u16(), app.status.as_u16())
    }

    /// What long polls answer that are under way in both while `act` is done. Nothing that is on record wakes them: they
    /// ask for entries of a kind that there is none of.
    pub(crate) async fn polls_while(
        &self,
        latchkey: &Latchkey,
        act: impl Future<Output = ()>,
    ) -> (u16, u16) {
        let path = "/activity?after=0&wait=25&kind=nothing";
        let polls = async {
            tokio::join!(
                tokio::time::timeout(PATIENCE, self.in_portal(latchkey, path)),
                tokio::time::timeout(PATIENCE, self.in_app(latchkey, path)),
            )
        };
        // They are polled first, and wait by the time that the act begins.
        let ((portal, app), ()) = tokio::join!(biased; polls, act);
        let status = |poll: Result<Answer, _>| poll.map_or(0, |answer| answer.status.as_u16());
        (status(portal), status(app))
    }
}

async fn get(latchkey: &Latchkey, path: &str, name: header::HeaderName, value: &str) -> Answer {
    let request = Request::get(format!("/api/v1{path}"))
        .header(name, value)
        .body(Body::empty())
        .unwrap();
    latchkey.send(request).await
}
