//! Calls out.

use audio::Codec;
use call::{HangupCause, Invitation, Party, Signal, Technology};
use media::control::{DigitTransport, MediaCommand};
use sip::header::HeaderName;
use sip::message::{Method, Response};
use sip::stack::UserEvent;

use super::phone::sdp;
use super::world::World;
use super::{ms, secs};

const SIP: &str = "[general]\ncontext=default\n\
    [001]\ntype=friend\nhost=dynamic\nsecret=pw\ndisallow=all\nallow=alaw\nallow=ulaw\ncontext=home\n\
    [trunk]\ntype=peer\nhost=10.0.0.3\ndefaultuser=me\nsecret=tpw\nfromuser=0912\n\
    disallow=all\nallow=ulaw\n";
const PJSIP: &str = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0:5060\n\
    [alice]\ntype=endpoint\ncontext=home\nauth=alice\naors=alice\ndisallow=all\nallow=ulaw,alaw\n\
    [alice]\ntype=auth\nauth_type=userpass\nusername=alice\npassword=pw\n\
    [alice]\ntype=aor\nmax_contacts=1\n";

/// A world where phone 0 has registered, and how to dial it.
fn registered(technology: Technology) -> (World, &'static str) {
    let (mut world, user) = match technology {
        Technology::Sip => (World::sip(SIP), "001"),
        _ => (World::pjsip(PJSIP), "alice"),
    };
    world.phone(2, user, "pw");
    assert_eq!(world.registers(0).status, 200);
    world.told();
    world.sent_to(0);
    (world, user)
}

#[test]
fn a_call_to_a_registered_phone() {
    for technology in [Technology::Sip, Technology::Pjsip] {
        let (mut world, user) = registered(technology);
        let mut invitation = Invitation::outgoing(technology, user);
        invitation.parties.caller = Party::new("Bob", "200");
        invitation
            .headers
            .push(("X-Mood".into(), "good\r\nX-Evil: 1".into()));
        let channel = world.dials_with(invitation);
        let (id, invite) = world.invited(0);
        assert_eq!(invite.uri.as_str(), format!("sip:{user}@10.0.0.2:5060"));
        assert_eq!(
            invite.headers.from().unwrap().uri.as_str(),
            "sip:200@10.0.0.1"
        );
        assert_eq!(
            invite.headers.from().unwrap().display.as_deref(),
            Some("Bob")
        );
        let mood = invite.headers.text(HeaderName::from("X-Mood")).unwrap();
        assert_eq!(mood, "goodX-Evil: 1", "no header is smuggled in");
        assert!(String::from_utf8_lossy(&invite.body).contains("m=audio 10002 RTP/AVP"));
        world.answers(0, id, 180, None);
        assert_eq!(world.told(), ["profile", "proceeding", "ringing"]);
        let address = world.phones[0].address;
        world.answers(
            0,
            id,
            200,
            Some(&sdp(
                address,
                "8 101",
                "a=rtpmap:101 telephone-event/8000\r\n",
            )),
        );
        assert_eq!(world.told(), ["codec alaw", "answer"]);
        let stream = world.stream(channel).unwrap();
        assert_eq!(
            (stream.send, stream.telephone_event),
            ((8, Codec::Alaw), Some((101, 101)))
        );
        assert_eq!(stream.remote.to_string(), "10.0.0.2:6060");
        world.order(
            channel,
            Signal::Digit {
                digit: '5',
                duration_ms: 100,
            },
        );
        assert!(matches!(
            world.media.last(),
            Some(MediaCommand::SendDigit { digit: '5', .. })
        ));
        world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
        assert_eq!(world.sent_to(0), ["INVITE", "ACK", "BYE"]);
        let Some(UserEvent::InDialog { transaction, .. }) = world.phones[0].events.pop_back()
        else {
            panic!()
        };
        world.answers(0, transaction, 200, None);
        assert_eq!(world.told(), [""; 0]);
        world.comes_to_rest();
    }
}

#[test]
fn every_refusal_is_told_in_the_drivers_manner() {
    let table: [(u16, &[&str], &[&str]); 16] = [
        (400, &["hangup 127"], &["hangup 127"]),
        (401, &["congestion", "hangup 21"], &["hangup 21"]),
        (403, &["hangup 21"], &["hangup 21"]),
        (404, &["hangup 1"], &["hangup 1"]),
        (407, &["congestion", "hangup 21"], &["hangup 21"]),
        (408, &["hangup 18"], &["hangup 18"]),
        (410, &["congestion", "hangup 22"], &["hangup 22"]),
        (415, &["hangup 127"], &["hangup 127"]),
        (480, &["busy", "hangup 19"], &["hangup 19"]),
        (484, &["hangup 28"], &["hangup 28"]),
        (486, &["busy", "hangup 17"], &["hangup 17"]),
        (488, &["hangup 58"], &["hangup 58"]),
        (500, &["congestion", "hangup 38"], &["hangup 38"]),
        (503, &["congestion", "hangup 34"], &["hangup 34"]),
        (600, &["busy", "hangup 17"], &["hangup 17"]),
        (603, &["busy", "hangup 21"], &["hangup 21"]),
    ];
    for technology in [Technology::Sip, Technology::Pjsip] {
        let (mut world, user) = registered(technology);
        for (status, chan_sip, pjsip) in table {
            world.dials(technology, user);
            let (id, _) = world.invited(0);
            world.answers(0, id, status, None);
            let expected = if technology == Technology::Sip {
                chan_sip
            } else {
                pjsip
            };
            let told = world.told();
            assert_eq!(
                (told[0].as_str(), &told[1..]),
                (
                    "profile",
                    &expected.iter().map(|s| s.to_string()).collect::<Vec<_>>()[..]
                ),
                "{technology:?} {status}"
            );
            world.phones[0].events.clear();
        }
        world.comes_to_rest();
    }
}

#[test]
fn early_media_and_forks() {
    let (mut world, user) = registered(Technology::Pjsip);
    let channel = world.dials(Technology::Pjsip, user);
    let (id, invite) = world.invited(0);
    let address = world.phones[0].address;
    world.answers(0, id, 183, Some(&sdp(address, "0", "")));
    assert_eq!(
        world.told(),
        ["profile", "proceeding", "codec ulaw", "progress true"]
    );
    // A proxy has forked the call: another phone has sound too.
    let mut other = Response::to(&invite, 183);
    other.ensure_to_tag("other");
    other
        .headers
        .push(HeaderName::Contact, "<sip:other@10.0.0.2:5060>");
    other.set_body("application/sdp", sdp(address, "8", "").into_bytes());
    world.hears(
        address,
        &sip::message::Message::from(other.clone()).to_bytes(),
    );
    world.settle();
    assert_eq!(world.told(), ["codec alaw"], "the latest fork is heard");
    world.answers(0, id, 200, Some(&sdp(address, "0", "")));
    assert_eq!(world.told(), ["codec ulaw", "answer"]);
    other.status = 200;
    world.sent_to(0);
    world.hears(address, &sip::message::Message::from(other).to_bytes());
    world.settle();
    assert_eq!(
        world.sent_to(0),
        ["ACK", "BYE"],
        "only one can have the call"
    );
    assert_eq!(world.told(), [""; 0]);
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn giving_up_before_the_answer() {
    let (mut world, user) = registered(Technology::Sip);
    let channel = world.dials(Technology::Sip, user);
    let (id, _) = world.invited(0);
    world.answers(0, id, 180, None);
    world.order(channel, Signal::Hangup(HangupCause::ANSWERED_ELSEWHERE));
    let cancel = world.last_request(&Method::Cancel);
    let reason = cancel.headers.text(HeaderName::Reason).unwrap();
    assert_eq!(reason, "SIP;cause=200;text=\"Call completed elsewhere\"");
    assert_eq!(world.sent_to(0), ["INVITE", "CANCEL", "ACK"]);
    assert_eq!(
        world.told(),
        ["profile", "proceeding", "ringing"],
        "it knows that it has hung up"
    );
    world.comes_to_rest();
}

#[test]
fn an_answer_that_crosses_cancel_is_ended() {
    let (mut world, user) = registered(Technology::Sip);
    let channel = world.dials(Technology::Sip, user);
    let (id, _) = world.invited(0);
    // Nothing has come back yet, so CANCEL has to wait, and the answer is faster.
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    assert_eq!(world.sent_to(0), ["INVITE"]);
    let address = world.phones[0].address;
    world.answers(0, id, 200, Some(&sdp(address, "8", "")));
    assert_eq!(world.sent_to(0), ["ACK", "BYE"]);
    world.comes_to_rest();
}

#[test]
fn silence_ends_the_call() {
    for (technology, cause) in [
        (Technology::Sip, "hangup 18"),
        (Technology::Pjsip, "hangup 18"),
    ] {
        let (mut world, user) = registered(technology);
        world.phones[0].address = "10.0.0.99:5060".parse().unwrap();
        world.dials(technology, user);
        world.wait(ms(31_900));
        assert_eq!(world.told(), ["profile"]);
        world.wait(ms(200));
        assert_eq!(world.told(), [cause]);
        world.comes_to_rest();
    }
}

#[test]
fn a_redirection_names_the_number() {
    let (mut world, user) = registered(Technology::Sip);
    world.dials(Technology::Sip, user);
    let (id, _) = world.invited(0);
    let mut response = crate::office::bare(302);
    response
        .headers
        .push(HeaderName::Contact, "<sip:205@10.0.0.1>");
    let now = world.now;
    world.phones[0].stack.respond(now, id, response).unwrap();
    world.settle();
    assert_eq!(world.told(), ["profile", "redirect 205", "hangup 16"]);
    world.comes_to_rest();
}

#[test]
fn a_trunk_asks_for_a_password() {
    let mut world = World::sip(SIP);
    world.phone(3, "trunk", "");
    let channel = world.dials(Technology::Sip, "trunk/0612345678");
    let (id, invite) = world.invited(0);
    assert_eq!(invite.uri.as_str(), "sip:0612345678@10.0.0.3");
    assert_eq!(invite.headers.from().unwrap().uri.user().unwrap(), "0912");
    let mut challenge = crate::office::bare(407);
    let text = "Digest realm=\"t\", nonce=\"n\", algorithm=MD5, qop=\"auth\"";
    challenge.headers.push(HeaderName::ProxyAuthenticate, text);
    let now = world.now;
    world.phones[0]
        .stack
        .respond(now, id, challenge.clone())
        .unwrap();
    world.settle();
    let (id, again) = world.invited(0);
    let answer = again.headers.text(HeaderName::ProxyAuthorization).unwrap();
    assert!(
        answer.contains("username=\"me\"") && answer.contains("realm=\"t\""),
        "{answer}"
    );
    let number = |request: &sip::message::Request| request.headers.cseq().unwrap().number;
    assert_eq!(number(&again), number(&invite) + 1);
    assert_eq!(again.headers.call_id(), invite.headers.call_id());
    // The password was wrong.
    world.phones[0].stack.respond(now, id, challenge).unwrap();
    world.settle();
    assert_eq!(world.told(), ["profile", "congestion", "hangup 21"]);
    assert!(world.stream(channel).is_none());
    world.comes_to_rest();
}

#[test]
fn those_who_cannot_be_called() {
    let both = [
        (
            "sip.conf",
            SIP.replace("[general]", "[general]\nbindport=5070"),
        ),
        ("pjsip.conf", PJSIP.to_owned()),
    ];
    let both: Vec<(&str, &str)> = both
        .iter()
        .map(|(name, text)| (*name, text.as_str()))
        .collect();
    let mut world = World::new(&both);
    let mut check = |technology, resource: &str, expected: &[&str]| {
        world.dials(technology, resource);
        assert_eq!(world.told(), expected, "{resource}");
    };
    check(Technology::Sip, "001", &["hangup 20"]);
    check(Technology::Sip, "1234", &["hangup 20"]);
    check(Technology::Sip, "chhiny", &["hangup 20"]);
    check(Technology::Sip, "5@nowhere.example", &["hangup 20"]);
    check(Technology::Sip, "", &["hangup 20"]);
    check(Technology::Pjsip, "alice", &["hangup 3"]);
    check(Technology::Pjsip, "Alice", &["hangup 3"]);
    check(Technology::Pjsip, "nobody", &["hangup 3"]);
    check(Technology::Pjsip, "alice/sip:%", &["hangup 3"]);
    world.comes_to_rest();
}

#[test]
fn a_host_of_a_dial_string_is_looked_up() {
    let mut world = World::sip(SIP);
    world.hosts.push(("sip.example.com", [10, 0, 0, 9].into()));
    world.phone(9, "x", "");
    world.dials(Technology::Sip, "900@sip.example.com");
    let (id, invite) = world.invited(0);
    assert_eq!(invite.uri.as_str(), "sip:900@sip.example.com");
    world.answers(0, id, 404, None);
    assert_eq!(world.told(), ["profile", "hangup 1"]);
    world.comes_to_rest();
}

#[test]
fn names_of_chan_sip_do_not_mind_case_and_numbers_go_to_the_contact() {
    let conf = format!("{SIP}[Zoiper]\ntype=friend\nhost=dynamic\nsecret=pw\n");
    let mut world = World::sip(&conf);
    world.phone(2, "zoiper", "pw");
    assert_eq!(world.registers(0).status, 200);
    world.dials(Technology::Sip, "ZOIPER/900");
    let (id, invite) = world.invited(0);
    assert_eq!(invite.uri.as_str(), "sip:900@10.0.0.2");
    world.answers(0, id, 486, None);
    world.comes_to_rest();
}

#[test]
fn a_reliable_183_gets_its_prack() {
    let (mut world, user) = registered(Technology::Pjsip);
    let channel = world.dials(Technology::Pjsip, user);
    let (id, invite) = world.invited(0);
    assert!(invite.headers.supports("100rel"));
    let address = world.phones[0].address;
    let mut response = crate::office::bare(183);
    response.set_body("application/sdp", sdp(address, "0", "").into_bytes());
    let now = world.now;
    world.phones[0]
        .stack
        .respond_reliably(now, id, response)
        .unwrap();
    world.settle();
    assert_eq!(world.sent_to(0), ["INVITE", "PRACK"]);
    world.answers(0, id, 200, None);
    assert_eq!(
        world.told(),
        [
            "profile",
            "proceeding",
            "codec ulaw",
            "progress true",
            "answer"
        ]
    );
    assert_eq!(
        world.stream(channel).unwrap().digits,
        DigitTransport::TelephoneEvent
    );
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn an_answer_without_sound_ends_the_call() {
    let (mut world, user) = registered(Technology::Sip);
    world.dials(Technology::Sip, user);
    let (id, _) = world.invited(0);
    world.answers(0, id, 200, None);
    assert_eq!(
        world.told(),
        ["profile", "proceeding", "hangup 58"]
            .iter()
            .filter(|s| **s != "proceeding")
            .copied()
            .collect::<Vec<_>>()
    );
    assert_eq!(world.sent_to(0), ["INVITE", "ACK", "BYE"]);
    world.comes_to_rest();
}

#[test]
fn the_session_timer_of_the_answer_is_refreshed() {
    let (mut world, user) = registered(Technology::Pjsip);
    let channel = world.dials(Technology::Pjsip, user);
    let (id, _) = world.invited(0);
    let address = world.phones[0].address;
    let mut response = crate::office::bare(200);
    response.set_body("application/sdp", sdp(address, "0", "").into_bytes());
    response
        .headers
        .push(HeaderName::SessionExpires, "200;refresher=uac");
    response.headers.push(HeaderName::Require, "timer");
    let now = world.now;
    world.phones[0].stack.respond(now, id, response).unwrap();
    world.settle();
    world.sent_to(0);
    world.phones[0].events.clear();
    world.wait(secs(99));
    assert_eq!(world.sent_to(0), [""; 0]);
    world.wait(secs(1));
    assert_eq!(
        world.sent_to(0),
        ["INVITE"],
        "it never said that it can do UPDATE"
    );
    let Some(UserEvent::InDialog { transaction, .. }) = world.phones[0].events.pop_front() else {
        panic!()
    };
    world.answers(0, transaction, 200, Some(&sdp(address, "0", "")));
    assert_eq!(world.sent_to(0), ["ACK"]);
    world.phones[0].events.clear();
    world.wait(secs(100));
    assert_eq!(world.sent_to(0), ["INVITE"]);
    // The phone has forgotten the call.
    let Some(UserEvent::InDialog { transaction, .. }) = world.phones[0].events.pop_front() else {
        panic!()
    };
    world.told();
    world.answers(0, transaction, 481, None);
    assert_eq!(world.told(), ["hangup 16"]);
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn what_must_be_encrypted_is_not_called_in_clear() {
    let config = PJSIP.replace("allow=ulaw,alaw", "allow=ulaw,alaw\nmedia_encryption=sdes");
    let mut world = World::pjsip(&config);
    world.phone(2, "alice", "pw");
    assert_eq!(world.registers(0).status, 200);
    world.told();
    world.sent_to(0);
    world.dials_with(Invitation::outgoing(Technology::Pjsip, "alice"));
    assert_eq!(world.told(), ["hangup 58"]);
    assert_eq!(world.sent_to(0), [""; 0]);
}
