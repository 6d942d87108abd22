//! Failures that are counted, forgotten with time, and given back; one answer for an unknown account and a wrong password.

use crate::support::{Answer, Browser, PASSWORD, Stage, totp};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

/// Whose addresses are none of the owner's.
fn stranger(number: usize) -> String {
    format!("198.{}.{}.7", 51 + number / 200, number % 200)
}

async fn send_password(browser: &mut Browser, stage: &Stage, identifier: &str, password: &str) -> Answer {
    browser.get(stage, "/login/connexion").await;
    let parameters = [("identifiant", identifier), ("mot_de_passe", password)];
    browser.post(stage, "/login/connexion", &parameters).await
}

async fn try_password(stage: &Stage, identifier: &str, password: &str) -> Answer {
    send_password(&mut Browser::default(), stage, identifier, password).await
}

/// Fails from this address; whether the try was judged.
async fn fail_from(stage: &Stage, address: &str, identifier: &str) -> bool {
    let answer = send_password(&mut Browser::at(address), stage, identifier, "mauvais").await;
    assert!([403, 429].contains(&answer.status.as_u16()), "{answer:?}");
    answer.status == 403
}

/// A stage where hashing takes no time, and the browser in which Claire activated her account.
async fn quick_stage() -> (Stage, Browser) {
    let stage = Stage::new();
    stage.hash_quickly();
    let mut browser = Browser::default();
    browser.activate(&stage, CLAIRE).await;
    browser.close();
    (stage, browser)
}

#[tokio::test]
async fn answers_alike_whether_or_not_the_account_exists() {
    let stage = Stage::new();
    Browser::default().activate(&stage, CLAIRE).await;
    for _ in 0..8 {
        let known = try_password(&stage, CLAIRE, "mauvais mot de passe").await;
        let unknown = try_password(&stage, "personne@exemple.fr", "mauvais mot de passe").await;
        assert_eq!(known.status, unknown.status);
        let typed = [CLAIRE, "personne@exemple.fr"];
        assert_eq!(known.without(&typed), unknown.without(&typed));
        assert_eq!(known.header("retry-after"), unknown.header("retry-after"));
    }
}

#[tokio::test]
async fn lets_five_mistakes_pass_then_one_a_minute() {
    let (stage, _) = quick_stage().await;
    for _ in 0..5 {
        assert_eq!(try_password(&stage, CLAIRE, "mauvais").await.status, 403);
    }
    for _ in 0..5 {
        let refused = try_password(&stage, CLAIRE, "mauvais").await;
        assert_eq!((refused.status.as_u16(), refused.header("retry-after")), (429, "61"));
        stage.advance(60);
        assert_eq!(try_password(&stage, CLAIRE, "mauvais").await.status, 403);
    }
    let refused = try_password(&stage, CLAIRE, PASSWORD).await;
    assert_eq!(
        (refused.status.as_u16(), refused.header("retry-after")),
        (429, "3301"),
        "ten, then one an hour"
    );
    stage.advance(3300);
    assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn a_success_leaves_no_block_behind() {
    let (stage, _) = quick_stage().await;
    for number in 0..200 {
        assert!(fail_from(&stage, "203.0.113.7", &format!("agent{number}@exemple.fr")).await);
    }
    assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 429);
    stage.advance(60);
    for _ in 0..30 {
        assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 303);
    }
    assert!(fail_from(&stage, "203.0.113.7", CLAIRE).await, "what was left is still there");
    assert!(!fail_from(&stage, "203.0.113.7", CLAIRE).await);
}

#[tokio::test]
async fn honest_successes_outlive_days_of_mistakes() {
    let (stage, _) = quick_stage().await;
    for hour in 0..72 {
        for colleague in 0..40 {
            fail_from(&stage, "203.0.113.7", &format!("collegue{colleague}.{hour}@exemple.fr")).await;
        }
        assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 303, "hour {hour}");
        stage.advance(3600);
    }
}

#[tokio::test]
async fn fifty_colleagues_mistype_behind_one_address() {
    let (stage, _) = quick_stage().await;
    for colleague in 0..50 {
        for _ in 0..3 {
            assert!(fail_from(&stage, "203.0.113.7", &format!("collegue{colleague}@exemple.fr")).await);
        }
    }
    assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn strangers_delay_no_known_browser_for_an_hour() {
    let (stage, mut known) = quick_stage().await;
    let mut judged = 0;
    for minute in 0..60 {
        for number in 0..100 {
            judged += usize::from(fail_from(&stage, &stranger(number), CLAIRE).await);
        }
        let answer = send_password(&mut known, &stage, CLAIRE, PASSWORD).await;
        assert_eq!(answer.status, 303, "minute {minute}");
        known.close();
        stage.advance(60);
    }
    assert!(judged <= 500 + 60, "{judged} guesses were judged");
    while fail_from(&stage, &stranger(150), CLAIRE).await {}
    let unknown = try_password(&stage, CLAIRE, PASSWORD).await;
    assert_eq!(unknown.status, 429, "the limit was reached, and still no known browser waited");
}

#[tokio::test]
async fn a_neighbour_delays_no_new_browser() {
    for (near, own) in [("203.0.113.200", "203.0.113.9"), ("2001:db8:7:100::1", "2001:db8:7:200::1")] {
        let (stage, _) = quick_stage().await;
        for _ in 0..60 {
            fail_from(&stage, near, CLAIRE).await;
            stage.advance(60);
        }
        let mut owner = Browser::at(own);
        assert_eq!(send_password(&mut owner, &stage, CLAIRE, PASSWORD).await.status, 303, "{own}");
    }
}

#[tokio::test]
async fn a_whole_network_has_four_persons_tries() {
    let (stage, _) = quick_stage().await;
    let mut judged = 0;
    for number in 0..1000 {
        let address = format!("2001:db8:7:{number:x}::1");
        judged += u32::from(fail_from(&stage, &address, CLAIRE).await);
        stage.advance(1);
    }
    assert_eq!(judged, 41);
}

#[tokio::test]
async fn thirty_strangers_delay_not_even_a_new_browser() {
    let (stage, _) = quick_stage().await;
    for minute in 0..60 {
        for number in 0..30 {
            fail_from(&stage, &stranger(number), CLAIRE).await;
        }
        assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 303, "minute {minute}");
        stage.advance(60);
    }
}

#[tokio::test]
async fn a_day_of_guesses_stays_within_its_bound() {
    let (stage, _) = quick_stage().await;
    let mut judged = 0;
    for _ in 0..24 * 3 {
        for number in 0..60 {
            judged += usize::from(fail_from(&stage, &stranger(number), CLAIRE).await);
        }
        stage.advance(1200);
    }
    assert!((1000..=500 + 24 * 60).contains(&judged), "{judged} guesses were judged");
}

#[tokio::test]
async fn a_day_from_one_address_stays_within_its_bound() {
    let (stage, _) = quick_stage().await;
    let mut judged = 0;
    for minute in 0..24 * 60 {
        judged += usize::from(fail_from(&stage, "198.51.100.7", CLAIRE).await);
        stage.advance(if minute % 2 == 0 { 1 } else { 119 });
    }
    assert!((20..=10 + 24 + 1).contains(&judged), "{judged} guesses were judged");
}

#[tokio::test]
async fn a_known_browser_has_a_bound_of_its_own() {
    let (stage, mut known) = quick_stage().await;
    let mut judged = 0;
    for _ in 0..20 {
        let answer = send_password(&mut known, &stage, CLAIRE, "mauvais").await;
        judged += u32::from(answer.status == 403);
    }
    assert_eq!(judged, 5);
    assert_eq!(try_password(&stage, CLAIRE, PASSWORD).await.status, 303, "other browsers are let in");
}

#[tokio::test]
async fn a_browser_is_known_to_its_account_alone() {
    let (stage, _) = quick_stage().await;
    let mut stolen = Browser::at("198.51.100.9");
    stolen.activate(&stage, "odile.garnier@caf.exemple.fr").await;
    stolen.close();
    for _ in 0..5 {
        assert!(fail_from(&stage, "198.51.100.9", CLAIRE).await);
    }
    let answer = send_password(&mut stolen, &stage, CLAIRE, "mauvais").await;
    assert_eq!(answer.status, 429, "one network, whichever browser of another account");
}

#[tokio::test]
async fn colleagues_share_a_known_browser() {
    let (stage, mut shared) = quick_stage().await;
    let secret = shared.cookie("__Host-navigateur").unwrap().to_owned();
    shared.activate(&stage, "odile.garnier@caf.exemple.fr").await;
    assert_eq!(shared.cookie("__Host-navigateur"), Some(secret.as_str()));
    shared.close();
    while fail_from(&stage, "203.0.113.7", CLAIRE).await {}
    assert_eq!(send_password(&mut shared, &stage, CLAIRE, PASSWORD).await.status, 303);
}

#[tokio::test]
async fn an_account_knows_ten_browsers_at_most() {
    let stage = Stage::new();
    stage.hash_quickly();
    let (secret, _) = Browser::default().activate(&stage, CLAIRE).await;
    for _ in 0..12 {
        stage.advance(30);
        Browser::default().sign_in(&stage, CLAIRE, &secret).await;
    }
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let rows = connection.execute("SELECT count(*) FROM known_browsers", &[]).await.unwrap();
    assert_eq!(rows[0].get::<u32>(0).unwrap(), 10);
}

#[tokio::test]
async fn a_made_up_browser_is_given_a_new_name() {
    let (stage, _) = quick_stage().await;
    let mut planted = Browser::with_cookie("__Host-navigateur", "choisi-par-un-autre");
    planted.activate(&stage, "odile.garnier@caf.exemple.fr").await;
    assert_ne!(planted.cookie("__Host-navigateur"), Some("choisi-par-un-autre"));
}

#[tokio::test]
async fn an_ipv6_network_counts_as_one() {
    let (stage, _) = quick_stage().await;
    let mut judged = 0;
    for number in 0..60 {
        judged += u32::from(fail_from(&stage, &format!("2001:db8:7:{number:x}00::1"), CLAIRE).await);
    }
    assert_eq!(judged, 40, "a /48 guesses one password as four addresses do");
    for number in 0..210 {
        fail_from(&stage, &format!("2001:db8:9:1::{number:x}"), &format!("agent{number}@exemple.fr")).await;
    }
    assert!(!fail_from(&stage, "2001:db8:9:1::ffff", "encore@exemple.fr").await, "one /64 is one address");
    assert!(fail_from(&stage, "2001:db8:9:2::1", "encore@exemple.fr").await, "its neighbour may go on");
}

#[tokio::test]
async fn guesses_made_together_count_together() {
    let (stage, _) = quick_stage().await;
    stage.world.settings.set("login_hashing_slots", "16");
    let mut browser = Browser::default();
    browser.get(&stage, "/login/connexion").await;
    let parameters = [("identifiant", CLAIRE), ("mot_de_passe", "mauvais")];
    let answers = stage.send_at_once(|| browser.form("/login/connexion", &parameters)).await;
    let judged = answers.iter().filter(|answer| answer.status == 403).count();
    assert_eq!(judged, 5, "{:?}", answers.iter().map(|answer| answer.status).collect::<Vec<_>>());
}

#[tokio::test]
async fn who_guesses_the_second_factor_waits() {
    let (stage, mut known) = quick_stage().await;
    let mut thief = Browser::at("198.51.100.7");
    send_password(&mut thief, &stage, CLAIRE, PASSWORD).await;
    let mut refused = 0;
    for _ in 0..10 {
        let answer = thief.post(&stage, "/login/facteur", &[("code", "000000")]).await;
        refused += u32::from(answer.status == 429);
    }
    assert_eq!(refused, 5, "five tries cost nothing, the others wait");
    send_password(&mut known, &stage, CLAIRE, PASSWORD).await;
    let answer = known.post(&stage, "/login/facteur", &[("code", "000000")]).await;
    assert_eq!(answer.status, 403, "the owner's own browser does not wait for a thief's");
}

#[tokio::test]
async fn a_day_of_second_factors_stays_within_its_bound() {
    let (stage, _) = quick_stage().await;
    let mut judged = 0;
    for number in 0..24 * 12 {
        let mut thief = Browser::at(&stranger(number));
        send_password(&mut thief, &stage, CLAIRE, PASSWORD).await;
        let answer = thief.post(&stage, "/login/facteur", &[("code", "000000")]).await;
        judged += u32::from(answer.status == 403);
        stage.advance(300);
    }
    assert!((20..=10 + 24 + 1).contains(&judged), "{judged} codes were judged");
}

#[tokio::test]
async fn strangers_delay_no_activation() {
    let stage = Stage::new();
    stage.hash_quickly();
    for number in 0..600 {
        let mut browser = Browser::at(&stranger(number % 300));
        let answer = browser.first_password(&stage, CLAIRE, "FAUX-CODE", PASSWORD).await;
        assert_eq!(answer.status, 403);
    }
    Browser::default().activate(&stage, CLAIRE).await;
}

#[tokio::test]
async fn an_address_tries_so_many_activations() {
    let stage = Stage::new();
    stage.hash_quickly();
    let mut judged = 0;
    for number in 0..250 {
        let identifier = format!("agent{number}@exemple.fr");
        let answer = Browser::default().first_password(&stage, &identifier, "FAUX-CODE", PASSWORD).await;
        judged += u32::from(answer.status == 403);
    }
    assert_eq!(judged, 200);
    Browser::default().activate(&stage, CLAIRE).await;
}

/// Claire, without a second factor, on the page that shows one: its secret.
async fn shown_factor(stage: &Stage, browser: &mut Browser) -> String {
    let page = browser.get(stage, "/login/enrolement").await.text();
    page.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "")
}

#[tokio::test]
async fn who_has_the_password_delays_no_enrolment() {
    let stage = Stage::new();
    stage.hash_quickly();
    let mut owner = Browser::default();
    owner.first_password(&stage, CLAIRE, crate::support::ACTIVATION, PASSWORD).await;
    let mut thief = Browser::at("198.51.100.7");
    send_password(&mut thief, &stage, CLAIRE, PASSWORD).await;
    shown_factor(&stage, &mut thief).await;
    while thief.post(&stage, "/login/enrolement", &[("code", "000000")]).await.status == 403 {}
    let shown = shown_factor(&stage, &mut owner).await;
    let code = totp(&shown, stage.now());
    assert_eq!(owner.post(&stage, "/login/enrolement", &[("code", &code)]).await.status, 200);
}
