use std::borrow::Cow;

use askama::Template;
use http::StatusCode;
use jiff::Timestamp;

use super::{Answer, dates, respond};

/// A sentence.
#[derive(Template)]
#[template(path = "message.html")]
pub(crate) struct Message {
    title: &'static str,
    text: Cow<'static, str>,
    /// Where to go from here, and the words that say so.
    link: (&'static str, &'static str),
}

const TO_SIGN_IN: (&str, &str) = ("/login/connexion", "Aller à la page de connexion");

impl Message {
    pub(crate) const BROKEN_LINK: Self = Self {
        title: "Lien de connexion non valable",
        text: Cow::Borrowed(
            "Ce lien a expiré ou a déjà servi. Revenez à l'application d'où vous venez et recommencez.",
        ),
        link: TO_SIGN_IN,
    };
    pub(crate) const SIGNED_IN: Self = Self {
        title: "Vous êtes connecté",
        text: Cow::Borrowed(
            "Cette demande de connexion a déjà abouti ou a expiré. Revenez à l'application d'où vous venez : elle ne vous demandera pas de vous identifier de nouveau.",
        ),
        link: ("/login/sessions", "Mes sessions"),
    };
    pub(crate) const SIGNED_OUT: Self = Self {
        title: "Vous êtes déconnecté",
        text: Cow::Borrowed("Votre session est terminée. Vous pouvez fermer cette fenêtre."),
        link: ("/login/connexion", "Me connecter de nouveau"),
    };
    pub(crate) const OTHER_ORIGIN: Self = Self {
        title: "Envoi refusé",
        text: Cow::Borrowed(
            "Ce formulaire ne vient pas de cette application. Recommencez depuis la page de connexion.",
        ),
        link: TO_SIGN_IN,
    };
    pub(crate) const BUSY: Self = Self {
        title: "Beaucoup de connexions en ce moment",
        text: Cow::Borrowed(
            "Revenez en arrière et renvoyez le formulaire dans quelques secondes. Cet essai n'est pas compté.",
        ),
        link: TO_SIGN_IN,
    };
    pub(crate) const NO_ATTACHMENT: Self = Self {
        title: "Aucune habilitation en cours",
        text: Cow::Borrowed(
            "Vos habilitations et mandats ont pris fin. Adressez-vous à votre gestionnaire des habilitations.",
        ),
        link: ("/login/connexion", "Me connecter avec un autre compte"),
    };
    pub(crate) const UNAVAILABLE: Self = Self {
        title: "Service momentanément indisponible",
        text: Cow::Borrowed(
            "La connexion n'a pas pu aboutir et rien n'a été ouvert. Réessayez dans quelques instants.",
        ),
        link: TO_SIGN_IN,
    };

    pub(crate) fn too_many_tries(until: Timestamp) -> Self {
        let hour = dates::hour_after(until);
        let text = format!(
            "Plusieurs essais ont échoué. Réessayez à {hour} (heure de Paris) : d'ici là aucun essai n'est jugé, même juste."
        );
        Self {
            title: "Trop d'essais",
            text: Cow::Owned(text),
            link: ("/login/connexion", "Revenir à la connexion"),
        }
    }

    pub(crate) fn respond(&self, status: StatusCode) -> Answer {
        respond::page(status, self)
    }
}
