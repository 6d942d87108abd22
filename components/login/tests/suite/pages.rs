//! The pages as everyone reads them, with a screen reader, a keyboard, few colours (RGAA 4.1).

use serde_json::json;

use crate::support::{ACTIVATION, Browser, CLAIRE, ORGANISATION, PASSWORD, Stage, totp};

const IDENTIFIER: &str = "claire.lefebvre@ccas.exemple.fr";

/// Each page, without an error and with one, in the order in which a person meets them.
async fn pages() -> Vec<(&'static str, String)> {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let mut pages = vec![("sign-in", browser.get(&stage, "/login/connexion").await.text())];
    let wrong = [("identifiant", IDENTIFIER), ("mot_de_passe", "mauvais mot de passe")];
    pages.push(("sign-in refused", browser.post(&stage, "/login/connexion", &wrong).await.text()));
    pages.push(("activation", browser.get(&stage, "/login/activation").await.text()));
    pages.push(("activation refused", browser.post(&stage, "/login/activation", &wrong).await.text()));
    let chosen = [
        ("identifiant", IDENTIFIER),
        ("code", ACTIVATION),
        ("mot_de_passe", PASSWORD),
        ("confirmation", PASSWORD),
    ];
    browser.post(&stage, "/login/activation", &chosen).await;
    let enrolment = browser.get(&stage, "/login/enrolement").await.text();
    let secret =
        enrolment.split("<code id=\"cle\">").nth(1).unwrap().split('<').next().unwrap().replace(' ', "");
    pages.push(("enrolment", enrolment));
    let none = [("code", "000000")];
    pages.push(("enrolment refused", browser.post(&stage, "/login/enrolement", &none).await.text()));
    let code = totp(&secret, stage.now());
    pages.push(("recovery", browser.post(&stage, "/login/enrolement", &[("code", &code)]).await.text()));
    pages.push(("sessions", browser.get(&stage, "/login/sessions").await.text()));
    pages.extend(own_pages(&stage, &mut browser, &secret).await);
    pages.push(("message", browser.post(&stage, "/login/deconnexion", &[]).await.text()));
    let opening = json!({
        "habilitation": CLAIRE, "organisation": ORGANISATION, "roles": ["gestionnaire"], "libelle": "Mairie <b>",
        "personne": {"identifiant": IDENTIFIER, "nom": "Lefebvre", "prenoms": "Claire"},
    });
    stage.open(opening).await;
    stage.advance(60);
    let mut browser = Browser::default();
    browser.get(&stage, "/login/connexion").await;
    let right = [("identifiant", IDENTIFIER), ("mot_de_passe", PASSWORD)];
    browser.post(&stage, "/login/connexion", &right).await;
    pages.push(("factor", browser.get(&stage, "/login/facteur").await.text()));
    pages.push(("factor refused", browser.post(&stage, "/login/facteur", &none).await.text()));
    stage.advance(30);
    let code = totp(&secret, stage.now());
    browser.post(&stage, "/login/facteur", &[("code", &code)]).await;
    pages.push(("choice", browser.get(&stage, "/login/habilitation").await.text()));
    pages.push(("choice refused", browser.post(&stage, "/login/habilitation", &[]).await.text()));
    pages.push(("acceptance", browser.get(&stage, "/login/rattachement").await.text()));
    pages.push(("acceptance refused", browser.accept(&stage, "0000").await.text()));
    pages
}

/// The pages of one's own secrets.
async fn own_pages(stage: &Stage, browser: &mut Browser, secret: &str) -> Vec<(&'static str, String)> {
    let none = [("code", "000000")];
    let mut pages = vec![("security", browser.get(stage, "/login/securite").await.text())];
    let own = [
        ("password", "/login/mot-de-passe"),
        ("factor renewal", "/login/facteur/renouvellement"),
        ("recovery renewal", "/login/codes-de-secours"),
    ];
    for (name, path) in own {
        pages.push((name, browser.get(stage, path).await.text()));
    }
    stage.advance(30);
    let code_of_own = totp(secret, stage.now());
    let proofs = [("mot_de_passe", PASSWORD), ("code", code_of_own.as_str())];
    let shown = browser.post(stage, "/login/facteur/renouvellement", &proofs).await.text();
    pages.push(("new factor", shown));
    pages.push(("new factor refused", browser.post(stage, "/login/facteur/nouveau", &none).await.text()));
    let nothing = [("mot_de_passe", "rien")];
    pages.push(("password refused", browser.post(stage, "/login/mot-de-passe", &nothing).await.text()));
    pages
}

/// The tags of this name, each up to its end.
fn tags<'a>(page: &'a str, name: &str) -> Vec<&'a str> {
    let opening = format!("<{name} ");
    page.split(opening.as_str()).skip(1).map(|rest| rest.split('>').next().unwrap()).collect()
}

fn attribute<'a>(tag: &'a str, name: &str) -> Option<&'a str> {
    let (_, rest) = tag.split_once(&format!("{name}=\""))?;
    rest.split('"').next()
}

#[tokio::test]
async fn each_page_is_in_french_with_one_heading_and_a_way_to_skip_to_it() {
    for (name, page) in pages().await {
        assert!(page.contains("<html lang=\"fr\">"), "{name}");
        assert_eq!(page.matches("<h1>").count(), 1, "{name}");
        let body = page.split("<body>").nth(1).unwrap().trim_start();
        assert!(body.starts_with("<a class=\"evitement\" href=\"#contenu\">"), "{name}: {body}");
        assert!(page.contains("<main id=\"contenu\">"), "{name}");
        let title = page.split("<title>").nth(1).unwrap().split(" · ").next().unwrap();
        assert!(!title.is_empty(), "{name}");
        assert_eq!(title.starts_with("Erreur : "), name.ends_with("refused"), "{name}: {title}");
    }
}

#[tokio::test]
async fn each_field_has_a_label_and_the_error_that_concerns_it() {
    for (name, page) in pages().await {
        let fields: Vec<_> =
            tags(&page, "input").into_iter().filter(|tag| attribute(tag, "type") != Some("hidden")).collect();
        let labels: Vec<_> =
            tags(&page, "label").into_iter().filter_map(|tag| attribute(tag, "for")).collect();
        let names: Vec<_> =
            fields.iter().map(|tag| attribute(tag, " id").or(attribute(tag, "id")).unwrap()).collect();
        assert_eq!(labels, names, "{name}: each field and its label, in the same order");
        let is_refused = name.ends_with("refused");
        assert_eq!(page.matches("id=\"erreur\"").count(), usize::from(is_refused), "{name}");
        for tag in &fields {
            let described = attribute(tag, "aria-describedby").unwrap_or_default();
            let is_invalid = attribute(tag, "aria-invalid") == Some("true");
            assert_eq!(described.split(' ').any(|id| id == "erreur"), is_invalid, "{name}: {tag}");
        }
        assert_eq!(page.contains("aria-invalid"), is_refused, "{name}");
    }
}

#[tokio::test]
async fn no_page_needs_a_script_or_breaks_the_order_of_the_keyboard_or_the_policy() {
    for (name, page) in pages().await {
        let error = "role=\"alert\" tabindex=\"-1\" autofocus>";
        assert_eq!(page.matches(error).count(), usize::from(name.ends_with("refused")), "{name}");
        let page = page.replace(error, ">");
        for forbidden in
            ["<script", "style=", "tabindex", "autofocus", "javascript:", "onclick", "http-equiv", "<b>"]
        {
            assert!(!page.contains(forbidden), "{name}: {forbidden}");
        }
    }
}

/// The names of the fields that a page says to be wrong.
fn wrong_fields(page: &str) -> Vec<&str> {
    let inputs = tags(page, "input").into_iter();
    inputs.filter(|tag| tag.contains("aria-invalid")).filter_map(|tag| attribute(tag, "name")).collect()
}

#[tokio::test]
async fn an_error_is_tied_to_its_fields_alone() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let refused = browser.first_password(&stage, IDENTIFIER, "0000", PASSWORD).await.text();
    assert_eq!(wrong_fields(&refused), ["identifiant", "code"]);
    let refused = browser.first_password(&stage, IDENTIFIER, ACTIVATION, "court").await.text();
    assert_eq!(wrong_fields(&refused), ["mot_de_passe"]);
    let form = [("identifiant", IDENTIFIER), ("code", ACTIVATION), ("mot_de_passe", PASSWORD)];
    let refused = browser.post(&stage, "/login/activation", &form).await.text();
    assert_eq!(wrong_fields(&refused), ["confirmation"]);
    browser.activate(&stage, IDENTIFIER).await;
    let change = [("mot_de_passe", "mauvais"), ("nouveau_mot_de_passe", "court")];
    let refused = browser.post(&stage, "/login/mot-de-passe", &change).await.text();
    assert_eq!(wrong_fields(&refused), ["mot_de_passe"]);
    assert!(refused.contains("Le mot de passe actuel n&#39;est pas le bon."), "{refused}");
    let change = [("mot_de_passe", PASSWORD), ("nouveau_mot_de_passe", "court")];
    let refused = browser.post(&stage, "/login/mot-de-passe", &change).await.text();
    assert_eq!(wrong_fields(&refused), ["nouveau_mot_de_passe"]);
}

#[tokio::test]
async fn a_refused_form_keeps_what_is_no_password() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let typed = [("identifiant", IDENTIFIER), ("code", "AB\"><b>"), ("mot_de_passe", "faux mot de passe")];
    for (path, is_kept) in [("/login/connexion", false), ("/login/activation", true)] {
        let page = browser.post(&stage, path, &typed).await.text();
        assert!(page.contains(&format!("value=\"{IDENTIFIER}\"")), "{page}");
        assert_eq!(page.contains("value=\"AB&#34;&#62;&#60;b&#62;\""), is_kept, "{page}");
        assert!(!page.contains("faux mot de passe"), "{page}");
    }
}

#[tokio::test]
async fn every_message_leads_on() {
    let stage = Stage::new();
    let mut browser = Browser::default();
    let wrong = [("identifiant", IDENTIFIER), ("mot_de_passe", "mauvais mot de passe")];
    for _ in 0..5 {
        assert_eq!(browser.post(&stage, "/login/connexion", &wrong).await.status, 403);
    }
    let slowed = browser.post(&stage, "/login/connexion", &wrong).await.text();
    assert!(slowed.contains("Réessayez à 10 h 01 (heure de Paris)"), "{slowed}");
    let messages = [
        slowed,
        browser.get(&stage, "/oauth/authorize").await.text(),
        browser.post(&stage, "/login/deconnexion", &[]).await.text(),
        stage
            .send(
                http::Request::post("/login/deconnexion")
                    .header("content-type", "application/x-www-form-urlencoded"),
                "",
            )
            .await
            .text(),
    ];
    for page in messages {
        let main = page.split("<main").nth(1).unwrap();
        assert!(main.contains("<a href=\"/login/connexion\">"), "{page}");
    }
}

#[tokio::test]
async fn the_address_alone_leads_to_the_sessions() {
    let stage = Stage::new();
    for path in ["/", "/login/"] {
        assert_eq!(Browser::default().get(&stage, path).await.location(), "/login/sessions", "{path}");
        let program = http::Request::get(path).header("accept", "application/json");
        assert_eq!(stage.send(program, "").await.status, 406, "{path}");
    }
}

#[tokio::test]
async fn the_only_choice_is_made_beforehand() {
    let pages = pages().await;
    let choices: Vec<_> = pages.iter().filter(|(name, _)| name.starts_with("choice")).collect();
    assert_eq!(choices.len(), 2);
    assert!(choices.iter().all(|(_, page)| page.matches(" checked").count() == 1), "{choices:?}");
}

/// Relative luminance (WCAG 2.2) of `#rrggbb`.
fn luminance(color: &str) -> f64 {
    let part = |at: usize| f64::from(u8::from_str_radix(&color[at..at + 2], 16).unwrap()) / 255.0;
    let linear = |part: f64| if part <= 0.04045 { part / 12.92 } else { ((part + 0.055) / 1.055).powf(2.4) };
    0.2126 * linear(part(1)) + 0.7152 * linear(part(3)) + 0.0722 * linear(part(5))
}

fn contrast(one: &str, other: &str) -> f64 {
    let (one, other) = (luminance(one), luminance(other));
    (one.max(other) + 0.05) / (one.min(other) + 0.05)
}

#[tokio::test]
async fn text_and_marks_stand_out_in_the_light_and_in_the_dark() {
    let style = Stage::new().get("/login/style.css").await.text();
    let schemes: Vec<_> =
        style.split(":root {").skip(1).map(|rest| rest.split('}').next().unwrap()).collect();
    assert_eq!(schemes.len(), 2);
    for scheme in schemes {
        let color = |name: &str| {
            let rest = scheme.split(&format!("--{name}: ")).nth(1).unwrap_or_else(|| panic!("no {name}"));
            rest.split(';').next().unwrap()
        };
        for (text, ground, least) in [
            ("ink", "paper", 4.5),
            ("link", "paper", 4.5),
            ("error", "paper", 4.5),
            ("on-accent", "accent", 4.5),
            ("accent", "paper", 3.0),
            ("focus", "paper", 3.0),
        ] {
            let found = contrast(color(text), color(ground));
            assert!(found >= least, "{text} on {ground}: {found:.2}");
        }
    }
    let colors = style.split("--error").nth(2).unwrap();
    assert!(!colors.split_once('}').unwrap().1.contains('#'), "every color is one of those measured");
}
