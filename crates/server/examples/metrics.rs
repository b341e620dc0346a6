//! Prints `docs/metrics.md`; `./dev generate` writes it.

fn main() {
    print!("{}", latchkey_server::metrics::page());
}
