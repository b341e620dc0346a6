//! Waiting for the operator's wish to stop: Ctrl-C, and what a service manager sends.

use anyhow::Context as _;

/// Listens from its making on, so that no signal is lost between two waits.
pub(crate) struct StopSignal {
    #[cfg(unix)]
    interrupt: tokio::signal::unix::Signal,
    #[cfg(unix)]
    terminate: tokio::signal::unix::Signal,
}

impl StopSignal {
    /// Takes SIGINT and SIGTERM over.
    #[cfg(unix)]
    pub(crate) fn listen() -> anyhow::Result<Self> {
        use tokio::signal::unix::{SignalKind, signal};
        let failed = "the signals that stop Latchkey cannot be waited for";
        Ok(Self {
            interrupt: signal(SignalKind::interrupt()).context(failed)?,
            terminate: signal(SignalKind::terminate()).context(failed)?,
        })
    }

    /// Takes Ctrl-C over.
    #[cfg(not(unix))]
    pub(crate) fn listen() -> anyhow::Result<Self> {
        Ok(Self {})
    }

    /// Answers when the operator wants it to stop.
    #[cfg(unix)]
    pub(crate) async fn given(&mut self) {
        tokio::select! {
            _ = self.interrupt.recv() => {}
            _ = self.terminate.recv() => {}
        }
    }

    /// Answers when the operator wants it to stop.
    #[cfg(not(unix))]
    pub(crate) async fn given(&mut self) {
        if tokio::signal::ctrl_c()
            .await
            .context("Ctrl-C cannot be waited for")
            .is_err()
        {
            std::future::pending::<()>().await;
        }
    }
}
