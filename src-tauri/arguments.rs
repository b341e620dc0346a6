//! What the program may be started with.

use std::net::SocketAddr;
use std::path::PathBuf;

use clap::Parser;

/// Latchkey in a desktop window.
#[derive(Clone, Debug, Parser)]
#[command(version, about)]
pub(crate) struct Arguments {
    /// The data folder to host [default: the platform's]
    #[arg(long, value_name = "DIR", env = "LATCHKEY_DATA_DIR")]
    pub(crate) data_dir: Option<PathBuf>,
    /// The address that a hosted server listens on; port 0 takes a free one
    #[arg(long, value_name = "ADDRESS", default_value = "127.0.0.1:8765")]
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
