//! `cargo xtask jeton`: what a partner's developer tries requests with.

use std::path::PathBuf;

use ::tour::People;
use anyhow::{Context as _, Result};
use clap::Args;
use client::{Person, Service};
use demo::Fund;

use crate::{people, secrets, workspace::manifest_path};

/// Whose token, and where the service is.
#[derive(Args)]
pub struct Options {
    /// The electronic address of one of the demo set's people.
    identifiant: String,
    /// The service's public address (`public_base_url`).
    #[arg(long, default_value = "http://127.0.0.1:3000")]
    service: String,
    /// The demo set's people, as `cargo up` wrote them.
    #[arg(long)]
    people: Option<PathBuf>,
}

/// Signs the person in with both factors and prints the token. One-time codes serve once: the one used is kept with the
/// people.
///
/// # Errors
/// When the service does not answer, or refuses; when nobody has this address.
pub fn token(options: &Options) -> Result<()> {
    let file = options.people.clone().unwrap_or_else(people::path);
    let mut people = people::read(&file)?;
    let person = find(&mut people, &options.identifiant)?;
    let fund = Fund::new(secrets::demo_key(&manifest_path())?, Service::new(&options.service));
    let runtime = tokio::runtime::Runtime::new().context("this machine gives no thread")?;
    let session = runtime.block_on(fund.portal().sign_in(person));
    people::write(&file, &people)?;
    println!("{}", session?.token());
    Ok(())
}

fn find<'a>(people: &'a mut People, identifier: &str) -> Result<&'a mut Person> {
    let known = people.keys().cloned().collect::<Vec<_>>().join(", ");
    people.get_mut(identifier).with_context(|| format!("{identifier} is none of the demo people: {known}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn names_whom_it_knows() {
        let mut people =
            People::from([("a@exemple.invalid".to_owned(), Person::new("a@exemple.invalid", "b"))]);
        assert!(find(&mut people, "a@exemple.invalid").is_ok());
        let refusal = find(&mut people, "c@exemple.invalid").map(drop).map_err(|error| error.to_string());
        let expected = "c@exemple.invalid is none of the demo people: a@exemple.invalid";
        assert_eq!(refusal, Err(expected.to_owned()));
    }
}
