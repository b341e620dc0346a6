//! Which files may hold a secret.

/// Whether others on the machine may do anything with a file of this mode and owner, as PostgreSQL judges a private key:
/// nobody but its owner; a file of root's may be read by its group, for that is how a system hands secrets to the programs
/// that are to have them.
pub fn is_open_to_others(mode: u32, owner: u32) -> bool {
    let allowed = if owner == 0 { 0o740 } else { 0o700 };
    mode & 0o777 & !allowed != 0
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_the_owner_reads_and_of_roots_the_group() {
        for (mode, owner) in [
            (0o644, 0),
            (0o604, 0),
            (0o660, 0),
            (0o640, 1000),
            (0o610, 1000),
            (0o100_666, 1000),
        ] {
            assert!(is_open_to_others(mode, owner), "{mode:o} of {owner}");
        }
        for (mode, owner) in [(0o600, 1000), (0o400, 1000), (0o640, 0), (0o100_440, 0)] {
            assert!(!is_open_to_others(mode, owner), "{mode:o} of {owner}");
        }
    }
}
