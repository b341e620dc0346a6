//! The tray: what the panel was told of the icon, and its menu, over the session bus (`StatusNotifierItem`,
//! com.canonical.dbusmenu). A panel speaks the same when a person clicks.

use anyhow::{Context as _, Result};
use zbus::zvariant::{OwnedObjectPath, OwnedValue, Structure, Value};
use zbus::{Connection, Proxy, connection};

use super::app::Desk;
use super::webdriver::Page;
use crate::patience::{LIMIT, until};

/// The app's icon in the tray.
#[derive(Debug)]
pub struct Tray {
    bus: Connection,
    owner: String,
    menu: OwnedObjectPath,
}

/// A line of the menu.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Line {
    id: i32,
    /// What it says; empty for a separator.
    pub label: String,
    /// Whether it can be clicked on.
    pub enabled: bool,
}

/// A line, its properties, and the lines below it.
type Layout = (
    i32,
    std::collections::HashMap<String, OwnedValue>,
    Vec<OwnedValue>,
);

impl Desk {
    /// A way onto the session bus.
    pub async fn on_bus(&self) -> Result<Connection> {
        Ok(connection::Builder::address(self.bus()?.as_str())?
            .build()
            .await?)
    }

    /// Waits until the panel has the app's icon.
    pub async fn tray(&self) -> Result<Tray> {
        let bus = self.on_bus().await?;
        let (item, _) = until(LIMIT, "an icon in the tray", async || {
            Ok(match items(&bus).await {
                Ok(items) => items.into_iter().next().ok_or("no icon".to_owned()),
                Err(no_panel) => Err(no_panel.to_string()),
            })
        })
        .await?;
        let at = item.find('/').context("an item without a path")?;
        let (owner, path) = item.split_at(at);
        let icon = Proxy::new(
            &bus,
            owner.to_owned(),
            path.to_owned(),
            "org.kde.StatusNotifierItem",
        )
        .await?;
        let menu = icon.get_property("Menu").await?;
        let owner = owner.to_owned();
        Ok(Tray { bus, owner, menu })
    }

    /// Quits the app from the tray, and waits until it has ended.
    pub async fn quit(&self, page: &Page) -> Result<()> {
        self.tray().await?.click("Quit Latchkey").await?;
        self.app_has_ended().await?;
        page.has_ended().await;
        Ok(())
    }

    /// Waits until no process of the app is on the bus any more: a second start would be the first.
    pub async fn app_has_ended(&self) -> Result<()> {
        let bus = self.on_bus().await?;
        let names = zbus::fdo::DBusProxy::new(&bus).await?;
        until(LIMIT, "the end of the app", async || {
            let name = "app.latchkey.desktop.SingleInstance".try_into()?;
            Ok(if names.name_has_owner(name).await? {
                Err("it still runs".to_owned())
            } else {
                Ok(())
            })
        })
        .await?;
        Ok(())
    }
}

async fn items(bus: &Connection) -> zbus::Result<Vec<String>> {
    let name = "org.kde.StatusNotifierWatcher";
    // Asked each time: a proxy would keep the list that it read first.
    let list = bus
        .call_method(
            Some(name),
            "/StatusNotifierWatcher",
            Some("org.freedesktop.DBus.Properties"),
            "Get",
            &(name, "RegisteredStatusNotifierItems"),
        )
        .await?;
    let list: OwnedValue = list.body().deserialize()?;
    Ok(list.try_into()?)
}

impl Tray {
    /// The menu's lines, from the top.
    pub async fn menu(&self) -> Result<Vec<Line>> {
        let names: [&str; 0] = [];
        let answer = self
            .bus
            .call_method(
                Some(self.owner.as_str()),
                &self.menu,
                Some("com.canonical.dbusmenu"),
                "GetLayout",
                &(0_i32, -1_i32, names.as_slice()),
            )
            .await?;
        let (_, (_, _, lines)): (u32, Layout) = answer.body().deserialize()?;
        lines.into_iter().map(line).collect()
    }

    /// Waits until a line of the menu begins with this.
    pub async fn says(&self, start: &str) -> Result<Line> {
        let what = format!("\"{start}…\" in the menu");
        let (line, _) = until(LIMIT, &what, async || {
            let lines = self.menu().await?;
            let found = lines.iter().find(|line| line.label.starts_with(start));
            Ok(found.cloned().ok_or(format!("{lines:?}")))
        })
        .await?;
        Ok(line)
    }

    /// Clicks on the line with this label.
    pub async fn click(&self, label: &str) -> Result<()> {
        let line = self.says(label).await?;
        self.bus
            .call_method(
                Some(self.owner.as_str()),
                &self.menu,
                Some("com.canonical.dbusmenu"),
                "Event",
                &(line.id, "clicked", Value::from(0_i32), 0_u32),
            )
            .await?;
        Ok(())
    }
}

fn line(value: OwnedValue) -> Result<Line> {
    let (id, properties, _) = Layout::try_from(Structure::try_from(value)?)?;
    let label = properties.get("label").map(OwnedValue::try_clone);
    let enabled = properties.get("enabled").map(OwnedValue::try_clone);
    Ok(Line {
        id,
        label: label
            .transpose()?
            .map(String::try_from)
            .transpose()?
            .unwrap_or_default(),
        enabled: enabled
            .transpose()?
            .map(bool::try_from)
            .transpose()?
            .unwrap_or(true),
    })
}
