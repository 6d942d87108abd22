use super::{Label, Refusal, label::word};
use serde::{Deserialize, Serialize};

word! {
    /// The e-mail of a person at work, their identifier in the portal. Lower case, so that one person has one.
    Email,
    (254, r"^[^@\s\x00-\x1f\x7f-\x9fA-Z]+@[^@\s\x00-\x1f\x7f-\x9fA-Z]*\.[^@\s\x00-\x1f\x7f-\x9fA-Z]*$"),
    |text| {
        let parts = text.split_once('@');
        text.len() <= 254
            && text == text.to_lowercase()
            && !text.chars().any(|letter| letter.is_whitespace() || letter.is_control())
            && parts.is_some_and(|(local, domain)| !local.is_empty() && domain.contains('.') && !domain.contains('@'))
    },
    Refusal::Member("/personne/email")
}

/// Who a person is, as the organisation declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// Work e-mail.
    pub email: Email,
    /// Family name.
    pub nom: Label,
    /// Given names.
    pub prenoms: Label,
}
