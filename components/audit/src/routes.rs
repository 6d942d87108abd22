use std::sync::Arc;

use access::Scope;
use http::Method;
use web::{Format, READINESS_PATH, Routes};

use crate::{
    Audit,
    operations::{
        append_event, confirm_clock, export_events, lift_hold, list_holds, place_hold, prove_consistency,
        prove_inclusion, publish_checkpoint, purge_contents, read_beneficiary_view, read_checkpoint,
        read_log_key, read_readiness, read_tile, search_events, verify_log,
    },
};

const TEXT: Format = Format { body_cap: web::BODY_CAP, produces: "text/plain", is_streamed: false };
const BYTES: Format =
    Format { body_cap: web::BODY_CAP, produces: "application/octet-stream", is_streamed: false };
const LINES: Format =
    Format { body_cap: web::BODY_CAP, produces: "application/x-ndjson", is_streamed: false };

/// The table of routes.
#[must_use]
pub fn routes() -> Routes<Arc<Audit>> {
    Routes::in_scope(Scope::Journal)
        .private(Method::GET, READINESS_PATH, "readReadiness", read_readiness)
        .private(Method::POST, journal::APPEND_PATH, "appendEvent", append_event)
        .private(
            Method::POST,
            "/prive/consultations-du-dossier",
            "readBeneficiaryView",
            read_beneficiary_view,
        )
        .public_as(Method::GET, "/log/cle", "readLogKey", TEXT, read_log_key)
        .public_as(Method::GET, "/log/checkpoint", "readCheckpoint", TEXT, read_checkpoint)
        .public_as(Method::GET, "/log/tile/{*tile}", "readTile", BYTES, read_tile)
        .public(Method::GET, "/log/proofs/inclusion", "proveInclusion", prove_inclusion)
        .public(Method::GET, "/log/proofs/consistency", "proveConsistency", prove_consistency)
        .public(Method::POST, "/v1/journal/recherches", "searchEvents", search_events)
        .public_as(Method::POST, "/v1/journal/exports", "exportEvents", LINES, export_events)
        .public(Method::POST, "/v1/journal/verifications", "verifyLog", verify_log)
        .public(Method::POST, "/v1/journal/gels", "placeHold", place_hold)
        .public(Method::GET, "/v1/journal/gels", "listHolds", list_holds)
        .public(Method::POST, "/v1/journal/gels/{id}/levee", "liftHold", lift_hold)
        .public(Method::POST, "/v1/journal/purges", "purgeContents", purge_contents)
        .public(Method::POST, "/v1/journal/horloge", "confirmClock", confirm_clock)
        .public(Method::POST, "/v1/journal/maintenance", "publishCheckpoint", publish_checkpoint)
}
