//! "Safe graphics" on Linux: WebKitGTK hands its frames over through shared memory, which every driver can do.

const VARIABLE: &str = "WEBKIT_DMABUF_RENDERER_FORCE_SHM";

/// WebKitGTK reads the variable when it starts, and a process cannot safely change its own environment once it has
/// threads: this process becomes the same program with it, under the same number, so that whoever ends it ends it whole.
/// Returns where there is nothing to do.
#[cfg(target_os = "linux")]
pub(crate) fn start_again_with_safe_graphics() {
    use std::os::unix::process::CommandExt as _;
    use std::process::Command;

    if std::env::var_os(VARIABLE).is_some() {
        return;
    }
    let fault = match std::env::current_exe() {
        Ok(program) => Command::new(program)
            .args(std::env::args_os().skip(1))
            .env(VARIABLE, "1")
            .exec(),
        Err(fault) => fault,
    };
    tracing::warn!(%fault, "safe graphics could not be turned on; starting without them");
}
