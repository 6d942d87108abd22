use access::{ProfileCode, Purpose};
use journal::Receipt;
use serde::Serialize;
use serde_json::value::RawValue;
use uuid::Uuid;

use super::{Act, disclosure::Grants};
use crate::ports::Habilitation;

/// What is given: a category that is not granted is absent.
#[derive(Serialize, utoipa::ToSchema)]
pub(crate) struct Consultation {
    #[schema(value_type = crate::contract::DisclosedData)]
    data: Box<RawValue>,
    links: Links,
    meta: Meta,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Links {
    acte_reglementaire: &'static str,
    journal: &'static str,
}

#[derive(Serialize, utoipa::ToSchema)]
struct Meta {
    consultation: Uuid,
    finalite: Purpose,
    profil: Option<ProfileCode>,
    version_profil: Option<u32>,
    #[schema(value_type = BTreeMap<access::Category, access::Form>)]
    categories: Grants,
    politique: String,
    empreinte_reponse: String,
    recepisse: Receipt,
}

impl Consultation {
    pub(super) fn new(
        act: &Act<'_>,
        habilitation: &Habilitation,
        categories: Grants,
        data: Box<RawValue>,
        digest: [u8; 32],
        recepisse: Receipt,
    ) -> Self {
        let profile = habilitation.profil.as_ref();
        let meta = Meta {
            consultation: recepisse.event,
            finalite: act.asked.purpose.clone(),
            profil: profile.map(|profile| profile.code.clone()),
            version_profil: profile.map(|profile| profile.version),
            categories,
            politique: base16ct::lower::encode_string(&act.authority.policy_set_hash()),
            empreinte_reponse: base16ct::lower::encode_string(&digest),
            recepisse,
        };
        let links = Links { acte_reglementaire: "/acte-reglementaire", journal: "/log/checkpoint" };
        Self { data, links, meta }
    }
}
