use argon2::{Algorithm, Argon2, AssociatedData, ParamsBuilder, Version};

use super::hash;

const SETTINGS: &str = "$argon2id$v=19$m=64,t=2,p=1$AAAAAAAAAAAAAAAAAAAAAA";

#[test]
fn computes_the_argon2id_tag_of_rfc_9106() {
    let mut params = ParamsBuilder::new();
    params.m_cost(32).t_cost(3).p_cost(4).data(AssociatedData::new(&[4; 12]).unwrap());
    let params = params.build().unwrap();
    let argon2 = Argon2::new_with_secret(&[3; 8], Algorithm::Argon2id, Version::V0x13, params).unwrap();
    let mut tag = [0; 32];
    argon2.hash_password_into(&[1; 32], &[2; 16], &mut tag).unwrap();
    let expected = "0d640df58d78766c08c037a34a8b53c9d01ef0452d75b65eb52520e96b01e659";
    assert_eq!(base16ct::lower::encode_string(&tag), expected);
}

#[test]
fn gives_the_settings_back_with_a_hash_that_depends_on_all_of_them() {
    let kept = hash(b"tournesol", SETTINGS).unwrap();
    assert!(kept.starts_with(&format!("{SETTINGS}$")), "{kept}");
    assert_eq!(hash(b"tournesol", SETTINGS), Some(kept.clone()));
    let tag = |kept: &str| kept.rsplit('$').next().map(str::to_owned);
    let others =
        [SETTINGS.replace("m=64", "m=128"), SETTINGS.replace("t=2", "t=3"), SETTINGS.replace("AAAA", "BBBB")];
    for other in others {
        assert_ne!(tag(&hash(b"tournesol", &other).unwrap()), tag(&kept), "{other}");
    }
    assert_ne!(hash(b"tournesols", SETTINGS), Some(kept));
}

#[test]
fn refuses_settings_that_are_weak_costly_or_none() {
    let refused = [
        "",
        "tournesol",
        "$argon2id$v=19$m=64,t=2,p=1",
        &SETTINGS.replace("argon2id", "argon2i"),
        &SETTINGS.replace("v=19", "v=16"),
        &SETTINGS.replace("$v=19", ""),
        &SETTINGS.replace("m=64", "m=65537"),
        &SETTINGS.replace("t=2", "t=9"),
        &SETTINGS.replace("m=64", "m=1"),
        &SETTINGS.replace("AAAAAAAAAAAAAAAAAAAAAA", "AA"),
    ];
    for settings in refused {
        assert_eq!(hash(b"tournesol", settings), None, "{settings}");
    }
}
