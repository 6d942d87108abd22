use axum::response::Response;

use crate::pages::{self, Visit};

/// `GET /` and `GET /login/`: whoever types the address of the service is led to their sessions, or to the sign-in.
pub(crate) async fn open_home(visit: Visit) -> Response {
    visit.answer(pages::redirect("/login/sessions"))
}
