//! Codes that a person types: a recovery code, and the one that sets an installation up.

/// Letters and digits that are not taken for one another; 32, so that each is five bits.
const LETTERS: &[u8; 32] = b"ABCDEFGHJKLMNPQRSTUVWXYZ23456789";

/// A code of five bits of each random byte, as ABCD-EFGH.
pub fn shown(random: &[u8]) -> String {
    let mut code = String::with_capacity(random.len() * 5 / 4);
    for (at, byte) in random.iter().enumerate() {
        if at > 0 && at % 4 == 0 {
            code.push('-');
        }
        code.push(char::from(LETTERS[usize::from(byte & 31)]));
    }
    code
}

/// What counts of a code that was typed: its letters and digits, in any case.
pub fn typed(text: &str) -> String {
    text.chars()
        .filter(char::is_ascii_alphanumeric)
        .map(|letter| letter.to_ascii_uppercase())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_read_however_it_is_typed() {
        let code = shown(&[0, 1, 2, 3, 4, 5, 6, 31, 32]);
        assert_eq!(code, "ABCD-EFG9-A");
        for text in [code.as_str(), " abcd efg9\na "] {
            assert_eq!(typed(text), "ABCDEFG9A");
        }
    }
}
