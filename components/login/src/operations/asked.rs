//! Which request of a client a page or a form is about: each tab ends its own.

use axum::response::Response;

use crate::{
    domain::pending_request::{Asked, Reference},
    fault::Fault,
    pages::{self, Answer, Visit},
    parameters::Parameters,
    store::{clients, pushed_requests},
};

/// The field of a form, or the parameter of a link, that says it.
const NAME: &str = "demande";

/// The parameter of a link to a new sign-in, whoever is signed in already.
const OTHER: &str = "autre";

/// The one that a form names; of a form that names none, the one that this browser is ending.
pub(super) async fn of_form(visit: &Visit, parameters: &Parameters) -> Result<Asked, Fault> {
    match named(parameters) {
        Some(reference) => find(visit, reference).await,
        None => of_page(visit).await,
    }
}

/// The one that this browser is ending: the first for which no code was given.
pub(super) async fn of_page(visit: &Visit) -> Result<Asked, Fault> {
    first_pending(visit, visit.browser().requests.references()).await
}

/// The one that a page is opened for: what its link names or, without a name, what came last.
pub(super) async fn of_entry(visit: &Visit) -> Result<Asked, Fault> {
    match link(visit).as_ref().and_then(named) {
        Some(reference) => find(visit, reference).await,
        None => first_pending(visit, visit.browser().requests.references().rev()).await,
    }
}

/// Whether the link to this page asks for a sign-in beside the one that the browser has.
pub(super) fn is_for_another_sign_in(visit: &Visit) -> bool {
    link(visit).is_some_and(|parameters| parameters.get(OTHER).is_some())
}

fn link(visit: &Visit) -> Option<Parameters> {
    Parameters::parse(visit.uri.query().unwrap_or_default().as_bytes()).ok()
}

/// Sends the browser on within a sign-in, with its request in mind.
pub(super) fn lead(visit: &Visit, asked: &Asked, target: &str) -> Answer {
    Ok(kept_with(visit, asked, pages::redirect(target)?))
}

/// Has the browser keep in mind, with this answer, which request it is ending.
pub(super) fn kept_with(visit: &Visit, asked: &Asked, response: Response) -> Response {
    let requests = visit.browser().requests;
    match asked.reference() {
        Some(reference) => pages::with_requests(response, &requests.with_first(reference)),
        None => response,
    }
}

/// A pushed request, unless it was used or expired, or its client closed.
pub(super) async fn find(visit: &Visit, reference: Reference) -> Result<Asked, Fault> {
    let database = &visit.login.database;
    let found = pushed_requests::find_request(database, &reference, visit.now()).await?;
    let Some(found) = found else { return Ok(Asked::Over(reference)) };
    let is_open = clients::find_client(database, found.request.client).await?.is_some();
    Ok(if is_open { Asked::Pending(Box::new(found)) } else { Asked::Over(reference) })
}

fn named(parameters: &Parameters) -> Option<Reference> {
    parameters.get(NAME).and_then(Reference::parse)
}

async fn first_pending<'a>(
    visit: &Visit,
    references: impl Iterator<Item = &'a Reference>,
) -> Result<Asked, Fault> {
    for reference in references {
        let asked = find(visit, reference.clone()).await?;
        if matches!(asked, Asked::Pending(_)) {
            return Ok(asked);
        }
    }
    Ok(Asked::Nothing)
}
