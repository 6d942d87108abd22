use std::collections::BTreeSet;

use jiff::civil::date;
use proptest::prelude::*;

use super::*;
use crate::domain::{Contents, Record};

fn terms() -> Terms<'static> {
    let today = date(2026, 3, 2);
    Terms { today, month: Month::of(today), landlord: Some(demo::LANDLORD) }
}

fn sources(n: u32) -> Vec<(Category, Value)> {
    let record: Record = serde_json::from_value(demo::dossier(n)).unwrap();
    let contents = Contents::of(&record, Vec::new()).unwrap().categories;
    contents.into_iter().map(|(category, text)| (category, serde_json::from_slice(&text).unwrap())).collect()
}

/// Each value of a document with the names that lead to it; a list's items are not told apart.
fn values(value: &Value, path: &str, found: &mut BTreeSet<String>) {
    match value {
        Value::Object(members) => {
            members.iter().for_each(|(name, member)| values(member, &format!("{path}/{name}"), found));
        }
        Value::Array(items) => items.iter().for_each(|item| values(item, path, found)),
        leaf => drop(found.insert(format!("{path}={leaf}"))),
    }
}

fn shown(category: Category, form: Form, source: &Value) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    values(&show(category, form, source.clone(), terms()).unwrap(), "", &mut found);
    found
}

proptest! {
    #[test]
    fn a_narrower_form_never_shows_more(n in 1u32..1_000_000) {
        for (category, source) in sources(n) {
            for form in category.forms() {
                if category.forms().contains(&Form::Complet) {
                    let (narrow, whole) = (shown(category, *form, &source), shown(category, Form::Complet, &source));
                    prop_assert!(narrow.is_subset(&whole), "{category} {form}: {:?}", narrow.difference(&whole));
                }
            }
        }
    }

    #[test]
    fn debts_in_each_form_show_only_totals(n in 1u32..1_000_000) {
        let (_, source) = sources(n).into_iter().find(|(category, _)| *category == Category::Creances).unwrap();
        let both = shown(Category::Creances, Form::SoldeEtRetenue, &source);
        prop_assert!(shown(Category::Creances, Form::SoldeTotal, &source).is_subset(&both));
        prop_assert_eq!(both.len(), 2);
        prop_assert_eq!(shown(Category::Creances, Form::SoldeRsa, &source).len(), 1);
    }

    #[test]
    fn reduced_households_show_no_name_and_no_birth_date(n in 1u32..1_000_000) {
        let (_, source) = sources(n).into_iter().find(|(category, _)| *category == Category::CompositionFamiliale).unwrap();
        for form in [Form::CoupleEtAges, Form::NombreOccupants, Form::AgesEnfants] {
            let shown = shown(Category::CompositionFamiliale, form, &source);
            prop_assert!(!shown.iter().any(|value| value.contains("prenoms") || value.contains("date")), "{shown:?}");
        }
    }
}

#[test]
fn a_form_of_another_category_shows_nothing() {
    for (category, source) in sources(1) {
        for form in Form::ALL.iter().filter(|form| !category.forms().contains(form)) {
            assert_eq!(show(category, *form, source.clone(), terms()), None);
        }
    }
}

#[test]
fn who_died_leaves_the_household_the_month_after() {
    let n = demo::Kind::ALL.iter().position(|kind| *kind == demo::Kind::DeceasedChild).unwrap();
    let (_, source) = sources(u32::try_from(n).unwrap())
        .into_iter()
        .find(|(category, _)| *category == Category::CompositionFamiliale)
        .unwrap();
    let children = |today| {
        let terms = Terms { today, ..terms() };
        show(Category::CompositionFamiliale, Form::Complet, source.clone(), terms).unwrap()["nombre_enfants"]
            .clone()
    };
    assert_eq!((children(date(2026, 2, 28)), children(date(2026, 3, 1))), (2.into(), 1.into()));
}
