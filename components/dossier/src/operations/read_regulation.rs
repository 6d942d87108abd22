use std::sync::Arc;

use access::{Category, Form};
use askama::Template;
use axum::{
    extract::State,
    response::{Html, IntoResponse, Response},
};
use base64ct::{Base64, Encoding};
use http::{HeaderValue, header};
use policies::{Authority, ExtraCode, PurposeGrants, Rule};
use sha2::{Digest, Sha256};
use web::{Context, Problem};

use crate::Dossier;

const STYLE: &str = include_str!("../../templates/style.css");

#[derive(Template)]
#[template(path = "acte_reglementaire.html")]
struct Page<'a> {
    style: &'static str,
    version: u32,
    in_force_since: &'a str,
    tables: Vec<Table<'a>>,
    rules: Vec<&'a Rule>,
    hash: String,
}

struct Table<'a> {
    profile: &'a str,
    purpose: &'a str,
    code: Option<&'static str>,
    rows: Vec<(&'static str, &'static str)>,
}

/// `GET /acte-reglementaire`: what the policies say, for people.
pub(crate) async fn read_regulation(
    State(dossier): State<Arc<Dossier>>,
    context: Context,
) -> Result<Response, Problem> {
    let authority = dossier.authority(&context)?;
    let page = page(&authority).render().map_err(|error| Problem::fault(&context, "page", &error))?;
    let policy = format!(
        "default-src 'none'; style-src 'sha256-{}'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'",
        Base64::encode_string(&Sha256::digest(STYLE)),
    );
    let policy = HeaderValue::from_str(&policy).map_err(|error| Problem::fault(&context, "page", &error))?;
    Ok(([(header::CONTENT_SECURITY_POLICY, policy)], Html(page)).into_response())
}

fn page(authority: &Authority) -> Page<'_> {
    let profiles = authority.profiles();
    let tables = profiles
        .profiles
        .iter()
        .flat_map(|profile| profile.purposes.values().map(|purpose| table(&profile.label, purpose)));
    Page {
        style: STYLE,
        version: profiles.version,
        in_force_since: &profiles.in_force_since,
        tables: tables.collect(),
        rules: authority.rules().iter().filter(|rule| rule.audience.is_some()).collect(),
        hash: base16ct::lower::encode_string(&authority.policy_set_hash()),
    }
}

fn table<'a>(profile: &'a str, purpose: &'a PurposeGrants) -> Table<'a> {
    let code = purpose.extra_code.map(|code| match code {
        ExtraCode::Bailleur => {
            "Un code bailleur est exigé : seuls les locataires de ce bailleur sont accessibles."
        }
        ExtraCode::Instructeur => {
            "Un code instructeur est exigé : seuls les dossiers de RSA du service sont accessibles."
        }
    });
    let rows = purpose.grants.iter().map(|(category, form)| (category_label(*category), form_label(*form)));
    Table { profile, purpose: &purpose.label, code, rows: rows.collect() }
}

fn category_label(category: Category) -> &'static str {
    match category {
        Category::Identite => "Identité",
        Category::Coordonnees => "Coordonnées",
        Category::CompositionFamiliale => "Composition familiale",
        Category::SituationProfessionnelle => "Situation professionnelle",
        Category::Ressources => "Ressources",
        Category::QuotientFamilial => "Quotient familial",
        Category::Droits => "Droits",
        Category::Paiements => "Paiements",
        Category::Creances => "Créances",
        Category::Logement => "Logement",
    }
}

fn form_label(form: Form) -> &'static str {
    match form {
        Form::Complet => "Toute la catégorie",
        Form::Noms => "Noms et prénoms des adultes seulement",
        Form::NomsLocataires => "Noms et prénoms des locataires seulement",
        Form::CoupleEtAges => "Seul ou en couple, nombre d'enfants et leurs âges",
        Form::NombreOccupants => "Nombre d'occupants",
        Form::AgesEnfants => "Âges des enfants à charge",
        Form::TypeActivite => "Type d'activité, sans code pouvant révéler l'état de santé",
        Form::BaseAnnuelle => "Base annuelle de ressources servant au tarif",
        Form::RsaPrimeLogement => "RSA, prime d'activité et aides au logement",
        Form::AideLogementOuverte => "Existence d'un droit ouvert à une aide au logement",
        Form::PaiementsRsa => "Paiements de RSA des douze derniers mois",
        Form::AideLogementBailleur => "Aides au logement versées à ce bailleur, douze derniers mois",
        Form::SoldeTotal => "Total restant dû, sans cause ni responsabilité",
        Form::SoldeRsa => "Total restant dû au titre du RSA, sans cause ni responsabilité",
        Form::SoldeEtRetenue => "Total restant dû et retenue mensuelle, sans cause ni responsabilité",
        Form::TypeOccupation => "Type d'occupation du logement",
        Form::LocationDuBailleur => "Location dans le parc de ce bailleur",
    }
}
