//! What can run the application.

use crate::application::Application;
use crate::spin::{self, Spin};
use anyhow::Result;
use std::any::Any;
use std::path::Path;

/// A kind of runtime.
#[derive(Clone, Copy, PartialEq, Eq, Debug)]
pub enum Kind {
    /// The host of this repository.
    Host,
    /// The `spin` on the `PATH`.
    Spin,
}

impl Kind {
    /// Those to test, by `CONFORMANCE_RUNTIME` and by what this machine has.
    pub(crate) fn available() -> Vec<Self> {
        match std::env::var("CONFORMANCE_RUNTIME").as_deref() {
            Ok("spin") => vec![Self::Host, Self::Spin],
            Ok("spin-only") => vec![Self::Spin],
            Ok(other) => panic!("CONFORMANCE_RUNTIME is spin or spin-only, not {other}"),
            Err(_) if spin::version().is_some() => vec![Self::Host, Self::Spin],
            Err(_) => vec![Self::Host],
        }
    }

    pub(crate) fn name(self) -> String {
        match self {
            Self::Host => "local host".to_owned(),
            Self::Spin => format!("spin {}", spin::version().unwrap_or("(none)")),
        }
    }
}

/// A runtime that serves the application until it is dropped.
pub(crate) struct Runtime {
    pub(crate) url: String,
    _serving: Box<dyn Any + Send + Sync>,
}

impl Runtime {
    /// Starts the application from its files, in a folder of its own.
    pub(crate) async fn start(kind: Kind, application: &Application, folder: &Path) -> Result<Self> {
        application.write(folder)?;
        Ok(match kind {
            Kind::Host => {
                let host = application.host(folder).start().await?;
                Self { url: host.url(), _serving: Box::new(host) }
            }
            Kind::Spin => {
                let spin = Spin::start(application, folder)?;
                Self { url: spin.url.clone(), _serving: Box::new(spin) }
            }
        })
    }
}
