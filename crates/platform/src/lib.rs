//! What a component may ask of the world, as small traits: [`Sql`], [`KeyValue`], [`Settings`], [`Outbound`],
//! [`Clock`], [`Random`]. Behind them stands Spin in Wasm; natively, SQLite files and fakes, so that the same
//! handlers run in a test, in a bench and in production.

mod clock;
mod key_value;
mod log;
mod outbound;
mod random;
mod settings;
pub mod sql;

#[cfg(not(target_family = "wasm"))]
pub mod native;
#[cfg(target_family = "wasm")]
mod spin;

use std::sync::Arc;

pub use clock::{Clock, SystemClock};
pub use key_value::{KeyValue, KeyValueError};
pub use log::log_fault;
pub use outbound::{Outbound, OutboundError, internal};
pub use random::{OsRandom, Random, new_uuid};
pub use settings::{Secret, SettingError, Settings};
pub use sql::{Database, Migration, Row, Sql, SqlError, Transaction, Value};

/// Everything a component may ask of the world. Cheap to clone; one per instance.
#[derive(Clone)]
pub struct Platform {
    /// The time.
    pub clock: Arc<dyn Clock>,
    /// Randomness fit for keys.
    pub random: Arc<dyn Random>,
    /// The component's variables.
    pub settings: Arc<dyn Settings>,
    /// Calls to other components and, where the manifest allows it, to other hosts.
    pub outbound: Arc<dyn Outbound>,
    /// The component's databases.
    pub sql: Arc<dyn Sql>,
    /// The component's key-value stores.
    pub key_value: Arc<dyn KeyValue>,
}

impl Platform {
    /// The platform as Spin gives it to every component: time and randomness. A component adds what its row of the
    /// capability table grants; what its code never names, it does not import.
    #[cfg(target_family = "wasm")]
    #[must_use]
    pub fn spin() -> Self {
        Self {
            clock: Arc::new(SystemClock),
            random: Arc::new(OsRandom),
            settings: Arc::new(spin::Nothing),
            outbound: Arc::new(spin::Nothing),
            sql: Arc::new(spin::Nothing),
            key_value: Arc::new(spin::Nothing),
        }
    }

    /// The same, with calls to the hosts that the manifest allows.
    #[cfg(target_family = "wasm")]
    #[must_use]
    pub fn with_calls(self) -> Self {
        Self { outbound: Arc::new(spin::Chaining), ..self }
    }

    /// The same, with the variables that the manifest grants.
    #[cfg(target_family = "wasm")]
    #[must_use]
    pub fn with_variables(self) -> Self {
        Self { settings: Arc::new(spin::Variables), ..self }
    }

    /// The same, with the databases that the manifest grants.
    #[cfg(target_family = "wasm")]
    #[must_use]
    pub fn with_databases(self) -> Self {
        Self { sql: Arc::new(spin::Sqlite), ..self }
    }

    /// The same, with the key-value stores that the manifest grants.
    #[cfg(target_family = "wasm")]
    #[must_use]
    pub fn with_stores(self) -> Self {
        Self { key_value: Arc::new(spin::Stores), ..self }
    }
}
