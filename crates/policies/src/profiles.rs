use std::collections::{BTreeMap, BTreeSet};

use access::{Category, Form, ProfileCode, Purpose};
use serde::Deserialize;

use crate::PolicyError;

/// The table of profiles: versioned data that a fund may replace.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profiles {
    /// Version of the table.
    pub version: u32,
    /// The day from which it holds.
    pub in_force_since: String,
    /// The profiles.
    #[serde(rename = "profile")]
    pub profiles: Vec<Profile>,
}

/// A category of professionals.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Profile {
    /// Its code.
    pub code: ProfileCode,
    /// Its name for people.
    pub label: String,
    /// What it may see, by purpose.
    pub purposes: BTreeMap<Purpose, PurposeGrants>,
}

/// What a profile may see for one purpose.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct PurposeGrants {
    /// Its name for people.
    pub label: String,
    /// The extra code without which nothing is given.
    #[serde(default)]
    pub extra_code: Option<ExtraCode>,
    /// The form of each category that is given; a category that is absent is not given.
    #[serde(flatten)]
    pub grants: BTreeMap<Category, Form>,
}

/// A code that ties an agent to a field of their own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum ExtraCode {
    /// A landlord's code: its own tenants.
    Bailleur,
    /// An RSA instruction service's code: its own RSA files.
    Instructeur,
}

impl Profiles {
    pub(crate) fn parse(text: &str) -> Result<Self, PolicyError> {
        let profiles: Self =
            toml::from_str(text).map_err(|error| PolicyError::Profiles(error.to_string()))?;
        profiles.check()?;
        Ok(profiles)
    }

    fn check(&self) -> Result<(), PolicyError> {
        let codes: BTreeSet<_> = self.profiles.iter().map(|profile| &profile.code).collect();
        if codes.len() != self.profiles.len() {
            return Err(PolicyError::Profiles("a profile is given twice".to_owned()));
        }
        let cells =
            self.profiles.iter().flat_map(|profile| profile.purposes.values()).flat_map(|p| &p.grants);
        for (category, form) in cells {
            if !category.forms().contains(form) {
                return Err(PolicyError::Profiles(format!("{category} has no form {form}")));
            }
        }
        Ok(())
    }

    /// The profile with this code.
    #[must_use]
    pub fn find(&self, code: &ProfileCode) -> Option<&Profile> {
        self.profiles.iter().find(|profile| profile.code == *code)
    }

    /// What the profile `code` may see for `purpose`.
    #[must_use]
    pub fn grants(&self, code: &ProfileCode, purpose: &Purpose) -> Option<&PurposeGrants> {
        self.find(code)?.purposes.get(purpose)
    }
}
