use super::*;

#[test]
fn the_credential_for_the_realm_comes_first() {
    let any = Credential::password("any", "bob", "1");
    let one = Credential {
        realm: "b.example".to_owned(),
        ..Credential::password("b", "bobby", "2")
    };
    let all = [any, one];
    for (realm, user) in [("b.example", "bobby"), ("a.example", "bob")] {
        assert_eq!(account(&all, realm).unwrap().0, user, "{realm}");
    }
    assert_eq!(account(&all[1..], "a.example"), None);
}
