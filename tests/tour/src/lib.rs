//! A narrated journey through the HTTP API of a running service that holds the demo set: every line is a request that is
//! sent and an answer that is checked. It ends at the first that differs.
//!
//! Each chapter is a file, in the order of the journey.

mod agreement;
mod application;
mod consultation;
mod guide;
mod habilitation;
mod journal;
mod newcomer;
mod objection;
mod revocation;

use std::collections::BTreeMap;

use anyhow::Result;
use client::Person;
use demo::Fund;

use guide::Guide;

/// The people of the demo set, by their electronic address.
pub type People = BTreeMap<String, Person>;

/// Makes the whole journey, and tells it line by line.
///
/// # Errors
/// When the service does not answer, or a step differs from what is promised; the error says which.
pub async fn tour(fund: &Fund, people: &mut People, tell: &mut (dyn FnMut(&str) + Send)) -> Result<()> {
    let mut guide = Guide::new(fund, people, tell);
    let agreed = agreement::conclude(&mut guide).await?;
    let newcomer = habilitation::grant(&mut guide, &agreed).await?;
    let receipt = consultation::read(&mut guide, &newcomer).await?;
    objection::object(&mut guide, &newcomer).await?;
    objection::ask_who_read(&mut guide, &newcomer).await?;
    application::prove(&mut guide).await?;
    journal::verify(&mut guide, &receipt).await?;
    revocation::revoke(&mut guide, &newcomer).await?;
    guide.conclude();
    Ok(())
}
