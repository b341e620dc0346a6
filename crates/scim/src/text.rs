//! Two questions about text that decide who is who: do two strings name the same person, and does a
//! string hold something that cannot be seen? And how a refusal that repeats what was sent can be shown.

use unicode_normalization::UnicodeNormalization;

/// The form in which two strings are the same when they differ only in case or in Unicode form.
///
/// NFKC, then the lower-case mapping, then NFKC again (lower-casing can leave the normal form). So
/// `ADA` and `ada`, the ligature `ﬁ` and `fi`, a full-width `Ａ` and `a`, and `é` as one code point
/// or as two come out alike. Beyond that, the Greek final sigma becomes the ordinary one, because
/// the two are one letter, and the joiners and variation selectors that change nothing but a glyph
/// are left out, because a second `ada` that differs by one of them looks the same on every screen.
///
/// NB: this is lower-casing, not full case folding: `ß` and `ss` stay apart, as they are different
/// names. Letters of different scripts that look alike stay apart as well.
pub fn caseless(text: &str) -> String {
    if text.is_ascii() {
        return text.to_ascii_lowercase();
    }
    text.nfkc()
        .flat_map(char::to_lowercase)
        .filter(|&letter| !only_changes_a_glyph(letter))
        .map(|letter| if letter == 'ς' { 'σ' } else { letter })
        .nfkc()
        .collect()
}

/// Whether [`caseless`] gives the same for both; without allocation when both are ASCII.
pub fn equal_caseless(a: &str, b: &str) -> bool {
    if a.is_ascii() && b.is_ascii() {
        a.eq_ignore_ascii_case(b)
    } else {
        caseless(a) == caseless(b)
    }
}

/// Whether a name holds a character that no name needs and that can make it pass for another one.
///
/// These are: control characters (line breaks, NUL, escape), the marks that turn the direction of
/// text (`U+202E` makes `gpj.exe` read as `exe.jpg`), characters of no width that split a word or
/// hide in it, line and paragraph separators, tags, and the fillers that are drawn as nothing. The
/// two joiners `U+200C` and `U+200D` are not among them: Persian and several Indic scripts spell
/// names with them ([`caseless`] leaves them out).
pub fn has_control(text: &str) -> bool {
    text.chars().any(|letter| {
        letter.is_control()
            || matches!(letter,
                '\u{00AD}' // soft hyphen
                | '\u{034F}' // combining grapheme joiner
                | '\u{061C}' | '\u{200E}' | '\u{200F}' // direction marks
                | '\u{115F}' | '\u{1160}' | '\u{3164}' | '\u{FFA0}' // fillers drawn as nothing
                | '\u{180E}' | '\u{200B}' | '\u{FEFF}' // no width
                | '\u{2028}' | '\u{2029}' // line and paragraph separators
                | '\u{202A}'..='\u{202E}' | '\u{2066}'..='\u{2069}' // embeddings, overrides, isolates
                | '\u{2060}'..='\u{2065}' | '\u{206A}'..='\u{206F}' // invisible operators
                | '\u{FFF9}'..='\u{FFFB}' // interlinear annotation
                | '\u{E0000}'..='\u{E007F}' // tags
            )
    })
}

/// The most characters of a refusal: more is not read, in Okta's console or here.
const LONGEST_SENTENCE: usize = 1_000;

/// What a refusal says, as it can be shown: without a character that a terminal or a log would obey, and no longer than
/// is read. A sentence often repeats what a client sent, and most places cut that; this holds for all of them.
pub fn sentence(text: impl Into<String>) -> String {
    let text = text.into();
    if text.len() <= LONGEST_SENTENCE && !text.chars().any(char::is_control) {
        return text;
    }
    let seen = |letter: char| {
        if letter.is_control() {
            '\u{FFFD}'
        } else {
            letter
        }
    };
    let mut shown: String = text.chars().take(LONGEST_SENTENCE).map(seen).collect();
    if text.chars().nth(LONGEST_SENTENCE).is_some() {
        shown.push('…');
    }
    shown
}

/// Joiners and variation selectors: they pick a form of the letter beside them.
fn only_changes_a_glyph(letter: char) -> bool {
    matches!(letter, '\u{200C}' | '\u{200D}' | '\u{FE00}'..='\u{FE0F}' | '\u{E0100}'..='\u{E01EF}')
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_seen_is_found() {
        for text in [
            "ada\u{0}",
            "ada\nlovelace",
            "\u{202E}ada",
            "a\u{200B}da",
            "ada\u{2066}",
            "\u{7F}",
            "a\u{AD}da",
        ] {
            assert!(has_control(text), "{text:?}");
        }
    }

    #[test]
    fn names_of_real_people_are_left_alone() {
        for text in [
            "Ada Lovelace",
            "O’Brien",
            "Zoë",
            "علی\u{200C}رضا",
            "山田 太郎",
            "Nguyễn",
            "श्री\u{200D}",
            "",
        ] {
            assert!(!has_control(text), "{text:?}");
        }
    }

    #[test]
    fn different_names_stay_apart() {
        for (a, b) in [
            ("strasse", "straße"),
            ("ada", "аda"),
            ("e", "é"),
            ("a b", "ab"),
        ] {
            assert_ne!(caseless(a), caseless(b), "{a:?} {b:?}");
        }
    }

    #[test]
    fn case_and_unicode_form_do_not_make_two_names() {
        for (a, b) in [
            ("ADA@Example.COM", "ada@example.com"),
            ("ﬁona", "FIONA"),
            ("Zoe\u{308}", "ZOË"),
            ("ａｄａ", "ada"),
            ("ΟΔΟΣ", "οδος"),
            ("İ", "i\u{307}"),
            ("a\u{200D}da", "ada"),
        ] {
            assert_eq!(caseless(a), caseless(b), "{a:?} {b:?}");
            assert!(equal_caseless(a, b));
        }
    }

    #[test]
    fn a_sentence_moves_no_terminal_and_has_an_end() {
        assert_eq!(
            sentence("The role “\u{1b}[2J\u{9b}31m” is none."),
            "The role “\u{FFFD}[2J\u{FFFD}31m” is none."
        );
        assert_eq!(sentence("a\nb\r\0"), "a\u{FFFD}b\u{FFFD}\u{FFFD}");
        assert_eq!(
            sentence("é".repeat(5_000)).chars().count(),
            LONGEST_SENTENCE + 1
        );
        assert_eq!(sentence("Zoë is a person."), "Zoë is a person.");
    }

    proptest::proptest! {
        #[test]
        fn caseless_of_caseless_is_itself(text in ".*") {
            let once = caseless(&text);
            proptest::prop_assert_eq!(caseless(&once), once);
        }
    }
}
