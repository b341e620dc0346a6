//! stub
/// Text for a message, cut.
pub(crate) fn short(text: &str) -> String {
    text.chars().take(64).collect()
}
