//! Long answers are compressed for whoever reads that.

use tower_http::compression::CompressionLayer;
use tower_http::compression::predicate::{And, NotForContentType, Predicate as _, SizeAbove};

/// Answers smaller than this are not worth it.
const ABOVE: u64 = 4 * 1024;

/// Gzip for what is long and not compressed already.
pub(crate) fn layer() -> CompressionLayer<And<SizeAbove, NotForContentType>> {
    let worth_it = SizeAbove::new(ABOVE).and(NotForContentType::IMAGES);
    CompressionLayer::new().gzip(true).compress_when(worth_it)
}
