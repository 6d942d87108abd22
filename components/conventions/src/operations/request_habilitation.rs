use std::sync::Arc;

use access::{Principal, ProfileCode, Purpose, Role};
use axum::extract::State;
use jiff::{Timestamp, civil::Date};
use platform::{Transaction, new_uuid};
use serde::Deserialize;
use uuid::Uuid;
use web::{Caller, Context, Json, Problem};

use super::{
    admission::{Admitted, admit},
    holder, phases,
    recording::{self, Change, Done},
    transition_habilitation::check_code,
};
use crate::{
    Conventions,
    domain::{Coded, ExtraCode, HabilitationState, Label, PersonName, Refusal, calendar, duties::REQUEST},
    failure::Failure,
    store::{
        acts::Kind,
        contracts::{self, Contract},
        conventions,
        habilitations::{self as store, Habilitation},
        organisations,
        profiles::{self, Profile},
    },
};

/// A bulletin d'adhésion, as a manager fills it.
#[derive(Debug, Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct HabilitationRequest {
    contrat: Uuid,
    personne: PersonName,
    fonction: Label,
    profil: ProfileCode,
    #[schema(min_items = 1)]
    finalites: Vec<Purpose>,
    code: Option<String>,
    debut: Date,
    /// Its last day.
    fin: Date,
}

/// `POST /v1/habilitations`.
pub(crate) async fn request_habilitation(
    State(conventions): State<Arc<Conventions>>,
    Caller(principal): Caller,
    context: Context,
    Json(body): Json<HabilitationRequest>,
) -> Result<Json<Done>, Problem> {
    let work = async {
        let PersonName { email, nom, prenoms } = &body.personne;
        let names = (email.as_str(), nom.as_str(), prenoms.as_str());
        let mut snapshot = conventions.database.snapshot().await?;
        admit_for(&conventions, &mut snapshot, &principal, body.contrat).await?;
        snapshot.commit().await?;
        holder::check(&conventions, &context, names, None).await?;
        let mut transaction = conventions.database.begin().await?;
        let (caller, contract) = admit_for(&conventions, &mut transaction, &principal, body.contrat).await?;
        let habilitation =
            build(&conventions, &mut transaction, (&caller, &contract), body, &context).await?;
        store::insert_habilitation(&mut transaction, &habilitation).await?;
        let change = Change {
            subject: (Kind::Habilitation, habilitation.id),
            organisation: Some(habilitation.organisation),
            act: REQUEST,
            before: None,
            after: habilitation.state.code(),
            reason: None,
            is_granting: false,
        };
        let by = (&caller, Role::Gestionnaire);
        let act = recording::write(&conventions, &mut transaction, by, change, &context).await?;
        transaction.commit().await?;
        let state = (habilitation.id, habilitation.state, habilitation.version);
        Ok(recording::conclude(&conventions, &context, state, act).await)
    };
    work.await.map(Json).map_err(|failure: Failure| failure.into_problem(&context))
}

/// The caller, who may ask for habilitations under this contract. Nothing is asked of `login` for another.
async fn admit_for(
    conventions: &Conventions,
    transaction: &mut Transaction,
    principal: &Principal,
    contract: Uuid,
) -> Result<(Admitted, Contract), Failure> {
    let caller = admit(transaction, principal).await?;
    let contract = contracts::find_contract(transaction, contract).await?.ok_or(Refusal::Unknown)?;
    caller.authorise(conventions, "requestHabilitation", Some(contract.organisation))?;
    Ok((caller, contract))
}

async fn build(
    conventions: &Conventions,
    transaction: &mut Transaction,
    (caller, contract): (&Admitted, &Contract),
    body: HabilitationRequest,
    context: &Context,
) -> Result<Habilitation, Failure> {
    let (starts_at, ends_at) = calendar::period(body.debut, body.fin)?;
    check_agreement(transaction, contract, (starts_at, ends_at), context.now).await?;
    let profile =
        profiles::find_profile(transaction, &body.profil).await?.ok_or(Refusal::Member("/profil"))?;
    check_scope(contract, &profile, &body.finalites)?;
    let code = extra_code(contract, &profile, &body)?;
    let new_id = || new_uuid(context.now, &*conventions.platform.random);
    let organisation = contract.organisation;
    let person = organisations::settle_person(transaction, new_id(), organisation, &body.personne).await?;
    let person = person.ok_or(Refusal::AccountInUse)?.id;
    let habilitation = Habilitation {
        id: new_id(),
        organisation,
        contract: contract.id,
        person,
        function: body.fonction.into(),
        profile: profile.code,
        profile_version: profile.version,
        purposes: body.finalites,
        code,
        state: HabilitationState::Requested,
        version: 1,
        asked_by: caller.person.ok_or(Refusal::RoleMayNot)?,
        starts_at,
        ends_at,
        due_at: Some(phases::due_at(conventions, phases::RECEIPT, context.now).await?),
    };
    check_unique(transaction, &habilitation, context.now).await?;
    check_code(transaction, &habilitation, context.now).await?;
    Ok(habilitation)
}

async fn check_agreement(
    transaction: &mut Transaction,
    contract: &Contract,
    (starts_at, ends_at): (Timestamp, Timestamp),
    now: Timestamp,
) -> Result<(), Failure> {
    let above =
        conventions::find_convention(transaction, contract.convention).await?.ok_or(Refusal::Unknown)?;
    let is_active = above.state.as_of(above.ends_at, now) == crate::domain::ConventionState::Active;
    // A request may come before the contract's first day, never after its last.
    if !is_active || !contract.state.is_in_force(Timestamp::MIN, contract.ends_at, now) {
        return Err(Refusal::AgreementNotInForce.into());
    }
    if starts_at < contract.starts_at || ends_at > contract.ends_at || ends_at <= now {
        return Err(Refusal::Period.into());
    }
    Ok(())
}

/// Least allocation: the profile is one of the contract's, the purposes are those of both.
fn check_scope(contract: &Contract, profile: &Profile, purposes: &[Purpose]) -> Result<(), Refusal> {
    let is_allowed = |purpose: &Purpose| {
        contract.limits.finalites.contains(purpose)
            && profile.finalites.iter().any(|allowed| allowed.finalite == *purpose)
    };
    if purposes.is_empty() {
        return Err(Refusal::Member("/finalites"));
    }
    let is_within = contract.limits.profils.contains(&profile.code) && purposes.iter().all(is_allowed);
    is_within.then_some(()).ok_or(Refusal::WiderThanAgreed)
}

/// The extra code that the purposes demand, of the kind that the contract has; none when they demand none.
fn extra_code(
    contract: &Contract,
    profile: &Profile,
    body: &HabilitationRequest,
) -> Result<Option<ExtraCode>, Refusal> {
    let chosen = profile.finalites.iter().filter(|purpose| body.finalites.contains(&purpose.finalite));
    let mut kinds = chosen.filter_map(|purpose| purpose.code);
    let demanded = kinds.next();
    let is_single = kinds.all(|kind| Some(kind) == demanded);
    match (demanded, &body.code) {
        (None, None) => Ok(None),
        (Some(kind), Some(text)) if is_single && contract.limits.code == Some(kind) => {
            ExtraCode::parse(kind, text).map(Some)
        }
        _ => Err(Refusal::CodeExpected),
    }
}

/// One habilitation at a time for a person and contract: the next one may be asked for before the present one ends.
async fn check_unique(
    transaction: &mut Transaction,
    asked: &Habilitation,
    now: Timestamp,
) -> Result<(), Failure> {
    let is_rival = |other: &Habilitation| {
        let is_at_once = other.starts_at < asked.ends_at && other.ends_at > asked.starts_at.max(now);
        other.contract == asked.contract && is_at_once
    };
    let open = store::list_open_habilitations(transaction, asked.person).await?;
    if open.iter().any(is_rival) { Err(Refusal::Duplicate.into()) } else { Ok(()) }
}
