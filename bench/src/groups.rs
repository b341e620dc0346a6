//! Groups: adding one member to a large one beside adding one to a small one, a push of a thousand, reading without members.

use std::time::Instant;

use anyhow::{Context as _, Result, ensure};
use serde_json::{Value, json};

use crate::figures::{Ratio, count, largest, median, millis, whole};
use crate::report::{Line, Report, Wanted};
use crate::served::Served;
use crate::wire::Connection;

/// Members of the small group.
const FEW: usize = 10;

/// Members of the large group, where there are so many people.
const MANY: usize = 100_000;

/// Members that Okta pushes with one PATCH.
const PUSH: usize = 1000;

/// So often one is added to each group, in turn.
const TIMES: usize = 200;

/// So many pushes are timed.
const PUSHES: usize = 5;

/// Measures groups in a directory.
pub(crate) async fn measure(served: &Served, report: &mut Report) -> Result<()> {
    // Whoever is added one by one is no member of the large group yet.
    let many = MANY.min(served.ids.len().saturating_sub(TIMES));
    let (members, others) = served.ids.split_at(many);
    let few = FEW.min(members.len());
    let mut asker = Asker {
        served,
        connection: Connection::open(served.address()).await?,
    };
    let small = asker.group("Few", &members[..few]).await?;
    let large = asker.group("Many", members).await?;

    let (mut added_few, mut added_many) = (Vec::new(), Vec::new());
    for id in others.iter().take(TIMES) {
        added_few.push(
            asker
                .change(&small, &adding(std::slice::from_ref(id)))
                .await?,
        );
        added_many.push(
            asker
                .change(&large, &adding(std::slice::from_ref(id)))
                .await?,
        );
    }
    let mut pushes = Vec::new();
    for n in 0..PUSHES {
        let group = asker.group(&format!("Pushed {n}"), &[]).await?;
        let part = &members[..PUSH.min(members.len())];
        pushes.push(asker.change(&group, &adding(part)).await?);
    }
    let (mut read_few, mut read_many) = (Vec::new(), Vec::new());
    for _ in 0..TIMES {
        read_few.push(asker.read(&small).await?);
        read_many.push(asker.read(&large).await?);
    }
    let compared = |name: &str, ours: &[f64], theirs: &[f64], most: f64, wanted: &str| {
        let ratio = median(ours) / median(theirs);
        Line {
            name: name.to_owned(),
            ours: format!("{:.2} ms, {:.1} ms at most", median(ours), largest(ours)),
            beside: format!("in a group of {few}: {:.2} ms", median(theirs)),
            ratio: Some(Ratio::of(&[median(ours)], &[median(theirs)])),
            wanted: Some(Wanted::at_most(most, ratio, wanted)),
        }
    };
    let push = median(&pushes);
    let lines = vec![
        compared(
            "adding one member",
            &added_many,
            &added_few,
            1.25,
            "the same: 1.25 at most",
        ),
        Line::alone(
            format!("adding {} in one PATCH", PUSH.min(members.len())),
            format!(
                "{push:.1} ms, {:.1} ms at most of {PUSHES}",
                largest(&pushes)
            ),
        ),
        compared(
            "GET with excludedAttributes=members",
            &read_many,
            &read_few,
            1.25,
            "the same: 1.25 at most",
        ),
    ];
    report.add(format!("A group of {} members", whole(count(many))), lines);
    Ok(())
}

fn adding(ids: &[String]) -> Value {
    let members: Vec<Value> = ids.iter().map(|id| json!({"value": id})).collect();
    json!([{"op": "add", "path": "members", "value": members}])
}

struct Asker<'a> {
    served: &'a Served,
    connection: Connection,
}

impl Asker<'_> {
    /// A group with these members, who are pushed as Okta pushes them.
    async fn group(&mut self, name: &str, members: &[String]) -> Result<String> {
        let body = json!({
            "schemas": ["urn:ietf:params:scim:schemas:core:2.0:Group"],
            "displayName": name,
            "members": [],
        });
        let made = self.served.scim.post("/Groups", &body.to_string());
        let made = self.connection.ask(&made).await?.json(201)?;
        let id = made["id"].as_str().context("a group without an id")?;
        for part in members.chunks(PUSH) {
            self.change(id, &adding(part)).await?;
        }
        Ok(id.to_owned())
    }

    /// Milliseconds that a PATCH took.
    async fn change(&mut self, group: &str, operations: &Value) -> Result<f64> {
        let message = self
            .served
            .scim
            .patch(&format!("/Groups/{group}"), operations);
        self.timed(&message).await
    }

    /// Milliseconds that a GET without the members took.
    async fn read(&mut self, group: &str) -> Result<f64> {
        let path = format!("/Groups/{group}?excludedAttributes=members");
        let message = self.served.scim.get(&path);
        self.timed(&message).await
    }

    async fn timed(&mut self, message: &[u8]) -> Result<f64> {
        let sent = Instant::now();
        let status = self.connection.send(message).await?;
        let took = millis(sent.elapsed());
        ensure!(
            matches!(status, 200 | 204),
            "answered {status}: {}",
            String::from_utf8_lossy(self.connection.body())
        );
        Ok(took)
    }
}
