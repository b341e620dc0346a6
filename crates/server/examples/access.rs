//! Prints `docs/access.md`; `./dev generate` writes it. A route without a row, or a row without a route, is an error.

fn main() {
    let disagreements = latchkey_server::access::disagreements();
    if disagreements.is_empty() {
        print!("{}", latchkey_server::access::page());
        return;
    }
    for sentence in disagreements {
        eprintln!("{sentence}");
    }
    std::process::exit(1);
}
