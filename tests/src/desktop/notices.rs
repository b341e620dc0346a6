//! Notifications, as dunst is sent them: listened to on the session bus, and clicked on through dunst.

use anyhow::{Context as _, Result};
use futures_util::StreamExt as _;
use zbus::fdo::MonitoringProxy;
use zbus::proxy::CacheProperties;
use zbus::{MatchRule, MessageStream, Proxy, message, proxy};

use super::app::Desk;
use crate::patience::{LIMIT, until};

/// Everything that is shown from now on.
#[derive(Debug)]
pub struct Notices {
    sent: MessageStream,
}

/// A notification.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Notice {
    /// Its first line.
    pub summary: String,
    /// The rest of it.
    pub body: String,
}

impl Desk {
    /// Listens to what is sent to the program that shows notifications.
    pub async fn notices(&self) -> Result<Notices> {
        let bus = self.on_bus().await?;
        let rule = MatchRule::builder()
            .msg_type(message::Type::MethodCall)
            .interface("org.freedesktop.Notifications")?
            .member("Notify")?
            .build();
        let sent = MessageStream::from(&bus);
        MonitoringProxy::new(&bus)
            .await?
            .become_monitor(&[rule], 0)
            .await?;
        Ok(Notices { sent })
    }

    /// Clicks on the one notification that is shown.
    pub async fn click_on_notice(&self) -> Result<()> {
        let bus = self.on_bus().await?;
        let (name, path) = (
            "org.freedesktop.Notifications",
            "/org/freedesktop/Notifications",
        );
        let dunst: Proxy<'_> = proxy::Builder::new(&bus)
            .destination(name)?
            .path(path)?
            .interface("org.dunstproject.cmd0")?
            .cache_properties(CacheProperties::No)
            .build()
            .await?;
        // It is drawn a moment after it was sent.
        until(LIMIT, "one notification on the screen", async || {
            let shown: u32 = dunst.get_property("displayedLength").await?;
            Ok(if shown == 1 {
                Ok(())
            } else {
                Err(shown.to_string())
            })
        })
        .await?;
        dunst.call_method("NotificationAction", &0_u32).await?;
        Ok(())
    }
}

impl Notices {
    /// Waits for the next one.
    pub async fn next(&mut self) -> Result<Notice> {
        let found = tokio::time::timeout(LIMIT, async {
            while let Some(message) = self.sent.next().await {
                if let Some(notice) = message.ok().as_ref().and_then(read) {
                    return Some(notice);
                }
            }
            None
        });
        found.await.ok().flatten().context("no notification came")
    }

    /// Waits for the next one that says this.
    pub async fn says(&mut self, part: &str) -> Result<Notice> {
        let mut seen = Vec::new();
        loop {
            let notice = self
                .next()
                .await
                .with_context(|| format!("no notification said \"{part}\"; there were {seen:?}"))?;
            if notice.body.contains(part) {
                return Ok(notice);
            }
            seen.push(notice);
        }
    }
}

/// `Notify(app, replaces, icon, summary, body, …)`
fn read(message: &zbus::Message) -> Option<Notice> {
    let header = message.header();
    if header.member().is_none_or(|member| member != "Notify") {
        return None;
    }
    let body = message.body();
    let sent: zbus::zvariant::Structure<'_> = body.deserialize().ok()?;
    let text = |at: usize| String::try_from(sent.fields().get(at)?.try_clone().ok()?).ok();
    Some(Notice {
        summary: text(3)?,
        body: text(4)?,
    })
}
