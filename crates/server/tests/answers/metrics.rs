//! `/metrics`: who is told, and that what is told is true and can be read by Prometheus.

use std::net::SocketAddr;

use axum::body::Body;
use axum::extract::ConnectInfo;
use axum::http::{Request, header};
use latchkey_app::record::Caller;
use latchkey_server::ServeConfig;
use latchkey_testkit::people::okta_user;
use latchkey_testkit::{Answer, Latchkey};
use secrecy::ExposeSecret as _;

const LOCAL: &str = "127.0.0.1:4000";
/// What tells operators of each figure.
const WATCH: &str = include_str!("../../../../docs/operator/watch.md");
const HERE: (&str, &str) = ("host", "127.0.0.1:8765");

async fn scrape(latchkey: &Latchkey, peer: &str, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get("/metrics");
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    let mut request = request.body(Body::empty()).unwrap();
    let peer: SocketAddr = peer.parse().unwrap();
    request.extensions_mut().insert(ConnectInfo(peer));
    latchkey.send(request).await
}

/// The number behind a sample, labels included.
fn sample(text: &str, name: &str) -> f64 {
    text.lines()
        .find_map(|line| line.strip_prefix(name)?.strip_prefix(' ')?.parse().ok())
        .unwrap_or_else(|| panic!("no {name} in\n{text}"))
}

#[tokio::test]
async fn whoever_may_be_somebody_else_is_not_told() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    for (peer, headers) in [
        ("203.0.113.9:4000", &[HERE][..]),
        ("10.0.0.7:4000", &[HERE]),
        (LOCAL, &[]),
        (LOCAL, &[("host", "latchkey.acme.com")]),
        (LOCAL, &[("host", "localhost.acme.com")]),
        (LOCAL, &[HERE, ("host", "localhost")]),
        (LOCAL, &[HERE, ("x-forwarded-for", "203.0.113.9")]),
        (LOCAL, &[HERE, ("x-forwarded-proto", "https")]),
        (LOCAL, &[HERE, ("forwarded", "for=203.0.113.9")]),
        (LOCAL, &[HERE, ("via", "1.1 proxy")]),
        (LOCAL, &[HERE, ("x-real-ip", "203.0.113.9")]),
        (LOCAL, &[HERE, ("authorization", "Bearer wrong")]),
    ] {
        let answer = scrape(&latchkey, peer, headers).await;
        assert_eq!(answer.status, 401, "{peer} {headers:?}: {}", answer.text);
        assert!(
            answer.text.contains("latchkey metrics token")
                && answer.text.contains(answer.header("x-request-id")),
            "{}",
            answer.text
        );
    }
}

#[tokio::test]
async fn behind_a_proxy_or_under_a_public_name_nobody_is_local() {
    let usual = Latchkey::usual_config();
    for config in [
        ServeConfig {
            trusted_proxies: vec!["10.0.0.0/24".parse().unwrap()],
            ..usual.clone()
        },
        ServeConfig {
            public_url: Some("https://latchkey.acme.com".parse().unwrap()),
            ..usual
        },
    ] {
        let latchkey = Latchkey::with_config(config).unwrap();
        assert_eq!(scrape(&latchkey, LOCAL, &[HERE]).await.status, 401);
    }
}

#[tokio::test]
async fn the_token_opens_from_anywhere_until_it_is_replaced_or_removed() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let first = latchkey
        .app
        .make_metrics_token(Caller::operator())
        .await
        .unwrap();
    let bearer = format!("Bearer {}", first.expose_secret());
    let brought = [("authorization", bearer.as_str())];
    let answer = scrape(&latchkey, "203.0.113.9:4000", &brought).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    let second = latchkey
        .app
        .make_metrics_token(Caller::operator())
        .await
        .unwrap();
    assert_eq!(scrape(&latchkey, LOCAL, &brought).await.status, 401);
    latchkey
        .app
        .remove_metrics_token(Caller::operator())
        .await
        .unwrap();
    let bearer = format!("bearer {}", second.expose_secret());
    let brought = [("authorization", bearer.as_str())];
    assert_eq!(scrape(&latchkey, LOCAL, &brought).await.status, 401);
}

#[tokio::test]
async fn what_is_told_is_what_happened() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let created = latchkey.scim_post("/Users", okta_user("Cy")).await;
    assert_eq!(created.status, 201);
    let again = latchkey.scim_post("/Users", okta_user("Cy")).await;
    assert_eq!(again.status, 409);
    let answer = scrape(&latchkey, LOCAL, &[("host", "localhost:8765")]).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert!(
        answer
            .header(header::CONTENT_TYPE.as_str())
            .starts_with("text/plain; version=0.0.4")
    );
    let text = &answer.text;
    for (name, wanted) in [
        (
            "latchkey_http_requests_total{area=\"scim\",method=\"POST\",status=\"201\"}",
            1.0,
        ),
        (
            "latchkey_http_requests_total{area=\"scim\",method=\"POST\",status=\"409\"}",
            1.0,
        ),
        (
            "latchkey_http_request_duration_seconds_count{area=\"scim\",method=\"POST\"}",
            2.0,
        ),
        (
            "latchkey_activity_entries_total{action=\"user.created\",outcome=\"changed\"}",
            1.0,
        ),
        (
            "latchkey_activity_entries_total{action=\"user.created\",outcome=\"refused\"}",
            1.0,
        ),
        ("latchkey_users{access_role=\"none\",state=\"active\"}", 1.0),
        (
            "latchkey_users{access_role=\"EnterpriseAdmin\",state=\"active\"}",
            1.0,
        ),
        ("latchkey_held_deactivations", 0.0),
        ("latchkey_store_failing", 0.0),
    ] {
        assert!(
            (sample(text, name) - wanted).abs() < f64::EPSILON,
            "{name} in\n{text}"
        );
    }
    assert!(sample(text, "latchkey_store_commits_total") > 1.0);
    assert!(
        sample(text, "latchkey_store_units_total") >= sample(text, "latchkey_store_commits_total")
    );
    assert!(sample(text, "latchkey_okta_last_call_time_seconds") > 0.0);
    assert!(!text.contains("Cy"), "a name is in\n{text}");
}

#[tokio::test]
async fn each_family_says_what_it_is_once_and_has_a_sample() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let text = scrape(&latchkey, LOCAL, &[HERE]).await.text;
    let mut family = String::new();
    let mut seen = Vec::new();
    for line in text.lines() {
        if let Some(rest) = line.strip_prefix("# HELP ") {
            let (name, help) = rest.split_once(' ').unwrap();
            let is_told = WATCH.contains(&format!("`{name}`")) || name.starts_with("process_");
            assert!(is_told, "{name} is not in docs/operator/watch.md");
            assert!(
                !help.is_empty() && !seen.contains(&name.to_owned()),
                "{line}"
            );
            family = name.to_owned();
            seen.push(family.clone());
        } else if let Some(rest) = line.strip_prefix("# TYPE ") {
            assert!(rest.starts_with(&family), "{line}");
        } else {
            assert!(line.starts_with(&family), "{line} stands below {family}");
            let (_, value) = line.rsplit_once(' ').unwrap();
            assert!(value.parse::<f64>().is_ok(), "{line}");
        }
    }
    assert!(seen.len() > 10, "{seen:?}");
}
