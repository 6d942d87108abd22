use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An objection: against whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "portee", rename_all = "snake_case", deny_unknown_fields)]
pub(crate) enum Objection {
    /// All partners.
    Tous {},
    /// The partners of one kind.
    Categorie { categorie: String },
    /// One organisation.
    Organisation { organisation: Uuid },
}

/// Who would read.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader<'a> {
    pub(crate) organisation: Option<Uuid>,
    pub(crate) category: &'a str,
}

impl Objection {
    /// Whether it binds this reader.
    pub(crate) fn binds(&self, reader: Reader<'_>) -> bool {
        match self {
            Self::Tous {} => true,
            Self::Categorie { categorie } => categorie == reader.category,
            Self::Organisation { organisation } => Some(*organisation) == reader.organisation,
        }
    }
}
