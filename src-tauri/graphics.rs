//! "Safe graphics" on Linux: WebKitGTK hands its frames over through shared memory, which every driver can do.

use std::process::{Command, ExitCode};

const VARIABLE: &str = "WEBKIT_DMABUF_RENDERER_FORCE_SHM";

/// WebKitGTK reads the variable when it starts, and a process cannot safely change its own environment once it has
/// threads: this program is started again with it. `None` where there is nothing to do.
pub(crate) fn start_again_with_safe_graphics() -> Option<ExitCode> {
    if !cfg!(target_os = "linux") || std::env::var_os(VARIABLE).is_some() {
        return None;
    }
    let program = std::env::current_exe().ok()?;
    let status = Command::new(program)
        .args(std::env::args_os().skip(1))
        .env(VARIABLE, "1")
        .status();
    match status {
        Ok(status) => {
            let code = status.code().and_then(|code| u8::try_from(code).ok());
            Some(code.map_or(ExitCode::FAILURE, ExitCode::from))
        }
        Err(fault) => {
            tracing::warn!(%fault, "safe graphics could not be turned on; starting without them");
            None
        }
    }
}
