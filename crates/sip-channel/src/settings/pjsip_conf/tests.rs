use std::time::Duration;

use config::Severity;
use sip::auth::{Algorithm, Secret};

use crate::aor::AorKey;
use crate::endpoint::{Dialect, IdentifyBy};
use crate::settings::tests::{load, pjsip};

const OFFICE: &str = "
[udp]
type=transport
protocol=udp
bind=0.0.0.0
[base](!)
type=endpoint
context=in
disallow=all
allow=ulaw
aors=nobody
[alice](base)
auth=alice
aors=alice
callerid=Alice <6001>
mailboxes=6001@default
[alice]
type=auth
auth_type=userpass
username=alice
password=pw
[alice]
type=aor
max_contacts=1
qualify_frequency=60
[trunk]
type=registration
server_uri=sip:reg.example
client_uri=sip:u@reg.example
outbound_auth=alice
line=yes
endpoint=alice
forbidden_retry_interval=300
[net]
type=identify
endpoint=alice
match=10.0.0.0/8,host.example
match_header=X-Key: secret
";

#[test]
fn objects_are_tied_by_name() {
    let (settings, problems) = load(&[("pjsip.conf", OFFICE)]);
    assert_eq!(problems, []);
    let alice = settings.endpoint(Dialect::Pjsip, "alice").unwrap();
    assert_eq!(settings.endpoint(Dialect::Pjsip, "Alice"), None);
    // A further line replaces a list that is not made of lines.
    assert_eq!(alice.aors, [AorKey::new(Dialect::Pjsip, "alice")]);
    assert_eq!(alice.auths[0].secret, Secret::Password("pw".into()));
    assert_eq!(
        (alice.caller.name.as_str(), alice.caller.number.as_str()),
        ("Alice", "6001")
    );
    assert_eq!(alice.codecs.len(), 1);
    let aor = settings.aor(&alice.aors[0]).unwrap();
    let rules = aor.qualify.unwrap();
    assert_eq!(
        (rules.every, rules.patience),
        (Duration::from_secs(60), Duration::from_secs(3))
    );
    assert_eq!(settings.transports[0].bind.to_string(), "0.0.0.0:5060");
    let [trunk] = settings.registrations.as_slice() else {
        panic!()
    };
    assert_eq!(trunk.line_endpoint.as_deref(), Some("alice"));
    assert_eq!(trunk.retry.after_forbidden, Some(Duration::from_secs(300)));
    assert_eq!(
        (trunk.retry.after_fatal, trunk.contact_user.as_str()),
        (None, "s")
    );
    let [identify] = settings.identifies.as_slice() else {
        panic!()
    };
    assert_eq!(
        (
            identify.networks.len(),
            identify.hosts.len(),
            identify.headers.len()
        ),
        (1, 1, 1)
    );
    assert_eq!(
        settings.host_names(),
        [("host.example".to_owned(), None, true)]
    );
}

#[test]
fn ways_that_are_not_named_come_last() {
    let order = |text: &str| pjsip(text).pjsip.unwrap().identifier_order;
    use IdentifyBy::{Anonymous, AuthUsername, Header, Ip, RequestUri, Username};
    assert_eq!(
        order(""),
        [Ip, Username, Anonymous, Header, AuthUsername, RequestUri]
    );
    let named = "[global]\ntype=global\nendpoint_identifier_order=header,username\n";
    assert_eq!(order(named), [Header, Username, AuthUsername, RequestUri]);
}

#[test]
fn passwords_may_be_hashes() {
    let settings = pjsip(
        "[a]\ntype=endpoint\nallow=ulaw\nauth=a\n[a]\ntype=auth\nusername=a\n\
         password_digest=MD5:00ff\npassword_digest=SHA-256:11ee\nsupported_algorithms_uas=SHA-256,MD5\n",
    );
    let auth = &settings.endpoint(Dialect::Pjsip, "a").unwrap().auths[0];
    let Secret::Hashes(hashes) = &auth.secret else {
        panic!("{auth:?}")
    };
    assert_eq!(hashes.len(), 2);
    assert_eq!(auth.algorithms, [Algorithm::Sha256, Algorithm::Md5]);
}

#[test]
fn complaints() {
    let endpoint = |more: &str| {
        format!(
            "[a]\ntype=endpoint\nallow=ulaw\n{more}\n[alice]\ntype=auth\nusername=u\npassword=p\n[alice]\ntype=aor\n"
        )
    };
    for (text, expected) in [
        (
            endpoint("auth=alise"),
            "there is no auth section 'alise'; did you mean 'alice'?",
        ),
        (endpoint("auth=nobody"), "is left out"),
        (
            endpoint("aors=alcie"),
            "there is no aor section 'alcie'; did you mean 'alice'?",
        ),
        (
            endpoint("rtp_symetric=yes"),
            "did you mean 'rtp_symmetric'?",
        ),
        (endpoint("transport=x"), "there is no usable transport 'x'"),
        (endpoint("webrtc=yes"), "'webrtc' is not supported yet"),
        (
            endpoint("media_encryption=sdes"),
            "calls without it are refused",
        ),
        (endpoint("identify_by=name"), "expected one of username"),
        ("[a]\ntype=endpoint\n".to_owned(), "allows no codec"),
        ("[a]\nusername=x\n".to_owned(), "has no 'type'"),
        ("[a]\ntype=endpont\n".to_owned(), "did you mean 'endpoint'?"),
        (
            "[a]\ntype=phoneprov\n".to_owned(),
            "type=phoneprov is not supported yet",
        ),
        (
            "[a]\ntype=transport\nprotocol=tls\nbind=0.0.0.0\n".to_owned(),
            "protocol=tls is not supported",
        ),
        ("[a]\ntype=transport\n".to_owned(), "has no 'bind'"),
        (
            "[a]\ntype=registration\nserver_uri=sip:x\n".to_owned(),
            "needs a server_uri",
        ),
        (
            "[a]\ntype=identify\nendpoint=b\nmatch=10.0.0.0/99\n".to_owned(),
            "no address, network or name",
        ),
        (
            "[a]\ntype=aor\ncontact=10.0.0.1\n".to_owned(),
            "expected a SIP URI",
        ),
    ] {
        let (_, problems) = load(&[("pjsip.conf", &text)]);
        let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let found = problems
            .iter()
            .any(|one| one.severity == Severity::Warning && one.to_string().contains(expected));
        assert!(found, "{text}: {texts:?}");
    }
}

#[test]
fn an_endpoint_whose_auth_is_missing_does_not_open_the_door() {
    let (settings, _) = load(&[("pjsip.conf", "[a]\ntype=endpoint\nallow=ulaw\nauth=gone\n")]);
    assert_eq!(settings.endpoint(Dialect::Pjsip, "a"), None);
}
