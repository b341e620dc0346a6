//! The seed corpus in `fuzz/seeds`, one test an entrance: real shapes, and every input that was once a finding.

use std::fs;
use std::path::Path;

use latchkey_invariants::ENTRANCES;

fn every_seed_of(entrance: &str) {
    let holds = ENTRANCES
        .into_iter()
        .find_map(|(name, holds)| (name == entrance).then_some(holds))
        .expect("an entrance of that name");
    let folder = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join("../../fuzz/seeds")
        .join(entrance);
    let mut tried = 0;
    for seed in fs::read_dir(&folder).expect("a folder of seeds") {
        let seed = seed.expect("a seed").path();
        // Printed only when the test fails, and then the last one is the one that failed.
        println!("{}", seed.display());
        holds(&fs::read(seed).expect("a seed"));
        tried += 1;
    }
    assert!(tried > 4, "{tried} seeds in {}", folder.display());
}

#[test]
fn authorization() {
    every_seed_of("authorization");
}

#[test]
fn bulk() {
    every_seed_of("bulk");
}

#[test]
fn callback() {
    every_seed_of("callback");
}

#[test]
fn filter() {
    every_seed_of("filter");
}

#[test]
fn id_token() {
    every_seed_of("id_token");
}

#[test]
fn patch_group() {
    every_seed_of("patch_group");
}

#[test]
fn patch_user() {
    every_seed_of("patch_user");
}

#[test]
fn path() {
    every_seed_of("path");
}
