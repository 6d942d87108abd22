use access::Identifier;
use serde::{Deserialize, Serialize};

use super::Label;

/// Who a person is, as the organisation declares it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub struct PersonName {
    /// Work e-mail, their identifier in the portal.
    pub email: Identifier,
    /// Family name.
    pub nom: Label,
    /// Given names.
    pub prenoms: Label,
}
