use anyhow::Result;
use serde_json::{Value, json};
use web::contract::Contract;

use crate::Example;

/// The promise of every component.
pub(crate) fn contracts() -> [Contract; 7] {
    [
        dossier::contract(),
        conventions::contract(),
        login::contract(),
        audit::contract(),
        messaging::contract(),
        etat::contract(),
        hashing::contract(),
    ]
}

/// The OpenAPI document, with the examples that are kept.
///
/// # Errors
/// When a contract and its routes disagree, or an example cannot be read.
pub fn document() -> Result<Value> {
    let mut document = web::contract::document(frame(), &contracts())?;
    let paths = document.get_mut("paths").and_then(Value::as_object_mut);
    for (path, operations) in paths.into_iter().flatten() {
        for operation in operations.as_object_mut().into_iter().flat_map(serde_json::Map::values_mut) {
            let id = operation.get("operationId").and_then(Value::as_str).unwrap_or_default();
            if let Some(example) = Example::read(id)? {
                example.show(path, operation);
            }
        }
    }
    Ok(document)
}

fn frame() -> Value {
    json!({
        "openapi": "3.1.0",
        "info": {
            "title": "Mon Compte Partenaire",
            "version": env!("CARGO_PKG_VERSION"),
            "summary": "L'accès des partenaires aux dossiers d'une Caf",
            "description": "Une consultation ne donne de données que si toutes ses conditions valent à cet instant, \
                et après que le journal en a durablement la trace. Une catégorie qui n'est pas accordée est absente. \
                Les personnes, organismes et dossiers des exemples sont fictifs.",
        },
        "servers": [{ "url": "/" }],
        "components": { "securitySchemes": {
            "jeton": {
                "type": "openIdConnect",
                "openIdConnectUrl": "/.well-known/openid-configuration",
                "description": "Jeton d'accès (RFC 9068) d'une personne, présenté en Bearer (RFC 6750) par le portail",
            },
            "preuve": {
                "type": "http",
                "scheme": "dpop",
                "description": "Jeton d'accès d'une application, lié à sa clé : l'en-tête DPoP porte une preuve propre à \
                    chaque requête (RFC 9449)",
            },
        }},
    })
}
