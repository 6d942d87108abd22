use std::{
    collections::{BTreeMap, HashMap},
    sync::{Mutex, PoisonError},
};

use access::{Category, Form, Principal};
use cedar_policy::{
    Authorizer, Context, Entities, Entity, EntityUid, Policy, PolicyId, PolicySet, Request,
    RestrictedExpression, Schema, ValidationMode, Validator,
};

use crate::{
    Attribute, Audience, Profiles, Reading, ReadingDecision, Resource, Sources,
    attributes::{agent, uid},
};

/// Why a policy set cannot be used. None is: a component with a faulty policy set answers nothing.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PolicyError {
    /// The schema cannot be read.
    #[error("the policy schema cannot be read: {0}")]
    Schema(String),
    /// A file of policies cannot be read.
    #[error("policies of {file} cannot be read: {cause}")]
    Syntax {
        /// The file.
        file: String,
        /// What is wrong.
        cause: String,
    },
    /// A rule lacks an annotation, or has one that means nothing.
    #[error("rule {rule}: annotation @{annotation} is missing or has no meaning")]
    Annotation {
        /// The rule, or the file when it has no id.
        rule: String,
        /// The annotation.
        annotation: &'static str,
    },
    /// Two rules have one id.
    #[error("rule {0} is given twice")]
    Duplicate(String),
    /// The rules do not fit the schema.
    #[error("the policies do not fit the schema: {0}")]
    Invalid(String),
    /// The table of profiles cannot be used.
    #[error("profiles.toml cannot be used: {0}")]
    Profiles(String),
}

/// What was decided, and by which rule.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Decision {
    /// It may be done.
    Allow {
        /// The rule that permits.
        policy: String,
    },
    /// It may not.
    Deny {
        /// The rule that forbids; none when no rule permits.
        policy: Option<String>,
    },
}

impl Decision {
    /// Whether it may be done.
    #[must_use]
    pub fn is_allowed(&self) -> bool {
        matches!(self, Self::Allow { .. })
    }
}

/// A rule, as people review it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Rule {
    /// Its stable id.
    pub id: String,
    /// What it rests on.
    pub ground: String,
    /// For a rule that forbids a reading, who may know.
    pub audience: Option<Audience>,
}

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
    // A reading's decision is a function of its record, so remembering it changes nothing but its cost.
    decided: Mutex<HashMap<Reading, ReadingDecision>>,
}

impl Authority {
    /// The policy set that was compiled in.
    ///
    /// # Errors
    /// See [`PolicyError`].
    pub fn load() -> Result<Self, PolicyError> {
        Self::from_sources(&Sources::EMBEDDED)
    }

    /// The policy set of these texts.
    ///
    /// # Errors
    /// See [`PolicyError`].
    pub fn from_sources(sources: &Sources<'_>) -> Result<Self, PolicyError> {
        let (schema, _warnings) = Schema::from_cedarschema_str(sources.schema)
            .map_err(|error| PolicyError::Schema(error.to_string()))?;
        let (policies, rules) = parse_policies(sources.policies)?;
        validate(&schema, &policies)?;
        let profiles = Profiles::parse(sources.profiles)?;
        let matrix = matrix_entities(&profiles, &schema)?;
        Ok(Self {
            schema,
            policies,
            rules,
            profiles,
            matrix,
            hash: sources.hash(),
            decided: Mutex::default(),
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

    /// Decides a reading: each category by a decision of its own, and none at all when a rule forbids the whole.
    #[must_use]
    pub fn decide_reading(&self, reading: &Reading) -> ReadingDecision {
        let remembered = self.decided.lock().unwrap_or_else(PoisonError::into_inner).get(reading).cloned();
        remembered.unwrap_or_else(|| {
            let decision = self.judge(reading);
            let mut decided = self.decided.lock().unwrap_or_else(PoisonError::into_inner);
            if decided.len() >= REMEMBERED {
                decided.clear();
            }
            decided.insert(reading.clone(), decision.clone());
            decision
        })
    }

    fn judge(&self, reading: &Reading) -> ReadingDecision {
        let consult = self.ask_reading(reading, "consultDossier", uid("Dossier", "dossier"));
        if let Decision::Deny { policy } = consult {
            let audience = self.audience(policy.as_deref());
            return ReadingDecision::Refused { policy, audience };
        }
        let profile = reading.profile.as_ref();
        let candidates = profile.and_then(|profile| self.profiles.grants(profile, &reading.purpose));
        let candidates = candidates.map(|purpose| purpose.grants.clone()).unwrap_or_default();
        let is_granted = |category: &Category, form: &Form| {
            self.ask_reading(reading, "discloseCategory", grant(*category, *form)).is_allowed()
        };
        ReadingDecision::Granted(candidates.into_iter().filter(|(c, f)| is_granted(c, f)).collect())
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

fn parse_policies(files: &[(&str, &str)]) -> Result<(PolicySet, Vec<Rule>), PolicyError> {
    let mut policies = PolicySet::new();
    let mut rules = Vec::new();
    for (file, text) in files {
        let syntax = |cause: String| PolicyError::Syntax { file: (*file).to_owned(), cause };
        let parsed: PolicySet = text.parse().map_err(|error| syntax(format!("{error}")))?;
        let mut parsed: Vec<_> = parsed.policies().cloned().collect();
        parsed.sort_by_key(position);
        for policy in parsed {
            let rule = rule(file, &policy)?;
            let policy = policy.new_id(PolicyId::new(&rule.id));
            policies.add(policy).map_err(|_| PolicyError::Duplicate(rule.id.clone()))?;
            rules.push(rule);
        }
    }
    Ok((policies, rules))
}

/// Cedar numbers the rules of a text: `policy0`, `policy1`…
fn position(policy: &Policy) -> usize {
    let id: &str = policy.id().as_ref();
    id.trim_start_matches("policy").parse().unwrap_or(usize::MAX)
}

fn rule(file: &str, policy: &Policy) -> Result<Rule, PolicyError> {
    let missing = |rule: &str, annotation| PolicyError::Annotation { rule: rule.to_owned(), annotation };
    let text = |name| policy.annotation(name).filter(|text| !text.is_empty());
    let id = text("id").ok_or_else(|| missing(file, "id"))?;
    let ground = text("ground").ok_or_else(|| missing(id, "ground"))?;
    let audience = match policy.annotation("answer") {
        None => None,
        Some("appelant") => Some(Audience::Caller),
        Some("indistinct") => Some(Audience::Journal),
        Some(_) => return Err(missing(id, "answer")),
    };
    Ok(Rule { id: id.to_owned(), ground: ground.to_owned(), audience })
}

fn validate(schema: &Schema, policies: &PolicySet) -> Result<(), PolicyError> {
    let result = Validator::new(schema.clone()).validate(policies, ValidationMode::default());
    let mut faults = result.validation_errors().map(ToString::to_string);
    match faults.next() {
        Some(fault) => Err(PolicyError::Invalid(fault)),
        None => Ok(()),
    }
}

fn grant(category: Category, form: Form) -> Option<EntityUid> {
    uid("Grant", &format!("{category}/{form}"))
}

/// The table of profiles as Cedar sees it: each profile's tags are its purposes, each purpose a set of grants.
fn matrix_entities(profiles: &Profiles, schema: &Schema) -> Result<Entities, PolicyError> {
    let entities = profile_entities(profiles).and_then(|entities| {
        let grants: Option<Vec<_>> = grant_entities().into_iter().collect();
        Some(entities.into_iter().chain(grants?).collect::<Vec<_>>())
    });
    let entities = entities.ok_or_else(|| PolicyError::Profiles("a name cannot be used".to_owned()))?;
    Entities::from_entities(entities, Some(schema)).map_err(|error| PolicyError::Profiles(error.to_string()))
}

fn profile_entities(profiles: &Profiles) -> Option<Vec<Entity>> {
    let entity = |profile: &crate::Profile| {
        let tags = profile.purposes.iter().map(|(purpose, purpose_grants)| {
            let grants = purpose_grants.grants.iter().filter_map(|(category, form)| grant(*category, *form));
            let grants = RestrictedExpression::new_set(grants.map(RestrictedExpression::new_entity_uid));
            (purpose.as_str().to_owned(), grants)
        });
        Entity::new_with_tags(uid("Profile", profile.code.as_str())?, [], [], tags).ok()
    };
    profiles.profiles.iter().map(entity).collect()
}

fn grant_entities() -> Vec<Option<Entity>> {
    let forms =
        Category::ALL.iter().flat_map(|category| category.forms().iter().map(|form| (*category, *form)));
    let entity = |(category, form): (Category, Form)| {
        let parents = uid("Category", category.as_str())?;
        Entity::new_with_tags(grant(category, form)?, [], [parents], BTreeMap::new()).ok()
    };
    forms.map(entity).collect()
}
