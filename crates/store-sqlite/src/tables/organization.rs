//! The tables `organization`, `setting`, `toolkit`, `connector` and `passkey`.

use std::ops::ControlFlow;

use jiff::Timestamp;
use latchkey_app::organization::LogoFacts;
use latchkey_app::ports::store::{Gate, OrganizationReads, OrganizationWrites, StoreError};
use latchkey_domain::connector::Connector;
use latchkey_domain::logo::Logo;
use latchkey_domain::organization::Organization;
use latchkey_domain::passkey::Passkey;
use latchkey_domain::settings::Settings;
use rusqlite::types::ValueRef;
use rusqlite::{Row, params};

use super::Tables;
use super::columns::{
    connector_kind, json, millis, optional_millis, optional_time, time, to_json, unsigned, word,
};

impl OrganizationReads for Tables<'_> {
    fn organization(&self) -> Result<Option<Organization>, StoreError> {
        self.one(
            "SELECT name, company_id, support_contact, created_at FROM organization",
            [],
            |row| {
                Ok(Organization {
                    name: row.get(0)?,
                    company_id: row.get(1)?,
                    support_contact: row.get(2)?,
                    created_at: time(row, 3)?,
                })
            },
        )
    }

    fn settings(&self) -> Result<Settings, StoreError> {
        let stored = self.one("SELECT document FROM setting", [], |row| json(row, 0))?;
        Ok(stored.unwrap_or_default())
    }

    fn logo(&self) -> Result<Option<Logo>, StoreError> {
        self.one("SELECT png, width, height FROM logo", [], |row| {
            Ok(Logo {
                png: row.get(0)?,
                width: row.get(1)?,
                height: row.get(2)?,
            })
        })
    }

    fn logo_facts(&self) -> Result<Option<LogoFacts>, StoreError> {
        self.one("SELECT length(png), width, height FROM logo", [], |row| {
            Ok(LogoFacts {
                bytes: unsigned(row, 0)?,
                width: row.get(1)?,
                height: row.get(2)?,
            })
        })
    }

    fn toolkit_enabled_at(&self) -> Result<Option<Timestamp>, StoreError> {
        self.one("SELECT enabled_at FROM toolkit", [], |row| time(row, 0))
    }

    fn connector(&self) -> Result<Option<Connector>, StoreError> {
        self.one("SELECT kind, added_at FROM connector", [], |row| {
            Ok(Connector {
                kind: word(row, 0)?,
                added_at: time(row, 1)?,
            })
        })
    }

    fn gate(&self) -> Result<Option<Gate>, StoreError> {
        let mut gate: Option<Gate> = None;
        self.walk(
            "SELECT organization.company_id, connector.kind IS NOT NULL, toolkit.enabled_at IS NOT NULL, \
             passkey.id, hash, last_four, passkey.created_at, last_used_at, expires_at \
             FROM organization LEFT JOIN connector LEFT JOIN toolkit LEFT JOIN passkey",
            [],
            |row| {
                let gate = match &mut gate {
                    Some(gate) => gate,
                    None => gate.insert(Gate {
                        company_id: row.get(0)?,
                        connected: row.get(1)?,
                        toolkit: row.get(2)?,
                        passkeys: Vec::with_capacity(2),
                    }),
                };
                if row.get_ref(3)? != ValueRef::Null {
                    gate.passkeys.push(passkey(row, 3)?);
                }
                Ok(ControlFlow::Continue(()))
            },
        )?;
        Ok(gate)
    }

    fn passkeys(&self) -> Result<Vec<Passkey>, StoreError> {
        self.many(
            "SELECT id, hash, last_four, created_at, last_used_at, expires_at FROM passkey \
             ORDER BY created_at DESC, seq DESC",
            [],
            |row| passkey(row, 0),
        )
    }
}

/// A passkey whose columns begin at `first`.
fn passkey(row: &Row<'_>, first: usize) -> rusqlite::Result<Passkey> {
    Ok(Passkey {
        id: row.get(first)?,
        hash: row.get(first + 1)?,
        last_four: row.get(first + 2)?,
        created_at: time(row, first + 3)?,
        last_used_at: optional_time(row, first + 4)?,
        expires_at: optional_time(row, first + 5)?,
    })
}

impl OrganizationWrites for Tables<'_> {
    fn put_organization(&mut self, organization: &Organization) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO organization (one, name, company_id, support_contact, created_at) \
             VALUES (1, ?1, ?2, ?3, ?4)",
            params![
                organization.name,
                organization.company_id,
                organization.support_contact,
                millis(organization.created_at)
            ],
        )?;
        Ok(())
    }

    fn put_settings(&mut self, settings: &Settings) -> Result<(), StoreError> {
        self.run(
            "INSERT OR REPLACE INTO setting (one, document) VALUES (1, ?1)",
            [to_json(settings)?],
        )?;
        Ok(())
    }

    fn put_logo(&mut self, logo: Option<&Logo>) -> Result<(), StoreError> {
        match logo {
            Some(logo) => self.run(
                "INSERT OR REPLACE INTO logo (one, png, width, height) VALUES (1, ?1, ?2, ?3)",
                params![logo.png, logo.width, logo.height],
            )?,
            None => self.run("DELETE FROM logo", [])?,
        };
        Ok(())
    }

    fn put_toolkit(&mut self, enabled_at: Option<Timestamp>) -> Result<(), StoreError> {
        match enabled_at {
            Some(at) => self.run(
                "INSERT OR REPLACE INTO toolkit (one, enabled_at) VALUES (1, ?1)",
                [millis(at)],
            )?,
            None => self.run("DELETE FROM toolkit", [])?,
        };
        Ok(())
    }

    fn put_connector(&mut self, connector: Option<&Connector>) -> Result<(), StoreError> {
        match connector {
            Some(connector) => self.run(
                "INSERT OR REPLACE INTO connector (one, kind, added_at) VALUES (1, ?1, ?2)",
                params![connector_kind(connector.kind), millis(connector.added_at)],
            )?,
            None => self.run("DELETE FROM connector", [])?,
        };
        Ok(())
    }

    fn put_passkey(&mut self, passkey: &Passkey) -> Result<(), StoreError> {
        self.run(
            "INSERT INTO passkey (id, hash, last_four, created_at, last_used_at, expires_at) \
             VALUES (?1, ?2, ?3, ?4, ?5, ?6) \
             ON CONFLICT (id) DO UPDATE SET hash = excluded.hash, last_four = excluded.last_four, \
             created_at = excluded.created_at, last_used_at = excluded.last_used_at, \
             expires_at = excluded.expires_at",
            params![
                passkey.id,
                passkey.hash.as_slice(),
                passkey.last_four,
                millis(passkey.created_at),
                optional_millis(passkey.last_used_at),
                optional_millis(passkey.expires_at)
            ],
        )?;
        Ok(())
    }

    fn remove_passkey(&mut self, id: &str) -> Result<(), StoreError> {
        self.run("DELETE FROM passkey WHERE id = ?1", [id])?;
        Ok(())
    }
}
