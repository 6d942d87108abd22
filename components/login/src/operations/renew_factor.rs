use axum::response::Response;
use http::StatusCode;
use journal::{Kind, word};
use zeroize::Zeroizing;

use super::{
    finish_sign_in::used,
    own_account::{OwnAccount, WRONG},
    telling::{take_back, tell},
    tries::{give_back, refuse, take_try},
};
use crate::{
    domain::{throttle::Subject, totp},
    pages::{self, Answer, NewFactorPage, ReproofPage, Visit},
    parameters::Parameters,
    store::own_secrets,
};

const WRONG_CODE: &str = "Code incorrect. Vérifiez l'heure de votre téléphone puis saisissez le code affiché par la nouvelle application.";

/// `GET /login/facteur/renouvellement`: the form that begins a renewal of the second factor.
pub(crate) async fn show_factor_renewal(visit: Visit) -> Response {
    visit.answer(show(&visit).await)
}

async fn show(visit: &Visit) -> Answer {
    OwnAccount::of(visit).await?;
    ReproofPage::FACTOR.respond(StatusCode::OK, "")
}

/// `POST /login/facteur/renouvellement`: shows a new secret to whoever proves both factors again. The former factor stays
/// until a code of the new one is proved.
pub(crate) async fn renew_factor(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(renew(&visit, &parameters).await)
}

async fn renew(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let own = OwnAccount::of(visit).await?;
    let Some(proof) = own.prove_both(visit, parameters).await? else {
        return ReproofPage::FACTOR.respond(StatusCode::FORBIDDEN, WRONG);
    };
    let told: Vec<_> = used(&proof).map(|kind| own.event(kind)).into_iter().collect();
    tell(visit, &told).await?;
    let login = &visit.login;
    let mut secret = Zeroizing::new(vec![0; totp::SECRET_BYTES]);
    login.platform.random.fill(&mut secret);
    let keys = &login.configuration(&visit.context).await?.factor_keys;
    let sealed = keys.seal(own.account.id, &secret, &*login.platform.random)?;
    let proved = (own.proved(), &proof);
    if !own_secrets::offer_factor(&login.database, proved, &sealed, visit.now()).await? {
        take_back(visit, &told).await?;
        return ReproofPage::FACTOR.respond(StatusCode::FORBIDDEN, WRONG);
    }
    NewFactorPage::new(&own.account, &secret, "").respond(StatusCode::OK)
}

/// `POST /login/facteur/nouveau`: puts the new second factor, which its code proves, in place of the former.
pub(crate) async fn enrol_new_factor(visit: Visit, parameters: Parameters) -> Response {
    visit.answer(enrol(&visit, &parameters).await)
}

async fn enrol(visit: &Visit, parameters: &Parameters) -> Answer {
    visit.require_own_origin().await?;
    let own = OwnAccount::of(visit).await?;
    let login = &visit.login;
    let Some(sealed) = own_secrets::find_offered(&login.database, &own.session, visit.now()).await? else {
        return pages::redirect("/login/facteur/renouvellement");
    };
    let subjects = [Subject::of_factor(own.account.id, &sealed)];
    take_try(visit, &subjects, Some(&own.account)).await?;
    let secret = login.configuration(&visit.context).await?.factor_keys.open(own.account.id, &sealed)?;
    let code = parameters.get("code").unwrap_or_default();
    let Some(step) = totp::matching_step(&secret, code, visit.now(), 0) else {
        refuse(visit, &subjects, Some(&own.account), word!("nouveau_facteur")).await?;
        return NewFactorPage::new(&own.account, &secret, WRONG_CODE).respond(StatusCode::FORBIDDEN);
    };
    give_back(visit, &subjects).await?;
    let methode = word!("totp");
    let kinds = [Kind::FactorRemoved { methode: methode.clone() }, Kind::FactorEnrolled { methode }];
    let told = kinds.map(|kind| own.event(kind));
    tell(visit, &told).await?;
    let offered = (&sealed[..], step);
    if !own_secrets::replace_factor(&login.database, own.proved(), offered, visit.now()).await? {
        take_back(visit, &told).await?;
        return pages::redirect("/login/facteur/renouvellement");
    }
    pages::redirect("/login/securite")
}
