//! The interface is embedded at compile time, so a newly built one has to be noticed.
fn main() {
    println!("cargo::rerun-if-changed=../../ui/dist");
}
