//! What a thief of the database finds.

use base32ct::{Base32UpperUnpadded, Encoding};

use crate::support::{ACTIVATION, Application, Browser, PASSWORD, Stage, exchange};

const CLAIRE: &str = "claire.lefebvre@ccas.exemple.fr";

#[tokio::test]
async fn keeps_no_usable_secret_in_the_database() {
    let stage = Stage::new();
    let portal = Application::portal();
    let mut browser = Browser::default();
    let (secret, page) = browser.activate(&stage, CLAIRE).await;
    stage.advance(30);
    let mut browser = Browser::default();
    let code = browser.code_for(&stage, &portal, CLAIRE, &secret).await;
    let tokens = exchange(&stage, &portal, &code, &[]).await.json();
    let recovery = page.text().split("<code>").nth(1).unwrap().split('<').next().unwrap().to_owned();
    let totp = Base32UpperUnpadded::decode_vec(&secret).unwrap();
    let mut dump = Vec::new();
    for file in std::fs::read_dir(stage.world.folder()).unwrap() {
        dump.extend(std::fs::read(file.unwrap().path()).unwrap());
    }
    assert!(contains(&dump, CLAIRE.as_bytes()), "the dump is the database");
    let session = browser.cookie("__Host-session").unwrap();
    let secrets = [
        PASSWORD.as_bytes(),
        ACTIVATION.as_bytes(),
        secret.as_bytes(),
        &totp,
        recovery.as_bytes(),
        recovery.replace('-', "").as_bytes(),
        code.as_bytes(),
        session.as_bytes(),
        &jose::decode(session).unwrap(),
        tokens["refresh_token"].as_str().unwrap().as_bytes(),
        tokens["access_token"].as_str().unwrap().as_bytes(),
        &[0x11; 32],
        &[0x22; 32],
    ]
    .map(<[u8]>::to_vec);
    for (number, secret) in secrets.iter().enumerate() {
        assert!(!contains(&dump, secret), "secret {number}");
    }
}

fn contains(text: &[u8], part: &[u8]) -> bool {
    text.windows(part.len()).any(|window| window == part)
}
