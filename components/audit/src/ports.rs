//! The questions that the journal asks of other components.

use std::collections::{BTreeMap, BTreeSet};

use access::DossierNumber;
use journal::DossierPseudonym;
use platform::{Platform, log_fault};
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{CallError, Client, Context};

#[derive(Serialize)]
struct Question<'a> {
    organisations: &'a BTreeSet<Uuid>,
}

#[derive(Deserialize)]
struct Names {
    noms: BTreeMap<Uuid, String>,
}

/// The names of these organisations, as far as `conventions` tells them. What was done is shown all the same: the journal
/// holds no name, and what it holds must not depend on another component.
pub(crate) async fn find_names(
    platform: &Platform,
    context: &Context,
    organisations: &BTreeSet<Uuid>,
) -> BTreeMap<Uuid, String> {
    if organisations.is_empty() {
        return BTreeMap::new();
    }
    let question = Question { organisations };
    match Client::new(platform, context).post("conventions", "/prive/organisations/noms", &question).await {
        Ok(Names { noms }) => noms,
        Err(error) => {
            log_fault(&context.request_id.to_string(), "organisation-names", &error);
            BTreeMap::new()
        }
    }
}

#[derive(Deserialize)]
struct DossierNames {
    noms: Vec<DossierPseudonym>,
}

/// All the names in the journal of the dossier that has or had this number: `dossier` alone knows under which numbers it
/// went. Without its answer nothing is searched: what lacks the former numbers would look whole.
pub(crate) async fn find_dossier_names(
    platform: &Platform,
    context: &Context,
    number: &DossierNumber,
) -> Result<Vec<DossierPseudonym>, CallError> {
    let DossierNames { noms } =
        Client::new(platform, context).post("dossier", "/prive/dossiers/noms", number).await?;
    Ok(noms)
}
