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
        Ok(url)
            if url.origin().ascii_serialization() == base && !url.path().starts_with("/auth/") =>
        {
            url[url::Position::BeforePath..].to_owned()
        }
        _ => home(),
    }
}

#[cfg(test)]
mod tests {
    use super::own_path;

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
