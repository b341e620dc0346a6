//! The known name that an unknown one was probably meant to be.

/// Names longer than this are not compared: no attribute is as long, and the work grows with the
/// length.
const LONGEST: usize = 40;

/// The candidate that is at most two slips of the keyboard away, the nearest first.
pub(crate) fn nearest<'a>(
    name: &str,
    candidates: impl Iterator<Item = &'a str>,
) -> Option<&'a str> {
    if name.is_empty() || name.len() > LONGEST {
        return None;
    }
    let name = name.to_ascii_lowercase();
    let allowed = if name.len() < 5 { 1 } else { 2 };
    candidates
        .map(|candidate| {
            (
                slips(name.as_bytes(), candidate.to_ascii_lowercase().as_bytes()),
                candidate,
            )
        })
        .filter(|&(slips, _)| slips <= allowed)
        .min_by_key(|&(slips, _)| slips)
        .map(|(_, candidate)| candidate)
}

/// Letters added, left out, exchanged for another, or swapped with the next one.
fn slips(a: &[u8], b: &[u8]) -> usize {
    let mut before_last = vec![0; b.len() + 1];
    let mut last: Vec<usize> = (0..=b.len()).collect();
    for i in 1..=a.len() {
        let mut row = vec![i; b.len() + 1];
        for j in 1..=b.len() {
            let exchanged = last[j - 1] + usize::from(a[i - 1] != b[j - 1]);
            row[j] = exchanged.min(last[j] + 1).min(row[j - 1] + 1);
            if i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1] {
                row[j] = row[j].min(before_last[j - 2] + 1);
            }
        }
        before_last = std::mem::replace(&mut last, row);
    }
    last[b.len()]
}

#[cfg(test)]
mod tests {
    use super::*;

    const NAMES: [&str; 5] = ["userName", "displayName", "nickName", "emails", "ims"];

    #[test]
    fn nothing_is_suggested_for_a_name_that_is_far_from_all() {
        for name in ["favouriteColour", "", "xyz", &"u".repeat(10_000)] {
            assert_eq!(nearest(name, NAMES.into_iter()), None, "{name}");
        }
    }

    #[test]
    fn a_slip_of_the_keyboard_is_recognized() {
        for (name, meant) in [
            ("usrname", "userName"),
            ("email", "emails"),
            ("dispalyName", "displayName"),
        ] {
            assert_eq!(nearest(name, NAMES.into_iter()), Some(meant), "{name}");
        }
    }
}
