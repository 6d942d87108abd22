//! Lists by pages: what the caller may list, and from where on.

use access::Principal;
use axum::extract::{Query, rejection::QueryRejection};
use platform::Transaction;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

use super::admission::admit;
use crate::{Conventions, domain::Refusal, failure::Failure};

/// The query of a list, as it came.
pub(crate) type PageQuery = Result<Query<Page>, QueryRejection>;

/// Where a page of a list begins.
#[derive(Debug, Default, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct Page {
    /// The last id of the page before.
    apres: Option<Uuid>,
    /// For the fund: one organisation alone.
    organisation: Option<Uuid>,
}

/// A page of a list.
#[derive(Debug, Serialize)]
pub(crate) struct List<T> {
    pub(crate) elements: Vec<T>,
}

/// A snapshot in which the caller may do `action`, the organisation whose things they then list (none: all), and the id
/// after which. A partner's caller lists their own organisation, whatever they ask.
pub(crate) async fn begin(
    conventions: &Conventions,
    principal: &Principal,
    action: &str,
    page: PageQuery,
) -> Result<(Transaction, Option<Uuid>, Uuid), Failure> {
    let Query(page) = page.map_err(|_| Refusal::Member("/apres"))?;
    let mut snapshot = conventions.database.snapshot().await?;
    let caller = admit(&mut snapshot, principal).await?;
    let organisation = principal.organisation.or(page.organisation);
    caller.authorise(conventions, action, organisation)?;
    Ok((snapshot, organisation, page.apres.unwrap_or(Uuid::nil())))
}
