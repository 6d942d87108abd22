use serde_json::json;
use web::{
    StatusCode,
    contract::{Body, Contract, Operation},
};

use crate::{operations::read_state::ApplicationState, routes::routes};

/// What this component promises outside.
#[must_use]
pub fn contract() -> Contract {
    let document = Body::with_schema(json!({ "type": "object", "required": ["openapi", "paths"] }));
    let unready = "Un composant au moins n'est pas prêt";
    Contract::new("État", routes().table(), &[])
        .with(
            Operation::new("readState", "Dire si chaque composant est prêt")
                .answers::<ApplicationState>()
                .answers_with(StatusCode::SERVICE_UNAVAILABLE, unready, Some(Body::of::<ApplicationState>())),
        )
        .with(
            Operation::new("readContract", "Ce document")
                .heeds("If-None-Match", "L'étiquette ETag de la version que l'on a")
                .answers_with(StatusCode::OK, "Document OpenAPI", Some(document))
                .answers_with(StatusCode::NOT_MODIFIED, "La version que l'on a est la bonne", None),
        )
}
