use sip::header::{HeaderName, Uri};
use sip::message::Method;

use super::*;
use crate::aor::AorKey;
use crate::contact::Contact;
use crate::settings::tests::load;

/// A request of this method with From, To and further headers.
pub(crate) fn request(method: &str, from: &str, to: &str, more: &[(&str, &str)]) -> Request {
    let uri = Uri::parse("sip:100@10.0.0.1").unwrap();
    let mut request = Request::new(Method::parse(method), uri);
    request
        .headers
        .push(HeaderName::Via, "SIP/2.0/UDP 10.0.0.9:5060;branch=z9hG4bKx");
    request
        .headers
        .push(HeaderName::From, format!("<sip:{from}>;tag=1"));
    request.headers.push(HeaderName::To, format!("<sip:{to}>"));
    for (name, value) in more {
        request.headers.push(HeaderName::from(*name), value);
    }
    request
}

/// Who it is: `name`, `guest`, `unknown SIP`, `forbidden PJSIP`.
fn who(settings: &Settings, contacts: &Contacts, request: &Request, source: &str) -> String {
    let source = source.parse().unwrap();
    let incoming = Incoming {
        request,
        source,
        kind: Transport::Udp,
        transport: None,
    };
    match settings.identify(&incoming, contacts) {
        Identified::Endpoint(found) => found.device(),
        Identified::Guest(_) => "guest".to_owned(),
        Identified::Unknown(dialect) => format!("unknown {}", dialect.technology().name()),
        Identified::Forbidden(dialect) => format!("forbidden {}", dialect.technology().name()),
    }
}

const SIP: &str = "
[general]
allowguest=no
[alice]
type=friend
host=dynamic
secret=a
[trunk]
type=peer
host=10.0.0.20
[loose]
type=peer
host=10.0.0.30
insecure=port,invite
[caller]
type=user
[lan]
type=friend
host=dynamic
deny=0.0.0.0/0
permit=10.0.0.0/8
[named]
type=peer
host=provider.example
port=5080
";

#[test]
fn chan_sip_looks_for_the_name_then_for_the_address() {
    let (settings, _) = load(&[("sip.conf", SIP)]);
    let mut contacts = Contacts::default();
    contacts.note_host("Provider.example", vec!["10.0.0.40:5060".parse().unwrap()]);
    let key = AorKey::new(Dialect::ChanSip, "alice");
    let mut registered = Contact::permanent(Uri::parse("sip:alice@10.0.0.50:5070").unwrap());
    registered.source = Some("10.0.0.50:5070".parse().unwrap());
    contacts.by_aor.insert(key, vec![registered]);
    for (method, from, source, expected) in [
        ("INVITE", "alice@x", "1.2.3.4:9", "SIP/alice"),
        ("INVITE", "ALICE@x", "1.2.3.4:9", "SIP/alice"),
        ("INVITE", "alice;x=1@x", "1.2.3.4:9", "SIP/alice"),
        ("INVITE", "0612@x", "10.0.0.50:5070", "SIP/alice"),
        ("INVITE", "0612@x", "10.0.0.50:5060", "unknown SIP"),
        ("INVITE", "caller@x", "1.2.3.4:9", "SIP/caller"),
        // A peer is not found by its name, only by its address and port.
        ("INVITE", "trunk@x", "1.2.3.4:9", "unknown SIP"),
        ("SUBSCRIBE", "trunk@x", "1.2.3.4:9", "SIP/trunk"),
        ("INVITE", "0612@x", "10.0.0.20:5060", "SIP/trunk"),
        ("INVITE", "0612@x", "10.0.0.20:5061", "unknown SIP"),
        ("INVITE", "0612@x", "10.0.0.30:9999", "SIP/loose"),
        ("INVITE", "0612@x", "10.0.0.40:5080", "SIP/named"),
        ("INVITE", "0612@x", "10.0.0.40:5060", "unknown SIP"),
        ("INVITE", "lan@x", "10.1.1.1:5060", "SIP/lan"),
        ("INVITE", "lan@x", "11.1.1.1:5060", "forbidden SIP"),
        ("REGISTER", "trunk@x", "10.0.0.20:5060", "unknown SIP"),
    ] {
        let request = request(method, from, "100@10.0.0.1", &[]);
        assert_eq!(
            who(&settings, &contacts, &request, source),
            expected,
            "{method} {from} {source}"
        );
    }
    for (to, expected) in [
        ("alice@x", "SIP/alice"),
        ("trunk@x", "SIP/trunk"),
        ("caller@x", "unknown SIP"),
    ] {
        let request = request("REGISTER", "zzz@x", to, &[]);
        assert_eq!(
            who(&settings, &contacts, &request, "1.2.3.4:9"),
            expected,
            "{to}"
        );
    }
}

#[test]
fn strangers_are_guests_unless_refused() {
    let (settings, _) = load(&[("sip.conf", "[general]\ncontext=public\n")]);
    let contacts = Contacts::default();
    let call = request("INVITE", "x@y", "100@z", &[]);
    assert_eq!(who(&settings, &contacts, &call, "1.2.3.4:9"), "guest");
    let register = request("REGISTER", "x@y", "x@z", &[]);
    assert_eq!(
        who(&settings, &contacts, &register, "1.2.3.4:9"),
        "unknown SIP"
    );
}

#[test]
fn match_auth_username_looks_at_the_credentials() {
    let text =
        "[general]\nmatch_auth_username=yes\nallowguest=no\n[alice]\ntype=friend\nhost=dynamic\n";
    let (settings, _) = load(&[("sip.conf", text)]);
    let digest = "Digest username=\"alice\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"0\"";
    let call = request("INVITE", "x@y", "100@z", &[("Authorization", digest)]);
    assert_eq!(
        who(&settings, &Contacts::default(), &call, "1.2.3.4:9"),
        "SIP/alice"
    );
}

const PJSIP: &str = "
[alice]
type=endpoint
allow=ulaw
[bob@b.example]
type=endpoint
allow=ulaw
[b.alias]
type=domain_alias
domain=b.example
[byip]
type=endpoint
allow=ulaw
identify_by=ip
[byauth]
type=endpoint
allow=ulaw
identify_by=auth_username
[byip]
type=identify
endpoint=byip
match=10.0.0.0/24,trunk.example
[bykey]
type=identify
endpoint=alice
match_header=X-Key: open sesame
[walled]
type=endpoint
allow=ulaw
deny=0.0.0.0/0
";

#[test]
fn chan_pjsip_tries_its_ways_in_order() {
    let (settings, _) = load(&[("pjsip.conf", PJSIP)]);
    let mut contacts = Contacts::default();
    contacts.note_host("trunk.example", vec!["10.9.9.9:5060".parse().unwrap()]);
    let digest = "Digest username=\"byauth\", realm=\"r\", nonce=\"n\", uri=\"u\", response=\"0\"";
    for (from, source, header, expected) in [
        ("alice@x", "1.2.3.4:9", None, "PJSIP/alice"),
        ("Alice@x", "1.2.3.4:9", None, "unknown PJSIP"),
        ("bob@x", "1.2.3.4:9", None, "unknown PJSIP"),
        ("bob@b.example", "1.2.3.4:9", None, "PJSIP/bob@b.example"),
        ("bob@b.alias", "1.2.3.4:9", None, "PJSIP/bob@b.example"),
        // The address comes before the name.
        ("alice@x", "10.0.0.7:5060", None, "PJSIP/byip"),
        ("zoe@x", "10.9.9.9:1024", None, "PJSIP/byip"),
        ("byip@x", "1.2.3.4:9", None, "unknown PJSIP"),
        (
            "zoe@x",
            "1.2.3.4:9",
            Some(("X-Key", "open sesame")),
            "PJSIP/alice",
        ),
        (
            "zoe@x",
            "1.2.3.4:9",
            Some(("X-Key", "open")),
            "unknown PJSIP",
        ),
        (
            "zoe@x",
            "1.2.3.4:9",
            Some(("Authorization", digest)),
            "PJSIP/byauth",
        ),
        ("walled@x", "1.2.3.4:9", None, "forbidden PJSIP"),
    ] {
        let more: Vec<_> = header.into_iter().collect();
        let request = request("INVITE", from, "100@10.0.0.1", &more);
        assert_eq!(
            who(&settings, &contacts, &request, source),
            expected,
            "{from} {source} {header:?}"
        );
    }
}

#[test]
fn anonymous_takes_the_rest() {
    let (settings, _) = load(&[("pjsip.conf", "[anonymous]\ntype=endpoint\nallow=ulaw\n")]);
    let call = request("INVITE", "zoe@x", "100@y", &[]);
    assert_eq!(
        who(&settings, &Contacts::default(), &call, "1.2.3.4:9"),
        "PJSIP/anonymous"
    );
}

#[test]
fn with_both_files_pjsip_comes_first() {
    let pjsip = "[alice]\ntype=endpoint\nallow=ulaw\n";
    let sip = "[general]\nallowguest=no\n[alice]\ntype=friend\nhost=dynamic\n[bob]\ntype=friend\nhost=dynamic\n";
    let (settings, _) = load(&[("pjsip.conf", pjsip), ("sip.conf", sip)]);
    for (from, expected) in [
        ("alice@x", "PJSIP/alice"),
        ("bob@x", "SIP/bob"),
        ("zoe@x", "unknown PJSIP"),
    ] {
        let call = request("INVITE", from, "100@y", &[]);
        assert_eq!(
            who(&settings, &Contacts::default(), &call, "1.2.3.4:9"),
            expected,
            "{from}"
        );
    }
}
