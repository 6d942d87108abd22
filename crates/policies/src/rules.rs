use cedar_policy::{Policy, PolicyId, PolicySet, Schema, ValidationMode, Validator};

use crate::{Audience, PolicyError};

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

/// The rules of all the files, each under its own id.
pub(crate) fn parse(files: &[(&str, &str)]) -> Result<(PolicySet, Vec<Rule>), PolicyError> {
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

/// Checks that the rules fit the schema.
pub(crate) fn validate(schema: &Schema, policies: &PolicySet) -> Result<(), PolicyError> {
    let result = Validator::new(schema.clone()).validate(policies, ValidationMode::default());
    let mut faults = result.validation_errors().map(ToString::to_string);
    match faults.next() {
        Some(fault) => Err(PolicyError::Invalid(fault)),
        None => Ok(()),
    }
}
