//! What an unknown key was meant to be.

use super::settings::SETTINGS;

/// How alike two names have to be (Jaro's measure): as much as clap asks of a flag, and a little more.
const ALIKE: f64 = 0.75;

/// The sentence for a key that is not known in `table`.
pub(super) fn nearest_key(table: &str, key: &str) -> String {
    let place = if table.is_empty() {
        "at the top of the file".to_owned()
    } else {
        format!("in [{table}]")
    };
    let unknown = format!("there is no key \"{key}\" {place}.");
    let elsewhere = SETTINGS.iter().find(|setting| setting.key == key);
    if let Some(setting) = elsewhere {
        let right = if setting.table.is_empty() {
            "at the top, above every [table]".to_owned()
        } else {
            format!("in [{}]", setting.table)
        };
        return format!("{unknown} It stands {right}.");
    }
    let here = || SETTINGS.iter().filter(|setting| setting.table == table);
    let near = nearest(key, here().map(|setting| setting.key)).map(|near| format!("\"{near}\""));
    let near = near.or_else(|| {
        let all = SETTINGS.iter().max_by(|one, other| {
            strsim::jaro(key, one.key).total_cmp(&strsim::jaro(key, other.key))
        })?;
        (strsim::jaro(key, all.key) >= ALIKE).then(|| all.named())
    });
    match near {
        Some(near) => format!("{unknown} The nearest known one is {near}."),
        None => format!(
            "{unknown} Known {place}: {}.",
            listed(here().map(|it| it.key))
        ),
    }
}

/// The sentence for a table that is not known.
pub(super) fn nearest_table(table: &str) -> String {
    let mut tables: Vec<&str> = SETTINGS.iter().map(|setting| setting.table).collect();
    tables.retain(|table| !table.is_empty());
    tables.dedup();
    match nearest(table, tables.iter().copied()) {
        Some(near) => format!("there is no table [{table}]. The nearest known one is [{near}]."),
        None => format!(
            "there is no table [{table}]. Known are {}.",
            listed(tables.iter().copied())
        ),
    }
}

fn nearest<'a>(name: &str, known: impl Iterator<Item = &'a str>) -> Option<&'a str> {
    known
        .map(|known| (strsim::jaro(name, known), known))
        .filter(|(alike, _)| *alike >= ALIKE)
        .max_by(|one, other| one.0.total_cmp(&other.0))
        .map(|(_, known)| known)
}

fn listed<'a>(names: impl Iterator<Item = &'a str>) -> String {
    let names: Vec<&str> = names.collect();
    names.join(", ")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_slip_of_the_fingers_is_known() {
        for (table, key, near) in [
            ("serve", "lisen", "\"listen\""),
            ("serve", "public_url", "\"public-url\""),
            ("serve", "trusted-proxy", "\"trusted-proxies\""),
            ("passkeys", "passphrase", "\"passphrase-file\""),
            ("", "data_dir", "\"data-dir\""),
            ("", "passkey-file", "\"passphrase-file\" in [passkeys]"),
        ] {
            let said = nearest_key(table, key);
            assert!(
                said.ends_with(&format!("The nearest known one is {near}.")),
                "{said}"
            );
        }
        assert!(nearest_table("server").ends_with("[serve]."));
    }

    #[test]
    fn a_key_in_the_wrong_place_is_shown_the_right_one() {
        assert!(nearest_key("", "listen").ends_with("It stands in [serve]."));
        assert!(nearest_key("serve", "data-dir").contains("at the top"));
    }

    #[test]
    fn what_is_like_nothing_is_answered_with_all_that_there_are() {
        let said = nearest_key("log", "zzz");
        assert!(
            said.starts_with("there is no key \"zzz\" in [log]. Known in [log]: filter"),
            "{said}"
        );
        let said = nearest_table("xyz");
        assert!(
            said.starts_with("there is no table [xyz]. Known are serve, passkeys, "),
            "{said}"
        );
    }
}
