use std::{collections::HashSet, fmt};

use serde::{
    Deserialize, Deserializer,
    de::{Error, MapAccess, SeqAccess, Visitor},
};

use crate::{JsonFault, json::without_mark};

/// Refuses an object that names a member twice: readers differ on which counts (RFC 8259 §4), so that one could approve
/// what another does.
pub(crate) fn check(json: &[u8]) -> Result<(), JsonFault> {
    let mut deserializer = serde_json::Deserializer::from_slice(without_mark(json));
    let checked: Result<Unique, _> = serde_path_to_error::deserialize(&mut deserializer);
    checked.map(drop).map_err(|error| JsonFault::of_untyped(&error))
}

/// A value whose objects name each member once.
struct Unique;

struct UniqueVisitor;

impl<'de> Deserialize<'de> for Unique {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        deserializer.deserialize_any(UniqueVisitor)
    }
}

macro_rules! leaves {
    ($($visit:ident($type:ty),)*) => {
        $(fn $visit<E: Error>(self, _leaf: $type) -> Result<Unique, E> { Ok(Unique) })*
    };
}

impl<'de> Visitor<'de> for UniqueVisitor {
    type Value = Unique;

    leaves! { visit_bool(bool), visit_i64(i64), visit_u64(u64), visit_f64(f64), visit_str(&str), }

    fn expecting(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("a value")
    }

    fn visit_unit<E: Error>(self) -> Result<Unique, E> {
        Ok(Unique)
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut items: A) -> Result<Unique, A::Error> {
        while items.next_element::<Unique>()?.is_some() {}
        Ok(Unique)
    }

    fn visit_map<A: MapAccess<'de>>(self, mut members: A) -> Result<Unique, A::Error> {
        let mut names = HashSet::new();
        while let Some(name) = members.next_key::<String>()? {
            if !names.insert(name) {
                return Err(Error::custom("a member is named twice"));
            }
            members.next_value::<Unique>()?;
        }
        Ok(Unique)
    }
}
