//! Whatever strangers send, and however much: tables and journal stay small, and honest people sign in as before.

use std::time::{Duration, Instant};

use http::Request;

use crate::support::{APP, Application, Browser, PORTAL, Stage, form, totp, unique};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

/// Numbers that look like chance and are the same in each run.
struct Dice(u64);

impl Dice {
    fn roll(&mut self, sides: u64) -> u64 {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        (self.0 >> 33) % sides
    }

    fn pick<'a>(&mut self, among: &[&'a str]) -> &'a str {
        among[usize::try_from(self.roll(among.len() as u64)).unwrap()]
    }

    fn text(&mut self) -> String {
        format!("{:x}{:x}", self.roll(u64::MAX >> 33), self.roll(u64::MAX >> 33))
    }

    fn address(&mut self) -> String {
        let mut number = || self.roll(1 << 16);
        if number() % 2 == 0 {
            let number = number();
            format!("198.{}.{}.{}", 18 + number % 2, number >> 8, number & 255)
        } else {
            format!("2001:db8:{:x}:{:x}::{:x}", number(), number(), number())
        }
    }
}

/// A request of somebody who has proved nothing, to any route that takes one.
fn stray(dice: &mut Dice, routes: &[(String, String)]) -> (http::request::Builder, String) {
    let (method, path) = routes[usize::try_from(dice.roll(routes.len() as u64)).unwrap()].clone();
    let named = |part| if str::starts_with(part, '{') { APP } else { part };
    let path = path.split('/').map(named).collect::<Vec<_>>().join("/");
    let identifier = format!("{}@exemple.fr", dice.text());
    let identifier = if dice.roll(3) == 0 { CLAIRE.to_owned() } else { identifier };
    let (secret, cookie, reference) = (dice.text(), dice.text(), dice.text());
    let request_uri = format!("urn:ietf:params:oauth:request_uri:{reference}");
    let assertion = Application::alone();
    let claims = serde_json::json!({"sub": assertion.id, "jti": unique("faux")});
    let forged = format!(
        "{}.{}.{}",
        jose::encode(br#"{"alg":"EdDSA"}"#),
        jose::encode(claims.to_string().as_bytes()),
        "AA"
    );
    let parameters = [
        ("identifiant", identifier.as_str()),
        ("mot_de_passe", &secret),
        ("confirmation", &secret),
        ("code", dice.pick(&["000000", "FAUX-CODE"])),
        ("client_id", dice.pick(&[APP, PORTAL])),
        ("request_uri", &request_uri),
        ("grant_type", dice.pick(&["client_credentials", "authorization_code", "refresh_token"])),
        ("refresh_token", &secret),
        ("client_assertion_type", "urn:ietf:params:oauth:client-assertion-type:jwt-bearer"),
        ("client_assertion", &forged),
    ];
    let encoded = form(&parameters);
    let target = if method == "GET" { format!("{path}?{encoded}") } else { path };
    let request = Request::builder()
        .method(method.as_str())
        .uri(target)
        .header("content-type", "application/x-www-form-urlencoded")
        .header("sec-fetch-site", "same-origin")
        .header("origin", crate::support::ISSUER)
        .header("authorization", format!("Bearer {secret}"))
        .header(
            "cookie",
            format!("__Host-connexion={cookie}; __Host-session={cookie}; __Host-navigateur={cookie}"),
        );
    (request, if method == "GET" { String::new() } else { encoded })
}

async fn flood(stage: &Stage, requests: u64) {
    let routes = login::routes();
    let public = routes.table().iter().filter(|route| route.exposure == web::Exposure::Public);
    let routes: Vec<_> = public.map(|route| (route.method.clone(), route.path.to_owned())).collect();
    let mut dice = Dice(1);
    for number in 0..requests {
        let (request, body) = stray(&mut dice, &routes);
        let address = dice.address();
        let answer = stage.send_from(&address, request, body).await;
        assert!(answer.status.as_u16() < 500, "{answer:?}");
        if number % 100 == 0 {
            stage.advance(1);
        }
    }
}

/// How long sign-ins last, worst of a hundred last.
#[allow(clippy::disallowed_methods, reason = "measures")]
async fn sign_ins(stage: &Stage, secret: &str) -> Vec<Duration> {
    let mut lasted = Vec::new();
    let mut browser = Browser::default();
    for _ in 0..100 {
        stage.advance(30);
        let started = Instant::now();
        let answer = browser.sign_in(stage, CLAIRE, secret).await;
        lasted.push(started.elapsed());
        assert_eq!(answer.status, 303, "{}", totp(secret, stage.now()));
        browser.close();
    }
    lasted.sort_unstable();
    lasted
}

async fn sizes(stage: &Stage) -> Vec<(String, u32)> {
    let mut connection = stage.world.platform().sql.open("login").await.unwrap();
    let tables = "SELECT name FROM sqlite_schema WHERE type = 'table' AND name <> 'migrations' ORDER BY name";
    let mut sizes = Vec::new();
    for row in connection.execute(tables, &[]).await.unwrap() {
        let name: String = row.get(0).unwrap();
        let count = connection.execute(&format!("SELECT count(*) FROM {name}"), &[]).await.unwrap();
        sizes.push((name, count[0].get(0).unwrap()));
    }
    sizes
}

/// What strangers may make grow, and how far. Nothing else changes.
fn bound(table: &str) -> Option<u32> {
    match table {
        "throttles" => Some(1 << 20),
        "refusals" => Some(1000),
        _ => None,
    }
}

async fn strangers_leave_little(requests: u64) {
    let stage = Stage::new();
    stage.hash_quickly();
    let (secret, _) = Browser::default().activate(&stage, CLAIRE).await;
    let before = sign_ins(&stage, &secret).await;
    let (sizes_before, told_before) = (sizes(&stage).await, stage.events().len());
    flood(&stage, requests).await;
    let sizes = sizes(&stage).await;
    for ((table, was), (_, is)) in sizes_before.iter().zip(&sizes) {
        assert!(*is <= bound(table).unwrap_or(*was), "{table} had {was} rows and has {is}");
    }
    let told = stage.events().len() - told_before;
    let hours = usize::try_from(requests / 100 / 3600).unwrap() + 2;
    assert!(told <= hours * 400, "the journal has {told} more");
    let after = sign_ins(&stage, &secret).await;
    println!(
        "{requests} requests: {sizes:?}, {told} told; sign-in {:?} then {:?} (p99)",
        before[98], after[98]
    );
}

#[tokio::test]
async fn strangers_leave_little_behind() {
    strangers_leave_little(5_000).await;
}

#[tokio::test]
#[ignore = "a million requests last a quarter of an hour; docs/contributor.md says when to run it"]
async fn a_million_strangers_leave_little_behind() {
    strangers_leave_little(1_000_000).await;
}
