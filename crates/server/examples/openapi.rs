//! Prints the OpenAPI document of `/api/v1`; `./dev generate` writes it to `ui/openapi.json`.

fn main() {
    match latchkey_server::api::document().to_pretty_json() {
        Ok(json) => println!("{json}"),
        Err(fault) => {
            eprintln!("the document could not be written: {fault}");
            std::process::exit(1);
        }
    }
}
