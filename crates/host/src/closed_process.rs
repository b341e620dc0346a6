//! A process whose memory nobody else reads: it holds passkeys, keys and session tokens while it runs.

/// Closes this process: no core dump is written of it, and on Linux no other process of the same person may attach to it
/// or read its memory and environment in `/proc`. What it starts is dumpable again, as the system has it, but writes no core
/// dump either. A sandbox may forbid even this; the program works all the same, and its caller says so.
#[cfg(unix)]
pub fn close() -> std::io::Result<()> {
    use rustix::process::{Resource, Rlimit, setrlimit};
    #[cfg(any(target_os = "linux", target_os = "android"))]
    let closed = {
        use rustix::process::{DumpableBehavior, set_dumpable_behavior};
        set_dumpable_behavior(DumpableBehavior::NotDumpable)
    };
    #[cfg(not(any(target_os = "linux", target_os = "android")))]
    let closed = Ok(());
    let none = Rlimit {
        current: Some(0),
        maximum: Some(0),
    };
    // Where one of them is refused, the other one holds.
    let no_core = setrlimit(Resource::Core, none);
    Ok(closed.and(no_core)?)
}

/// Windows writes none unless an administrator set it up for this program by name.
#[cfg(not(unix))]
pub fn close() -> std::io::Result<()> {
    Ok(())
}
