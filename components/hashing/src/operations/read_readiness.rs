use web::{Json, Readiness};

/// `GET /prive/etat`: it has no database to wait for.
pub(crate) async fn read_readiness() -> Json<Readiness> {
    Json(Readiness { migrations: 0 })
}
