//! What ends a host from outside.

use anyhow::{Result, anyhow};

/// Waits for Ctrl-C or SIGTERM.
///
/// # Errors
/// When the operating system does not report signals.
pub async fn interrupted() -> Result<()> {
    #[cfg(unix)]
    {
        use tokio::signal::unix::{SignalKind, signal};
        let mut terminate = signal(SignalKind::terminate())?;
        tokio::select! {
            interrupt = tokio::signal::ctrl_c() => interrupt.map_err(|error| anyhow!(error)),
            _ = terminate.recv() => Ok(()),
        }
    }
    #[cfg(not(unix))]
    {
        Ok(tokio::signal::ctrl_c().await?)
    }
}
