use std::collections::BTreeMap;

use jiff::{SignedDuration, Timestamp};
use journal::{DossierPseudonym, Leaf, PseudonymKey};

use super::Finding;
use crate::{
    JournalFault,
    store::{
        Statements,
        contents::find_purged_before,
        holds::{list_held, list_undone},
    },
};

/// A hold is in force a moment after the instant that it bears; a purge that began before it may have gone on until then.
const MOMENT: SignedDuration = SignedDuration::from_mins(1);

/// A leaf whose content is not there.
pub(crate) struct Hole {
    pub(crate) index: u64,
    pub(crate) leaf: Leaf,
}

/// What purges explain.
struct Explained<'a> {
    /// What was recorded before was purged.
    before: Timestamp,
    /// Of each name under a hold: the same, when the hold was placed.
    held: Vec<(DossierPseudonym, Timestamp)>,
    pseudonyms: &'a PseudonymKey,
}

/// Those of `holes` that no purge which the journal tells of explains. They were looked for before: what a purge deletes
/// meanwhile is explained too.
pub(crate) async fn verify_holes(
    on: &mut impl Statements,
    holes: &[Hole],
    pseudonyms: &PseudonymKey,
) -> Result<Vec<Finding>, JournalFault> {
    if holes.is_empty() {
        return Ok(Vec::new());
    }
    let before = purged_before(on, Timestamp::MAX).await?;
    let explained = Explained { before, held: list_kept(on).await?, pseudonyms };
    let finding = |hole: &Hole| {
        let flaw = explained.flaw(&hole.leaf)?;
        Some(Finding::new(format!("événement {}", hole.index), flaw))
    };
    Ok(holes.iter().filter_map(finding).collect())
}

/// The holds that someone undid in the database: the next purge would delete what they keep.
pub(crate) async fn verify_holds(on: &mut impl Statements) -> Result<Vec<Finding>, JournalFault> {
    let before = purged_before(on, Timestamp::MAX).await?;
    let undone = list_undone(on, before).await?;
    let finding = |id| Finding::new(format!("gel {id}"), "le gel n'est plus celui que le journal dit posé");
    Ok(undone.iter().map(finding).collect())
}

async fn purged_before(on: &mut impl Statements, until: Timestamp) -> Result<Timestamp, JournalFault> {
    Ok(find_purged_before(on, until).await?.unwrap_or(Timestamp::MIN))
}

async fn list_kept(on: &mut impl Statements) -> Result<Vec<(DossierPseudonym, Timestamp)>, JournalFault> {
    let (mut kept, mut known) = (Vec::new(), BTreeMap::new());
    for (name, placed_at) in list_held(on).await? {
        let before = match known.get(&placed_at) {
            Some(before) => *before,
            None => purged_before(on, placed_at.saturating_add(MOMENT).unwrap_or(placed_at)).await?,
        };
        known.insert(placed_at, before);
        kept.push((name, before));
    }
    Ok(kept)
}

impl Explained<'_> {
    fn flaw(&self, leaf: &Leaf) -> Option<&'static str> {
        if leaf.recorded_at >= self.before {
            return Some("le contenu manque sans qu'une purge l'explique");
        }
        self.is_kept(leaf).then_some("le contenu manque malgré un gel")
    }

    /// The leaf does not say whose agent's it is: what a hold on an agent keeps is not known by it.
    fn is_kept(&self, leaf: &Leaf) -> bool {
        let is_on = |name| self.pseudonyms.tag(name, leaf.event, leaf.recorded_at) == leaf.tag;
        self.held.iter().any(|(name, before)| leaf.recorded_at >= *before && is_on(*name))
    }
}
