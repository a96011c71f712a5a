//! Real installations: their own files, and what their documentation promises.

use call::{Signal, Technology};
use sip::header::HeaderName;
use sip::message::{Method, Request};
use sip::stack::{TransactionId, UserEvent};

use super::phone::sdp;
use super::secs;
use super::world::World;

/// A file of an installation; `None` when the installations are not at hand.
fn read(path: &str) -> Option<String> {
    let Some(root) = std::env::var_os("STARLING_FIXTURES") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        println!("skipped: STARLING_FIXTURES is not set");
        return None;
    };
    let folders = std::fs::read_dir(root).expect("the folder of installations");
    let mut files = folders.filter_map(|entry| Some(entry.ok()?.path().join(path)));
    let file = files.find(|file| file.exists()).expect("the installation");
    Some(std::fs::read_to_string(file).expect("the file"))
}

/// The next request of this kind that a phone has got; others are answered with 200.
fn next(world: &mut World, phone: usize, method: &Method) -> (TransactionId, Request) {
    while let Some(event) = world.phones[phone].events.pop_front() {
        if let UserEvent::Request {
            transaction,
            request,
            ..
        } = event
        {
            if request.method == *method {
                return (transaction, request);
            }
            world.answers(phone, transaction, 200, None);
        }
    }
    panic!("no {method} came");
}

#[test]
fn a_line_at_home() {
    let Some(conf) = read("s0-freephonie-antispam/sip.conf") else {
        return;
    };
    let mut world = World::with_hosts(&[("sip.conf", &conf)], &[("freephonie.net", [10, 0, 0, 3])]);
    let provider = world.phone(3, "0612345678", "");
    world.wait(secs(1));
    let (id, register) = next(&mut world, provider, &Method::Register);
    assert_eq!(register.uri.as_str(), "sip:freephonie.net");
    assert_eq!(
        register.headers.to().unwrap().uri.user().unwrap(),
        "09XXXXXXXX"
    );
    assert_eq!(
        register.headers.contact().unwrap().uri.user().unwrap(),
        "fromfree"
    );
    assert_eq!(register.headers.expires(), Some(1800));
    world.answers(provider, id, 200, None);
    let (id, _) = next(&mut world, provider, &Method::Options);
    world.answers(provider, id, 200, None);
    let phone = world.phone(2, "001", "MDPPOSTESIP");
    assert_eq!(world.registers(phone).status, 200);
    let (_, notify) = next(&mut world, phone, &Method::Notify);
    assert!(String::from_utf8_lossy(&notify.body).contains("Messages-Waiting: no"));
    world.told();
    // The line calls: no challenge, and PCMA only.
    world.phones[provider].events.clear();
    let offer = sdp(
        world.phones[provider].address,
        "0 8 101",
        "a=rtpmap:101 telephone-event/8000\r\n",
    );
    let (line, invitation) = world.calls(provider, "fromfree", Some(&offer));
    assert_eq!(
        (invitation.context.as_str(), invitation.extension.as_str()),
        ("maison", "fromfree")
    );
    assert_eq!(invitation.resource, "freephonie-out");
    world.order(line, Signal::Answer);
    let answer = String::from_utf8_lossy(&world.last_response().body).into_owned();
    assert!(answer.contains("RTP/AVP 8 101\r\n"), "{answer}");
    // The phone calls out over the line.
    world.phones[provider].events.clear();
    world.dials(Technology::Sip, "freephonie-out/0612345678");
    let (id, invite) = next(&mut world, provider, &Method::Invite);
    assert_eq!(invite.uri.as_str(), "sip:0612345678@freephonie.net");
    assert_eq!(
        invite.headers.from().unwrap().uri.user().unwrap(),
        "09XXXXXXXX"
    );
    let mut challenge = crate::office::bare(407);
    challenge.headers.push(
        HeaderName::ProxyAuthenticate,
        "Digest realm=\"f\", nonce=\"n\"",
    );
    let now = world.now;
    world.phones[provider]
        .stack
        .respond(now, id, challenge)
        .unwrap();
    world.settle();
    let (_, again) = next(&mut world, provider, &Method::Invite);
    let answer = again.headers.text(HeaderName::ProxyAuthorization).unwrap();
    assert!(answer.contains("username=\"09XXXXXXXX\""), "{answer}");
}

#[test]
fn a_trunk_between_two_servers() {
    let Some(conf) = read("s3-trunk-services/part1-trunk/server-a/sip.conf") else {
        return;
    };
    let mut world = World::sip(&conf);
    let other = world.phone(9, "trunk_A_vers_B", "azerty");
    assert_eq!(world.registers(other).status, 200);
    let amine = world.phone(2, "amine", "test");
    assert_eq!(world.registers(amine).status, 200);
    world.told();
    let offer = sdp(world.phones[amine].address, "0 8", "");
    let (_, invitation) = world.calls(amine, "900", Some(&offer));
    assert_eq!(invitation.parties.caller.all(), "\"My name\" <100>");
    let mut out = call::Invitation::outgoing(Technology::Sip, "trunk_A_vers_B/900");
    out.parties = invitation.parties;
    world.dials_with(out);
    let (_, invite) = next(&mut world, other, &Method::Invite);
    assert_eq!(invite.uri.as_str(), "sip:900@10.0.0.9");
    let from = invite.headers.from().unwrap();
    assert_eq!(from.display.as_deref(), Some("My name"));
    assert_eq!(from.uri.as_str(), "sip:100@10.0.0.1");
}
