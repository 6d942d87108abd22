use access::OrganisationCategory;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// An objection: against whom.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, utoipa::ToSchema)]
#[serde(tag = "portee", rename_all = "snake_case", deny_unknown_fields, try_from = "ObjectionText")]
pub(crate) enum Objection {
    /// All partners.
    Tous {},
    /// The partners of one kind.
    Categorie { categorie: OrganisationCategory },
    /// One organisation.
    Organisation { organisation: Uuid },
}

/// The same as it is written, so that what is wrong of it is pointed at.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ObjectionText {
    portee: Scope,
    categorie: Option<OrganisationCategory>,
    organisation: Option<Uuid>,
}

#[derive(Deserialize)]
#[serde(rename_all = "snake_case")]
enum Scope {
    Tous,
    Categorie,
    Organisation,
}

impl TryFrom<ObjectionText> for Objection {
    type Error = &'static str;

    fn try_from(text: ObjectionText) -> Result<Self, Self::Error> {
        match text {
            ObjectionText { portee: Scope::Tous, categorie: None, organisation: None } => Ok(Self::Tous {}),
            ObjectionText { portee: Scope::Categorie, categorie: Some(categorie), organisation: None } => {
                Ok(Self::Categorie { categorie })
            }
            ObjectionText {
                portee: Scope::Organisation,
                categorie: None,
                organisation: Some(organisation),
            } => Ok(Self::Organisation { organisation }),
            _ => Err("the member that the scope names, and no other"),
        }
    }
}

/// Who would read. What is not known of them is in no one's favour.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Reader {
    pub(crate) organisation: Option<Uuid>,
    pub(crate) category: Option<OrganisationCategory>,
}

impl Objection {
    /// The objection as it was stored. One that can be read no more binds everybody, and none goes unheard.
    pub(crate) fn stored(text: &str) -> Self {
        serde_json::from_str(text).unwrap_or(Self::Tous {})
    }

    /// The organisation that it names.
    pub(crate) fn organisation(&self) -> Option<Uuid> {
        match self {
            Self::Organisation { organisation } => Some(*organisation),
            Self::Tous {} | Self::Categorie { .. } => None,
        }
    }

    /// Whether it binds this reader.
    pub(crate) fn binds(&self, reader: Reader) -> bool {
        match self {
            Self::Tous {} => true,
            Self::Categorie { categorie } => reader.category.is_none_or(|category| category == *categorie),
            Self::Organisation { organisation } => reader.organisation.is_none_or(|id| id == *organisation),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_cannot_be_read_binds_everybody() {
        let reader = Reader { organisation: Some(Uuid::nil()), category: Some(OrganisationCategory::Ccas) };
        for text in ["", "{}", r#"{"portee":"categorie","categorie":"CCAS"}"#, r#"{"portee":"organisation"}"#]
        {
            assert!(Objection::stored(text).binds(reader), "{text}");
        }
        let other = r#"{"portee":"categorie","categorie":"commune"}"#;
        assert!(!Objection::stored(other).binds(reader));
        assert!(Objection::stored(other).binds(Reader { category: None, ..reader }), "of an unknown kind");
    }

    #[test]
    fn what_is_written_reads_the_same() {
        for objection in [
            Objection::Tous {},
            Objection::Categorie { categorie: OrganisationCategory::Mdph },
            Objection::Organisation { organisation: Uuid::from_u128(7) },
        ] {
            let text = serde_json::to_string(&objection).unwrap();
            assert_eq!(serde_json::from_str::<Objection>(&text).unwrap(), objection);
        }
    }
}
