//! What arrives of a SCIM call that goes through everything that stands before the server, and of its answer.
//!
//! The probe asks at a place of its own below `/scim/v2` ([`super::arrived::PLACE`]) with what Okta's calls have, and the
//! server tells what came. Nothing is changed by it, and nobody's passkey is needed.

use super::arrived::{
    Arrived, Authorization, ENTITY_TAG, LARGEST_BODY, PLACE, REFUSE, VOUCHER, basic, digest,
};
use super::probe::Probe;
use super::step::Step;
use super::voucher::Voucher;
use crate::ports::outside::{Answer, Request};
use crate::troubleshooting::trust;

/// With what proxies like to decode, or to take for something else.
const FILTER: &str = "userName eq \"ana+1@acme.com\"";
const FILTER_IN_QUERY: &str = "userName%20eq%20%22ana%2B1%40acme.com%22";
const SCIM_JSON: &str = "application/scim+json";
const USER_AGENT: &str = "Okta SCIM Client 1.0.0";

/// An answer, and what it tells of its request.
struct Seen {
    answer: Answer,
    arrived: Arrived,
}

/// The steps from "own" on.
pub(super) async fn look(probe: &Probe<'_>, steps: &mut Vec<Step>, voucher: &Voucher) {
    let read = match ask(probe, &reading(probe, voucher)).await {
        Ok(seen) if seen.arrived.proof == voucher.proof => seen,
        Ok(_) => {
            steps.push(another("another installation of Latchkey answers there"));
            return;
        }
        Err(why) => {
            steps.push(another(&why));
            return;
        }
    };
    steps.push(Step::passed(
        "own",
        "This installation answers, and no other.",
    ));
    let refused = probe.outside.call(refusal(probe, voucher)).await;
    steps.push(of_refusal(&read.answer, refused));
    let written = ask(probe, &writing(probe, voucher)).await;
    steps.push(of_headers(&read, written.as_ref().ok()));
    steps.push(of_body(written.as_ref()));
    steps.push(of_proxy(&read.arrived));
}

fn another(why: &str) -> Step {
    Step::failed(
        "own",
        format!("The call reached another server, or did not come through: {why}."),
        "Let the proxy pass everything below /scim/v2 on to this Latchkey, unchanged. The server has to run on this data \
         folder.",
    )
}

fn place(probe: &Probe<'_>, voucher: &Voucher, slash: &str, more: &str) -> String {
    probe.below(&format!("{PLACE}{slash}?{VOUCHER}={}{more}", voucher.text))
}

fn reading(probe: &Probe<'_>, voucher: &Voucher) -> Request {
    Request {
        method: "GET",
        url: place(probe, voucher, "", &format!("&filter={FILTER_IN_QUERY}")),
        headers: vec![
            ("authorization", basic(&voucher.text)),
            ("accept", SCIM_JSON.to_owned()),
            ("user-agent", USER_AGENT.to_owned()),
        ],
        body: Vec::new(),
    }
}

fn refusal(probe: &Probe<'_>, voucher: &Voucher) -> Request {
    Request {
        method: "GET",
        url: place(probe, voucher, "", &format!("&{REFUSE}=1")),
        headers: vec![
            ("accept", SCIM_JSON.to_owned()),
            ("user-agent", USER_AGENT.to_owned()),
        ],
        body: Vec::new(),
    }
}

fn writing(probe: &Probe<'_>, voucher: &Voucher) -> Request {
    Request {
        method: "PATCH",
        url: place(probe, voucher, "/", ""),
        headers: vec![
            ("authorization", voucher.text.clone()),
            ("if-match", ENTITY_TAG.to_owned()),
            ("accept", SCIM_JSON.to_owned()),
            ("content-type", format!("{SCIM_JSON}; charset=utf-8")),
            ("user-agent", USER_AGENT.to_owned()),
        ],
        body: large_body(),
    }
}

/// JSON, in case somebody on the way looks, and as large as it may be.
fn large_body() -> Vec<u8> {
    let (open, close) = (r#"{"padding":""#, r#""}"#);
    let padding = "x".repeat(LARGEST_BODY - open.len() - close.len());
    format!("{open}{padding}{close}").into_bytes()
}

/// What the server says that it got; why nothing can be told, as a clause.
async fn ask(probe: &Probe<'_>, request: &Request) -> Result<Seen, String> {
    let answer = probe.outside.call(request.clone()).await?;
    if answer.status != 200 {
        return Err(format!(
            "{} was answered with status {}",
            request.method, answer.status
        ));
    }
    let arrived = serde_json::from_slice(&answer.body)
        .map_err(|_| "the answer is not Latchkey's, or was changed on the way".to_owned())?;
    Ok(Seen { answer, arrived })
}

/// RFC 7644, section 3.12, and RFC 9110, section 11.6.1: a 401 with a SCIM body and `WWW-Authenticate`.
fn of_refusal(read: &Answer, refused: Result<Answer, String>) -> Step {
    let fix = "Let the proxy pass answers on as they are: no error pages and no sign-in of its own, and the header kept.";
    let refused = match refused {
        Ok(refused) => refused,
        Err(why) => {
            return Step::failed(
                "scim",
                format!("A call without credentials got no answer ({why})."),
                fix,
            );
        }
    };
    if refused.status != 401 {
        return Step::failed(
            "scim",
            format!(
                "A call without credentials was answered with {} in place of Latchkey's 401.",
                refused.status
            ),
            fix,
        );
    }
    let is_scim = |answer: &Answer| {
        answer
            .header("content-type")
            .is_some_and(|kind| kind.starts_with(SCIM_JSON))
    };
    let says_so = serde_json::from_slice::<serde_json::Value>(&refused.body)
        .is_ok_and(|body| body["status"] == "401");
    if !says_so {
        return Step::failed(
            "scim",
            "The 401 that comes back has another body than Latchkey's.",
            fix,
        );
    }
    if !is_scim(read) || !is_scim(&refused) {
        return Step::failed(
            "scim",
            "The Content-Type of Latchkey's answers, application/scim+json, does not come back.",
            fix,
        );
    }
    if refused.header("www-authenticate").is_none() {
        return Step::warned("scim", "The 401 comes back without WWW-Authenticate.", fix);
    }
    Step::passed(
        "scim",
        "SCIM's answers come back whole: 200 and 401, application/scim+json, WWW-Authenticate.",
    )
}

fn of_headers(read: &Seen, written: Option<&Seen>) -> Step {
    let mut lost = Vec::new();
    let mut bent = Vec::new();
    if read.arrived.authorization != Authorization::Basic {
        lost.push("Authorization");
    }
    if read.arrived.filter.as_deref() != Some(FILTER) {
        lost.push("the query, with quotes and a plus in it");
    }
    if read.answer.header("etag") != Some(ENTITY_TAG) {
        bent.push("ETag");
    }
    if let Some(written) = written {
        if written.arrived.authorization != Authorization::Raw {
            bent.push("an Authorization without a scheme (Okta's raw-header mode)");
        }
        if written.arrived.if_match.as_deref() != Some(ENTITY_TAG) {
            bent.push("If-Match");
        }
        if !written.arrived.path.ends_with('/') {
            bent.push("a slash at the end of the path");
        }
        if written.arrived.content_type.is_none() {
            bent.push("Content-Type");
        }
    }
    let fix = "Let the proxy pass headers, path and query on as they come.";
    if !lost.is_empty() {
        lost.append(&mut bent);
        return Step::failed(
            "headers",
            format!("Not kept on the way: {}.", lost.join(", ")),
            fix,
        );
    }
    if !bent.is_empty() {
        return Step::warned(
            "headers",
            format!("Not kept on the way: {}.", bent.join(", ")),
            fix,
        );
    }
    let kept = if written.is_some() {
        "Authorization (Basic and raw), If-Match, ETag, Content-Type, path and query are kept."
    } else {
        "Authorization, ETag and the query are kept. What only a PATCH has was not seen."
    };
    Step::passed("headers", kept)
}

fn of_body(written: Result<&Seen, &String>) -> Step {
    let fix = "Let the proxy pass PATCH, PUT and DELETE and bodies of 8 MiB (nginx: client_max_body_size 8m).";
    let written = match written {
        Ok(written) => written,
        Err(why) => {
            return Step::failed(
                "body",
                format!("A PATCH with a body of 8 MiB did not come through: {why}."),
                fix,
            );
        }
    };
    let sent = large_body();
    let arrived = &written.arrived;
    if arrived.method != "PATCH" {
        return Step::failed(
            "body",
            format!("A PATCH arrived as {}.", arrived.method),
            fix,
        );
    }
    if arrived.body_bytes != sent.len() || arrived.body_sha256 != digest(&sent) {
        return Step::failed(
            "body",
            format!(
                "Of a body of {} bytes {} arrived, or others.",
                sent.len(),
                arrived.body_bytes
            ),
            fix,
        );
    }
    Step::passed("body", "A PATCH with a body of 8 MiB arrives whole.")
}

fn of_proxy(arrived: &Arrived) -> Step {
    let peer = arrived.peer.as_deref().unwrap_or("this process");
    match (arrived.forwarded, arrived.peer_is_trusted) {
        (true, true) => Step::passed(
            "forwarded",
            format!("The proxy at {peer} is trusted and says where calls come from."),
        ),
        (true, false) => {
            let option = peer
                .parse()
                .map_or_else(|_| "--trusted-proxy".to_owned(), trust);
            Step::warned(
                "forwarded",
                format!(
                    "The proxy at {peer} says where calls come from, and is not believed: everyone behind it counts as one \
                     address."
                ),
                format!("If it is your reverse proxy, start Latchkey with {option}."),
            )
        }
        (false, _) if arrived.tls => Step::passed(
            "forwarded",
            "Latchkey speaks TLS itself; no proxy stands before it.",
        ),
        (false, true) => Step::warned(
            "forwarded",
            format!(
                "The proxy at {peer} does not say where calls come from: everyone behind it counts as one address."
            ),
            "Let the proxy send X-Forwarded-For.",
        ),
        (false, false) => Step::passed("forwarded", "No proxy stands before the server."),
    }
}
