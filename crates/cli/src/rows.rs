//! Many rows as one JSON document whose length costs no memory.

use std::io::{self, Write};

use serde::Serialize;
use serde::ser::{SerializeSeq as _, Serializer as _};

/// Writes a JSON array, each row before the next is asked for.
pub(crate) fn write<T: Serialize>(
    out: impl Write,
    rows: impl Iterator<Item = anyhow::Result<T>>,
) -> anyhow::Result<()> {
    let mut document = serde_json::Serializer::pretty(out);
    let mut list = document.serialize_seq(None).map_err(io::Error::from)?;
    for row in rows {
        list.serialize_element(&row?).map_err(io::Error::from)?;
    }
    list.end().map_err(io::Error::from)?;
    Ok(())
}

#[cfg(test)]
mod tests {
    use std::cell::RefCell;
    use std::io::{self, Write};

    use super::write;

    /// What was written, while it is written.
    struct Seen<'a>(&'a RefCell<Vec<u8>>);

    impl Write for Seen<'_> {
        fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }

        fn flush(&mut self) -> io::Result<()> {
            Ok(())
        }
    }

    fn text(written: &RefCell<Vec<u8>>) -> String {
        String::from_utf8(written.borrow().clone()).unwrap()
    }

    #[test]
    fn a_row_that_cannot_be_read_fails_the_run() {
        let written = RefCell::default();
        let rows = [Ok(1), Err(anyhow::anyhow!("The disk is gone."))];
        let failed = write(Seen(&written), rows.into_iter()).unwrap_err();
        assert_eq!(failed.to_string(), "The disk is gone.");
    }

    #[test]
    fn each_row_is_out_before_the_next_is_read() {
        let written = RefCell::default();
        let rows = (1..=1000_u32).map(|row| {
            if row > 1 {
                let before = format!("{}", row - 1);
                assert!(text(&written).ends_with(&before), "row {row} is read early");
            }
            Ok(row)
        });
        write(Seen(&written), rows).unwrap();
    }

    #[test]
    fn the_document_is_that_of_all_rows_together() {
        for rows in [vec![], vec!["Ana"], vec!["Ana", "Bo"]] {
            let written = RefCell::default();
            write(Seen(&written), rows.iter().map(Ok)).unwrap();
            assert_eq!(text(&written), serde_json::to_string_pretty(&rows).unwrap());
        }
    }
}
