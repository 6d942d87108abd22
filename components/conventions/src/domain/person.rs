use super::{Label, Refusal, label::word};
use serde::{Deserialize, Serialize};

word! {
    /// The e-mail of a person at work, their identifier in the portal. Lower case, so that one person has one.
    Email,
    (254, r"^[^@\sA-Z]+@[^@\sA-Z]*\.[^@\sA-Z]*$"),
    |text| {
        let parts = text.split_once('@');
        text.len() <= 254
            && !text.bytes().any(|byte| byte.is_ascii_whitespace() || byte.is_ascii_control() || byte.is_ascii_uppercase())
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
