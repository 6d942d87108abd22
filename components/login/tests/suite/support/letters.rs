//! Openings as `conventions` asks for them, and letters as the fund's dispatcher reads them.

use http::Request;
use serde_json::{Value, json};

use super::{Answer, Application, OFFICER, Stage};

pub const LETTERS: &str = "/login/courriers";

impl Stage {
    /// Opens an account as an officer's act asks for it.
    pub async fn open(&self, mut opening: Value) -> Answer {
        opening["auteur"] =
            json!({"compte": OFFICER, "client": null, "organisation": null, "habilitation": null});
        self.ask("POST", "/prive/comptes", opening).await
    }

    /// What was opened, with the secret that its holder finds in their letter, as `secret`.
    pub async fn opened(&self, opening: Value) -> Value {
        let answer = self.open(opening.clone()).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        let mut opened = answer.json();
        if opened["courrier"] == "a_envoyer" {
            let identifier = opening["personne"]["identifiant"].as_str().unwrap().trim().to_lowercase();
            opened["secret"] = self.letter_to(&identifier).await["secret"].clone();
        }
        opened
    }

    /// The same, once a new letter was asked for.
    pub async fn reissued(&self, mut opening: Value) -> Value {
        opening["est_renouvele"] = json!(true);
        self.opened(opening).await
    }

    /// The latest letter that waits for someone; reading it leaves no event here.
    pub async fn letter_to(&self, identifier: &str) -> Value {
        let before = self.events().len();
        let letters = self.letters().await;
        self.forget_events_after(before);
        letters.into_iter().rfind(|letter| letter["identifiant"] == identifier).unwrap_or_default()
    }

    /// The letters that wait.
    pub async fn letters(&self) -> Vec<Value> {
        let answer = self.dispatch("GET", LETTERS, Value::Null).await;
        assert_eq!(answer.status, 200, "{}", answer.text());
        answer.json()["elements"].as_array().unwrap().clone()
    }

    /// Asks as the dispatcher does.
    pub async fn dispatch(&self, method: &str, path: &str, body: Value) -> Answer {
        let token = Application::dispatcher().token(self).await;
        self.dispatch_with(&token, (method, path), body).await
    }

    /// Asks with a token that the dispatcher has.
    pub async fn dispatch_with(&self, token: &str, (method, path): (&str, &str), body: Value) -> Answer {
        let dispatcher = Application::dispatcher();
        let bare = path.split('?').next().unwrap();
        let request = Request::builder().method(method).uri(path).header("content-type", "application/json");
        let headers = dispatcher.present(token, method, bare, self.now());
        let request = headers.into_iter().fold(request, |request, (name, value)| request.header(name, value));
        self.send(request, if body.is_null() { String::new() } else { body.to_string() }).await
    }
}
