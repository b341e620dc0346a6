//! A message that is not taken: tried again, given up after a day, and never lost in silence.

use jiff::SignedDuration;
use latchkey_app::record::Caller;
use latchkey_app::webhooks::Round;
use latchkey_domain::activity::Outcome;
use latchkey_domain::webhook::State;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::okta_user;

use crate::receiver::{Act, Receiver, courier, deliver, installation, page, webhook};

/// Goes to the time of the next attempt.
async fn next_attempt(latchkey: &Latchkey, id: &str) -> Round {
    let at = page(latchkey, id)
        .webhook
        .next_at
        .expect("it is tried again");
    latchkey.clock.set(at);
    deliver(&latchkey.app, &courier(), id).await
}

#[tokio::test]
async fn each_way_of_not_taking_it_is_a_sentence_and_the_same_message_comes_again() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let id = &added.webhook.id;
    let redirect = "HTTP/1.1 302 Found\r\nlocation: http://169.254.169.254/\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    receiver.will([
        Act::Silence,
        Act::Close,
        Act::Answer(redirect.to_owned()),
        Act::Answer("no HTTP at all\r\n\r\n".to_owned()),
        Act::Status(500),
        Act::Status(404),
    ]);
    latchkey.provision(okta_user("Bo")).await.unwrap();
    deliver(&latchkey.app, &courier(), id).await;
    for _ in 0..6 {
        next_attempt(&latchkey, id).await;
    }
    let sent = receiver.rest();
    assert_eq!(sent.len(), 7);
    for message in &sent {
        assert_eq!(message.header("webhook-id"), sent[0].header("webhook-id"));
        assert_eq!(message.body, sent[0].body);
    }
    let page = page(&latchkey, id);
    assert_eq!(page.webhook.failing_since, None, "the last one was good");
    let said: Vec<String> = page
        .deliveries
        .iter()
        .rev()
        .map(|one| one.error.clone().unwrap_or_default())
        .collect();
    for (said, word) in said.iter().zip([
        "gave no answer within",
        "broke off before it answered",
        "redirects are not followed",
        "broke off before it answered",
        "It answered 500",
        "It answered 404",
        "",
    ]) {
        assert!(said.contains(word), "{word}: {said}");
    }
    let attempts: Vec<u32> = page
        .deliveries
        .iter()
        .rev()
        .map(|one| one.attempt)
        .collect();
    assert_eq!(attempts, [1, 2, 3, 4, 5, 6, 7]);
    let failed: Vec<_> = latchkey
        .entries()
        .await
        .unwrap()
        .into_iter()
        .filter(|entry| entry.action == "webhook.failed")
        .collect();
    assert_eq!(failed.len(), 1, "gathered");
    assert_eq!((failed[0].count, failed[0].outcome), (6, Outcome::Notice));
    assert!(
        !format!("{failed:?}").contains("t0ken"),
        "the path may hold a token"
    );
}

#[tokio::test]
async fn those_behind_it_wait_and_keep_their_order() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    receiver.will([Act::Status(503)]);
    latchkey.provision(okta_user("Ana")).await.unwrap();
    latchkey.provision(okta_user("Bo")).await.unwrap();
    let waits = deliver(&latchkey.app, &courier(), &added.webhook.id).await;
    assert!(matches!(waits, Round::At(_)), "{waits:?}");
    let first = receiver.rest();
    assert_eq!(first.len(), 1);
    next_attempt(&latchkey, &added.webhook.id).await;
    let after = receiver.rest();
    assert_eq!(after.len(), 2);
    assert_eq!(after[0].body, first[0].body);
    assert!(after[1].body.contains("Bo"));
}

#[tokio::test]
async fn what_an_endpoint_asks_for_is_waited() {
    let latchkey = installation().await;
    let receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let busy =
        "HTTP/1.1 429 Busy\r\nretry-after: 600\r\ncontent-length: 0\r\nconnection: close\r\n\r\n";
    receiver.will([Act::Answer(busy.to_owned())]);
    latchkey.provision(okta_user("Bo")).await.unwrap();
    deliver(&latchkey.app, &courier(), &added.webhook.id).await;
    let next = page(&latchkey, &added.webhook.id).webhook.next_at;
    assert_eq!(
        next,
        Some(latchkey.app.now() + SignedDuration::from_secs(600))
    );
}

#[tokio::test]
async fn gone_turns_it_off_and_resuming_it_tells_what_happens_from_then_on() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let id = &added.webhook.id;
    receiver.will([Act::Status(410)]);
    for name in ["Ana", "Bo"] {
        latchkey.provision(okta_user(name)).await.unwrap();
    }
    assert_eq!(deliver(&latchkey.app, &courier(), id).await, Round::Idle);
    assert_eq!(receiver.rest().len(), 1);
    assert_eq!(page(&latchkey, id).webhook.state, State::Gone);
    assert_eq!(latchkey.last_entry().await.unwrap().action, "webhook.gone");
    let home = latchkey.owner().await.unwrap().get("/home").await.text;
    assert!(home.contains("answered that it is gone"), "{home}");
    let resumed = latchkey_app::webhooks::WebhookEdit {
        paused: Some(false),
        ..Default::default()
    };
    let caller = Caller::operator();
    latchkey
        .app
        .edit_webhook(caller, id, resumed)
        .await
        .unwrap();
    latchkey.provision(okta_user("Cy")).await.unwrap();
    deliver(&latchkey.app, &courier(), id).await;
    let sent = receiver.rest();
    assert_eq!(sent.len(), 1);
    assert!(sent[0].body.contains("Cy"));
}

#[tokio::test]
async fn after_a_day_it_is_given_up_on_record_and_later_ones_still_go() {
    let latchkey = installation().await;
    let mut receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let id = &added.webhook.id;
    receiver.will(std::iter::repeat_n(Act::Status(500), 100));
    latchkey.provision(okta_user("Ana")).await.unwrap();
    let began = latchkey.app.now();
    deliver(&latchkey.app, &courier(), id).await;
    let tried = loop {
        next_attempt(&latchkey, id).await;
        let given_up = latchkey.entries().await.unwrap();
        if given_up
            .iter()
            .any(|entry| entry.action == "webhook.given_up")
        {
            break receiver.rest().len();
        }
    };
    assert!((10..40).contains(&tried), "{tried} attempts in a day");
    let lasted = latchkey.app.now().duration_since(began);
    assert!(lasted >= SignedDuration::from_hours(24));
    assert!(lasted < SignedDuration::from_hours(27));
    let home = latchkey.owner().await.unwrap().get("/home").await.text;
    assert!(home.contains("has taken no message since"), "{home}");
    // It is there again. Of what waited, the owner's sign-in, and what comes now, nothing is lost.
    receiver.acts_again();
    latchkey.provision(okta_user("Bo")).await.unwrap();
    next_attempt(&latchkey, id).await;
    let last = receiver.rest().pop().unwrap();
    assert!(last.body.contains("Bo") && !last.body.contains("Ana"));
    assert_eq!(page(&latchkey, id).webhook.failing_since, None);
}

#[tokio::test]
async fn an_answer_without_an_end_is_read_so_far_and_no_further() {
    let latchkey = installation().await;
    let receiver = Receiver::start().await;
    let added = webhook(&latchkey, &receiver.url(), &[]).await;
    let endless = format!(
        "HTTP/1.1 200 OK\r\ncontent-length: 900000000\r\n\r\n{}",
        "x".repeat(1024 * 1024)
    );
    receiver.will([Act::Answer(endless)]);
    latchkey.provision(okta_user("Bo")).await.unwrap();
    deliver(&latchkey.app, &courier(), &added.webhook.id).await;
    let log = page(&latchkey, &added.webhook.id).deliveries;
    assert_eq!((log.len(), log[0].status), (1, Some(200)));
}
