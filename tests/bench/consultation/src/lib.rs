//! What a consultation is measured on: the application's handlers run natively, dossiers that went through the import,
//! an agent whose habilitation went through its whole life and who signed in with two factors.

mod agent;
mod asking;
mod filling;
mod native;
mod settings;

pub use agent::Agent;
pub use asking::{asking, consultation};
pub use filling::fill;
pub use native::Native;
pub use settings::settings;

use client::Service;
use demo::Fund;

/// The seed of the fund's keys.
const SEED: [u8; 32] = [43; 32];

/// The address that is in tokens, wherever the application listens.
const PUBLIC_BASE_URL: &str = "https://partenaires.exemple.fr";

/// The fund, at the application that listens at `address`.
#[must_use]
pub fn fund_at(address: &str) -> Fund {
    Fund::new(SEED, Service::new(PUBLIC_BASE_URL).reached_at(address))
}
