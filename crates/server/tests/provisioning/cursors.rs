//! Paging by cursor (RFC 9865), and what reading through may cost.

use std::time::Duration;

use axum::http::Method;
use latchkey_app::directory::{Bounds, ListQuery};
use latchkey_scim::filter::Filter;
use latchkey_scim::list::{CursorPage, Paging};
use latchkey_scim::schema::ResourceType;
use latchkey_scim::sort::SortBy;
use latchkey_testkit::Latchkey;
use latchkey_testkit::people::{id, okta_user, user_path};
use serde_json::{Value, json};

/// The owner, and five people whose titles sort the other way round.
async fn stage() -> (Latchkey, Vec<Value>) {
    let latchkey = Latchkey::with_connector().await.unwrap();
    let mut people = Vec::new();
    for (name, title) in [
        ("Ana", "e"),
        ("Bo", "D"),
        ("Cy", "c"),
        ("Di", "b"),
        ("Ed", "b"),
    ] {
        let mut user = okta_user(name);
        user["title"] = json!(title);
        people.push(latchkey.provision(user).await.unwrap());
    }
    (latchkey, people)
}

fn names(page: &Value) -> Vec<String> {
    let resources = page["Resources"].as_array().unwrap();
    let name = |one: &Value| {
        let name = one["name"]["givenName"].as_str();
        name.or(one["displayName"].as_str()).unwrap().to_owned()
    };
    resources.iter().map(name).collect()
}

async fn page(latchkey: &Latchkey, path: &str, query: &str, cursor: &str) -> Value {
    let path = format!("{path}?{query}&cursor={cursor}");
    let answer = latchkey.scim_get(&path).await;
    assert_eq!(answer.status, 200, "{path}: {}", answer.text);
    let page = answer.json();
    let items = page["Resources"].as_array().unwrap().len();
    assert_eq!(page["itemsPerPage"], items);
    assert!(page.get("startIndex").is_none(), "{page}");
    page
}

/// Every page, by way of what each says of the next one.
async fn walk(latchkey: &Latchkey, path: &str, query: &str) -> Vec<Vec<String>> {
    let mut pages = Vec::new();
    let mut cursor = String::new();
    loop {
        let page = page(latchkey, path, query, &cursor).await;
        pages.push(names(&page));
        match page.get("nextCursor") {
            Some(next) => next.as_str().unwrap().clone_into(&mut cursor),
            None => return pages,
        }
    }
}

#[tokio::test]
async fn what_is_no_cursor_of_this_question_is_refused_and_on_record() {
    let (latchkey, _) = stage().await;
    let first = page(&latchkey, "/Users", "count=2", "").await;
    let cursor = first["nextCursor"].as_str().unwrap();
    for (path, scim_type) in [
        ("/Users?cursor=x".to_owned(), "invalidCursor"),
        (
            format!("/Users?count=2&filter=title%20pr&cursor={cursor}"),
            "invalidCursor",
        ),
        (
            format!("/Users?count=2&sortBy=title&cursor={cursor}"),
            "invalidCursor",
        ),
        (
            format!("/Users?count=2&attributes=title&cursor={cursor}"),
            "invalidCursor",
        ),
        (format!("/Groups?count=2&cursor={cursor}"), "invalidCursor"),
        ("/Users?cursor=&count=0".to_owned(), "invalidCount"),
        ("/Users?cursor=&count=x".to_owned(), "invalidCount"),
        ("/Users?cursor=&startIndex=1".to_owned(), "invalidValue"),
    ] {
        let answer = latchkey.scim_get(&path).await;
        assert_eq!(answer.status, 400, "{path}: {}", answer.text);
        assert_eq!(answer.scim_type(), scim_type, "{path}: {}", answer.text);
        let entry = latchkey.last_entry().await.unwrap();
        assert_eq!(entry.reason.unwrap(), answer.detail(), "{path}");
    }
}

/// Whoever makes one up gets a page that they may have anyway.
#[tokio::test]
async fn a_forged_cursor_asks_for_nothing_that_a_plain_question_does_not() {
    use base64::Engine as _;
    use base64::engine::general_purpose::URL_SAFE_NO_PAD;
    let (latchkey, _) = stage().await;
    let first = page(&latchkey, "/Users", "count=2", "").await;
    let bytes = URL_SAFE_NO_PAD
        .decode(first["nextCursor"].as_str().unwrap())
        .unwrap();
    for (at, byte) in [(10, 0xff), (10, 0x7f), (17, 0), (1, 9), (25, 7)] {
        let mut bytes = bytes.clone();
        bytes[at] = byte;
        let forged = URL_SAFE_NO_PAD.encode(bytes);
        let answer = page(&latchkey, "/Users", "count=2", &forged).await;
        assert!(names(&answer).len() <= 2);
        assert_eq!(answer["totalResults"], 6);
    }
}

#[tokio::test]
async fn pages_of_a_cursor_follow_each_other_whoever_comes_and_goes() {
    let (latchkey, people) = stage().await;
    let first = page(&latchkey, "/Users", "count=3", "").await;
    assert_eq!(first["totalResults"], 6);
    assert_eq!(names(&first)[1..], ["Ana", "Bo"]);
    // One of the page that was given, and the next one's first.
    for gone in [&people[1], &people[2]] {
        let answer = latchkey.scim(Method::DELETE, &user_path(gone), None).await;
        assert_eq!(answer.status, 204);
    }
    latchkey.provision(okta_user("Fay")).await.unwrap();
    let cursor = first["nextCursor"].as_str().unwrap();
    let second = page(&latchkey, "/Users", "count=3", cursor).await;
    assert_eq!(names(&second), ["Di", "Ed", "Fay"]);
    assert_eq!(
        (second.get("nextCursor"), &second["totalResults"]),
        (None, &json!(5))
    );
    // Whose page it was that ended there may be another server.
    let again = page(&latchkey, "/Users", "count=3", cursor).await;
    assert_eq!(again, second);
}

#[tokio::test]
async fn a_filter_and_an_order_hold_over_the_pages_of_a_cursor() {
    let (latchkey, people) = stage().await;
    let filter = "filter=title%20co%20%22b%22%20or%20title%20co%20%22d%22";
    assert_eq!(
        walk(&latchkey, "/Users", &format!("{filter}&count=2")).await,
        [vec!["Bo", "Di"], vec!["Ed"]]
    );
    let one = page(
        &latchkey,
        "/Users",
        "filter=userName%20eq%20%22nobody%22",
        "",
    )
    .await;
    assert_eq!(
        (&one["totalResults"], one.get("nextCursor")),
        (&json!(0), None)
    );
    let sorted = "filter=title%20pr&sortBy=title&count=2";
    assert_eq!(
        walk(&latchkey, "/Users", sorted).await,
        [vec!["Di", "Ed"], vec!["Cy", "Bo"], vec!["Ana"]]
    );
    let down = format!("{sorted}&sortOrder=descending");
    assert_eq!(
        walk(&latchkey, "/Users", &down).await,
        [vec!["Ana", "Bo"], vec!["Cy", "Di"], vec!["Ed"]]
    );
    let one_each = "filter=title%20pr&sortBy=title&count=1&attributes=name";
    assert_eq!(walk(&latchkey, "/Users", one_each).await.concat().len(), 5);
    // The one at whom the first page ended goes elsewhere in the order: nobody can say what comes next.
    let first = page(&latchkey, "/Users", sorted, "").await;
    assert_eq!(first["totalResults"], 5);
    let cursor = first["nextCursor"].as_str().unwrap();
    let renamed = json!({"Operations": [{"op": "replace", "path": "title", "value": "z"}]});
    latchkey.scim_patch(&user_path(&people[4]), renamed).await;
    let answer = latchkey
        .scim_get(&format!("/Users?{sorted}&cursor={cursor}"))
        .await;
    assert_eq!(answer.status, 400, "{}", answer.text);
    assert_eq!(answer.scim_type(), "expiredCursor");
}

#[tokio::test]
async fn groups_and_the_search_over_everything_are_paged_by_cursor() {
    let (latchkey, _) = stage().await;
    for name in ["Sales", "Support", "Staff"] {
        let made = latchkey
            .scim_post("/Groups", json!({"displayName": name}))
            .await;
        assert_eq!(made.status, 201);
    }
    assert_eq!(
        walk(&latchkey, "/Groups", "count=2").await,
        [vec!["Sales", "Support"], vec!["Staff"]]
    );
    assert_eq!(
        walk(
            &latchkey,
            "/Groups",
            "filter=displayName%20sw%20%22S%22&sortBy=displayName&count=2"
        )
        .await,
        [vec!["Sales", "Staff"], vec!["Support"]]
    );
    for (count, filter) in [
        (1, None),
        (3, None),
        (4, None),
        (9, None),
        (2, Some("displayName pr")),
    ] {
        let mut found = Vec::new();
        let mut cursor = String::new();
        loop {
            let mut body = json!({"cursor": cursor, "count": count});
            if let Some(filter) = filter {
                body["filter"] = json!(filter);
            }
            let answer = latchkey.scim_post("/.search", body).await;
            assert_eq!(answer.status, 200, "{}", answer.text);
            let page = answer.json();
            if filter.is_none() {
                assert_eq!(page["totalResults"], 9);
            }
            found.extend(names(&page));
            match page.get("nextCursor") {
                Some(next) => next.as_str().unwrap().clone_into(&mut cursor),
                None => break,
            }
        }
        let expected = ["Ana", "Bo", "Cy", "Di", "Ed", "Sales", "Support", "Staff"];
        assert_eq!(found[found.len() - 8..], expected, "{count}");
        assert!(found.len() <= 9);
    }
}

fn query(filter: &str) -> ListQuery {
    ListQuery {
        filter: Some(Filter::parse(filter, &[ResourceType::user()]).unwrap()),
        bounds: Bounds {
            read: Duration::ZERO,
            whole: Duration::ZERO,
            page: Duration::ZERO,
        },
        ..ListQuery::default()
    }
}

/// More than are looked at between two looks at the time.
async fn many(latchkey: &Latchkey) {
    let operations: Vec<Value> = (0..150)
        .map(|number| {
            let mut user = okta_user(&format!("N{number}"));
            user["title"] = json!(if number == 140 { "found" } else { "other" });
            json!({"method": "POST", "path": "/Users", "bulkId": number.to_string(), "data": user})
        })
        .collect();
    let answer = latchkey
        .scim_post("/Bulk", json!({"Operations": operations}))
        .await;
    assert_eq!(answer.status, 200, "{}", answer.text);
}

#[tokio::test]
async fn what_takes_too_long_is_refused_with_what_is_quick_and_an_index_is_always_quick() {
    let (latchkey, people) = stage().await;
    many(&latchkey).await;
    let refused = latchkey
        .app
        .list_users(query("title eq \"found\""), "")
        .await;
    let error = refused.unwrap_err().to_scim();
    assert_eq!(error.scim_type(), Some(latchkey_scim::ScimType::TooMany));
    for word in ["userName", "externalId", "with eq", "cursor"] {
        assert!(error.detail().contains(word), "{}", error.detail());
    }
    let mut sorted = query("title pr");
    sorted.sort = SortBy::parse(Some("title"), None, ResourceType::user()).unwrap();
    sorted.paging = Paging::Cursor(CursorPage {
        after: None,
        count: 5,
    });
    let refused = latchkey.app.list_users(sorted, "").await.unwrap_err();
    assert!(refused.to_string().contains("Leave sortBy out"));
    for filter in [
        format!("id eq \"{}\"", id(&people[0])),
        format!(
            "userName eq \"{}\"",
            people[0]["userName"].as_str().unwrap()
        ),
        // The narrow table rules all the others out.
        "name.givenName eq \"ANA\"".to_owned(),
    ] {
        let found = latchkey.app.list_users(query(&filter), "").await.unwrap();
        assert_eq!((found.total, found.items.len()), (Some(1), 1), "{filter}");
    }
}

#[tokio::test]
async fn a_page_of_a_cursor_gives_what_was_found_when_its_time_was_over() {
    let (latchkey, _) = stage().await;
    many(&latchkey).await;
    let mut asked = query("title eq \"found\"");
    let (mut found, mut pages, mut after) = (0, 0, None);
    loop {
        asked.paging = Paging::Cursor(CursorPage { after, count: 10 });
        let page = latchkey.app.list_users(asked.clone(), "").await.unwrap();
        found += page.items.len();
        pages += 1;
        after = page.next;
        if after.is_none() {
            break;
        }
    }
    assert_eq!((found, pages), (1, 3));
}
