use access::Principal;
use journal::{DossierPseudonym, Event, Journal, Kind};
use web::{Context, Problem, kinds};

use crate::{
    Dossier, Keys,
    domain::{DossierNumber, Facts},
    problems,
    store::dossiers::{SealedFacts, list_of_beneficiary},
};

/// What the fund's officers name by a number.
pub(super) struct KnownDossier {
    /// Its name in the journal: that of its present number or, when there is no dossier, of the number asked.
    pub(super) pseudonym: DossierPseudonym,
    /// All the names of its beneficiary's numbers, that one first.
    pub(super) names: Vec<DossierPseudonym>,
    /// The names of this one dossier, without those of another of the beneficiary's.
    pub(super) own_names: Vec<DossierPseudonym>,
    pub(super) has_dossier: bool,
    is_readable: bool,
}

impl KnownDossier {
    /// Refuses where some of the names are missing, because a dossier does not open: what is under them would be left out
    /// in silence.
    pub(super) fn with_all_names(self) -> Result<Self, Problem> {
        if self.is_readable { Ok(self) } else { Err(Problem::new(kinds::UNAVAILABLE)) }
    }
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

/// What this number names, be it unknown. A dossier that does not open has the name of the number asked.
pub(super) async fn find_known(
    dossier: &Dossier,
    context: &Context,
    number: &DossierNumber,
) -> Result<KnownDossier, Problem> {
    let keys = dossier.keys(context).await?;
    let sealed = list_of_beneficiary(&dossier.database, &keys.lookup(number)).await;
    let sealed = sealed.map_err(|error| Problem::fault(context, "database", &error))?;
    let open = |(id, key, facts): &SealedFacts| {
        let opened = keys.open_facts(*id, key, facts);
        opened.inspect_err(|error| drop(Problem::fault(context, "sealing", error))).ok()
    };
    let opened: Vec<_> = sealed.iter().filter_map(open).collect();
    let own = opened.iter().find(|facts| facts.numero == *number);
    let own = own.or_else(|| opened.iter().find(|facts| facts.anciens.contains(number)));
    let asked = keys.pseudonym(number);
    let (names, own_names) = (names_of(&keys, &opened, asked), names_of(&keys, own, asked));
    let pseudonym = own_names.first().copied().unwrap_or(asked);
    let (has_dossier, is_readable) = (!sealed.is_empty(), opened.len() == sealed.len());
    Ok(KnownDossier { pseudonym, names, own_names, has_dossier, is_readable })
}

/// The names of all numbers of these dossiers, each once, and of the number asked.
fn names_of<'a>(
    keys: &Keys,
    dossiers: impl IntoIterator<Item = &'a Facts>,
    asked: DossierPseudonym,
) -> Vec<DossierPseudonym> {
    let mut names = Vec::new();
    for name in dossiers.into_iter().flat_map(|facts| keys.pseudonyms(facts)).chain([asked]) {
        if !names.contains(&name) {
            names.push(name);
        }
    }
    names
}
