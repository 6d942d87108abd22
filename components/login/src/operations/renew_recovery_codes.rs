use axum::response::Response;
use http::StatusCode;
use journal::Kind;

use super::{
    enrol_factor::recovery_codes,
    finish_sign_in::used,
    own_account::{OwnAccount, WRONG},
    telling::{take_back, tell},
};
use crate::{
    domain::opaque::readable_hash,
    pages::{Answer, RecoveryPage, ReproofPage, Visit},
    parameters::Parameters,
    store::own_secrets,
};

/// `GET /login/codes-de-secours`: the form that asks for new recovery codes.
pub(crate) async fn show_recovery_renewal(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    OwnAccount::of(visit).await?;
    ReproofPage::RECOVERY.respond(StatusCode::OK, "")
}

/// `POST /login/codes-de-secours`: gives new recovery codes to whoever proves both factors again; the former ones open
/// nothing any more.
pub(crate) async fn renew_recovery_codes(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(renew(&visit, &parameters).await)
}

async fn renew(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let own = OwnAccount::of(visit).await?;
    let Some(proof) = own.prove_both(visit, parameters).await? else {
        return ReproofPage::RECOVERY.respond(StatusCode::FORBIDDEN, WRONG);
    };
    let kinds = used(&proof).into_iter().chain([Kind::RecoveryCodesRenewed {}]);
    let told: Vec<_> = kinds.map(|kind| own.event(kind)).collect();
    tell(visit, &told).await?;
    let codes = recovery_codes(&*visit.login.platform.random);
    let hashes: Vec<_> = codes.iter().map(|code| readable_hash(code)).collect();
    let (database, now) = (&visit.login.database, visit.now());
    if !own_secrets::renew_recovery_codes(database, (own.proved(), &proof), &hashes, now).await? {
        take_back(visit, &told).await?;
        return ReproofPage::RECOVERY.respond(StatusCode::FORBIDDEN, WRONG);
    }
    RecoveryPage { codes: &codes, next: "/login/securite" }.respond()
}
