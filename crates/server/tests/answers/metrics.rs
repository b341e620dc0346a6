//! `/metrics`: to whom it is shown, and that it says what happened.

use std::collections::{BTreeMap, BTreeSet};

use axum::body::Body;
use axum::http::{Request, header};
use jiff::SignedDuration;
use latchkey_app::ports::store::StoreError;
use latchkey_app::record::Caller;
use latchkey_domain::AccessRole;
use latchkey_server::ServeConfig;
use latchkey_server::metrics::table::METRICS;
use latchkey_testkit::people::okta_user;
use latchkey_testkit::{Answer, Latchkey, OWNER};
use prometheus_parse::{Scrape, Value};
use secrecy::ExposeSecret as _;
use serde_json::json;

use crate::peers::ELSEWHERE;

const LOCAL: &[(&str, &str)] = &[("host", "127.0.0.1:8765")];

async fn ask(latchkey: &Latchkey, peer: Option<&str>, headers: &[(&str, &str)]) -> Answer {
    let mut request = Request::get("/metrics");
    if let Some(peer) = peer {
        let peer: std::net::IpAddr = peer.parse().unwrap();
        request = request.extension(axum::extract::ConnectInfo(std::net::SocketAddr::new(
            peer, 40_000,
        )));
    }
    for (name, value) in headers {
        request = request.header(*name, *value);
    }
    latchkey.send(request.body(Body::empty()).unwrap()).await
}

async fn scrape(latchkey: &Latchkey) -> Scrape {
    let answer = ask(latchkey, Some("127.0.0.1"), LOCAL).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
    assert_eq!(
        answer.header("content-type"),
        "text/plain; version=0.0.4; charset=utf-8"
    );
    Scrape::parse(answer.text.lines().map(|line| Ok(line.to_owned()))).unwrap()
}

/// The value of a counter or a gauge with these labels, 0 where it is not there.
fn value(scrape: &Scrape, name: &str, labels: &[(&str, &str)]) -> f64 {
    let found = scrape.samples.iter().find(|sample| {
        sample.metric == name
            && labels
                .iter()
                .all(|(label, value)| sample.labels.get(label) == Some(*value))
    });
    match found.map(|sample| &sample.value) {
        Some(Value::Counter(value) | Value::Gauge(value) | Value::Untyped(value)) => *value,
        _ => 0.0,
    }
}

fn is(found: f64, wanted: u32) -> bool {
    (found - f64::from(wanted)).abs() < f64::EPSILON
}

#[tokio::test]
async fn whoever_is_no_local_caller_needs_a_token_and_is_told_how_to_get_one() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let local = Some("127.0.0.1");
    let by = |name: &'static str| vec![("host", "127.0.0.1:8765"), (name, "127.0.0.1")];
    let refused = [
        (None, vec![("host", "127.0.0.1:8765")]),
        (Some("203.0.113.9"), vec![("host", "127.0.0.1:8765")]),
        (Some("10.0.0.2"), vec![("host", "127.0.0.1:8765")]),
        (local, vec![]),
        (local, vec![("host", "latchkey.acme.com")]),
        (local, vec![("host", "localhost.evil.example")]),
        (local, vec![("host", "127.0.0.1"), ("host", "evil.example")]),
        (local, by("forwarded")),
        (local, by("x-forwarded-for")),
        (local, by("x-forwarded-host")),
        (local, by("x-forwarded-proto")),
        (local, by("x-real-ip")),
        (local, by("via")),
        (local, by("cf-connecting-ip")),
        (local, by("true-client-ip")),
    ];
    for (peer, headers) in refused {
        let answer = ask(&latchkey, peer, &headers).await;
        assert_eq!(answer.status, 401, "{peer:?} {headers:?}: {}", answer.text);
        assert!(
            answer.text.contains("latchkey metrics token"),
            "{}",
            answer.text
        );
        assert!(!answer.text.contains("latchkey_users"), "{}", answer.text);
        assert!(answer.header("www-authenticate").starts_with("Bearer "));
    }
    for host in ["127.0.0.1:8765", "localhost", "[::1]:8765"] {
        let answer = ask(&latchkey, local, &[("host", host)]).await;
        assert_eq!(answer.status, 200, "{host}: {}", answer.text);
    }
    let answer = ask(&latchkey, Some("::1"), LOCAL).await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn a_server_that_is_known_elsewhere_or_stands_behind_a_proxy_knows_no_local_callers() {
    let public = ServeConfig {
        public_url: Some("https://latchkey.acme.com".parse().unwrap()),
        ..Latchkey::usual_config()
    };
    let behind = ServeConfig {
        trusted_proxies: vec!["10.0.0.0/8".parse().unwrap()],
        ..Latchkey::usual_config()
    };
    for config in [public, behind] {
        let latchkey = Latchkey::with_config(config).unwrap();
        let answer = ask(&latchkey, Some("127.0.0.1"), LOCAL).await;
        assert_eq!(answer.status, 401, "{}", answer.text);
    }
}

#[tokio::test]
async fn only_the_newest_token_opens_it_and_none_after_it_was_removed() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let bearer = |token: &str| format!("Bearer {token}");
    let with =
        async |value: &str| ask(&latchkey, Some(ELSEWHERE), &[("authorization", value)]).await;
    let make = async || {
        let made = latchkey.app.make_metrics_token(Caller::operator()).await;
        made.unwrap().expose_secret().to_owned()
    };
    assert_eq!(with("Bearer ").await.status, 401, "there is none yet");
    let old = make().await;
    assert_eq!(with(&bearer(&old)).await.status, 200);
    let new = make().await;
    for wrong in [
        bearer(&old),
        bearer("wrong"),
        "Bearer".to_owned(),
        format!("Basic {new}"),
    ] {
        let answer = with(&wrong).await;
        assert_eq!(answer.status, 401, "{wrong}: {}", answer.text);
    }
    assert_eq!(with(&bearer(&new)).await.status, 200);
    // A wrong one is wrong from this machine, too.
    let wrong = [
        ("host", "127.0.0.1:8765"),
        ("authorization", "Bearer wrong"),
    ];
    assert_eq!(ask(&latchkey, Some("127.0.0.1"), &wrong).await.status, 401);
    // Nor does what opens other doors.
    let passkey = bearer(&latchkey.passkey());
    assert_eq!(with(&passkey).await.status, 401);

    assert!(
        latchkey
            .app
            .remove_metrics_token(Caller::operator())
            .await
            .unwrap()
    );
    assert!(
        !latchkey
            .app
            .remove_metrics_token(Caller::operator())
            .await
            .unwrap()
    );
    assert_eq!(with(&bearer(&new)).await.status, 401);
}

#[tokio::test]
async fn many_wrong_tokens_are_slowed_and_gathered_on_record() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut last = 401;
    for guess in 0..60 {
        let value = format!("Bearer guess-{guess}");
        let answer = ask(&latchkey, Some(ELSEWHERE), &[("authorization", &value)]).await;
        assert!(!answer.text.contains("latchkey_users"));
        last = answer.status.as_u16();
        if last == 429 {
            assert_ne!(answer.header("retry-after"), "");
            break;
        }
    }
    assert_eq!(last, 429);
    latchkey.app.flush_calls().await.unwrap();
    let entry = latchkey.last_entry().await.unwrap();
    assert_eq!(entry.action, "metrics.refused");
    assert!(entry.count > 1, "{entry:?}");
}

#[tokio::test]
async fn it_says_what_happened() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey.provision(okta_user("Bo")).await.unwrap();
    latchkey.scim_post("/Users", json!({})).await;
    latchkey.person(AccessRole::Admin).await.unwrap();
    let wrong = Request::post("/api/v1/session")
        .header(header::CONTENT_TYPE, "application/json")
        .body(Body::from(
            json!({"userName": OWNER, "password": "a guess"}).to_string(),
        ));
    assert_eq!(latchkey.send(wrong.unwrap()).await.status, 401);

    let shown = scrape(&latchkey).await;
    let posts = [("area", "scim"), ("method", "POST")];
    let made = value(
        &shown,
        "latchkey_http_requests_total",
        &[posts[0], posts[1], ("status", "2xx")],
    );
    let refused = value(
        &shown,
        "latchkey_http_requests_total",
        &[posts[0], posts[1], ("status", "4xx")],
    );
    assert!(is(made, 1) && is(refused, 1), "{made} {refused}");
    let kind = [("status", "400"), ("scim_type", "invalidValue")];
    assert!(is(value(&shown, "latchkey_scim_refusals_total", &kind), 1));
    let guess = [("reason", "wrong_credentials")];
    assert!(is(
        value(&shown, "latchkey_sign_ins_refused_total", &guess),
        1
    ));
    let users = latchkey.app.read(|store| store.count_users()).unwrap();
    let active = value(&shown, "latchkey_users", &[("state", "active")]);
    assert!(is(active, u32::try_from(users).unwrap()), "{active}");
    assert!(value(&shown, "latchkey_okta_last_call_timestamp_seconds", &[]) > 0.0);
    assert!(value(&shown, "latchkey_database_bytes", &[]) > 0.0);
    assert!(is(value(&shown, "latchkey_store_fault", &[]), 0));
    let commits = shown
        .samples
        .iter()
        .find(|sample| sample.metric == "latchkey_commit_units");
    let Some(Value::Histogram(buckets)) = commits.map(|sample| &sample.value) else {
        panic!("{commits:?}");
    };
    assert!(buckets.last().unwrap().count > 1.0, "{buckets:?}");
}

/// What is shown is in the table, so in `docs/metrics.md`, with its kind, its words and its labels.
#[tokio::test]
async fn each_metric_is_as_the_table_says_and_is_told_about() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey.scim_post("/Users", json!({})).await;
    latchkey.person(AccessRole::Admin).await.unwrap();
    let text = ask(&latchkey, Some("127.0.0.1"), LOCAL).await.text;
    let types: BTreeMap<&str, &str> = text
        .lines()
        .filter_map(|line| line.strip_prefix("# TYPE ")?.split_once(' '))
        .collect();
    let known: BTreeMap<&str, &str> = METRICS
        .iter()
        .map(|metric| (metric.name, metric.kind.as_str()))
        .collect();
    assert_eq!(known.len(), METRICS.len(), "a name stands there twice");
    for (name, kind) in &types {
        assert_eq!(known.get(name), Some(kind), "{name}");
    }
    for metric in METRICS {
        if types.contains_key(metric.name) {
            let help = format!("# HELP {} {}", metric.name, metric.help);
            assert!(text.contains(&help), "{help}");
        }
    }
    // What is absent until something happens.
    let absent: BTreeSet<&str> = known
        .keys()
        .filter(|name| !types.contains_key(*name))
        .copied()
        .collect();
    let may_be = [
        "latchkey_certificate_days_left",
        "latchkey_disk_free_bytes",
        "latchkey_last_backup_timestamp_seconds",
        "latchkey_sign_ins_refused_total",
        "latchkey_sign_ins_total",
        "process_open_fds",
        "process_resident_memory_bytes",
    ];
    assert!(
        absent.iter().all(|name| may_be.contains(name)),
        "{absent:?}"
    );
    for sample in Scrape::parse(text.lines().map(|line| Ok(line.to_owned())))
        .unwrap()
        .samples
    {
        // The parser gives a histogram's sum and count names of their own.
        let name = match &sample.value {
            Value::Untyped(_) => sample.metric.trim_end_matches("_sum"),
            _ => &sample.metric,
        };
        let name = name.strip_suffix("_count").unwrap_or(name);
        let metric = METRICS.iter().find(|metric| metric.name == name);
        let labels: BTreeSet<&str> = sample.labels.keys().map(String::as_str).collect();
        let told: BTreeSet<&str> = metric.unwrap().labels.iter().copied().collect();
        assert_eq!(labels, told, "{}", sample.metric);
    }
}

#[tokio::test]
async fn while_the_store_fails_the_rest_is_shown_and_the_fault_with_it() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey.faults.fail_all(StoreError::DiskFull);
    assert_eq!(latchkey.scim_get("/Users").await.status, 503);
    let shown = scrape(&latchkey).await;
    assert!(is(value(&shown, "latchkey_store_fault", &[]), 1));
    assert!(
        shown
            .samples
            .iter()
            .all(|sample| sample.metric != "latchkey_users")
    );

    let ready = Request::get("/readyz").body(Body::empty()).unwrap();
    let answer = latchkey.send(ready).await;
    assert_eq!(answer.status, 503);
    assert_eq!(answer.header("retry-after"), "60");
    assert_eq!(answer.text, "Latchkey's disk is full.\n");
    latchkey.faults.mend();
    latchkey.clock.advance(SignedDuration::from_secs(6));
    assert!(latchkey.app.try_store_again().await.unwrap());
    let ready = Request::get("/readyz").body(Body::empty()).unwrap();
    assert_eq!(latchkey.send(ready).await.status, 200);
}

#[tokio::test]
async fn a_server_that_takes_no_changes_is_not_ready_though_it_can_be_read() {
    let latchkey = Latchkey::with_connector().await.unwrap();
    latchkey.faults.fail_writes(StoreError::DiskFull);
    assert_eq!(
        latchkey.scim_post("/Users", okta_user("Bo")).await.status,
        503
    );
    let ready = Request::get("/readyz").body(Body::empty()).unwrap();
    assert_eq!(latchkey.send(ready).await.status, 503);
    let empty = Latchkey::new().unwrap();
    let ready = Request::get("/readyz").body(Body::empty()).unwrap();
    let answer = empty.send(ready).await;
    assert_eq!(
        (answer.status.as_u16(), answer.text.as_str()),
        (503, "not set up\n")
    );
}

/// Every name in a query of the dashboard.
fn asked_for(dashboard: &serde_json::Value, into: &mut BTreeSet<String>) {
    match dashboard {
        serde_json::Value::Object(members) => {
            for (name, member) in members {
                match member.as_str() {
                    Some(query) if name == "expr" || name == "query" => {
                        let words = query
                            .split(|letter: char| !letter.is_ascii_alphanumeric() && letter != '_');
                        let names = words.filter(|word| {
                            word.starts_with("latchkey_") || word.starts_with("process_")
                        });
                        into.extend(names.map(str::to_owned));
                    }
                    _ => asked_for(member, into),
                }
            }
        }
        serde_json::Value::Array(items) => items.iter().for_each(|item| asked_for(item, into)),
        _ => {}
    }
}

#[test]
fn the_dashboard_asks_for_metrics_that_there_are_and_for_all_of_them() {
    let text = include_str!("../../../../docs/grafana/latchkey.json");
    let dashboard = serde_json::from_str(text).unwrap();
    let mut asked = BTreeSet::new();
    asked_for(&dashboard, &mut asked);
    let without_part = |name: &str| {
        METRICS.iter().find(|metric| {
            let parts: &[&str] = match metric.kind.as_str() {
                "histogram" => &["_bucket", "_count", "_sum"],
                _ => &[""],
            };
            parts
                .iter()
                .any(|part| name.strip_suffix(part) == Some(metric.name))
        })
    };
    let mut found = BTreeSet::new();
    for name in &asked {
        let metric = without_part(name);
        found.insert(metric.unwrap_or_else(|| panic!("{name} is no metric")).name);
    }
    let known: BTreeSet<&str> = METRICS.iter().map(|metric| metric.name).collect();
    assert_eq!(found, known);
    assert!(dashboard["schemaVersion"].is_u64() && dashboard["uid"] == "latchkey");
    let panels = dashboard["panels"].as_array().unwrap();
    let ids: BTreeSet<u64> = panels
        .iter()
        .map(|panel| panel["id"].as_u64().unwrap())
        .collect();
    assert_eq!(ids.len(), panels.len(), "an id stands there twice");
    for panel in panels.iter().filter(|panel| panel["type"] != "row") {
        assert!(
            panel["gridPos"]["w"].is_u64() && panel["title"].is_string(),
            "{panel}"
        );
        assert!(!panel["targets"].as_array().unwrap().is_empty(), "{panel}");
    }
}
