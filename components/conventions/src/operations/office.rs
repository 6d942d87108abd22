//! What an officer of the fund began, another completes while the first is in office. What waits from who left opens nothing:
//! a colleague ends it, and begins it anew.

use uuid::Uuid;
use web::Context;

use crate::{Conventions, domain::Refusal, failure::Failure, ports};

/// Refuses what nobody in office began. Asked of `login` before the transaction that completes it.
pub(crate) async fn require_in_office(
    conventions: &Conventions,
    context: &Context,
    author: Option<Uuid>,
) -> Result<(), Failure> {
    let author = author.ok_or(Refusal::AuthorLeft)?;
    let is_in_office = ports::is_in_office((&conventions.platform, context), author).await;
    if is_in_office.map_err(Failure::Login)? { Ok(()) } else { Err(Refusal::AuthorLeft.into()) }
}
