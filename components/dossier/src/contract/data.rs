//! The form of what a consultation gives. Forms of a category keep a part of its members: none is there for certain.
#![expect(dead_code, reason = "they describe the values of the view, and are never made")]

use serde::Deserialize;
use utoipa::ToSchema;

macro_rules! given {
    ($($name:ident { $($field:ident: $type:ty,)* })*) => {
        $(
            #[derive(Deserialize, ToSchema)]
            #[serde(deny_unknown_fields)]
            pub(crate) struct $name { $($field: Option<$type>,)* }
        )*
    };
}

given! {
    DisclosedData {
        identite: Identite,
        coordonnees: Coordonnees,
        composition_familiale: CompositionFamiliale,
        situation_professionnelle: SituationProfessionnelle,
        ressources: Ressources,
        quotient_familial: QuotientFamilial,
        droits: Droits,
        paiements: Paiements,
        creances: Creances,
        logement: Logement,
    }

    Identite { adultes: Vec<Adulte>, }

    Adulte {
        role: String,
        nom_naissance: String,
        nom_usage: String,
        prenoms: String,
        date_naissance: String,
        sexe: String,
        date_deces: String,
    }

    Coordonnees { adresse: Adresse, courriel: String, }

    Adresse {
        destinataire: String,
        complement_information: String,
        complement_information_geographique: String,
        numero_libelle_voie: String,
        lieu_dit: String,
        code_postal_ville: String,
        pays: String,
    }

    CompositionFamiliale {
        situation_familiale: String,
        situation_depuis: String,
        est_en_couple: bool,
        nombre_occupants: u32,
        nombre_enfants: u32,
        enfants: Vec<Enfant>,
    }

    Enfant { prenoms: String, date_naissance: String, age: i32, }

    SituationProfessionnelle { adultes: Vec<Activite>, }

    Activite { role: String, type_activite: String, }

    Ressources {
        annee: u16,
        base_annuelle_centimes: i64,
        mensuelles: Vec<RessourceMensuelle>,
        motif: String,
    }

    RessourceMensuelle { mois: String, nature: String, montant_centimes: i64, }

    QuotientFamilial { mois: String, mois_calcul: String, valeur: u32, motif: String, }

    Droits { etat_dossier: String, droits: Vec<Droit>, aide_logement_est_ouverte: bool, }

    Droit {
        nature: String,
        etat: String,
        date_debut_droit: String,
        date_fin_droit: String,
        montant_centimes: i64,
    }

    Paiements { paiements: Vec<Paiement>, }

    Paiement { mois: String, nature: String, montant_centimes: i64, code_bailleur: String, }

    Creances { solde_total_centimes: i64, solde_rsa_centimes: i64, retenue_mensuelle_centimes: i64, }

    Logement { occupation: String, locations: Vec<Location>, }

    Location {
        code_bailleur: String,
        reference: String,
        date_entree: String,
        date_sortie: String,
        loyer_centimes: i64,
    }
}
