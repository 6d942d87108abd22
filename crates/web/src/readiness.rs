use platform::{Database, SqlError};
use serde::{Deserialize, Serialize};

use crate::{Context, Json, Problem};

/// The private path at which each component says whether it is ready.
pub const READINESS_PATH: &str = "/prive/etat";

/// What a ready component says of itself.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Readiness {
    /// How many migrations its database has.
    pub migrations: u32,
}

/// Answers that the component is ready when its database is there and migrated.
///
/// # Errors
/// [`crate::kinds::UNAVAILABLE`] when it is not; the cause is logged.
pub async fn readiness(database: &Database, context: Context) -> Result<Json<Readiness>, Problem> {
    let counted = database.query("SELECT count(*) FROM migrations", &[]).await;
    let migrations = counted.and_then(|rows| match rows.first() {
        Some(row) => row.get(0),
        None => Err(SqlError::Schema("the table of migrations is empty".to_owned())),
    });
    match migrations {
        Ok(migrations) => Ok(Json(Readiness { migrations })),
        Err(error) => Err(Problem::fault(&context, "readiness", &error)),
    }
}
