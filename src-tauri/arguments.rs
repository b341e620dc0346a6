//! What the program may be started with.

use std::net::{IpAddr, Ipv4Addr, SocketAddr};
use std::path::PathBuf;

use clap::Parser;

/// What a start at login has, to show no window.
pub(crate) const HIDDEN: &str = "--hidden";

const USUAL: SocketAddr = SocketAddr::new(IpAddr::V4(Ipv4Addr::LOCALHOST), 8765);

/// Latchkey in a desktop window.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub(crate) struct Arguments {
    /// The data folder to host [default: the platform's]
    #[arg(long, value_name = "DIR", env = "LATCHKEY_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The address that a hosted server listens on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value_t = USUAL)]
    pub(crate) listen: SocketAddr,
    /// Start without showing the window, as at login
    #[arg(long)]
    pub(crate) hidden: bool,
    /// Draw the window in a way that works with every graphics driver, and more slowly (Linux)
    #[arg(long)]
    pub(crate) safe_graphics: bool,
    /// Links of the app's own scheme, as the system hands them over
    #[arg(value_name = "LINK")]
    pub(crate) links: Vec<String>,
}

impl Arguments {
    /// What a start at login is given: the same server as now, without a window.
    pub(crate) fn at_login(&self) -> Vec<String> {
        let mut arguments = vec![HIDDEN.to_owned()];
        if let Some(folder) = &self.data_dir {
            // It starts in another folder than this.
            let folder = std::path::absolute(folder).unwrap_or_else(|_| folder.clone());
            if let Some(folder) = folder.to_str() {
                arguments.extend(["--data-dir".to_owned(), folder.to_owned()]);
            }
        }
        if self.listen != USUAL {
            arguments.extend(["--listen".to_owned(), self.listen.to_string()]);
        }
        if self.safe_graphics {
            arguments.push("--safe-graphics".to_owned());
        }
        arguments
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_start_at_login_serves_what_is_served_now_and_shows_nothing() {
        let plain = Arguments::parse_from(["latchkey-desktop"]);
        let given = Arguments::parse_from([
            "latchkey-desktop",
            "--data-dir",
            "/srv/my data",
            "--listen=127.0.0.1:9000",
        ]);
        assert_eq!(
            given.at_login(),
            [
                "--hidden",
                "--data-dir",
                "/srv/my data",
                "--listen",
                "127.0.0.1:9000"
            ]
        );
        // The folder may come from the environment of whoever runs the tests.
        assert_eq!(
            plain.at_login().first().map(String::as_str),
            Some("--hidden")
        );
    }
}
