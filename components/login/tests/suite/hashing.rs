//! Passwords are hashed a few at once, whatever the number of instances.

use std::sync::{
    Arc,
    atomic::{AtomicUsize, Ordering},
};

use bytes::Bytes;
use http::{Request, Response};

use crate::support::{ACTIVATION, Answer, Browser, PASSWORD, Stage};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

/// Another instance holds the one slot, until so many seconds from now.
pub async fn hold_slot(stage: &Stage, seconds: i64) {
    let until = jiff::Timestamp::from_second(stage.now() + seconds).unwrap();
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let insert = "INSERT OR REPLACE INTO hashings (slot, holder, expires_at) VALUES (1, 'ailleurs', ?)";
    connection.execute(insert, &[until.into()]).await.unwrap();
}

/// Sends the password while time goes by.
async fn try_password(stage: &Stage, password: &str) -> Answer {
    let mut browser = Browser::default();
    browser.get(stage, "/login/connexion").await;
    let parameters = [("identifiant", CLAIRE), ("mot_de_passe", password)];
    let time = async {
        loop {
            tokio::task::yield_now().await;
            stage.world.clock.advance(jiff::SignedDuration::from_millis(100));
        }
    };
    tokio::select! {
        answer = browser.post(stage, "/login/connexion", &parameters) => answer,
        () = time => unreachable!(),
    }
}

#[tokio::test]
async fn asks_to_try_again_when_no_turn_comes_and_does_not_count_the_try() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    hold_slot(&stage, 3600).await;
    for _ in 0..5 {
        let answer = try_password(&stage, PASSWORD).await;
        assert_eq!((answer.status.as_u16(), answer.header("retry-after")), (503, "5"));
        assert!(answer.text().contains("quelques secondes"));
    }
}

#[tokio::test]
async fn a_first_password_is_hashed_a_few_times_at_once() {
    let stage = Stage::new();
    let hashed = Arc::new(AtomicUsize::new(0));
    let count = hashed.clone();
    stage.world.network.plug("hashing", move |_: Request<Bytes>| {
        count.fetch_add(1, Ordering::Relaxed);
        async { Ok(Response::builder().status(503).body(Bytes::new()).unwrap()) }
    });
    stage.world.settings.set("login_hashing_slots", "16");
    let fields = [
        ("identifiant", CLAIRE),
        ("code", ACTIVATION),
        ("mot_de_passe", PASSWORD),
        ("confirmation", PASSWORD),
    ];
    let browser = Browser::default();
    let answers = stage.send_at_once(|| browser.form("/login/activation", &fields)).await;
    assert!(answers.iter().any(|answer| answer.status == 429), "{answers:?}");
    assert!(hashed.load(Ordering::Relaxed) < 16);
    stage.mend_hashing();
    Browser::default().activate(&stage, CLAIRE).await;
}

#[tokio::test]
async fn waits_for_its_turn() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    hold_slot(&stage, 2).await;
    assert_eq!(try_password(&stage, PASSWORD).await.location(), "/login/facteur");
}

#[tokio::test]
async fn takes_the_slot_that_a_lost_instance_did_not_give_back() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    hold_slot(&stage, 5).await;
    assert_eq!(try_password(&stage, PASSWORD).await.status, 503);
    stage.advance(5);
    assert_eq!(try_password(&stage, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn gives_the_slot_back_after_a_success_and_after_a_failure() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    for password in ["mauvais mot de passe", PASSWORD, PASSWORD] {
        assert_ne!(try_password(&stage, password).await.status, 503);
    }
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    assert!(connection.execute("SELECT slot FROM hashings", &[]).await.unwrap().is_empty());
}

#[tokio::test]
async fn lets_nobody_in_while_nothing_hashes_and_neither_keeps_the_slot_nor_counts_the_try() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    stage.world.network.cut("hashing");
    for _ in 0..5 {
        assert_eq!(try_password(&stage, PASSWORD).await.status, 503);
    }
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    assert!(connection.execute("SELECT slot FROM hashings", &[]).await.unwrap().is_empty());
    stage.mend_hashing();
    assert_eq!(try_password(&stage, PASSWORD).await.location(), "/login/facteur");
}
