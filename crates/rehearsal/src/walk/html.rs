//! What a person would read on a page, and what its form carries.

/// Longer reasons are cut in a report.
const LONGEST: usize = 300;

/// The text of the page's main part on one line.
pub(super) fn readable(html: &str) -> String {
    let main = between(html, "<main", "</main>").or_else(|| between(html, "<body", "</body>"));
    let main = main.unwrap_or(html);
    // The opening tag was cut in its middle.
    let main = main.split_once('>').map_or(main, |(_, inner)| inner);
    let mut text = String::new();
    let mut rest = main;
    while let Some((before, tag_on)) = rest.split_once('<') {
        text.push_str(before);
        text.push(' ');
        rest = ["script", "style"]
            .into_iter()
            .find(|name| tag_on.starts_with(name))
            .and_then(|name| tag_on.split_once(&format!("</{name}")))
            .map_or(tag_on, |(_, after)| after);
        rest = rest.split_once('>').map_or("", |(_, after)| after);
    }
    text.push_str(rest);
    let words: Vec<_> = text.split_whitespace().collect();
    let line = unescape(&words.join(" "));
    match line.char_indices().nth(LONGEST) {
        Some((end, _)) => format!("{}…", &line[..end]),
        None => line,
    }
}

/// The value of a hidden input that is written as `name="…" value="…"`.
pub(super) fn hidden_field(html: &str, name: &str) -> Option<String> {
    let (_, after) = html.split_once(&format!("name=\"{name}\" value=\""))?;
    let (value, _) = after.split_once('"')?;
    Some(unescape(value))
}

fn between<'a>(html: &'a str, from: &str, to: &str) -> Option<&'a str> {
    let (_, after) = html.split_once(from)?;
    Some(after.split_once(to).map_or(after, |(inner, _)| inner))
}

fn unescape(text: &str) -> String {
    const REFERENCES: [(&str, &str); 7] = [
        ("&lt;", "<"),
        ("&gt;", ">"),
        ("&quot;", "\""),
        ("&#34;", "\""),
        ("&#39;", "'"),
        ("&#x27;", "'"),
        // Last, so that what was escaped twice is unescaped once.
        ("&amp;", "&"),
    ];
    REFERENCES
        .into_iter()
        .fold(text.to_owned(), |text, (reference, letter)| {
            text.replace(reference, letter)
        })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_page_without_a_main_part_is_read_whole() {
        assert_eq!(
            readable("<html><body class=\"a\"><p>Not here.</p></body>"),
            "Not here."
        );
        assert_eq!(readable("<"), "");
    }

    #[test]
    fn scripts_and_styles_are_not_read() {
        let html = "<body><nav>Home</nav><main id=x><style>p{}</style><h1>Refused</h1>\n<p>Bo &amp; Cy</p>\
                    <script>let a = 1 < 2;</script> end</main></body>";
        assert_eq!(readable(html), "Refused Bo & Cy end");
    }

    #[test]
    fn a_hidden_field_is_unescaped() {
        let html = "<input type=\"hidden\" name=\"fromURI\" value=\"/a?b=1&amp;c=2\">";
        assert_eq!(hidden_field(html, "fromURI").as_deref(), Some("/a?b=1&c=2"));
        assert_eq!(hidden_field(html, "other"), None);
    }
}
