//! The local host: it serves the components of a Spin manifest on wasmtime, for development and for tests.
//!
//! It reproduces Spin's behaviour towards components and clients, limits included, and adds what tests need: a clock that
//! can be frozen or moved, faults that can be injected. It is not a production server.

pub mod allowed_hosts;
mod app;
mod bindings;
mod build;
mod clock;
mod engine;
mod faults;
mod guest;
mod headers;
mod host;
mod instances;
mod key_value;
mod lock;
mod logs;
pub mod manifest;
mod outbound;
pub mod routing;
pub mod runtime_config;
mod server;
mod signals;
mod sqlite;
pub mod variables;

pub use build::{build, ensure_target};
pub use clock::Clock;
pub use faults::Faults;
pub use host::{Builder, Host};
pub use instances::Reuse;
pub use lock::FolderLock;
pub use logs::{LogLine, Stream};
pub use manifest::Manifest;
pub use runtime_config::RuntimeConfig;
pub use signals::interrupted;
