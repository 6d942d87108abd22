use std::{
    sync::atomic::{AtomicBool, Ordering},
    time::{Duration, Instant},
};

use anyhow::Result;
use client::{Person, Session};
use futures_util::future::join_all;
use jiff::SignedDuration;

use super::cast::{CROWD, Cast};
use crate::{
    load::{Latencies, drive},
    table,
};

const DURATION: Duration = Duration::from_secs(5);

/// How often the crowd signs in. Time moves by half a minute between two waves, since a code counts once: a token of
/// five minutes outlives them.
const WAVES: usize = 6;

/// What whoever is signed in asks for: one more component, which verifies the token and asks whether the session lives.
const READING: &str = "/v1/conventions";

/// Sign-ins one after the other; then a signed-in request alone, and while the whole crowd signs in at once.
#[allow(clippy::disallowed_methods, reason = "a bench measures")]
pub async fn bench(cast: &Cast) -> Result<()> {
    let (mut crowd, mut sessions): (Vec<Person>, Vec<Session>) = cast.people().await?.into_iter().unzip();
    let began = Instant::now();
    let mut lasted = Vec::new();
    for person in &mut crowd {
        cast.host.clock().advance(SignedDuration::from_secs(30));
        let started = Instant::now();
        sessions.push(cast.portal().sign_in(person).await?);
        lasted.push(started.elapsed());
    }
    table::head("People, through the host");
    let alone = Latencies::new(lasted, began.elapsed());
    table::row("sign-in with both factors", 1, &alone, alone.rate());
    let Some(session) = sessions.pop() else { return Ok(()) };
    let reading = async || session.get(READING).await?.success().map(drop);
    let alone = Latencies::new(drive(DURATION, &reading).await?, DURATION);
    table::row("signed-in request, alone", 1, &alone, alone.rate());
    let (during, refused) = in_a_crowd(cast, &mut crowd, &reading).await?;
    table::row(&format!("signed-in request, {CROWD} sign-ins at once"), 1, &during, alone.rate());
    println!(
        "\np99 {:.1} times that of the request alone; {refused} of {} sign-ins were asked to try again",
        during.quantile(0.99) / alone.quantile(0.99),
        WAVES * crowd.len()
    );
    Ok(())
}

/// The requests while the waves last, and how many sign-ins were refused for want of a turn.
#[allow(clippy::disallowed_methods, reason = "a bench measures")]
async fn in_a_crowd(
    cast: &Cast,
    crowd: &mut [Person],
    reading: impl AsyncFn() -> Result<()>,
) -> Result<(Latencies, usize)> {
    let is_over = AtomicBool::new(false);
    let began = Instant::now();
    let waves = async {
        let mut refused = 0;
        for _ in 0..WAVES {
            cast.host.clock().advance(SignedDuration::from_secs(30));
            let wave = join_all(crowd.iter_mut().map(|person| cast.portal().sign_in(person))).await;
            refused += wave.iter().filter(|signed_in| signed_in.is_err()).count();
        }
        is_over.store(true, Ordering::SeqCst);
        refused
    };
    let readings = async {
        let mut lasted = Vec::new();
        while !is_over.load(Ordering::SeqCst) {
            let started = Instant::now();
            reading().await?;
            lasted.push(started.elapsed());
        }
        anyhow::Ok(lasted)
    };
    let (refused, lasted) = tokio::join!(waves, readings);
    Ok((Latencies::new(lasted?, began.elapsed()), refused))
}
