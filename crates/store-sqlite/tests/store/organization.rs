use latchkey_app::ports::store::{Gate, StoreExt as _};
use latchkey_domain::connector::{Connector, ConnectorKind};
use latchkey_domain::organization::Organization;
use latchkey_domain::passkey::Passkey;
use latchkey_domain::settings::{MatchBy, Settings};

use crate::people::{at, fresh};

#[tokio::test]
async fn a_fresh_database_has_nothing_but_defaults() {
    let fresh = fresh();
    fresh
        .store
        .read(|reads| {
            assert_eq!(reads.organization()?, None);
            assert_eq!(reads.settings()?, Settings::default());
            assert_eq!(reads.toolkit_enabled_at()?, None);
            assert_eq!(reads.connector()?, None);
            assert_eq!(reads.passkeys()?, []);
            Ok(())
        })
        .unwrap();
}

#[tokio::test]
async fn what_there_is_one_of_is_set_and_replaced() {
    let fresh = fresh();
    let organization = Organization {
        name: "Acme".into(),
        company_id: "acme-1".into(),
        support_contact: Some("it@acme.com".into()),
        created_at: at(0),
    };
    let settings = Settings {
        role_cap: None,
        match_by: MatchBy::UserName,
        hold_mass_deactivation: true,
        ..Settings::default()
    };
    let connector = Connector {
        kind: ConnectorKind::Okta,
        added_at: at(4),
    };
    let (one, two, three) = (organization.clone(), settings.clone(), connector.clone());
    fresh
        .write(move |writes| {
            let mut earlier = one.clone();
            earlier.name = "Before".into();
            earlier.support_contact = None;
            writes.put_organization(&earlier)?;
            writes.put_organization(&one)?;
            writes.put_settings(&Settings::default())?;
            writes.put_settings(&two)?;
            writes.put_toolkit(Some(at(1)))?;
            writes.put_toolkit(Some(at(2)))?;
            writes.put_connector(Some(&three))
        })
        .await
        .unwrap();
    fresh
        .store
        .read(|reads| {
            assert_eq!(reads.organization()?, Some(organization));
            assert_eq!(reads.settings()?, settings);
            assert_eq!(reads.toolkit_enabled_at()?, Some(at(2)));
            assert_eq!(reads.connector()?, Some(connector));
            Ok(())
        })
        .unwrap();
    fresh
        .write(|writes| {
            writes.put_toolkit(None)?;
            writes.put_connector(None)
        })
        .await
        .unwrap();
    let taken_away = fresh
        .store
        .read(|reads| Ok((reads.toolkit_enabled_at()?, reads.connector()?)));
    assert_eq!(taken_away.unwrap(), (None, None));
}

#[tokio::test]
async fn passkeys_are_listed_the_newest_first_replaced_and_removed() {
    let fresh = fresh();
    let old = Passkey {
        id: "old".into(),
        hash: [1; 32],
        last_four: "7Q2F".into(),
        created_at: at(1),
        last_used_at: None,
        expires_at: None,
    };
    let new = Passkey {
        id: "new".into(),
        hash: [2; 32],
        created_at: at(2),
        ..old.clone()
    };
    let retiring = Passkey {
        last_used_at: Some(at(3)),
        expires_at: Some(at(4)),
        ..old.clone()
    };
    let (first, second, third) = (old, new.clone(), retiring.clone());
    fresh
        .write(move |writes| {
            writes.put_passkey(&first)?;
            writes.put_passkey(&second)?;
            writes.put_passkey(&third)
        })
        .await
        .unwrap();
    let passkeys = fresh.store.read(|reads| reads.passkeys()).unwrap();
    assert_eq!(passkeys, [new.clone(), retiring]);
    fresh
        .write(|writes| {
            writes.remove_passkey("old")?;
            writes.remove_passkey("never")
        })
        .await
        .unwrap();
    let passkeys = fresh.store.read(|reads| reads.passkeys()).unwrap();
    assert_eq!(passkeys, [new]);
}

#[tokio::test]
async fn the_gate_is_what_decides_whether_okta_is_let_in() {
    let fresh = fresh();
    assert_eq!(fresh.store.read(|reads| reads.gate()).unwrap(), None);
    let organization = Organization {
        name: "Acme".into(),
        company_id: "acme-1".into(),
        support_contact: None,
        created_at: at(0),
    };
    fresh
        .write(move |writes| writes.put_organization(&organization))
        .await
        .unwrap();
    let shut = Gate {
        company_id: "acme-1".into(),
        connected: false,
        toolkit: false,
        passkeys: Vec::new(),
    };
    assert_eq!(fresh.store.read(|reads| reads.gate()).unwrap(), Some(shut));
    let passkey = |id: &str| Passkey {
        id: id.into(),
        hash: [7; 32],
        last_four: "7Q2F".into(),
        created_at: at(1),
        last_used_at: Some(at(2)),
        expires_at: Some(at(3)),
    };
    let connector = Connector {
        kind: ConnectorKind::Okta,
        added_at: at(4),
    };
    let (one, two) = (passkey("one"), passkey("two"));
    fresh
        .write(move |writes| {
            writes.put_connector(Some(&connector))?;
            writes.put_toolkit(Some(at(5)))?;
            writes.put_passkey(&one)?;
            writes.put_passkey(&two)
        })
        .await
        .unwrap();
    let mut gate = fresh
        .store
        .read(|reads| reads.gate())
        .unwrap()
        .expect("it is set up");
    assert!(gate.connected && gate.toolkit);
    gate.passkeys.sort_by(|a, b| a.id.cmp(&b.id));
    assert_eq!(gate.passkeys, [passkey("one"), passkey("two")]);
}
