use access::Principal;
use journal::{DossierPseudonym, Event, Journal, Kind};
use web::{Context, Problem};

use crate::{Dossier, domain::DossierNumber, problems, store::dossiers::list_of_beneficiary};

/// What the fund's officers name by a number.
pub(super) struct KnownDossier {
    /// Its name in the journal: that of its present number or, when there is no dossier, of the number asked.
    pub(super) pseudonym: DossierPseudonym,
    /// All the names of its beneficiary's numbers, that one first.
    pub(super) names: Vec<DossierPseudonym>,
    pub(super) has_dossier: bool,
}

/// The dossier that has or had this number. When there is none, that the officer asked is in the journal before they are
/// told so.
pub(super) async fn find_dossier(
    dossier: &Dossier,
    (principal, context): (&Principal, &Context),
    number: &DossierNumber,
    act: Kind,
) -> Result<KnownDossier, Problem> {
    let known = find_known(dossier, context, number).await?;
    if known.has_dossier {
        return Ok(known);
    }
    Err(refuse_unknown(dossier, (principal, context), number, act).await?)
}

/// Tells the journal that nobody has this number, to which `act` was refused: whether a person has a dossier is about that
/// person.
pub(super) async fn refuse_unknown(
    dossier: &Dossier,
    (principal, context): (&Principal, &Context),
    number: &DossierNumber,
    act: Kind,
) -> Result<Problem, Problem> {
    let journal = Journal::new(&dossier.platform, context);
    let asked = dossier.keys(context).await?.pseudonym(number);
    let event = Event::refused(journal.new_id(), act).by(principal).on(asked);
    journal.record(event).await.map_err(|error| Problem::fault(context, "journal", &error))?;
    Ok(Problem::new(problems::UNKNOWN_DOSSIER))
}

/// What this number names, be it unknown.
pub(super) async fn find_known(
    dossier: &Dossier,
    context: &Context,
    number: &DossierNumber,
) -> Result<KnownDossier, Problem> {
    let keys = dossier.keys(context).await?;
    let sealed = list_of_beneficiary(&dossier.database, &keys.lookup(number)).await;
    let sealed = sealed.map_err(|error| Problem::fault(context, "database", &error))?;
    let mut names = Vec::new();
    for (id, key, facts) in &sealed {
        let facts = keys.open_facts(*id, key, facts);
        names.extend(keys.pseudonyms(&facts.map_err(|error| Problem::fault(context, "sealing", &error))?));
    }
    let asked = keys.pseudonym(number);
    if !names.contains(&asked) {
        names.push(asked);
    }
    let pseudonym = names.first().copied().unwrap_or(asked);
    Ok(KnownDossier { pseudonym, names, has_dossier: !sealed.is_empty() })
}
