use crate::ports::outside::Soon;
use crate::reach::arrived::{Arrived, Authorization, ENTITY_TAG, REFUSE, digest};
use crate::reach::step::StepState;

use super::*;

const VOUCHER: &str = "1.a.b";

/// The world outside: everything is as it should be, but for what a test breaks.
struct World {
    addresses: Result<Vec<IpAddr>, String>,
    closed: Vec<IpAddr>,
    shown: Result<Shown, String>,
    greeting: (u16, &'static str, &'static str),
    /// What happens to what the server tells of a request.
    bend: fn(&mut Arrived, &mut Answer),
    /// What happens to the refusal.
    bend_refusal: fn(&mut Answer),
}

impl World {
    fn sound() -> Self {
        Self {
            addresses: Ok(vec!["52.34.71.8".parse().unwrap()]),
            closed: Vec::new(),
            shown: Ok(Shown {
                trust: Trust::Public,
                protocol: "TLS 1.3".to_owned(),
                issuer: "R11".to_owned(),
                ends_at: "2026-06-01T00:00:00Z".parse().unwrap(),
            }),
            greeting: (200, "", "ok\n"),
            bend: |_, _| {},
            bend_refusal: |_| {},
        }
    }

    fn answer(&self, request: &Request) -> Answer {
        let url = Url::parse(&request.url).unwrap();
        let header = |name: &str| {
            let mut headers = request.headers.iter();
            headers.find_map(|(known, value)| (*known == name).then(|| value.clone()))
        };
        let scim = (
            "content-type".to_owned(),
            "application/scim+json".to_owned(),
        );
        if url.path() == "/healthz" {
            let (status, location, body) = self.greeting;
            return Answer {
                status,
                headers: vec![("location".to_owned(), location.to_owned())]
                    .into_iter()
                    .filter(|(_, value)| !value.is_empty())
                    .collect(),
                body: body.into(),
            };
        }
        if url.query_pairs().any(|(name, _)| name == REFUSE) {
            let mut answer = Answer {
                status: 401,
                headers: vec![scim, ("www-authenticate".to_owned(), "Basic".to_owned())],
                body: br#"{"status":"401"}"#.to_vec(),
            };
            (self.bend_refusal)(&mut answer);
            return answer;
        }
        let filter = url.query_pairs().find(|(name, _)| name == "filter");
        let mut arrived = Arrived {
            proof: "proof".to_owned(),
            method: request.method.to_owned(),
            path: url.path().to_owned(),
            filter: filter.map(|(_, value)| value.into_owned()),
            authorization: Authorization::of(header("authorization").as_deref(), VOUCHER),
            if_match: header("if-match"),
            content_type: header("content-type"),
            body_bytes: request.body.len(),
            body_sha256: digest(&request.body),
            peer: Some("127.0.0.1".to_owned()),
            peer_is_trusted: true,
            forwarded: true,
            tls: false,
        };
        let mut answer = Answer {
            status: 200,
            headers: vec![scim, ("etag".to_owned(), ENTITY_TAG.to_owned())],
            body: Vec::new(),
        };
        (self.bend)(&mut arrived, &mut answer);
        answer.body = serde_json::to_vec(&arrived).unwrap();
        answer
    }
}

impl Outside for World {
    fn resolve<'a>(&'a self, _: &'a str) -> Soon<'a, Vec<IpAddr>> {
        Box::pin(async { self.addresses.clone() })
    }

    fn connect(&self, address: SocketAddr) -> Soon<'_, ()> {
        let closed = self.closed.contains(&address.ip());
        Box::pin(async move {
            if closed {
                return Err("connection refused".to_owned());
            }
            Ok(())
        })
    }

    fn handshake<'a>(&'a self, _: SocketAddr, _: &'a str) -> Soon<'a, Shown> {
        Box::pin(async { self.shown.clone() })
    }

    fn call(&self, request: Request) -> Soon<'_, Answer> {
        Box::pin(async move { Ok(self.answer(&request)) })
    }
}

async fn walk_to(url: &str, world: &World, voucher: Option<Voucher>) -> Vec<Step> {
    Probe {
        outside: world,
        url: &Url::parse(url).unwrap(),
        voucher,
        now: "2026-05-01T00:00:00Z".parse().unwrap(),
    }
    .walk()
    .await
}

async fn walk(world: &World) -> Vec<Step> {
    let voucher = Voucher {
        text: VOUCHER.to_owned(),
        proof: "proof".to_owned(),
    };
    walk_to("https://latchkey.acme.com", world, Some(voucher)).await
}

/// The states as letters, in the order of the steps: passed, warned, failed, not tried.
fn letters(steps: &[Step]) -> String {
    steps
        .iter()
        .map(|step| match step.state {
            StepState::Passed => 'p',
            StepState::Warned => 'w',
            StepState::Failed => 'F',
            StepState::NotTried => '-',
        })
        .collect()
}

#[tokio::test]
async fn where_the_way_ends_nothing_behind_is_tried() {
    let mut world = World::sound();
    world.addresses = Err("no such name".to_owned());
    assert_eq!(letters(&walk(&world).await), "F--------");

    let mut world = World::sound();
    world.closed = world.addresses.clone().unwrap();
    assert_eq!(letters(&walk(&world).await), "pF-------");

    let mut world = World::sound();
    world.shown = Err("it speaks plain http".to_owned());
    assert_eq!(letters(&walk(&world).await), "ppF------");

    for (status, location, body, said) in [
        (200, "", "<html>", "something else"),
        (
            301,
            "https://acme.com/",
            "",
            "redirects to https://acme.com/",
        ),
        (502, "", "", "status 502"),
    ] {
        let mut world = World::sound();
        world.greeting = (status, location, body);
        let steps = walk(&world).await;
        assert_eq!(letters(&steps), "pppF-----");
        assert!(steps[3].sentence.contains(said), "{}", steps[3].sentence);
    }

    let mut world = World::sound();
    world.bend = |arrived, _| arrived.proof = "another's".to_owned();
    let steps = walk(&world).await;
    assert_eq!(letters(&steps), "ppppF----");
    assert!(steps[4].sentence.contains("another installation"));
}

#[tokio::test]
async fn an_address_that_oktas_cloud_cannot_reach_is_told_and_the_rest_still_seen() {
    for (addresses, wanted) in [
        (&["10.0.0.7"][..], "inside the network"),
        (&["100.64.1.2"], "inside the network"),
        (&["127.0.0.1"], "inside the network"),
        (&["52.34.71.8", "192.168.0.7"], "of which 192.168.0.7"),
    ] {
        let mut world = World::sound();
        world.addresses = Ok(addresses.iter().map(|it| it.parse().unwrap()).collect());
        let steps = walk(&world).await;
        assert_eq!(letters(&steps), "Fpppppppp", "{addresses:?}");
        assert!(steps[0].sentence.contains(wanted), "{}", steps[0].sentence);
    }
    let steps = walk_to("http://10.0.0.7:8765", &World::sound(), None).await;
    assert_eq!(letters(&steps), "FpFp-----", "plain http, and no connector");
}

#[tokio::test]
async fn a_certificate_is_told_by_who_trusts_it_and_its_days() {
    for (trust, ends_at, wanted) in [
        (Trust::Public, "2026-06-01T00:00:00Z", "ppppppppp"),
        (Trust::Public, "2026-05-20T00:00:00Z", "ppwpppppp"),
        (
            Trust::ThisMachine("why".to_owned()),
            "2026-06-01T00:00:00Z",
            "ppFpppppp",
        ),
        (
            Trust::Nobody("why".to_owned()),
            "2026-06-01T00:00:00Z",
            "ppF------",
        ),
    ] {
        let mut world = World::sound();
        world.shown = Ok(Shown {
            trust,
            ends_at: ends_at.parse().unwrap(),
            ..world.shown.unwrap()
        });
        let steps = walk(&world).await;
        assert_eq!(letters(&steps), wanted, "{ends_at}");
        assert!(
            steps[2].sentence.contains("days left"),
            "{}",
            steps[2].sentence
        );
    }
}

#[tokio::test]
async fn what_a_proxy_bends_is_named() {
    type Bend = fn(&mut Arrived, &mut Answer);
    let bends: [(Bend, &str, &str); 11] = [
        (
            |it, _| it.authorization = Authorization::Missing,
            "ppppppFpp",
            "Authorization",
        ),
        (|it, _| it.filter = None, "ppppppFpp", "the query"),
        (
            |_, answer| answer.headers.retain(|(name, _)| name != "etag"),
            "ppppppwpp",
            "ETag",
        ),
        (|it, _| it.if_match = None, "ppppppwpp", "If-Match"),
        (
            |it, _| it.path = it.path.trim_end_matches('/').to_owned(),
            "ppppppwpp",
            "a slash",
        ),
        (
            |_, answer| answer.headers.retain(|(name, _)| name != "content-type"),
            "pppppFppp",
            "Content-Type",
        ),
        (
            |it, answer| {
                if it.method == "PATCH" {
                    answer.status = 405
                }
            },
            "pppppppFp",
            "status 405",
        ),
        (
            |it, answer| {
                if it.method == "PATCH" {
                    answer.status = 413
                }
            },
            "pppppppFp",
            "status 413",
        ),
        (|it, _| it.body_bytes /= 2, "pppppppFp", "arrived"),
        (
            |it, _| it.peer_is_trusted = false,
            "ppppppppw",
            "not believed",
        ),
        (|it, _| it.forwarded = false, "ppppppppw", "does not say"),
    ];
    for (bend, wanted, said) in bends {
        let mut world = World::sound();
        world.bend = bend;
        let steps = walk(&world).await;
        assert_eq!(letters(&steps), wanted, "{said}");
        let step = steps.iter().find(|step| step.fix.is_some()).unwrap();
        assert!(step.sentence.contains(said), "{}", step.sentence);
    }
}

#[tokio::test]
async fn a_refusal_that_comes_back_otherwise_is_named() {
    type Bend = fn(&mut Answer);
    let bends: [(Bend, char, &str); 4] = [
        (|answer| answer.status = 302, 'F', "302"),
        (
            |answer| answer.body = b"<html>".to_vec(),
            'F',
            "another body",
        ),
        (
            |answer| answer.headers.remove(0).1.clear(),
            'F',
            "Content-Type",
        ),
        (|answer| answer.headers.truncate(1), 'w', "WWW-Authenticate"),
    ];
    for (bend, wanted, said) in bends {
        let mut world = World::sound();
        world.bend_refusal = bend;
        let steps = walk(&world).await;
        assert_eq!(letters(&steps).chars().nth(5), Some(wanted), "{said}");
        assert!(steps[5].sentence.contains(said), "{}", steps[5].sentence);
    }
}

#[tokio::test]
async fn all_is_well() {
    let steps = walk(&World::sound()).await;
    assert_eq!(letters(&steps), "ppppppppp");
    let ids: Vec<_> = steps.iter().map(|step| step.id).collect();
    assert_eq!(ids, crate::reach::step::STEPS);
}
