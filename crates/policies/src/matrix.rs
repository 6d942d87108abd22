use std::collections::BTreeMap;

use access::{Category, Form};
use cedar_policy::{Entities, Entity, EntityUid, RestrictedExpression, Schema};

use crate::{PolicyError, Profile, Profiles, attributes::uid};

/// A category in a form, as an entity.
pub(crate) fn grant(category: Category, form: Form) -> Option<EntityUid> {
    uid("Grant", &format!("{category}/{form}"))
}

/// The table of profiles as Cedar sees it: each profile's tags are its purposes, each purpose a set of grants.
pub(crate) fn entities(profiles: &Profiles, schema: &Schema) -> Result<Entities, PolicyError> {
    let entities = profile_entities(profiles).and_then(|entities| {
        let grants: Option<Vec<_>> = grant_entities().into_iter().collect();
        Some(entities.into_iter().chain(grants?).collect::<Vec<_>>())
    });
    let entities = entities.ok_or_else(|| PolicyError::Profiles("a name cannot be used".to_owned()))?;
    Entities::from_entities(entities, Some(schema)).map_err(|error| PolicyError::Profiles(error.to_string()))
}

fn profile_entities(profiles: &Profiles) -> Option<Vec<Entity>> {
    let entity = |profile: &Profile| {
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
