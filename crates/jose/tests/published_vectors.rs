//! The examples printed in the specifications.
#![allow(clippy::unwrap_used, reason = "a test tool reports by panicking")]

use jose::{JoseError, Jwk, Jws, Proof, ProofRefusal, Target};
use serde_json::{Value, json};

const RFC_8037_A4: &str = "eyJhbGciOiJFZERTQSJ9.RXhhbXBsZSBvZiBFZDI1NTE5IHNpZ25pbmc.hgyY0il_MGCjP0JzlnLWG1PPOt7-09PGcvMg3AIbQR6dWbhijcNR4ki4iylGjg5BhVsPt9g7sVvpAr_MuM0KAg";
const RFC_7515_A3: &str = "eyJhbGciOiJFUzI1NiJ9.eyJpc3MiOiJqb2UiLA0KICJleHAiOjEzMDA4MTkzODAsDQogImh0dHA6Ly9leGFtcGxlLmNvbS9pc19yb290Ijp0cnVlfQ.DtEhU3ljbEg8L38VWAfUAqOyKAM6-Xx-F4GawxaepmXFCgfTjDxw5djxLa8ISlSApmWQxfKTUJqPP3-Kg6NU1Q";
const RFC_9449_4_1: &str = "eyJ0eXAiOiJkcG9wK2p3dCIsImFsZyI6IkVTMjU2IiwiandrIjp7Imt0eSI6IkVDIiwieCI6Imw4dEZyaHgtMzR0VjNoUklDUkRZOXpDa0RscEJoRjQyVVFVZldWQVdCRnMiLCJ5IjoiOVZFNGpmX09rX282NHpiVFRsY3VOSmFqSG10NnY5VERWclUwQ2R2R1JEQSIsImNydiI6IlAtMjU2In19.eyJqdGkiOiItQndDM0VTYzZhY2MybFRjIiwiaHRtIjoiUE9TVCIsImh0dSI6Imh0dHBzOi8vc2VydmVyLmV4YW1wbGUuY29tL3Rva2VuIiwiaWF0IjoxNTYyMjYyNjE2fQ.2-GxA6T8lP4vfrg8v-FdWP0A0zdrj8igiMLvqRMUvwnQg4PtFLbdLXiOSsX0x7NVY-FNyJK70nfbV37xRZT3Lg";

fn ed25519() -> Value {
    json!({"kty": "OKP", "crv": "Ed25519", "x": "11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})
}

fn p256() -> Value {
    json!({"kty": "EC", "crv": "P-256", "x": "f83OJ3D2xF1Bg8vub9tLe1gHMzV76e8Tus9uPHvRVEU",
        "y": "x_FEzRu9m36HLN_tue659LNpXW6pCyStikYjKIWI5a0"})
}

fn token_endpoint(second: i64) -> Target<'static> {
    Target {
        method: "POST",
        uri: "https://server.example.com/token",
        access_token: None,
        now: jiff::Timestamp::from_second(second).unwrap(),
    }
}

#[test]
fn gives_the_thumbprint_of_rfc_8037_a3() {
    assert_eq!(Jwk::parse(&ed25519()).unwrap().thumbprint(), "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

#[test]
fn verifies_the_eddsa_signature_of_rfc_8037_a4() {
    let jws = Jws::parse(RFC_8037_A4).unwrap();
    // Its payload is a sentence and not claims: the signature is believed, and then the claims are not.
    assert_eq!(jws.verify::<Value>(&Jwk::parse(&ed25519()).unwrap()).unwrap_err(), JoseError::Malformed);
    let other = RFC_8037_A4.replace("RXhh", "RXhi");
    let forged = Jws::parse(&other).unwrap();
    assert_eq!(forged.verify::<Value>(&Jwk::parse(&ed25519()).unwrap()).unwrap_err(), JoseError::Signature);
}

#[test]
fn verifies_the_es256_signature_of_rfc_7515_a3() {
    let claims: Value = Jws::parse(RFC_7515_A3).unwrap().verify(&Jwk::parse(&p256()).unwrap()).unwrap();
    assert_eq!(claims["iss"], "joe");
}

#[test]
fn verifies_the_proof_of_rfc_9449() {
    let proof = Proof::verify(RFC_9449_4_1, &token_endpoint(1_562_262_620)).unwrap();
    assert_eq!(proof.thumbprint, "0ZcOCORZNYy-DWpqq30jZyJGHTN0d2HglBV3uiguA4I");
}

#[test]
fn refuses_a_proof_that_is_old_early_or_made_for_another_request() {
    let verify = |target: &Target<'_>| Proof::verify(RFC_9449_4_1, target).unwrap_err();
    assert_eq!(verify(&token_endpoint(1_562_262_616 + 61)), ProofRefusal::OtherTime);
    assert_eq!(verify(&token_endpoint(1_562_262_616 - 11)), ProofRefusal::OtherTime);
    let get = Target { method: "GET", ..token_endpoint(1_562_262_620) };
    assert_eq!(verify(&get), ProofRefusal::OtherRequest);
    let elsewhere = Target { uri: "https://server.example.com/par", ..token_endpoint(1_562_262_620) };
    assert_eq!(verify(&elsewhere), ProofRefusal::OtherRequest);
    let with_token = Target { access_token: Some("token"), ..token_endpoint(1_562_262_620) };
    assert_eq!(verify(&with_token), ProofRefusal::OtherToken);
}

#[test]
fn refuses_a_private_key_and_keys_of_other_kinds() {
    let mut private = ed25519();
    private["d"] = "nWGxne_9WmC6hEr0kuwsxERJxWl7MmkZcDusAxyuf2A".into();
    assert_eq!(Jwk::parse(&private), Err(JoseError::Key));
    assert_eq!(Jwk::parse_set(&json!({"keys": [ed25519(), private]})), Err(JoseError::Key));
    assert_eq!(Jwk::parse(&json!({"kty": "RSA", "n": "AQAB", "e": "AQAB"})), Err(JoseError::Key));
    assert_eq!(Jwk::parse(&json!({"kty": "oct", "k": "AQAB"})), Err(JoseError::Key));
    let mut for_encryption = p256();
    for_encryption["use"] = "enc".into();
    assert_eq!(Jwk::parse(&for_encryption), Err(JoseError::Key));
}

#[test]
fn refuses_other_algorithms_before_looking_at_any_key() {
    for algorithm in ["none", "RS256", "HS256", "ES384", "ES256K", ""] {
        let header = jose::encode(json!({"alg": algorithm}).to_string().as_bytes());
        let compact = format!("{header}.e30.{}", jose::encode(&[0; 64]));
        assert_eq!(Jws::parse(&compact).err(), Some(JoseError::Algorithm), "{algorithm}");
    }
}

#[test]
fn refuses_a_key_of_the_other_algorithm() {
    let jws = Jws::parse(RFC_7515_A3).unwrap();
    assert_eq!(jws.verify::<Value>(&Jwk::parse(&ed25519()).unwrap()).unwrap_err(), JoseError::Algorithm);
}

#[test]
fn refuses_an_extension_and_a_header_given_twice() {
    let compact =
        |header: &str| format!("{}.e30.{}", jose::encode(header.as_bytes()), jose::encode(&[0; 64]));
    let critical = compact(r#"{"alg":"ES256","crit":["b64"],"b64":false}"#);
    assert_eq!(Jws::parse(&critical).err(), Some(JoseError::Critical));
    let twice = compact(r#"{"alg":"ES256","alg":"EdDSA"}"#);
    assert_eq!(Jws::parse(&twice).err(), Some(JoseError::Malformed));
}
