use std::collections::BTreeSet;

use access::{ProfileCode, Purpose, Role};
use cedar_policy::{Context, RestrictedExpression};
use serde::Deserialize;

use crate::attributes::uid;

/// All that decides a reading, and nothing else: a decision is a function of this record.
#[derive(Debug, Clone, PartialEq, Eq, Hash, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Reading {
    /// What the agent may act as.
    pub roles: BTreeSet<Role>,
    /// The profile of their habilitation; none when it is not in force.
    pub profile: Option<ProfileCode>,
    /// What they ask the data for.
    pub purpose: Purpose,
    /// Whether anything stands in the agent's own way.
    pub standing: Standing,
    /// The kind of organisation, such as `creche`.
    pub organisation_category: String,
    /// The contract allows the purpose.
    pub is_purpose_contracted: bool,
    /// The contract covers the fund that was asked.
    pub is_fund_contracted: bool,
    /// The extra code that the purpose demands was given and is the agent's; true when it demands none.
    pub is_extra_code_right: bool,
    /// The check about the beneficiary is right.
    pub is_verified: bool,
    /// The beneficiary has objected to this reader.
    pub is_opposed: bool,
    /// The fund that now holds the dossier is one the contract covers.
    pub is_held_by_contracted_fund: bool,
    /// The dossier has a tenancy in the stock of the agent's landlord code.
    pub is_tenant_of_landlord: bool,
    /// The dossier's RSA file is under the agent's instruction service.
    pub is_under_instructor: bool,
    /// The dossier has an RSA right or request.
    pub has_rsa: bool,
    /// Age of the youngest dependent child, in years.
    #[serde(default)]
    pub youngest_child_age: Option<u8>,
}

/// What stands in the agent's own way, whatever the dossier.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Standing {
    /// Nothing.
    EnVigueur,
    /// The fund suspended the habilitation or the organisation.
    Suspendue,
    /// The training is missing or expired.
    Formation,
    /// Account, habilitation, contract or convention is not in force.
    HorsVigueur,
}

/// To whom the reason of a refusal may be told.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Audience {
    /// The caller: the reason depends on them alone.
    Caller,
    /// The journal only: to the caller it looks like an unknown dossier.
    Journal,
}

/// A reading that may be: only [`crate::Authority::decide_reading`] makes one.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct AllowedReading(pub(crate) Reading);

/// Whether a reading may be.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum ReadingDecision {
    /// What it gives may be asked for.
    Allowed(AllowedReading),
    /// Nothing.
    Refused {
        /// The rule that refuses; none when no rule permits.
        policy: Option<String>,
        /// Who may know.
        audience: Audience,
    },
}

impl Standing {
    fn as_str(self) -> &'static str {
        match self {
            Self::EnVigueur => "en_vigueur",
            Self::Suspendue => "suspendue",
            Self::Formation => "formation",
            Self::HorsVigueur => "hors_vigueur",
        }
    }
}

impl Reading {
    pub(crate) fn to_context(&self) -> Option<Context> {
        let flag = RestrictedExpression::new_bool;
        let text = |value: &str| RestrictedExpression::new_string(value.to_owned());
        let roles = self.roles.iter().map(|role| text(role.as_str()));
        let mut pairs = vec![
            ("roles", RestrictedExpression::new_set(roles)),
            ("purpose", text(self.purpose.as_str())),
            ("standing", text(self.standing.as_str())),
            ("organisation_category", text(&self.organisation_category)),
            ("is_purpose_contracted", flag(self.is_purpose_contracted)),
            ("is_fund_contracted", flag(self.is_fund_contracted)),
            ("is_extra_code_right", flag(self.is_extra_code_right)),
            ("is_verified", flag(self.is_verified)),
            ("is_opposed", flag(self.is_opposed)),
            ("is_held_by_contracted_fund", flag(self.is_held_by_contracted_fund)),
            ("is_tenant_of_landlord", flag(self.is_tenant_of_landlord)),
            ("is_under_instructor", flag(self.is_under_instructor)),
            ("has_rsa", flag(self.has_rsa)),
        ];
        if let Some(profile) = &self.profile {
            let profile = uid("Profile", profile.as_str())?;
            pairs.push(("profile", RestrictedExpression::new_entity_uid(profile)));
        }
        if let Some(age) = self.youngest_child_age {
            pairs.push(("youngest_child_age", RestrictedExpression::new_long(age.into())));
        }
        Context::from_pairs(pairs.into_iter().map(|(name, value)| (name.to_owned(), value))).ok()
    }
}
