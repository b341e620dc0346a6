use serde_json::json;

use super::*;

fn query(pairs: &[(&str, &str)]) -> Result<SearchRequest, ScimError> {
    SearchRequest::from_query(
        pairs
            .iter()
            .map(|(name, value)| ((*name).to_owned(), (*value).to_owned())),
    )
}

#[test]
fn what_is_no_whole_number_is_refused() {
    for value in ["abc", "1.5", "", "0x10", "1e3", "--1"] {
        let error = query(&[("count", value)]).unwrap_err();
        assert_eq!(
            error.to_string(),
            format!("count came as “{value}”; send a whole number.")
        );
    }
    for value in [json!(1.5), json!([1]), json!({}), json!(true)] {
        assert_eq!(
            SearchRequest::parse(json!({"startIndex": value}))
                .unwrap_err()
                .status(),
            400
        );
    }
}

/// RFC 9865 §2.1.
#[test]
fn what_no_cursor_can_ask_for_is_refused_with_its_own_keyword() {
    for (pairs, scim_type) in [
        (vec![("cursor", ""), ("count", "0")], "invalidCount"),
        (vec![("CURSOR", ""), ("count", "-1")], "invalidCount"),
        (vec![("count", "many"), ("cursor", "")], "invalidCount"),
        (vec![("cursor", "x")], "invalidCursor"),
        (vec![("cursor", " ")], "invalidCursor"),
        (vec![("cursor", ""), ("startIndex", "1")], "invalidValue"),
    ] {
        let error = query(&pairs)
            .and_then(|request| request.paging("/Users"))
            .unwrap_err();
        let came = error.scim_type().map(crate::ScimType::as_str);
        assert_eq!((error.status(), came), (400, Some(scim_type)), "{pairs:?}");
    }
    let error = SearchRequest::parse(json!({"cursor": 5})).unwrap_err();
    assert_eq!(error.scim_type(), Some(crate::ScimType::InvalidCursor));
}

#[test]
fn an_empty_cursor_asks_for_the_first_page_and_none_for_an_index() {
    let paging =
        |request: Result<SearchRequest, ScimError>| request.unwrap().paging("/Users").unwrap();
    let first = Paging::Cursor(CursorPage {
        after: None,
        count: 1_000,
    });
    assert_eq!(paging(query(&[("cursor", ""), ("count", "5000")])), first);
    let first = Paging::Cursor(CursorPage {
        after: None,
        count: 100,
    });
    assert_eq!(paging(SearchRequest::parse(json!({"cursor": ""}))), first);
    let usual = Paging::Index(Page::default());
    assert_eq!(paging(SearchRequest::parse(json!({"cursor": null}))), usual);
}

#[test]
fn a_parameter_that_is_there_twice_is_refused() {
    insta::assert_snapshot!(
        query(&[("filter", "title pr"), ("FILTER", "title pr")]).unwrap_err(),
        @"The parameter filter is there twice; send it once."
    );
}

#[test]
fn a_message_of_another_shape_is_refused() {
    for message in [
        json!([]),
        json!({"filter": 1}),
        json!({"attributes": [1]}),
        json!({"attributes": {}}),
    ] {
        assert_eq!(SearchRequest::parse(message).unwrap_err().status(), 400);
    }
}

#[test]
fn get_and_post_say_the_same() {
    let get = query(&[
        ("startindex", "3"),
        ("count", "-1"),
        ("attributes", "userName, emails.value"),
        ("sortBy", "userName"),
        ("sortOrder", "descending"),
        ("filter", "title pr"),
        ("cachebuster", "1"),
        ("cachebuster", "2"),
    ]);
    let post = SearchRequest::parse(json!({
        "schemas": [crate::urn::SEARCH_REQUEST], "StartIndex": "3", "count": -1, "attributes": ["userName", "emails.value"],
        "sortBy": "userName", "sortOrder": "descending", "filter": "title pr", "excludedAttributes": null,
    }));
    assert_eq!(get, post);
    let request = get.unwrap();
    let Paging::Index(page) = request.paging("/Users").unwrap() else {
        panic!("no cursor was sent");
    };
    assert_eq!((page.start_index, page.count), (3, 0));
    assert!(
        !request
            .projection(ResourceType::user())
            .unwrap()
            .wants("meta")
    );
    assert!(
        request
            .sort(ResourceType::user())
            .unwrap()
            .unwrap()
            .descending()
    );
}

#[test]
fn a_number_beyond_all_pages_is_the_nearest_one() {
    let request = query(&[
        ("startIndex", "99999999999999999999"),
        ("count", "-99999999999999999999"),
    ])
    .unwrap();
    assert_eq!(
        (request.start_index, request.count),
        (Some(i64::MAX), Some(i64::MIN))
    );
}
