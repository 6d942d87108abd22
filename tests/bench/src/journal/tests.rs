#![allow(clippy::unwrap_used, clippy::expect_used, clippy::panic, reason = "a test reports by panicking")]

use std::collections::BTreeSet;

use futures_util::future::join_all;
use journal::Receipt;

use super::{event, start};
use crate::load::Connection;

/// Requests of one instance wake each other, and one whose caller hangs up strands no other. A wake that the instance
/// cannot bear would be a trap: an error for all who are in it.
#[tokio::test]
async fn appends_that_share_a_commit_are_each_answered_through_the_host() {
    let folder = tempfile::tempdir().unwrap();
    let host = start(folder.path()).await.unwrap();
    let url = host.url();
    let caller = async |caller: u64| {
        let mut connection = Connection::open(&url).await.unwrap();
        let mut receipts = Vec::new();
        for round in 0..10 {
            let answer = connection.send(event(caller * 100 + round)).await.unwrap();
            receipts.push(serde_json::from_slice::<Receipt>(&answer).unwrap());
        }
        receipts
    };
    let hang_up = async |caller: u64| {
        for round in 0..10 {
            let mut connection = Connection::open(&url).await.unwrap();
            let mut request = Box::pin(connection.send(event(10_000 + caller * 100 + round)));
            _ = futures_util::poll!(request.as_mut());
            tokio::task::yield_now().await;
        }
    };
    let (receipts, _) = tokio::join!(join_all((0..64).map(caller)), join_all((0..8).map(hang_up)));
    let places: BTreeSet<u64> = receipts.iter().flatten().map(|receipt| receipt.index).collect();
    assert_eq!(places.len(), 640, "each has a place of its own");
    host.stop().await;
}
