//! Where messages do not go: private addresses that nobody allowed, however they are written.

use latchkey_server::webhooks::HttpCourier;

use crate::receiver::{Receiver, deliver, installation, page, webhook};

#[tokio::test]
async fn a_private_address_is_refused_where_it_is_connected_to() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let nowhere = HttpCourier::new(Vec::new());
    let other = HttpCourier::new(vec!["10.0.0.0/8".parse().unwrap()]);
    let own = receiver.url();
    let by_name = own.replace("127.0.0.1", "localhost");
    for url in [
        own.as_str(),
        by_name.as_str(),
        "https://127.1/",
        "https://2130706433/",
        "https://0x7f000001/",
        "https://[::1]/",
        "https://[::ffff:127.0.0.1]/",
        "https://169.254.169.254/latest/meta-data/",
        "https://192.168.0.1/",
        "https://100.64.0.1/",
        "https://[fd00::1]/",
        "https://localhost/",
    ] {
        let added = webhook(&latchkey, url, &[]).await;
        let id = &added.webhook.id;
        latchkey.scim_post("/Users", serde_json::json!({})).await;
        for courier in [&nowhere, &other] {
            deliver(&latchkey.app, courier, id).await;
            latchkey.clock.advance(jiff::SignedDuration::from_hours(3));
        }
        let log = page(&latchkey, id).deliveries;
        assert_eq!(log.len(), 2, "{url}");
        for one in log {
            let why = one.error.unwrap();
            assert!(
                why.contains("a private address, and nothing was sent"),
                "{url}: {why}"
            );
            assert!(why.contains("--webhooks-may-reach"), "{why}");
        }
        let caller = latchkey_app::record::Caller::operator();
        latchkey.app.remove_webhook(caller, id).await.unwrap();
    }
    assert!(receiver.rest().is_empty());
}
