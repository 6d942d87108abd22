use access::{DossierNumber, Purpose};
use jiff::Timestamp;
use journal::{Outcome, Word, word};
use serde::Deserialize;
use uuid::Uuid;

/// What a search or an export looks for. All that are given must hold.
#[derive(Debug, Clone, Default, PartialEq, Eq, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Criteria {
    pub(crate) dossier: Option<DossierNumber>,
    pub(crate) agent: Option<Uuid>,
    /// The application through which the agent acted.
    pub(crate) client: Option<Uuid>,
    pub(crate) organisation: Option<Uuid>,
    /// Recorded at this instant or later.
    pub(crate) depuis: Option<Timestamp>,
    /// Recorded before this instant.
    pub(crate) avant: Option<Timestamp>,
    pub(crate) finalite: Option<Purpose>,
    pub(crate) issue: Option<Outcome>,
}

impl Criteria {
    /// Whether a criterion bounds the search: without one it would read the whole journal.
    pub(crate) fn is_bounded(&self) -> bool {
        let has_period = self.depuis.is_some() && self.avant.is_some();
        let is_of_someone = self.agent.is_some() || self.client.is_some() || self.organisation.is_some();
        self.dossier.is_some() || is_of_someone || has_period
    }

    /// The names of the criteria given, for the journal.
    pub(crate) fn names(&self) -> Vec<Word> {
        let given = [
            (word!("dossier"), self.dossier.is_some()),
            (word!("agent"), self.agent.is_some()),
            (word!("client"), self.client.is_some()),
            (word!("organisation"), self.organisation.is_some()),
            (word!("depuis"), self.depuis.is_some()),
            (word!("avant"), self.avant.is_some()),
            (word!("finalite"), self.finalite.is_some()),
            (word!("issue"), self.issue.is_some()),
        ];
        given.into_iter().filter(|(_, is_given)| *is_given).map(|(name, _)| name).collect()
    }
}
