//! One file a verb.

pub(crate) mod consult_dossier;
mod import_dossiers;
mod interruption;
mod known_dossier;
mod lift_objection;
pub(crate) mod list_consultations;
pub(crate) mod list_imports;
mod list_names;
pub(crate) mod list_objections;
mod owed;
pub(crate) mod purge_failures;
mod read_readiness;
mod read_regulation;
pub(crate) mod record_objection;
pub(crate) mod reseal_dossiers;

pub(crate) use consult_dossier::consult_dossier;
pub(crate) use import_dossiers::import_dossiers;
pub(crate) use lift_objection::lift_objection;
pub(crate) use list_consultations::list_consultations;
pub(crate) use list_imports::list_imports;
pub(crate) use list_names::list_names;
pub(crate) use list_objections::list_objections;
pub(crate) use purge_failures::purge_failures;
pub(crate) use read_readiness::read_readiness;
pub(crate) use read_regulation::read_regulation;
pub(crate) use record_objection::record_objection;
pub(crate) use reseal_dossiers::reseal_dossiers;
