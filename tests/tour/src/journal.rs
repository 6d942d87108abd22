use anyhow::{Context as _, Result, ensure};
use http::{Method, StatusCode};
use serde_json::{Value, json};
use transparency::VerifierKey;

use crate::guide::Guide;

/// The data-protection officer finds the readings of a dossier; the receipt and the evidence are verified here, offline,
/// with the log's public key alone.
pub(crate) async fn verify(guide: &mut Guide<'_>, receipt: &Value) -> Result<()> {
    guide.chapter("The journal", "every reading is in a journal that anyone can verify with its public key");
    let answer = guide.fund.service().get("/log/cle").await?;
    let accepted = (StatusCode::OK, None);
    let key = guide.send("the log's public key", (Method::GET, "/log/cle"), answer, accepted).await?.text();
    let receipt: journal::Receipt = serde_json::from_value(receipt.clone())?;
    receipt.verify(&VerifierKey::parse(key.trim())?).context("the receipt does not verify")?;
    guide.say("   the receipt of the first reading verifies, offline");

    let officer = guide.sign_in("delegue@caf.exemple.invalid").await?;
    let criteria =
        json!({"criteres": {"dossier": {"organisme": demo::FUND, "matricule": demo::matricule(48)}}});
    let path = "/v1/journal/recherches";
    let found =
        guide.post(&officer, "who asked for this dossier, and what was given?", path, &criteria).await?;
    let found = found.get("data").and_then(Value::as_array).map_or(0, Vec::len);
    ensure!(found > 0, "the journal has nothing on the dossier");
    guide.say(&format!("      {found} entries on the first page, readings and refusals"));

    let path = "/v1/journal/exports";
    let answer = officer.post(path, &criteria).await?;
    let pack = guide.send("the evidence pack", (Method::POST, path), answer, accepted).await?;
    let report = journal::verify_evidence_pack(&pack.body, key.trim());
    ensure!(report.is_sound(), "the pack does not hold: {:?}", report.faults);
    guide
        .say(&format!("   the pack verifies, offline: {} entries under a signed checkpoint", report.entries));
    tampered(guide, &pack.body, key.trim())
}

/// One byte of the last entry changes.
fn tampered(guide: &mut Guide<'_>, pack: &[u8], key: &str) -> Result<()> {
    let mut forged = pack.to_vec();
    let place = forged.len() * 3 / 4;
    let byte = forged.get_mut(place).context("the pack is empty")?;
    *byte ^= 1;
    let report = journal::verify_evidence_pack(&forged, key);
    let fault = report.faults.first().context("a forged pack verifies")?;
    guide.say(&format!("   with one bit of it changed, it does not: {fault}"));
    Ok(())
}
