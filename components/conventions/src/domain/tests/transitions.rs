//! The state machines against the table committed beside them, and the README's drawings against the same table.

use std::{fmt::Write, fs, path::PathBuf};

use access::Role;

use crate::domain::{Coded, ContractAct, ConventionAct, HabilitationAct, MandateAct, Refusal, Transition};

/// The columns of the table. No other role ever does anything.
const ROLES: [Role; 5] = [
    Role::Gestionnaire,
    Role::ResponsableLegal,
    Role::AgentCaf,
    Role::ResponsableSecurite,
    Role::Ordonnanceur,
];

const OTHERS: [Role; 7] = [
    Role::Professionnel,
    Role::Application,
    Role::DelegueProtectionDonnees,
    Role::Auditeur,
    Role::Allocataire,
    Role::SystemeCaf,
    Role::Courrier,
];

fn file(name: &str) -> PathBuf {
    PathBuf::from(env!("CARGO_MANIFEST_DIR")).join(name)
}

fn outcome<S: Coded>(result: Result<S, Refusal>) -> &'static str {
    match result {
        Ok(state) => state.code(),
        Err(Refusal::OutOfOrder) => "ordre",
        Err(Refusal::RoleMayNot) => "role",
        Err(other) => panic!("a bare transition never refuses for {other}"),
    }
}

fn rows<A: Transition>(machine: &str) -> String {
    let mut text = String::new();
    for state in A::State::ALL {
        for act in A::ALL {
            write!(text, "{machine:<14}{:<13}{:<17}", state.code(), act.code()).unwrap();
            let outcomes = ROLES.map(|role| outcome(act.apply(*state, role)));
            let [manager, representative, fund, security, scheduler] = outcomes;
            writeln!(text, "{manager:<14}{representative:<19}{fund:<14}{security:<22}{scheduler}").unwrap();
        }
    }
    text
}

fn machines() -> String {
    [
        rows::<ConventionAct>("convention"),
        rows::<ContractAct>("contrat"),
        rows::<HabilitationAct>("habilitation"),
        rows::<MandateAct>("mandat"),
    ]
    .concat()
}

/// The table without its comments and blank lines.
fn table() -> String {
    let text = fs::read_to_string(file("transitions.txt")).unwrap();
    text.lines()
        .filter(|line| !line.starts_with('#') && !line.is_empty())
        .map(|line| format!("{line}\n"))
        .collect()
}

#[test]
fn each_state_act_and_role_leads_where_the_table_says() {
    for (code, table) in machines().lines().zip(table().lines()) {
        assert_eq!(code, table, "the code (left) and transitions.txt (right) differ");
    }
    assert_eq!(machines().lines().count(), table().lines().count());
}

fn does_nothing<A: Transition>(role: Role) -> bool {
    let mut pairs = A::ALL.iter().flat_map(|act| A::State::ALL.iter().map(|state| (*act, *state)));
    pairs.all(|(act, state)| matches!(act.apply(state, role), Err(Refusal::RoleMayNot)))
}

#[test]
fn a_role_outside_the_table_does_nothing() {
    for role in OTHERS {
        assert!(does_nothing::<ConventionAct>(role), "{role:?}");
        assert!(does_nothing::<ContractAct>(role), "{role:?}");
        assert!(does_nothing::<HabilitationAct>(role), "{role:?}");
        assert!(does_nothing::<MandateAct>(role), "{role:?}");
    }
}

/// Draws one machine from the table: an arrow for each state and act that some role may do.
fn drawing(machine: &str, initial: &str) -> String {
    let mut seen: Vec<(String, String, String)> = Vec::new();
    for line in table().lines() {
        let words: Vec<&str> = line.split_whitespace().collect();
        let [name, state, act, outcomes @ ..] = words.as_slice() else {
            continue;
        };
        let next = outcomes.iter().find(|word| !matches!(**word, "ordre" | "role"));
        if let (true, Some(next)) = (*name == machine, next) {
            let arrow = ((*state).to_owned(), (*next).to_owned(), (*act).to_owned());
            match seen.iter_mut().find(|(from, to, _)| *from == arrow.0 && *to == arrow.1) {
                Some((_, _, acts)) => write!(acts, ", {act}").unwrap(),
                None => seen.push(arrow),
            }
        }
    }
    let body: String =
        seen.into_iter().map(|(from, to, acts)| format!("    {from} --> {to}: {acts}\n")).collect();
    format!("```mermaid\nstateDiagram-v2\n    [*] --> {initial}\n{body}```\n")
}

/// `DRAW=1 cargo test -p conventions` writes the drawings again after the table changed.
#[test]
fn the_readme_draws_the_table() {
    let mut readme = fs::read_to_string(file("README.md")).unwrap();
    for (machine, initial) in [
        ("convention", "brouillon"),
        ("contrat", "propose"),
        ("habilitation", "demandee"),
        ("mandat", "en_attente"),
    ] {
        let mark = format!("<!-- {machine} -->\n");
        let start = readme.find(&mark).unwrap() + mark.len();
        let end = start + readme[start..].find("<!-- end -->").unwrap();
        if std::env::var_os("DRAW").is_some() {
            readme.replace_range(start..end, &drawing(machine, initial));
            fs::write(file("README.md"), &readme).unwrap();
        } else {
            assert_eq!(&readme[start..end], drawing(machine, initial), "draw {machine} again with DRAW=1");
        }
    }
}
