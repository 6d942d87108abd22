/// The partners, by number: one of each category.
pub(super) const CATEGORIES: [&str; 14] = [
    "commune",
    "ccas",
    "departement",
    "bailleur_social",
    "organisme_formation",
    "etablissement_sante",
    "creche",
    "aide_vacances",
    "cias",
    "intercommunalite",
    "mdph",
    "france_travail",
    "centre_loisirs",
    "mjpm",
];

/// The partner whose convention is suspended, and the one whose convention expires. Their legal representative alone has
/// an account.
pub(super) const SUSPENDED: usize = 4;
pub(super) const EXPIRED: usize = 5;

/// A partner whose convention is in force. Its manager and its legal representative have accounts.
pub(super) struct Partner {
    pub(super) number: usize,
    /// The kind of extra code of its contract.
    pub(super) code: Option<&'static str>,
    /// How many distinct dossiers a month it may read.
    pub(super) budget: Option<u32>,
}

pub(super) const LANDLORD: Partner = Partner { number: 3, code: Some("bailleur"), budget: Some(800) };

pub(super) const IN_FORCE: [Partner; 4] = [
    Partner { number: 0, code: None, budget: None },
    Partner { number: 1, code: Some("instructeur"), budget: Some(2_000) },
    LANDLORD,
    Partner { number: 7, code: None, budget: None },
];

/// The number of the RSA instructor, an agent of [`crate::SERVICE`].
pub const INSTRUCTOR: &str = "042C2187";

/// A professional, as their manager describes them. Their habilitation is kept under `habilitation-<name>`, and their
/// address is `<name>@exemple.invalid`.
#[derive(Debug, Clone, Copy)]
pub struct Professional {
    /// Their name in this set.
    pub name: &'static str,
    /// The number of their organisation.
    pub organisation: usize,
    /// Their function.
    pub function: &'static str,
    /// Their profile.
    pub profile: &'static str,
    /// Their purposes.
    pub purposes: &'static [&'static str],
    /// Their extra code.
    pub code: Option<&'static str>,
}

/// Those whose habilitation is in force, one of each profile. Each may read dossier 48 for each of their purposes.
pub const ACTIVE: [Professional; 5] = [
    Professional {
        name: "travailleuse-sociale",
        organisation: 1,
        function: "Travailleuse sociale",
        profile: "T1",
        purposes: &["accompagnement_social", "instruction_rsa"],
        code: Some(INSTRUCTOR),
    },
    Professional {
        name: "analyste",
        organisation: 1,
        function: "Analyste des aides facultatives",
        profile: "T2",
        purposes: &["aide_financiere"],
        code: None,
    },
    LANDLORDS_CLERK,
    Professional {
        name: "restauration",
        organisation: 0,
        function: "Agent de la restauration scolaire",
        profile: "T4",
        purposes: &["tarification_enfance"],
        code: None,
    },
    Professional {
        name: "vacances",
        organisation: 7,
        function: "Gestionnaire d'aides aux vacances",
        profile: "T5",
        purposes: &["aide_aux_vacances"],
        code: None,
    },
];

pub(super) const LANDLORDS_CLERK: Professional = Professional {
    name: "active",
    organisation: LANDLORD.number,
    function: "Chargée de gestion locative",
    profile: "T3",
    purposes: &["gestion_locative"],
    code: Some(crate::LANDLORD),
};

/// What the convention and the contract of an organisation allow: what its professionals need and nothing more.
pub(super) fn purposes(organisation: usize) -> Vec<&'static str> {
    let own = ACTIVE.iter().filter(|professional| professional.organisation == organisation);
    own.flat_map(|professional| professional.purposes).copied().collect()
}

pub(super) fn profiles(organisation: usize) -> Vec<&'static str> {
    let own = ACTIVE.iter().filter(|professional| professional.organisation == organisation);
    own.map(|professional| professional.profile).collect()
}

/// A SIRET of a SIREN that no register gives, with its right key.
#[must_use]
pub fn siret(number: usize) -> String {
    let body = format!("999{number:06}0001");
    let weigh = |(index, digit): (usize, u32)| match (index % 2, digit * 2) {
        (1, _) => digit,
        (_, doubled) => doubled / 10 + doubled % 10,
    };
    let sum: u32 =
        body.chars().rev().filter_map(|character| character.to_digit(10)).enumerate().map(weigh).sum();
    format!("{body}{}", (10 - sum % 10) % 10)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_instructor_is_an_agent_of_the_service() {
        assert!(INSTRUCTOR.starts_with(crate::SERVICE));
    }
}
