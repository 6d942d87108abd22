use std::net::IpAddr;

use access::Module;
use serde::Deserialize;
use uuid::Uuid;

use super::Month;

/// From where and through what a person comes, as the component that they ask saw it.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Origin {
    /// Their address; none when it cannot be told.
    pub adresse: Option<IpAddr>,
    /// The application that their token names.
    pub application: Option<Uuid>,
}

/// What a component asks of an habilitation: whether it opens this module to who comes from there. Every module asks
/// this one question, and names itself.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Question {
    /// The module that asks.
    pub module: Module,
    #[serde(default)]
    adresse: Option<IpAddr>,
    #[serde(default)]
    application: Option<Uuid>,
    /// The month of whose budget it would read, when it reads dossiers.
    #[serde(default)]
    pub mois: Option<Month>,
}

impl Question {
    /// From where and through what the person comes.
    #[must_use]
    pub fn origin(self) -> Origin {
        Origin { adresse: self.adresse, application: self.application }
    }
}
