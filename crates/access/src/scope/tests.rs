use super::{InvalidScope, Scope, Scopes};

#[test]
fn their_order_does_not_matter() {
    let written = Scopes::from_iter([Scope::Openid, Scope::Dossiers]);
    for text in ["openid dossiers", "dossiers openid", "openid dossiers openid"] {
        assert_eq!(text.parse(), Ok(written.clone()), "{text:?}");
    }
    assert_eq!(written.to_string(), "openid dossiers");
}

#[test]
fn every_scope_is_read_as_written() {
    for scope in Scope::ALL {
        assert_eq!(scope.as_str().parse(), Ok(scope));
    }
}

#[test]
fn an_unknown_scope_is_refused() {
    for text in ["admin", "openid admin", "OPENID", "openid,dossiers", "openid  dossiers", " openid"] {
        assert_eq!(text.parse::<Scopes>(), Err(InvalidScope), "{text}");
    }
    assert_eq!(Scopes::known_in("openid admin"), Scopes::from_iter([Scope::Openid]));
}
