use std::time::{Duration, Instant};

use anyhow::{Result, ensure};
use client::Browser;
use http::StatusCode;
use jiff::SignedDuration;

use super::cast::{Cast, address};
use crate::{load::Latencies, table};

/// Of each kind.
const TRIES: usize = 200;

/// Nobody's.
const UNKNOWN: &str = "personne@caf.exemple.invalid";

/// Wrong passwords of an account beside those of an account that does not exist. Which goes first changes from one pair
/// to the next: a hashing leaves memory and caches in a state that the next one feels (measured natively on 2026-11-26:
/// 9 % between the first and the second of a pair, of the same secret and salt).
pub async fn bench(cast: &Cast) -> Result<()> {
    let (mut wrong, mut unknown) = (Vec::new(), Vec::new());
    for pair in 0..TRIES {
        let known = address(0);
        let mut both = [(known.as_str(), &mut wrong), (UNKNOWN, &mut unknown)];
        both.rotate_left(pair % 2);
        for (identifier, lasted) in both {
            lasted.push(refused(cast, identifier, &format!("mauvais mot de passe {pair}")).await?);
        }
    }
    table::head("Refused at the first factor, through the host");
    let [wrong, unknown] = [wrong, unknown].map(|lasted| {
        let elapsed = lasted.iter().sum();
        Latencies::new(lasted, elapsed)
    });
    table::row("unknown account", 1, &unknown, unknown.rate());
    table::row("wrong password", 1, &wrong, unknown.rate());
    let apart = (wrong.quantile(0.5) / unknown.quantile(0.5) - 1.0) * 100.0;
    println!("\nThe median of a wrong password is {apart:+.1} % from that of an unknown account.");
    Ok(())
}

/// How long the refusal took. The hour that goes by before it lets the tries before it be forgotten.
#[allow(clippy::disallowed_methods, reason = "a bench measures")]
async fn refused(cast: &Cast, identifier: &str, password: &str) -> Result<Duration> {
    cast.host.clock().advance(SignedDuration::from_hours(1));
    let mut browser = Browser::new(cast.service().clone());
    browser.get("/login/connexion").await?;
    let form = [("identifiant", identifier), ("mot_de_passe", password)];
    let started = Instant::now();
    let answer = browser.post("/login/connexion", &form).await?;
    let lasted = started.elapsed();
    ensure!(answer.status == StatusCode::FORBIDDEN, "{}", answer.text());
    Ok(lasted)
}
