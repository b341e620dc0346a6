//! Cells of CSV (RFC 4180) that no spreadsheet takes for a formula.

/// What a spreadsheet begins to calculate at (OWASP, "CSV Injection").
const BEGINS_A_FORMULA: [char; 6] = ['=', '+', '-', '@', '\t', '\r'];

/// Adds one cell.
pub(super) fn push(text: &mut String, cell: &str) {
    let guarded = cell.starts_with(BEGINS_A_FORMULA);
    let quoted = cell.contains(['"', ',', '\n', '\r']);
    if quoted {
        text.push('"');
    }
    if guarded {
        text.push('\'');
    }
    for letter in cell.chars() {
        if letter == '"' {
            text.push('"');
        }
        text.push(letter);
    }
    if quoted {
        text.push('"');
    }
}

#[cfg(test)]
mod tests {
    use super::push;

    fn cell(value: &str) -> String {
        let mut text = String::new();
        push(&mut text, value);
        text
    }

    #[test]
    fn a_formula_is_only_text() {
        for formula in ["=1+1", "+1", "-1", "@SUM(A1)", "\tx"] {
            assert_eq!(cell(formula), format!("'{formula}"));
        }
        assert_eq!(cell("=HYPERLINK(\"x\",1)"), "\"'=HYPERLINK(\"\"x\"\",1)\"");
    }

    #[test]
    fn what_would_end_a_cell_is_quoted() {
        assert_eq!(cell("Ek, Olga"), "\"Ek, Olga\"");
        assert_eq!(cell("say \"hi\""), "\"say \"\"hi\"\"\"");
        assert_eq!(cell("two\nlines"), "\"two\nlines\"");
        assert_eq!(cell("plain"), "plain");
    }
}
