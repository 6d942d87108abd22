use access::{Principal, ProfileCode, Purpose, TradeCode};
use jiff::{Timestamp, civil::Date};
use policies::{Authority, ExtraCode, Reading};
use serde::Deserialize;
use web::{Context, Problem};

use super::Known;
use crate::{
    calendar::day_in_france,
    domain::{
        CHILDHOOD, DossierNumber, Facts, Matricule, Month, Organisme, Reader, ServiceCode, Verification,
    },
    ports::Habilitation,
    problems,
};

/// The quotient familial is kept for the 24 months before the present one.
const MONTHS: i32 = 24;

#[derive(Deserialize, utoipa::ToSchema)]
#[serde(deny_unknown_fields)]
pub(crate) struct ConsultationBody {
    organisme: Organisme,
    matricule: Matricule,
    finalite: Purpose,
    verification: Verification,
    code: Option<String>,
    #[schema(value_type = Option<String>, pattern = "^[0-9]{4}-[0-9]{2}$")]
    mois: Option<Month>,
}

/// What is asked, once read.
pub(super) struct Asked {
    pub(super) number: DossierNumber,
    pub(super) purpose: Purpose,
    pub(super) month: Month,
    pub(super) verification: Verification,
    /// None when there is none, or what was given is no code: no code is right then.
    code: Option<TradeCode>,
}

impl Asked {
    pub(super) fn of(body: ConsultationBody, context: &Context) -> Result<Self, Problem> {
        let ConsultationBody { organisme, matricule, finalite, verification, code, mois } = body;
        let present = Month::of(day_in_france(context.now));
        let month = mois.unwrap_or(present);
        if !(0..=MONTHS).contains(&month.months_before(present)) {
            return Err(Problem::new(problems::MONTH_OUT_OF_RANGE).with("pointeur", "/mois"));
        }
        Ok(Self {
            number: DossierNumber { organisme, matricule },
            purpose: finalite,
            month,
            verification,
            code: code.and_then(|text| TradeCode::parse(&text)),
        })
    }

    /// All that decides the reading.
    pub(super) fn reading(
        &self,
        principal: &Principal,
        habilitation: &Habilitation,
        known: &Known,
        authority: &Authority,
        now: Timestamp,
    ) -> Reading {
        let Known { found, facts, .. } = known;
        let organisation = habilitation.organisation.as_ref();
        let category = organisation.map_or("", |organisation| &organisation.categorie);
        let reader = Reader {
            organisation: organisation.map(|organisation| organisation.id),
            category: category.parse().ok(),
        };
        let profile = habilitation.profil.as_ref().map(|profile| profile.code.clone());
        let objections = found.iter().flat_map(|found| &found.objections);
        let covers = |organisme: &str| habilitation.organismes.iter().any(|covered| covered == organisme);
        let today = day_in_france(now);
        Reading {
            roles: principal.roles.clone(),
            standing: habilitation.standing(),
            organisation_category: category.to_owned(),
            is_purpose_contracted: habilitation.finalites.contains(&self.purpose),
            is_fund_contracted: covers(&self.number.organisme.to_string()),
            is_extra_code_right: self.is_extra_code_right(profile.as_ref(), habilitation, authority),
            is_verified: self.is_verified(habilitation, facts),
            is_opposed: objections.fold(false, |opposed, objection| opposed | objection.binds(reader)),
            is_held_by_contracted_fund: found.is_some() & covers(&facts.numero.organisme.to_string()),
            is_tenant_of_landlord: is_tenant(facts, habilitation.codes.bailleur.as_ref(), today),
            is_under_instructor: is_under(facts, habilitation.codes.instructeur.as_ref()),
            has_rsa: facts.a_rsa,
            youngest_child_age: youngest_child_age(facts, today),
            profile,
            purpose: self.purpose.clone(),
        }
    }

    fn is_verified(&self, habilitation: &Habilitation, facts: &Facts) -> bool {
        let is_expected = habilitation.verification.is_none_or(|kind| kind == self.verification.kind());
        self.verification.is_right(facts) & is_expected
    }

    fn is_extra_code_right(
        &self,
        profile: Option<&ProfileCode>,
        habilitation: &Habilitation,
        authority: &Authority,
    ) -> bool {
        let grants = profile.and_then(|profile| authority.profiles().grants(profile, &self.purpose));
        let own = match grants.and_then(|grants| grants.extra_code) {
            None => return true,
            Some(ExtraCode::Bailleur) => habilitation.codes.bailleur.as_ref(),
            Some(ExtraCode::Instructeur) => habilitation.codes.instructeur.as_ref(),
        };
        own.is_some() && own == self.code.as_ref()
    }

    /// What the contract expects instead, when another element was given.
    pub(super) fn expected_instead(&self, habilitation: &Habilitation) -> Option<&'static str> {
        use crate::domain::VerificationKind;
        let expected = habilitation.verification.filter(|kind| *kind != self.verification.kind())?;
        Some(match expected {
            VerificationKind::Telephone => "telephone",
            VerificationKind::DateNaissance => "date_naissance",
        })
    }
}

fn is_tenant(facts: &Facts, landlord: Option<&TradeCode>, today: Date) -> bool {
    landlord.is_some_and(|code| facts.locations.iter().any(|tenancy| tenancy.binds(code, today)))
}

/// The age of the youngest of those who are children on `today`: born, and under twenty (CSS L512-3 and R512-2).
fn youngest_child_age(facts: &Facts, today: Date) -> Option<u8> {
    let ages = facts.enfants.iter().filter_map(|birth| birth.age_on(today));
    ages.filter(|age| *age < CHILDHOOD).min()
}

/// Whether the dossier is under the service of the agent who has this code: the whole code of a service, and no part of one.
fn is_under(facts: &Facts, code: Option<&TradeCode>) -> bool {
    let service =
        code.and_then(|code| ServiceCode::of_agent(code.as_str())).map(|service| service.to_string());
    service.is_some_and(|service| facts.services_instructeurs.contains(&service))
}
