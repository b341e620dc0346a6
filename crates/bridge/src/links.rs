//! Deep links: `app.latchkey.desktop:/people/ID` and `app.latchkey.desktop:/activity/ID`, and the callback of a sign-in by
//! the same scheme. Any page and any program can open one, so a link names a screen and never does anything.

use uuid::Uuid;

/// The app's own scheme.
pub const SCHEME: &str = "app.latchkey.desktop";
/// Longer than any callback.
const LONGEST: usize = 16 * 1024;

/// Where a link leads.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// A path of the app's own screens.
    Screen(String),
    /// The callback of a sign-in; whether it is one's own is found out there.
    Callback(String),
    /// The app itself.
    App,
}

/// Reads a link; `None` for everything that is not exactly of these forms.
pub fn read(link: &str) -> Option<Link> {
    if link.len() > LONGEST || !link.bytes().all(|byte| byte.is_ascii_graphic()) {
        return None;
    }
    let rest = link.strip_prefix(SCHEME)?.strip_prefix(":/")?;
    if rest.is_empty() {
        return Some(Link::App);
    }
    if let Some(query) = rest.strip_prefix("callback?") {
        return (!query.is_empty()).then(|| Link::Callback(link.to_owned()));
    }
    let (place, id) = rest.split_once('/')?;
    let place = match place {
        "people" => "people",
        "activity" => "activity",
        _ => return None,
    };
    // Written anew: what other forms of a UUID there are do not reach the screens.
    let id = Uuid::try_parse(id).ok()?.hyphenated();
    Some(Link::Screen(format!("/{place}/{id}")))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_forged_link_leads_nowhere() {
        for forged in [
            "https://evil.example/",
            "app.latchkey.desktop://evil.example/people/018f3e8e-0000-7000-8000-000000000001",
            "app.latchkey.desktop:/people/",
            "app.latchkey.desktop:/people/018f3e8e-0000-7000-8000-000000000001/edit",
            "app.latchkey.desktop:/people/018f3e8e-0000-7000-8000-000000000001?role=Admin",
            "app.latchkey.desktop:/people/../billing",
            "app.latchkey.desktop:/people/javascript:alert(1)",
            "app.latchkey.desktop:/billing/018f3e8e-0000-7000-8000-000000000001",
            "app.latchkey.desktop:/callback",
            "app.latchkey.desktop:/callback?",
            "app.latchkey.desktop:people/018f3e8e-0000-7000-8000-000000000001",
            "APP.LATCHKEY.DESKTOP:/people/018f3e8e-0000-7000-8000-000000000001",
            "app.latchkey.desktop:/people/018f3e8e-0000-7000-8000-000000000001\n--flag",
            "--data-dir=/",
            "",
        ] {
            assert_eq!(read(forged), None, "{forged}");
        }
        assert_eq!(
            read(&format!("{SCHEME}:/callback?{}", "a".repeat(LONGEST))),
            None
        );
    }

    #[test]
    fn a_link_names_a_person_or_an_entry() {
        let id = "018f3e8e-0000-7000-8000-000000000001";
        for place in ["people", "activity"] {
            assert_eq!(
                read(&format!("{SCHEME}:/{place}/{id}")),
                Some(Link::Screen(format!("/{place}/{id}")))
            );
        }
        assert_eq!(read("app.latchkey.desktop:/"), Some(Link::App));
        let callback = "app.latchkey.desktop:/callback?code=c&state=s";
        assert_eq!(read(callback), Some(Link::Callback(callback.to_owned())));
    }
}
