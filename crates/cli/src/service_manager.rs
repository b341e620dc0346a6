//! What a service manager is told (sd_notify(3)): that requests are accepted, that the server stops. Where none asked for it,
//! by `NOTIFY_SOCKET`, nothing is sent.

#[cfg(target_os = "linux")]
use sd_notify::NotifyState;

/// Requests are accepted.
#[cfg(target_os = "linux")]
pub(crate) fn ready() {
    tell(&[NotifyState::Ready]);
}

/// The file is read again; [`ready`] ends that.
#[cfg(target_os = "linux")]
pub(crate) fn reloading() {
    match NotifyState::monotonic_usec_now() {
        Ok(now) => tell(&[NotifyState::Reloading, now]),
        Err(fault) => tracing::debug!(%fault, "the system has no monotonic clock"),
    }
}

/// Nothing new is begun.
#[cfg(target_os = "linux")]
pub(crate) fn stopping() {
    tell(&[NotifyState::Stopping]);
}

#[cfg(target_os = "linux")]
fn tell(states: &[NotifyState<'_>]) {
    if let Err(fault) = sd_notify::notify(states) {
        tracing::warn!(%fault, "the service manager could not be told");
    }
}

/// No other system has one that listens for it.
#[cfg(not(target_os = "linux"))]
pub(crate) fn ready() {}

/// See [`ready`].
#[cfg(not(target_os = "linux"))]
pub(crate) fn reloading() {}

/// See [`ready`].
#[cfg(not(target_os = "linux"))]
pub(crate) fn stopping() {}
