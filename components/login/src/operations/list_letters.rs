use axum::extract::{Query, rejection::QueryRejection};
use jiff::Timestamp;
use journal::Kind;
use serde::{Deserialize, Serialize};
use uuid::Uuid;
use web::{Context, Json, Problem, kinds};

use super::act::Act;
use crate::{
    Login,
    domain::letter::Content,
    fault::{Denial, Fault},
    store::letters::{self, Pending},
};

/// Where a page of letters begins.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct LettersPage {
    /// The last id of the page before.
    apres: Option<Uuid>,
}

/// The letters that wait to be handed over, oldest first, twenty at most.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct Letters {
    elements: Vec<ReadLetter>,
}

/// A letter: whom to, what for, and the secret that it carries to its holder alone.
#[derive(Debug, Serialize, utoipa::ToSchema)]
pub(crate) struct ReadLetter {
    id: Uuid,
    identifiant: String,
    nom: String,
    prenoms: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    organisation: Option<Uuid>,
    /// What the secret is for, in words for its holder.
    objet: String,
    /// The page on which its holder enters the secret.
    page: &'static str,
    secret: String,
    emis_le: Timestamp,
    expire_le: Timestamp,
}

/// `GET /login/courriers`: the fund's dispatcher reads what it has to hand over. Which letters were read, and through
/// which application, is in the journal before they leave, to whoever may still read them by then.
pub(crate) async fn list_letters(
    act: Act,
    page: Result<Query<LettersPage>, QueryRejection>,
) -> Result<Json<Letters>, Problem> {
    act.authorise("listLetters")?;
    let Query(page) = page.map_err(|_| Problem::new(kinds::UNPROCESSABLE).with("pointeur", "/apres"))?;
    act.answer(list(&act, page.apres).await)
}

async fn list(act: &Act, after: Option<Uuid>) -> Result<Json<Letters>, Denial> {
    let elements = read(&act.login, &act.context, after).await?;
    if !elements.is_empty() {
        let read = Kind::LettersRead { courriers: elements.iter().map(|letter| letter.id).collect() };
        act.perform(&[read], async { Ok(act.begin().await?.rollback().await?) }).await?;
    }
    Ok(Json(Letters { elements }))
}

async fn read(login: &Login, context: &Context, after: Option<Uuid>) -> Result<Vec<ReadLetter>, Fault> {
    let keys = &login.configuration(context).await?.factor_keys;
    let pending = letters::list_pending(&login.database, after.unwrap_or(Uuid::nil()), context.now).await?;
    let open = |letter: Pending| {
        let content = Content::open(letter.id, &letter.sealed, keys)?;
        Ok(ReadLetter {
            id: letter.id,
            identifiant: content.identifiant,
            nom: content.nom,
            prenoms: content.prenoms,
            organisation: content.organisation,
            objet: content.objet,
            page: if letter.is_further { "/login/rattachement" } else { "/login/activation" },
            secret: content.secret,
            emis_le: letter.posted_at,
            expire_le: letter.expires_at,
        })
    };
    pending.into_iter().map(open).collect()
}
