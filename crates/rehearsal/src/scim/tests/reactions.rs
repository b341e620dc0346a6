//! What Okta makes of wrong answers.

use super::*;

#[tokio::test]
async fn a_create_answered_without_a_body_is_an_empty_user() {
    let failure = provision(says(201, "")).await.expect_err("no body");
    assert!(
        matches!(failure, ScimFailure::EmptyUser { status: 201, .. }),
        "{failure}"
    );
}

#[tokio::test]
async fn a_create_answered_without_an_id_cannot_be_linked() {
    for id in [json!(null), json!(7), json!("")] {
        let failure = provision(says(201, created(&json!({"id": id}))))
            .await
            .expect_err("no id");
        assert!(
            matches!(failure, ScimFailure::MissingId { .. }),
            "{failure}"
        );
    }
}

#[tokio::test]
async fn a_conflict_ends_the_job() {
    let body = "{\"status\": \"409\", \"scimType\": \"uniqueness\", \"detail\": \"Taken by Bo.\"}";
    let failure = provision(says(409, body)).await.expect_err("a conflict");
    assert_eq!(
        failure.to_string(),
        "POST /Users: 409, which ends Okta's job for good. The server says: Taken by Bo."
    );
}

#[tokio::test]
async fn a_create_must_answer_201_and_what_was_sent() {
    let failure = provision(says(200, created(&json!({}))))
        .await
        .expect_err("200");
    assert!(
        matches!(failure, ScimFailure::Refused { status: 200, .. }),
        "{failure}"
    );
    let lower = json!({"userName": person().user_name.to_uppercase()});
    for change in [lower, json!({"externalId": null}), json!({"active": false})] {
        let failure = provision(says(201, created(&change)))
            .await
            .expect_err("a difference");
        assert!(matches!(failure, ScimFailure::Differs { .. }), "{failure}");
    }
    assert_eq!(
        provision(says(201, created(&json!({}))))
            .await
            .expect("created")
            .id,
        "u1"
    );
}

#[tokio::test]
async fn html_is_a_parse_failure() {
    let page = with(
        says(502, "<html>Bad Gateway</html>"),
        "content-type",
        "text/html",
    );
    let failure = provision(page).await.expect_err("HTML");
    assert_eq!(
        failure.to_string(),
        "POST /Users: Okta expects JSON and shows a parse failure for what came: status 502, text/html, \"<html>Bad Gateway</html>\"."
    );
}

#[tokio::test]
async fn a_retry_after_that_is_no_whole_number_is_not_waited_for() {
    for value in ["soon", "1.5", "-1", "Fri, 01 Jan 2027 00:00:00 GMT", "3600"] {
        let answers = vec![
            with(says(429, ""), "retry-after", value),
            says(200, NOTHING_FOUND),
        ];
        let (stub, mut okta, waits) = Stub::serve(Dialect::Aiw, answers).await;
        let failure = okta.test_credentials().await.expect_err("held");
        assert!(matches!(failure, ScimFailure::Held { .. }), "{failure}");
        assert_eq!(
            (stub.calls().len(), waits.seconds().len()),
            (1, 0),
            "{value}"
        );
    }
    let (_, mut okta, _) =
        Stub::serve(Dialect::Aiw, vec![says(429, "<html>slow down</html>")]).await;
    let failure = okta.test_credentials().await.expect_err("held");
    assert!(failure.to_string().contains("no Retry-After"), "{failure}");
}

#[tokio::test]
async fn a_retry_after_in_seconds_is_honoured_ten_times_at_most() {
    let held = with(says(429, ""), "retry-after", "1");
    let answers = vec![held.clone(), held.clone(), says(200, NOTHING_FOUND)];
    let (stub, mut okta, waits) = Stub::serve(Dialect::Aiw, answers).await;
    okta.test_credentials().await.expect("let in at last");
    assert_eq!((stub.calls().len(), waits.seconds()), (3, vec![1, 1]));
    let notes: Vec<_> = okta
        .take_exchanges()
        .into_iter()
        .filter_map(|call| call.note)
        .collect();
    assert_eq!(
        notes,
        [
            "Okta waits 1 s and calls again",
            "Okta waits 1 s and calls again"
        ]
    );

    let (stub, mut okta, _) = Stub::serve(Dialect::Aiw, vec![held; 20]).await;
    let failure = okta.test_credentials().await.expect_err("held for good");
    assert!(matches!(failure, ScimFailure::Held { .. }), "{failure}");
    assert_eq!(stub.calls().len(), 10);
}

#[tokio::test]
async fn counts_must_be_numbers_and_true() {
    let one = "{\"id\": \"a\"}";
    for body in [
        "{\"totalResults\": \"0\", \"Resources\": []}".to_owned(),
        "{\"Resources\": []}".to_owned(),
        "{\"totalResults\": 3}".to_owned(),
        format!("{{\"totalResults\": 1, \"itemsPerPage\": 2, \"Resources\": [{one}]}}"),
        format!("{{\"totalResults\": 1, \"startIndex\": \"1\", \"Resources\": [{one}]}}"),
        format!("{{\"totalResults\": 1, \"Resources\": [{one}, {one}]}}"),
    ] {
        let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![says(200, &body)]).await;
        let failure = okta.test_credentials().await.expect_err(&body);
        assert!(matches!(failure, ScimFailure::Differs { .. }), "{failure}");
    }
}

#[tokio::test]
async fn an_import_notices_doubled_and_lost_people() {
    let page = |ids: &[&str], total: usize| {
        let users: Vec<_> = ids.iter().map(|id| json!({"id": id})).collect();
        says(
            200,
            json!({"totalResults": total, "Resources": users}).to_string(),
        )
    };
    let doubled = vec![page(&["a", "b"], 3), page(&["b"], 3)];
    let lost = vec![page(&["a", "b"], 3), page(&[], 3)];
    for answers in [doubled, lost] {
        let (stub, mut okta, _) = Stub::serve(Dialect::Aiw, answers).await;
        let failure = okta.import().await.expect_err("a wrong list");
        assert!(matches!(failure, ScimFailure::Differs { .. }), "{failure}");
        assert_eq!(
            stub.calls()[1],
            "GET /scim/v2/Users?startIndex=101&count=100"
        );
    }
}

#[tokio::test]
async fn an_update_answered_2xx_and_left_undone_is_noticed() {
    for (dialect, answers) in [
        (
            Dialect::Aiw,
            vec![
                says(200, created(&json!({}))),
                says(200, created(&json!({}))),
            ],
        ),
        (
            Dialect::Oiw,
            vec![says(204, ""), says(200, created(&json!({})))],
        ),
    ] {
        let (_, mut okta, _) = Stub::serve(dialect, answers).await;
        let failure = okta
            .set_active("u1", false)
            .await
            .expect_err("still active");
        assert!(
            failure
                .to_string()
                .contains("active to be false; it is true"),
            "{failure}"
        );
    }
}

#[tokio::test]
async fn a_401_must_have_a_scim_body() {
    let refusal =
        "{\"schemas\": [\"urn:ietf:params:scim:api:messages:2.0:Error\"], \"status\": \"401\"}";
    let good = || says(401, refusal);
    let plain = with(good(), "content-type", "text/plain");
    for bad in [
        says(200, NOTHING_FOUND),
        says(401, ""),
        says(401, "{}"),
        plain,
    ] {
        let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![good(), bad]).await;
        okta.try_wrong_credentials("acme")
            .await
            .expect_err("not as Okta needs it");
    }
    let (_, mut okta, _) = Stub::serve(Dialect::Aiw, vec![good(); 4]).await;
    assert_eq!(
        okta.try_wrong_credentials("acme")
            .await
            .expect("all refused"),
        4
    );
}

#[tokio::test]
async fn nobody_there_is_told_with_the_call() {
    let connection = Connection {
        base_url: "http://127.0.0.1:1/v2".to_owned(),
        auth: Auth::Bearer("p".to_owned()),
    };
    let mut okta = Provisioner::new(&connection, Dialect::Aiw).expect("a client");
    let failure = okta.test_credentials().await.expect_err("nobody there");
    let told = failure.to_string();
    assert!(
        told.starts_with("GET /Users?startIndex=1&count=2: no answer came ("),
        "{told}"
    );
    assert_eq!(okta.take_exchanges().len(), 1);
}
