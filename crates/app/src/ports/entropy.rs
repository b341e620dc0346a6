//! Randomness and ids, passed in.

use jiff::Timestamp;
use rand::{Rng as _, TryRng as _};

/// Gives random bytes.
pub trait Entropy: Send + Sync {
    /// Fills `bytes`.
    fn fill(&self, bytes: &mut [u8]);

    /// Fills what an id is told apart by, or an entry of activity is salted with: there is one for each request, and it opens
    /// nothing.
    fn fill_id(&self, bytes: &mut [u8]) {
        self.fill(bytes);
    }
}

/// The operating system's random numbers.
#[derive(Clone, Copy, Debug, Default)]
pub struct SystemEntropy;

impl Entropy for SystemEntropy {
    fn fill(&self, bytes: &mut [u8]) {
        // A host without random numbers cannot make a secret; going on would be worse than stopping.
        #[expect(
            clippy::expect_used,
            reason = "no secret may be made without randomness"
        )]
        rand::rngs::SysRng
            .try_fill_bytes(bytes)
            .expect("the operating system gives random numbers");
    }

    /// From a generator in this process, which the system's random numbers seed and nobody can foretell: every request has an id,
    /// and asking the system for each costs as much as reading a user.
    fn fill_id(&self, bytes: &mut [u8]) {
        rand::rng().fill_bytes(bytes);
    }
}

impl dyn Entropy {
    /// Some random bytes.
    pub fn bytes<const N: usize>(&self) -> [u8; N] {
        let mut bytes = [0; N];
        self.fill(&mut bytes);
        bytes
    }

    /// A UUID v7: ids in the order of their making, so that indexes grow at their end.
    pub fn id(&self, now: Timestamp) -> String {
        let millis = u64::try_from(now.as_millisecond()).unwrap_or(0);
        let mut random = [0; 10];
        self.fill_id(&mut random);
        uuid::Builder::from_unix_timestamp_millis(millis, &random)
            .into_uuid()
            .hyphenated()
            .to_string()
    }
}
