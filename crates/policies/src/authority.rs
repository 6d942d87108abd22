use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use access::{Category, Form, Principal, Purpose};
use cedar_policy::{Authorizer, Context, Entities, EntityUid, PolicyId, PolicySet, Request, Schema};

use crate::{
    AllowedReading, Attribute, Audience, Decision, PolicyError, Profiles, Reading, ReadingDecision, Resource,
    Rule, Sources,
    attributes::{agent, uid},
    matrix::{self, grant},
    rules,
};

/// More readings than there are kinds of them in a day; past it the memory starts again.
const REMEMBERED: usize = 4096;

/// The policy set, ready to decide.
pub struct Authority {
    schema: Schema,
    policies: PolicySet,
    rules: Vec<Rule>,
    profiles: Profiles,
    matrix: Entities,
    hash: [u8; 32],
    // What a reading gives is a function of its record, so remembering it changes nothing but its cost. Whether it is allowed
    // is not remembered: refusals of an unknown dossier all have one record, and would be told from others by their speed
    // (90 µs of 3.8 ms in Wasm, 2026-11-26), as would a right try of someone who is blocked.
    granted: Mutex<HashMap<Reading, BTreeMap<Category, Form>>>,
}

impl Authority {
    /// The policy set that was compiled in. That it fits its schema is for the tests to show, once: checking it takes
    /// longer than all the rest, at the start of each instance (6 of 10 ms, natively, 2026-11-25).
    ///
    /// # Errors
    /// See [`PolicyError`].
    pub fn load() -> Result<Self, PolicyError> {
        Self::read(&Sources::EMBEDDED)
    }

    /// The policy set of these texts, once it fits its schema.
    ///
    /// # Errors
    /// See [`PolicyError`].
    pub fn from_sources(sources: &Sources<'_>) -> Result<Self, PolicyError> {
        let authority = Self::read(sources)?;
        rules::validate(&authority.schema, &authority.policies)?;
        Ok(authority)
    }

    fn read(sources: &Sources<'_>) -> Result<Self, PolicyError> {
        let (schema, _warnings) = Schema::from_cedarschema_str(sources.schema)
            .map_err(|error| PolicyError::Schema(error.to_string()))?;
        let (policies, rules) = rules::parse(sources.policies)?;
        let profiles = Profiles::parse(sources.profiles)?;
        let matrix = matrix::entities(&profiles, &schema)?;
        Ok(Self {
            schema,
            policies,
            rules,
            profiles,
            matrix,
            hash: sources.hash(),
            granted: Mutex::default(),
        })
    }

    /// Decides whether `principal` may do `action` to `resource`.
    #[must_use]
    pub fn decide(
        &self,
        principal: &Principal,
        action: &str,
        resource: &Resource,
        context: &[(&str, Attribute)],
    ) -> Decision {
        self.ask(principal, action, resource, context).unwrap_or(Decision::Deny { policy: None })
    }

    fn ask(
        &self,
        principal: &Principal,
        action: &str,
        resource: &Resource,
        context: &[(&str, Attribute)],
    ) -> Option<Decision> {
        let (agent, resource) = (agent(principal)?, resource.to_entity()?);
        let pairs = context.iter().map(|(name, value)| ((*name).to_owned(), value.to_cedar()));
        let context = Context::from_pairs(pairs).ok()?;
        let action = uid("Action", action)?;
        let request = Request::new(agent.uid(), action, resource.uid(), context, Some(&self.schema)).ok()?;
        let entities = Entities::from_entities([agent, resource], Some(&self.schema)).ok()?;
        Some(self.answer(&request, &entities))
    }

    /// Decides whether a reading may be at all, at the same cost whatever it is of.
    #[must_use]
    pub fn decide_reading(&self, reading: Reading) -> ReadingDecision {
        match self.ask_reading(&reading, "consultDossier", uid("Dossier", "dossier")) {
            Decision::Allow { .. } => ReadingDecision::Allowed(AllowedReading(reading)),
            Decision::Deny { policy } => {
                let audience = self.audience(policy.as_deref());
                ReadingDecision::Refused { policy, audience }
            }
        }
    }

    /// What a reading gives, each category by a decision of its own.
    #[must_use]
    pub fn grants(&self, AllowedReading(reading): &AllowedReading) -> BTreeMap<Category, Form> {
        let granted = || self.granted.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(grants) = granted().get(reading) {
            return grants.clone();
        }
        let grants = self.judge(reading);
        let mut granted = granted();
        if granted.len() >= REMEMBERED {
            granted.clear();
        }
        granted.insert(reading.clone(), grants.clone());
        grants
    }

    fn judge(&self, reading: &Reading) -> BTreeMap<Category, Form> {
        let profile = reading.profile.as_ref();
        let candidates = profile.and_then(|profile| self.profiles.grants(profile, &reading.purpose));
        let candidates = candidates.map(|purpose| purpose.grants.clone()).unwrap_or_default();
        let is_granted = |category: &Category, form: &Form| {
            self.ask_reading(reading, "discloseCategory", grant(*category, *form)).is_allowed()
        };
        candidates.into_iter().filter(|(c, f)| is_granted(c, f)).collect()
    }

    /// Whether `reading` may be given `category` in `form`.
    #[must_use]
    pub fn decide_category(&self, reading: &Reading, category: Category, form: Form) -> Decision {
        self.ask_reading(reading, "discloseCategory", grant(category, form))
    }

    fn ask_reading(&self, reading: &Reading, action: &str, resource: Option<EntityUid>) -> Decision {
        let request = || {
            let (principal, action) = (uid("Agent", "reader")?, uid("Action", action)?);
            Request::new(principal, action, resource?, reading.to_context()?, Some(&self.schema)).ok()
        };
        request().map_or(Decision::Deny { policy: None }, |request| self.answer(&request, &self.matrix))
    }

    fn answer(&self, request: &Request, entities: &Entities) -> Decision {
        let response = Authorizer::new().is_authorized(request, &self.policies, entities);
        let diagnostics = response.diagnostics();
        let is_faulty = diagnostics.errors().next().is_some();
        let decisive =
            diagnostics.reason().filter_map(|id| self.rank(id)).min().map(|(_, _, id)| id.to_owned());
        match (response.decision(), decisive) {
            (cedar_policy::Decision::Allow, Some(policy)) if !is_faulty => Decision::Allow { policy },
            (cedar_policy::Decision::Allow, _) => Decision::Deny { policy: None },
            (cedar_policy::Decision::Deny, policy) => Decision::Deny { policy },
        }
    }

    /// Of several rules that refuse, one that the caller may know decides: told first, it says nothing of the dossier.
    fn rank(&self, id: &PolicyId) -> Option<(bool, usize, &str)> {
        let text: &str = id.as_ref();
        let index = self.rules.iter().position(|rule| rule.id == text)?;
        let rule = self.rules.get(index)?;
        Some((rule.audience != Some(Audience::Caller), index, &rule.id))
    }

    fn audience(&self, policy: Option<&str>) -> Audience {
        let rule = policy.and_then(|id| self.rules.iter().find(|rule| rule.id == id));
        match (policy, rule.and_then(|rule| rule.audience)) {
            (None, _) | (_, Some(Audience::Caller)) => Audience::Caller,
            (Some(_), _) => Audience::Journal,
        }
    }

    /// Whether some profile has this purpose.
    #[must_use]
    pub fn knows(&self, purpose: &Purpose) -> bool {
        self.profiles.profiles.iter().any(|profile| profile.purposes.contains_key(purpose))
    }

    /// The table of profiles.
    #[must_use]
    pub fn profiles(&self) -> &Profiles {
        &self.profiles
    }

    /// The rules, in the order of their files.
    #[must_use]
    pub fn rules(&self) -> &[Rule] {
        &self.rules
    }

    /// The actions that the schema knows.
    #[must_use]
    pub fn actions(&self) -> Vec<String> {
        let mut names: Vec<_> = self.schema.actions().map(|uid| uid.id().unescaped().to_owned()).collect();
        names.sort_unstable();
        names
    }

    /// SHA-256 over all the texts of the policy set.
    #[must_use]
    pub fn policy_set_hash(&self) -> [u8; 32] {
        self.hash
    }
}

#[cfg(test)]
mod tests;
