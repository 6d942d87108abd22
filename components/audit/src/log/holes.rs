use std::collections::BTreeSet;

use jiff::{SignedDuration, Timestamp};
use journal::{DossierPseudonym, Leaf, PseudonymKey};

use super::Finding;
use crate::{
    JournalFault,
    domain::{digest_of_names, retention_ends},
    settings::SHORTEST,
    store::{
        Statements,
        contents::find_purged_before,
        holds::{Kept, Placed, find_kept, list_placed},
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
    let before = find_purged_before(on, Timestamp::MAX).await?.unwrap_or(Timestamp::MIN);
    let explained = Explained { before, held: list_kept(on, before).await?, pseudonyms };
    let finding = |hole: &Hole| {
        let flaw = explained.flaw(&hole.leaf)?;
        Some(Finding::new(format!("événement {}", hole.index), flaw))
    };
    Ok(holes.iter().filter_map(finding).collect())
}

/// The holds that someone undid or altered in the database: the next purge would delete what they keep.
pub(crate) async fn verify_holds(on: &mut impl Statements) -> Result<Vec<Finding>, JournalFault> {
    let before = find_purged_before(on, Timestamp::MAX).await?.unwrap_or(Timestamp::MIN);
    let mut findings = Vec::new();
    for placed in list_placed(on).await? {
        if !holds_as_placed(&placed, find_kept(on, placed.gel).await?, before) {
            let place = format!("gel {}", placed.gel);
            findings.push(Finding::new(place, "le gel n'est plus celui que le journal dit posé"));
        }
    }
    Ok(findings)
}

fn holds_as_placed(placed: &Placed, kept: Option<Kept>, purged: Timestamp) -> bool {
    let Some(kept) = kept else { return false };
    is_over(placed, &kept, purged)
        || kept.lifted_at.is_none()
            && kept.agent == placed.agent
            && kept.placed_at <= after(placed.recorded_at)
            && placed.dossier.is_none_or(|name| kept.names.contains(&name))
            && placed.names.is_none_or(|names| digest_of_names(&kept.names) == names)
}

/// Whether the hold was lifted before what purges deleted, so that the event of that may be gone.
fn is_over(placed: &Placed, kept: &Kept, purged: Timestamp) -> bool {
    kept.lifted_at.is_some_and(|lifted_at| lifted_at < purged && after(lifted_at) >= placed.recorded_at)
}

fn after(instant: Timestamp) -> Timestamp {
    instant.saturating_add(MOMENT).unwrap_or(instant)
}

/// Each name under a hold that nobody lifted, with what purges had deleted when it was placed.
async fn list_kept(
    on: &mut impl Statements,
    purged: Timestamp,
) -> Result<Vec<(DossierPseudonym, Timestamp)>, JournalFault> {
    let mut names = Vec::new();
    for placed in list_placed(on).await?.into_iter().filter(|placed| placed.dossier.is_some()) {
        let before = purged_before_hold(on, &placed, purged).await?;
        let kept = find_kept(on, placed.gel).await?;
        if kept.as_ref().is_none_or(|kept| !is_over(&placed, kept, purged)) {
            let held = kept.map(|kept| kept.names).unwrap_or_default();
            let held: BTreeSet<_> = held.into_iter().chain(placed.dossier).collect();
            names.extend(held.into_iter().map(|name| (name, before)));
        }
    }
    Ok(names)
}

/// What the hold's event says, or a purge that was under way by then. Where neither tells, and the events of the purges of
/// that time are gone, what any retention then had kept.
async fn purged_before_hold(
    on: &mut impl Statements,
    placed: &Placed,
    purged: Timestamp,
) -> Result<Timestamp, JournalFault> {
    let under_way = find_purged_before(on, after(placed.recorded_at)).await?;
    Ok(match placed.purged_before.max(under_way) {
        Some(before) => before,
        None if purged > placed.recorded_at => retention_ends(placed.recorded_at, SHORTEST),
        None => Timestamp::MIN,
    })
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
