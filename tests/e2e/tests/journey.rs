//! The whole journey, over HTTP alone: the demo set is loaded as its people would, then the tour is made.
#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use e2e::{Application, fund};
use jiff::SignedDuration;

#[tokio::test]
async fn the_tour_is_what_it_promises() {
    let application = Application::start().await;
    // Elsewhere, the demo set and its people are not ours to know: `cargo tour --people` visits it.
    let Some(host) = application.host() else { return };
    let fund = fund(&application);
    let mut people = demo::load(&fund).await.unwrap().people;
    // One-time codes used to enrol are used up.
    host.clock().advance(SignedDuration::from_mins(2));
    let mut told = String::new();
    let result = tour::tour(&fund, &mut people, &mut |line| told.push_str(&format!("{line}\n"))).await;
    assert!(result.is_ok(), "{told}\n{:#}", result.unwrap_err());
    assert!(told.contains("✓"), "{told}");
}
