use super::*;
use sip::message::Method;

fn settings() -> Settings {
    Settings::default()
}

fn check(endpoint: &Endpoint, caller: Party, from: &str, others: &[&str]) {
    let parties = PartyIds {
        caller,
        ..PartyIds::default()
    };
    let shown = show(&settings(), endpoint, &parties).unwrap();
    assert_eq!(shown.from.to_string(), from);
    let found: Vec<_> = shown
        .others
        .iter()
        .map(|(n, v)| format!("{}: {v}", n.as_str()))
        .collect();
    assert_eq!(found, others);
}

#[test]
fn callers_shown() {
    let ours = OUR_HOST;
    let sip = Endpoint::new(Dialect::ChanSip, "x");
    let alice = || Party::new("Alice", "100");
    check(&sip, alice(), &format!("\"Alice\" <sip:100@{ours}>"), &[]);
    check(
        &sip,
        Party::new("", "100"),
        &format!("\"100\" <sip:100@{ours}>"),
        &[],
    );
    check(
        &sip,
        Party::default(),
        &format!("\"asterisk\" <sip:asterisk@{ours}>"),
        &[],
    );
    let pjsip = Endpoint::new(Dialect::Pjsip, "x");
    check(
        &pjsip,
        Party::new("", "100"),
        &format!("<sip:100@{ours}>"),
        &[],
    );
    let trunk = Endpoint {
        from_user: "0912".into(),
        from_domain: "free.example".into(),
        ..Endpoint::new(Dialect::ChanSip, "x")
    };
    check(&trunk, alice(), "\"Alice\" <sip:0912@free.example>", &[]);
    let hidden = Party {
        presentation: Presentation::Prohibited,
        ..alice()
    };
    check(
        &sip,
        hidden.clone(),
        "\"Anonymous\" <sip:anonymous@anonymous.invalid>",
        &[],
    );
    let mut trusting = Endpoint::new(Dialect::Pjsip, "x");
    trusting.identity.send_pai = true;
    trusting.identity.send_rpid = true;
    trusting.identity.trust_outbound = true;
    let party = format!("\"Alice\" <sip:100@{ours}>");
    check(
        &trusting,
        hidden,
        &party,
        &[
            &format!("P-Asserted-Identity: {party}"),
            "Privacy: id",
            &format!("Remote-Party-ID: {party};party=calling;privacy=full;screen=no"),
        ],
    );
}

#[test]
fn callers_read() {
    let request = |headers: &[(HeaderName, &str)]| {
        let mut request = Request::new(Method::Invite, Uri::parse("sip:5@h").unwrap());
        for (name, value) in headers {
            request.headers.push(name.clone(), value);
        }
        request
    };
    let from = (HeaderName::From, "Bob <sip:200@h>;tag=1");
    let pai = (HeaderName::PAssertedIdentity, "\"Robert\" <sip:+33200@h>");
    let plain = Endpoint::new(Dialect::Pjsip, "bob");
    let read = |endpoint: &Endpoint, headers: &[(HeaderName, &str)]| {
        let found = parties_of(endpoint, &request(headers), "5");
        assert_eq!(
            (found.dnid.as_str(), found.ani.as_str()),
            ("5", found.caller.number.as_str())
        );
        found
    };
    let both = [from.clone(), pai.clone()];
    assert_eq!(read(&plain, &both).caller, Party::new("Bob", "200"));
    let named = Endpoint {
        caller: Party::new("Desk", "7"),
        ..plain.clone()
    };
    assert_eq!(read(&named, &both).caller, Party::new("Desk", "7"));
    let mut trusted = plain.clone();
    trusted.identity.trust_inbound = true;
    let found = read(&trusted, &both).caller;
    assert_eq!(
        (found.number.as_str(), found.presentation),
        ("+33200", Presentation::AllowedPassed)
    );
    let private = [from.clone(), pai, (HeaderName::Privacy, "id")];
    assert!(!read(&trusted, &private).caller.presentation.is_allowed());
    let diverted = [
        from,
        (HeaderName::Diversion, "<sip:300@h>;reason=user-busy"),
    ];
    assert_eq!(read(&plain, &diverted).redirecting_from.number, "300");
    let nobody = [(
        HeaderName::From,
        "\"Anonymous\" <sip:anonymous@anonymous.invalid>;tag=1",
    )];
    assert!(!read(&plain, &nobody).caller.presentation.is_allowed());
}
