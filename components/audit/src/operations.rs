//! One file a verb.

mod append_event;
pub(crate) mod confirm_clock;
pub(crate) mod export_events;
pub(crate) mod lift_hold;
pub(crate) mod list_holds;
pub(crate) mod place_hold;
pub(crate) mod prove_consistency;
pub(crate) mod prove_inclusion;
pub(crate) mod publish_checkpoint;
pub(crate) mod purge_contents;
pub(crate) mod read_beneficiary_view;
mod read_checkpoint;
mod read_log_key;
mod read_readiness;
mod read_tile;
pub(crate) mod search_events;
mod sought;
pub(crate) mod verify_log;

pub(crate) use append_event::append_event;
pub(crate) use confirm_clock::confirm_clock;
pub(crate) use export_events::export_events;
pub(crate) use lift_hold::lift_hold;
pub(crate) use list_holds::list_holds;
pub(crate) use place_hold::place_hold;
pub(crate) use prove_consistency::prove_consistency;
pub(crate) use prove_inclusion::prove_inclusion;
pub(crate) use publish_checkpoint::publish_checkpoint;
pub(crate) use purge_contents::purge_contents;
pub(crate) use read_beneficiary_view::read_beneficiary_view;
pub(crate) use read_checkpoint::read_checkpoint;
pub(crate) use read_log_key::read_log_key;
pub(crate) use read_readiness::read_readiness;
pub(crate) use read_tile::read_tile;
pub(crate) use search_events::search_events;
pub(crate) use verify_log::verify_log;
