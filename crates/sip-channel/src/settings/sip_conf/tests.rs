use std::time::Duration;

use config::Severity;
use sip::auth::Secret;
use sip::header::Transport;

use super::register_line::RegisterLine;
use crate::aor::AorKey;
use crate::endpoint::{Dialect, DtmfMode, Endpoint, Kind};
use crate::settings::Settings;
use crate::settings::tests::{load, sip};

#[test]
fn register_lines() {
    let check = |line: &str, expected: &str| {
        let found = match RegisterLine::parse(line) {
            Ok(found) => {
                let transport = found.transport.map_or("", Transport::as_param);
                let port = |port: Option<u16>| port.map_or(String::new(), |port| port.to_string());
                [
                    transport,
                    &found.user,
                    &found.domain,
                    &port(found.domain_port),
                    &found.secret,
                    &found.auth_user,
                    &found.host,
                    &port(found.port),
                    &found.extension,
                    &found
                        .expiry
                        .map_or(String::new(), |seconds| seconds.to_string()),
                ]
                .join("|")
            }
            Err(fault) => fault.to_owned(),
        };
        assert_eq!(found, expected, "{line}");
    };
    check("1234:pw@provider.com", "|1234|||pw||provider.com||s|");
    check("2345:pw@proxy/1234", "|2345|||pw||proxy||1234|");
    check(
        "1020:pw@sip.kaiba.corp:5600/9999",
        "|1020|||pw||sip.kaiba.corp|5600|9999|",
    );
    check("u:pw:auth@host", "|u|||pw|auth|host||s|");
    check("u@host", "|u|||||host||s|");
    check("u@domain:pw@host", "|u|domain||pw||host||s|");
    check(
        "3456@mydomain:5082::@mysipprovider.com",
        "|3456|mydomain|5082|||mysipprovider.com||s|",
    );
    check(
        "tls://u:xx@proxy.example.org",
        "tls|u|||xx||proxy.example.org||s|",
    );
    check("trunk?tcp://u:xx@h~600", "tcp|u|||xx||h||s|600");
    check("trunk?u:x@h", "|u|||x||h||s|");
    check("u:x@[2001:db8::1]:5070/7", "|u|||x||[2001:db8::1]|5070|7|");
    check("u:x@h:70000", "port is no number up to 65535");
    check("nobody", "no '@' between user and host");
    check(":pw@host", "no user");
    check("u:p@", "no host");
    check("xyz://u:p@h", "unknown transport before '://'");
    check("u:p@h~soon", "expiry is no number");
}

fn peer(settings: &Settings, name: &str) -> Endpoint {
    let found = settings.endpoint(Dialect::ChanSip, name);
    found
        .unwrap_or_else(|| panic!("no {name}"))
        .as_ref()
        .clone()
}

#[test]
fn general_gives_defaults_and_names_do_not_mind_case() {
    let settings = sip(
        "[general]\ncontext=in\nlanguage=fr\nqualify=yes\ndtmfmode=auto\ndisallow=all\nallow=ulaw\n\
         directmedia=no\n[Alice]\ntype=friend\nhost=dynamic\nallow=alaw\nsecret=x\n\
         [bob]\ntype=peer\nhost=10.0.0.2\nport=5070\ncontext=out\ndisallow=all\nallow=g722,h263\n\
         language=de\nqualify=no\n",
    );
    let alice = peer(&settings, "aLICE");
    assert_eq!(
        (alice.name.as_str(), alice.context.as_str()),
        ("Alice", "in")
    );
    assert_eq!(
        (alice.language.as_str(), alice.dtmf),
        ("fr", DtmfMode::Auto)
    );
    let names = |one: &Endpoint| {
        one.codecs
            .iter()
            .map(|c| c.name())
            .collect::<Vec<_>>()
            .join(",")
    };
    assert_eq!(names(&alice), "ulaw,alaw");
    assert!(!alice.direct_media);
    let bob = peer(&settings, "bob");
    assert_eq!(
        (bob.kind, bob.context.as_str(), names(&bob).as_str()),
        (Kind::Peer, "out", "g722,h263")
    );
    assert_eq!(bob.video_codecs().count(), 0, "videosupport is off");
    let aor = |name: &str| settings.aor(&AorKey::new(Dialect::ChanSip, name)).cloned();
    let (a, b) = (aor("alice").unwrap(), aor("bob").unwrap());
    assert_eq!(
        a.qualify.map(|q| (q.every, q.every_while_down, q.patience)),
        Some((
            Duration::from_secs(60),
            Duration::from_secs(10),
            Duration::from_secs(2),
        ))
    );
    assert_eq!((a.max_contacts, b.max_contacts, b.qualify), (1, 0, None));
    assert_eq!(
        b.permanent.first().map(ToString::to_string).as_deref(),
        Some("sip:10.0.0.2:5070")
    );
    assert_eq!(
        (
            a.default_expiration,
            a.minimum_expiration,
            a.maximum_expiration
        ),
        (120, 60, 3600)
    );
}

#[test]
fn without_codec_lines_the_usual_ones_hold() {
    let settings = sip("[general]\n[a]\ntype=friend\nhost=dynamic\n");
    let names: Vec<_> = peer(&settings, "a")
        .codecs
        .iter()
        .map(|c| c.name())
        .collect();
    assert_eq!(names, ["ulaw", "alaw", "gsm", "h263"]);
}

#[test]
fn words_of_nat_and_insecure() {
    for (text, expected) in [
        ("", "auto_rport"),
        ("nat=yes", "rport comedia rewrite"),
        ("nat=no", ""),
        ("nat=force_rport,comedia", "rport comedia rewrite"),
        (
            "nat=auto_force_rport,auto_comedia",
            "auto_rport auto_comedia",
        ),
        ("nat=comedia", "comedia"),
        ("nat=never", ""),
        ("nat=route", "rport rewrite"),
        ("nat=force_rport,comedis", "rport rewrite"),
        ("insecure=port,invite", "auto_rport port invite"),
        ("insecure=invite", "auto_rport invite"),
        ("insecure=no", "auto_rport"),
        ("insecure=very", "auto_rport"),
    ] {
        let settings = sip(&format!(
            "[general]\n[a]\ntype=friend\nhost=dynamic\n{text}\n"
        ));
        let one = peer(&settings, "a");
        let set = [
            (one.nat.force_rport, "rport"),
            (one.nat.symmetric_rtp, "comedia"),
            (one.nat.rewrite_contact, "rewrite"),
            (one.nat.auto_force_rport, "auto_rport"),
            (one.nat.auto_symmetric_rtp, "auto_comedia"),
            (one.insecure_port, "port"),
            (one.insecure_invite, "invite"),
        ];
        let set: Vec<_> = set
            .into_iter()
            .filter(|(is, _)| *is)
            .map(|(_, word)| word)
            .collect();
        assert_eq!(set.join(" "), expected, "{text}");
    }
}

#[test]
fn credentials_of_both_directions() {
    let settings = sip(
        "[authentication]\nauth=global:g@g.example\n[a]\ntype=friend\nhost=h.example\nsecret=in\n\
         remotesecret=out\ndefaultuser=me\nauth=x:y@r.example\nauth=m#0123@m.example\n\
         [b]\ntype=peer\nhost=dynamic\nmd5secret=abcd\nfromuser=bee\n[c]\ntype=user\n",
    );
    let a = peer(&settings, "a");
    assert_eq!(a.auths.len(), 1);
    assert_eq!(
        (a.auths[0].username.as_str(), &a.auths[0].secret),
        ("a", &Secret::Password("in".into()))
    );
    let out = |realm: &str| crate::auth::account(&a.outbound_auths, realm);
    assert_eq!(
        out("other"),
        Some(("me".to_owned(), Secret::Password("out".into())))
    );
    assert_eq!(
        out("r.example"),
        Some(("x".to_owned(), Secret::Password("y".into())))
    );
    assert_eq!(out("g.example").unwrap().0, "global");
    assert!(matches!(out("m.example").unwrap().1, Secret::Hashes(_)));
    let b = peer(&settings, "b");
    assert!(matches!(b.auths[0].secret, Secret::Hashes(_)));
    assert_eq!(b.outbound_auths.last().unwrap().username, "bee");
    assert!(peer(&settings, "c").auths.is_empty() && peer(&settings, "c").aors.is_empty());
}

#[test]
fn registrations() {
    let settings = sip(
        "[general]\ndefaultexpiry=1800\nregisterattempts=3\nregister=>09XX:PW@freephonie.net/fromfree\n\
         register => tcp://1020:v:auth@sip.kaiba.corp:5600/9999\nregister => nonsense\n",
    );
    let [first, second] = settings.registrations.as_slice() else {
        panic!("{:?}", settings.registrations)
    };
    assert_eq!(first.server.as_str(), "sip:freephonie.net");
    assert_eq!(first.client.as_str(), "sip:09XX@freephonie.net");
    assert_eq!(
        (first.contact_user.as_str(), first.expiration),
        ("fromfree", 1800)
    );
    assert_eq!(first.retry.most, 3);
    assert_eq!(
        second.server.as_str(),
        "sip:sip.kaiba.corp:5600;transport=tcp"
    );
    assert_eq!(second.client.as_str(), "sip:1020@sip.kaiba.corp");
    assert_eq!(second.auths[0].username, "auth");
}

#[test]
fn callbackextension_registers() {
    let settings = sip(
        "[general]\n[t]\ntype=peer\nhost=h.example\nport=5070\ndefaultuser=u\nsecret=p\ncallbackextension=77\n",
    );
    let [one] = settings.registrations.as_slice() else {
        panic!()
    };
    assert_eq!(
        (one.server.as_str(), one.contact_user.as_str()),
        ("sip:h.example:5070", "77")
    );
    assert_eq!(one.client.as_str(), "sip:u@h.example");
}

#[test]
fn complaints() {
    for (text, severity, expected) in [
        (
            "[a]\ntype=friend\nhost=dynamic\ncontect=x\n",
            Severity::Warning,
            "did you mean 'context'?",
        ),
        (
            "[a]\ntype=friend\nhost=dynamic\nzzzzzz=x\n",
            Severity::Note,
            "'zzzzzz' is not known",
        ),
        (
            "[a]\ntype=friend\nhost=dynamic\nallowguest=no\n",
            Severity::Note,
            "only in [general]",
        ),
        (
            "[general]\nsecret=x\n",
            Severity::Note,
            "only in a device's section",
        ),
        ("[a]\nhost=dynamic\n", Severity::Warning, "has no 'type'"),
        (
            "[a]\ntype=fiend\n",
            Severity::Warning,
            "expected one of friend, peer, user",
        ),
        (
            "[general]\ntlsenable=yes\n",
            Severity::Warning,
            "TLS is not supported yet",
        ),
        (
            "[a]\ntype=friend\nhost=dynamic\nallow=ulow\n",
            Severity::Warning,
            "did you mean 'ulaw'?",
        ),
        (
            "[a]\ntype=friend\nhost=dynamic\nnat=force_report\n",
            Severity::Warning,
            "did you mean 'force_rport'?",
        ),
        (
            "[a]\ntype=friend\nhost=dynamic\nacl=office\n",
            Severity::Warning,
            "nobody is let in",
        ),
        (
            "[a]\ntype=friend\nhost=dynamic\nencryption=yes\n",
            Severity::Warning,
            "not supported yet",
        ),
        (
            "[a]\ntype=friend\nhost=dynamic\nsetvar=x\n",
            Severity::Warning,
            "name=value",
        ),
        (
            "[general]\nexternip=1.2.3.4\n",
            Severity::Warning,
            "no effect without localnet",
        ),
        (
            "[general]\nregister => nonsense\n",
            Severity::Warning,
            "no '@'",
        ),
    ] {
        let (_, problems) = load(&[("sip.conf", text)]);
        let texts: Vec<_> = problems.iter().map(ToString::to_string).collect();
        let found = problems
            .iter()
            .any(|one| one.severity == severity && one.to_string().contains(expected));
        assert!(found, "{text}: {texts:?}");
    }
    let quiet = "[general]\nbindaddr=0.0.0.0\n[a](!)\ntype=friend\nhost=dynamic\n[b](a)\n";
    assert_eq!(load(&[("sip.conf", quiet)]).1, []);
}

#[test]
fn lists_of_acl_conf_hold() {
    let sip = "[a]\ntype=friend\nhost=dynamic\nacl=lan\n";
    let acl = "[lan]\ndeny=0.0.0.0/0\npermit=10.0.0.0/8\n";
    let (settings, problems) = load(&[("sip.conf", sip), ("acl.conf", acl)]);
    assert_eq!(problems, []);
    let one = peer(&settings, "a");
    assert!(
        one.acl.allows("10.1.1.1".parse().unwrap()) && !one.acl.allows("9.9.9.9".parse().unwrap())
    );
}
