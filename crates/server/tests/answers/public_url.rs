//! Which public URL the values for Okta are made of, where no server is asked.

use latchkey_app::ports::store::{StoreError, StoreExt as _};
use latchkey_app::{App, DEFAULT_PUBLIC_URL};
use latchkey_testkit::Latchkey;

fn known(app: &App) -> String {
    app.known_public_url().unwrap()
}

#[tokio::test]
async fn the_one_last_served_counts_before_the_one_set() {
    let latchkey = Latchkey::new().unwrap();
    let app = &latchkey.app;
    assert_eq!(known(app), DEFAULT_PUBLIC_URL);
    latchkey
        .store
        .write(|store| {
            let mut settings = store.settings()?;
            settings.public_url = Some("https://set.acme.com".to_owned());
            store.put_settings(&settings)?;
            Ok::<_, StoreError>(())
        })
        .await
        .unwrap();
    assert_eq!(known(app), "https://set.acme.com");
    // With --public-url, say: Okta reaches Latchkey there and nowhere else.
    app.note_served("https://served.acme.com", None)
        .await
        .unwrap();
    assert_eq!(known(app), "https://served.acme.com");
}
