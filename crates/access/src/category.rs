use std::{fmt, str::FromStr};

use serde::{Deserialize, Serialize};
use utoipa::openapi::{ObjectBuilder, RefOr, Schema, Type};

macro_rules! words {
    ($(#[$doc:meta])* $type:ident { $($(#[$variant_doc:meta])* $variant:ident = $word:literal,)* }) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        pub enum $type {
            $($(#[$variant_doc])* #[serde(rename = $word)] $variant,)*
        }

        impl $type {
            /// All of them, in the order of the published matrix.
            pub const ALL: &[Self] = &[$(Self::$variant),*];

            /// Its word, in JSON, in the policies and in the journal.
            #[must_use]
            pub fn as_str(self) -> &'static str {
                match self {
                    $(Self::$variant => $word,)*
                }
            }
        }

        // Its derive does not see through the macro to the words.
        impl utoipa::PartialSchema for $type {
            fn schema() -> RefOr<Schema> {
                let words = Self::ALL.iter().map(|word| word.as_str());
                ObjectBuilder::new().schema_type(Type::String).enum_values(Some(words)).into()
            }
        }

        impl utoipa::ToSchema for $type {}

        impl fmt::Display for $type {
            fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
                formatter.write_str(self.as_str())
            }
        }

        impl FromStr for $type {
            type Err = UnknownWord;

            fn from_str(text: &str) -> Result<Self, UnknownWord> {
                Self::ALL.iter().copied().find(|word| word.as_str() == text).ok_or(UnknownWord)
            }
        }
    };
}

/// A word that the closed list does not have.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct UnknownWord;

impl fmt::Display for UnknownWord {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str("the word is not in the list")
    }
}

impl std::error::Error for UnknownWord {}

words! {
    /// A category of a dossier's data: what is granted, sealed and recorded as one.
    Category {
        /// Names, birth dates and sex of the adults.
        Identite = "identite",
        /// Address and contact.
        Coordonnees = "coordonnees",
        /// Who lives in the household.
        CompositionFamiliale = "composition_familiale",
        /// Activity of the adults.
        SituationProfessionnelle = "situation_professionnelle",
        /// Declared resources.
        Ressources = "ressources",
        /// Quotient familial, month by month.
        QuotientFamilial = "quotient_familial",
        /// Rights and their state.
        Droits = "droits",
        /// Payments of the last twelve months.
        Paiements = "paiements",
        /// Debts to the fund.
        Creances = "creances",
        /// Dwelling.
        Logement = "logement",
    }
}

words! {
    /// The form in which a category is given: whole, or reduced to what a purpose needs.
    Form {
        /// Everything of the category that may ever be disclosed.
        Complet = "complet",
        /// `identite`: surnames and first names.
        Noms = "noms",
        /// `identite`: surnames and first names of the adults who hold the tenancy.
        NomsLocataires = "noms_locataires",
        /// `composition_familiale`: alone or in couple, number of children and their ages.
        CoupleEtAges = "couple_et_ages",
        /// `composition_familiale`: number of occupants.
        NombreOccupants = "nombre_occupants",
        /// `composition_familiale`: ages of the dependent children.
        AgesEnfants = "ages_enfants",
        /// `situation_professionnelle`: kind of activity, never the code, which may reveal health.
        TypeActivite = "type_activite",
        /// `ressources`: annual base for the fee.
        BaseAnnuelle = "base_annuelle",
        /// `droits`: RSA, prime d'activité and housing aid.
        RsaPrimeLogement = "rsa_prime_logement",
        /// `droits`: whether a housing aid is open.
        AideLogementOuverte = "aide_logement_ouverte",
        /// `paiements`: RSA only.
        PaiementsRsa = "paiements_rsa",
        /// `paiements`: housing aid paid to this landlord.
        AideLogementBailleur = "aide_logement_bailleur",
        /// `creances`: outstanding total.
        SoldeTotal = "solde_total",
        /// `creances`: outstanding total on RSA.
        SoldeRsa = "solde_rsa",
        /// `creances`: outstanding total and monthly deduction.
        SoldeEtRetenue = "solde_et_retenue",
        /// `logement`: kind of occupation.
        TypeOccupation = "type_occupation",
        /// `logement`: the tenancy in this landlord's stock.
        LocationDuBailleur = "location_du_bailleur",
    }
}

words! {
    /// A module of the portal, to which one contrat de service gives access.
    Module {
        /// Consultation of dossiers.
        Cdap = "cdap",
        /// Housing aid.
        Afas = "afas",
        /// Secure messaging.
        Messagerie = "messagerie",
    }
}

words! {
    /// What a partner organisation is.
    OrganisationCategory {
        /// Commune.
        Commune = "commune",
        /// Centre communal d'action sociale.
        Ccas = "ccas",
        /// Centre intercommunal d'action sociale.
        Cias = "cias",
        /// Intercommunality.
        Intercommunality = "intercommunalite",
        /// Département.
        Departement = "departement",
        /// Maison départementale des personnes handicapées.
        Mdph = "mdph",
        /// France Travail.
        FranceTravail = "france_travail",
        /// Social landlord.
        SocialLandlord = "bailleur_social",
        /// Training body.
        TrainingBody = "organisme_formation",
        /// Health establishment.
        HealthEstablishment = "etablissement_sante",
        /// Manager of a crèche (établissement d'accueil du jeune enfant).
        Creche = "creche",
        /// Manager of leisure centres or canteens.
        LeisureCentre = "centre_loisirs",
        /// Manager of holiday aid.
        HolidayAid = "aide_vacances",
        /// Guardian (mandataire judiciaire à la protection des majeurs).
        Guardian = "mjpm",
    }
}

impl Category {
    /// The forms in which it can be given. A category with no `Complet` is never given whole.
    #[must_use]
    pub fn forms(self) -> &'static [Form] {
        match self {
            Self::Identite => &[Form::Complet, Form::Noms, Form::NomsLocataires],
            Self::Coordonnees | Self::QuotientFamilial => &[Form::Complet],
            Self::CompositionFamiliale => {
                &[Form::Complet, Form::CoupleEtAges, Form::NombreOccupants, Form::AgesEnfants]
            }
            Self::SituationProfessionnelle => &[Form::TypeActivite],
            Self::Ressources => &[Form::Complet, Form::BaseAnnuelle],
            Self::Droits => &[Form::Complet, Form::RsaPrimeLogement, Form::AideLogementOuverte],
            Self::Paiements => &[Form::Complet, Form::PaiementsRsa, Form::AideLogementBailleur],
            Self::Creances => &[Form::SoldeTotal, Form::SoldeRsa, Form::SoldeEtRetenue],
            Self::Logement => &[Form::Complet, Form::TypeOccupation, Form::LocationDuBailleur],
        }
    }
}
