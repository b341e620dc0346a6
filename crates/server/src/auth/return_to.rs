//! Where to go after a sign-in: only to our own paths.

/// The path if it is one of ours, else `/`. What a browser would read as another origin is not: "//host",
/// "/\host", a scheme, a control character.
pub fn own_path(asked: Option<&str>) -> String {
    let home = || "/".to_owned();
    let Some(asked) = asked else {
        return home();
    };
    let plain = asked.len() <= 2_000
        && asked.starts_with('/')
        && !asked.starts_with("//")
        && !asked.contains('\\')
        && asked.chars().all(|c| c.is_ascii_graphic());
    if !plain {
        return home();
    }
    // The browser's own rules have the last word.
    let base = "http://own.invalid";
    let resolved = url::Url::parse(base).and_then(|base| base.join(asked));
    match resolved {
        // "/.//host" is a path here and another host where it is written without our own in front of it.
        Ok(url)
            if url.origin().ascii_serialization() == base
                && !url.path().starts_with("//")
                && !url.path().starts_with("/auth/") =>
        {
            url[url::Position::BeforePath..].to_owned()
        }
        _ => home(),
    }
}

/// The path of a whole address, if it is one of ours, else `/`. OpenID Connect Core 1.0, section 4: "RPs MUST verify the
/// value of the `target_link_uri` to prevent being used as an open redirector to external sites."
pub fn own_target(public_url: &str, asked: &str) -> String {
    if asked.starts_with('/') {
        return own_path(Some(asked));
    }
    let own = url::Url::parse(public_url).map(|url| url.origin());
    match (own, url::Url::parse(asked)) {
        (Ok(own), Ok(url))
            if url.origin() == own && url.username().is_empty() && url.password().is_none() =>
        {
            own_path(Some(&url[url::Position::BeforePath..]))
        }
        _ => own_path(None),
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::{own_path, own_target};

    #[test]
    fn another_sites_target_leads_home() {
        for hostile in [
            "https://evil.example/people",
            "https://latchkey.acme.com.evil.example/people",
            "https://latchkey.acme.com@evil.example/people",
            "https://someone@latchkey.acme.com/people",
            "http://latchkey.acme.com/people",
            "https://latchkey.acme.com:444/people",
            "https://latchkey.acme.com//evil.example",
            "https://latchkey.acme.com/auth/logout",
            "//evil.example",
            "javascript:alert(1)",
            "people",
            "",
        ] {
            assert_eq!(
                own_target("https://latchkey.acme.com", hostile),
                "/",
                "{hostile:?}"
            );
        }
    }

    #[test]
    fn a_target_of_our_own_is_a_path() {
        for own in ["https://latchkey.acme.com/people?q=a#b", "/people?q=a#b"] {
            assert_eq!(
                own_target("https://latchkey.acme.com", own),
                "/people?q=a#b"
            );
        }
    }

    /// The pieces that such tricks are made of, and any text between them.
    fn hostile() -> impl Strategy<Value = String> {
        let piece = prop_oneof![
            prop::sample::select(vec![
                "/",
                "//",
                "\\",
                ".",
                "..",
                "%2e",
                "%2f",
                "%5c",
                "%09",
                "%00",
                "\t",
                "\n",
                "\r",
                "\0",
                "@",
                ":",
                "?",
                "#",
                ";",
                "evil.example",
                "https:",
                "javascript:",
                "auth/logout",
                "\u{2044}",
                "\u{ff0f}",
                "\u{3002}",
            ])
            .prop_map(str::to_owned),
            "\\PC{0,3}",
        ];
        prop::collection::vec(piece, 0..8).prop_map(|pieces| pieces.concat())
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(4_000))]

        /// Wherever a page of ours is, a browser that goes there stays with us, and nowhere that acts by being opened.
        #[test]
        fn whatever_is_asked_for_the_answer_is_a_path_of_ours(asked in hostile()) {
            for asked in [asked.clone(), format!("/{asked}")] {
                let path = own_path(Some(&asked));
                for page in ["https://latchkey.acme.com/", "http://127.0.0.1:8765/people/1?x#y"] {
                    let page = url::Url::parse(page).unwrap();
                    let there = page.join(&path).unwrap();
                    prop_assert_eq!(there.origin(), page.origin(), "{:?} -> {:?}", asked, path);
                    prop_assert!(!there.path().starts_with("/auth/"), "{:?} -> {:?}", asked, path);
                }
                prop_assert!(path.chars().all(|c| c.is_ascii_graphic()), "{:?}", path);
                prop_assert_eq!(own_path(Some(&path)), path);
            }
        }
    }

    #[test]
    fn another_origin_is_never_returned_to() {
        for hostile in [
            "//evil.example",
            "/\\evil.example",
            "\\\\evil.example",
            "https://evil.example",
            "javascript:alert(1)",
            "/\tevil",
            "/ /evil",
            "",
            "people",
            "/auth/logout",
            "/./\u{0}/",
            "/.//evil.example",
            "/..//evil.example",
            "/a/..//evil.example",
            "/%2e//evil.example",
            "/x/../auth/logout",
        ] {
            assert_eq!(own_path(Some(hostile)), "/", "{hostile:?}");
        }
        assert_eq!(own_path(None), "/");
    }

    #[test]
    fn own_paths_stay() {
        assert_eq!(own_path(Some("/people?q=a#b")), "/people?q=a#b");
        assert_eq!(own_path(Some("/a/../people")), "/people");
    }
}
