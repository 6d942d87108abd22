use serde::{Deserialize, Serialize};
use web::{Json, Problem, kinds};

use crate::domain::argon2id;

/// What is hashed, and how.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Question {
    /// In hexadecimal digits.
    secret: String,
    /// Algorithm, version, costs and salt as a PHC string without a hash.
    reglage: String,
}

#[derive(Serialize)]
pub(crate) struct Hashed {
    /// The same PHC string with its hash.
    empreinte: String,
}

/// `POST /prive/empreintes`.
pub(crate) async fn hash_secret(Json(question): Json<Question>) -> Result<Json<Hashed>, Problem> {
    let at = |pointer: &str| Problem::new(kinds::UNPROCESSABLE).with("pointeur", pointer);
    let secret = base16ct::lower::decode_vec(&question.secret).map_err(|_| at("/secret"))?;
    let empreinte = argon2id::hash(&secret, &question.reglage).ok_or_else(|| at("/reglage"))?;
    Ok(Json(Hashed { empreinte }))
}
