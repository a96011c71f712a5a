//! Calls in.

use audio::Codec;
use call::{HangupCause, Signal, Technology};
use media::control::DigitTransport;
use sip::header::HeaderName;
use sip::message::{Message, Method};

use super::phone::sdp;
use super::secs;
use super::world::World;

const SIP: &str = "[general]\ncontext=default\n\
    [001]\ntype=friend\nhost=dynamic\nsecret=pw\ncontext=home\ncallerid=\"My name\" <100>\n\
    language=fr\nallowoverlap=no\ndisallow=all\nallow=alaw\nallow=g722\nallow=h263\n\
    [line]\ntype=peer\nhost=10.0.0.3\ninsecure=invite\ncontext=in\nsetvar=A=1\n\
    disallow=all\nallow=alaw\ndtmfmode=auto\n";
const PJSIP: &str = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0:5060\n\
    [alice]\ntype=endpoint\ncontext=home\nauth=alice\naors=alice\ndisallow=all\nallow=ulaw,alaw\n\
    [alice]\ntype=auth\nauth_type=userpass\nusername=alice\npassword=pw\n\
    [alice]\ntype=aor\nmax_contacts=1\n";

fn world(technology: Technology) -> World {
    let (mut world, user) = match technology {
        Technology::Sip => (World::sip(SIP), "001"),
        _ => (World::pjsip(PJSIP), "alice"),
    };
    world.phone(2, user, "pw");
    world
}

fn offer(world: &World, phone: usize, formats: &str) -> String {
    sdp(world.phones[phone].address, formats, "")
}

#[test]
fn a_call_with_a_password() {
    for technology in [Technology::Sip, Technology::Pjsip] {
        let mut world = world(technology);
        let offer = offer(&world, 0, "0 8 9");
        let (channel, invitation) = world.calls(0, "%2A%2A1", Some(&offer));
        assert_eq!(
            (invitation.technology, invitation.context.as_str()),
            (technology, "home")
        );
        assert_eq!(invitation.extension, "**1");
        let sip = technology == Technology::Sip;
        assert_eq!(invitation.resource, if sip { "001" } else { "alice" });
        assert_eq!(invitation.overlap, !sip);
        if sip {
            assert_eq!(
                invitation.codecs,
                [Codec::Alaw, Codec::G722],
                "in our order"
            );
            assert_eq!(invitation.language, "fr");
            assert_eq!(invitation.parties.caller.all(), "\"My name\" <100>");
        } else {
            assert_eq!(
                invitation.codecs,
                [Codec::Ulaw, Codec::Alaw],
                "in their order"
            );
            assert_eq!(invitation.parties.caller.number, "alice");
        }
        let expected = ["401 INVITE", "100 INVITE"];
        assert_eq!(world.sent_to(0), expected);
        world.order(channel, Signal::Ringing);
        world.order(channel, Signal::Answer);
        assert_eq!(world.sent_to(0), ["180 INVITE", "200 INVITE"]);
        assert_eq!(
            world.told(),
            [if sip { "codec alaw" } else { "codec ulaw" }]
        );
        assert_eq!(
            world.stream(channel).unwrap().remote.to_string(),
            "10.0.0.2:6060"
        );
        world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
        world.comes_to_rest();
    }
}

#[test]
fn a_line_that_needs_none() {
    let mut world = World::sip(SIP);
    world.phone(3, "0612", "");
    let body = offer(&world, 0, "8 0");
    let (channel, invitation) = world.calls(0, "fromfree", Some(&body));
    assert_eq!(
        (invitation.resource.as_str(), invitation.context.as_str()),
        ("line", "in")
    );
    assert!(invitation.variables.contains(&("A".into(), "1".into())));
    assert!(invitation.headers.iter().any(|(name, _)| name == "CSeq"));
    world.order(channel, Signal::Answer);
    let ok = world.last_response();
    let text = String::from_utf8_lossy(&ok.body).into_owned();
    assert!(
        text.contains("m=audio 10002 RTP/AVP 8\r\n"),
        "PCMA only: {text}"
    );
    assert_eq!(
        world.stream(channel).unwrap().digits,
        DigitTransport::InBand,
        "auto, none offered"
    );
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn refusals_by_cause() {
    let table = [
        (Signal::Busy, 486, vec!["hangup 17"]),
        (Signal::Congestion, 503, vec!["hangup 34"]),
        (Signal::Incomplete, 484, vec!["hangup 28"]),
        (Signal::Hangup(HangupCause::UNALLOCATED), 404, vec![]),
        (Signal::Hangup(HangupCause::USER_BUSY), 486, vec![]),
        (Signal::Hangup(HangupCause::CONGESTION), 503, vec![]),
        (Signal::Hangup(HangupCause::NO_ANSWER), 480, vec![]),
        (Signal::Hangup(HangupCause::SUBSCRIBER_ABSENT), 480, vec![]),
        (Signal::Hangup(HangupCause::NORMAL_CLEARING), 603, vec![]),
        (Signal::Hangup(HangupCause::NOT_DEFINED), 603, vec![]),
    ];
    for technology in [Technology::Sip, Technology::Pjsip] {
        for (signal, status, told) in &table {
            let mut world = world(technology);
            let offer = offer(&world, 0, "8 0");
            let (channel, _) = world.calls(0, "5", Some(&offer));
            world.order(channel, Signal::Ringing);
            world.order(channel, signal.clone());
            assert_eq!(world.final_response(0).status, *status, "{signal:?}");
            assert_eq!(world.told(), *told, "{signal:?}");
            assert!(world.stream(channel).is_none());
            world.comes_to_rest();
        }
    }
}

#[test]
fn offers_that_cannot_be_taken() {
    let check = |body: &str, kind: &str, status: u16| {
        let mut world = World::sip(SIP);
        world.phone(3, "0612", "");
        let address = world.address;
        let mut invite = world.phones[0].request(Method::Invite, "5", address);
        invite.set_body(kind, body.as_bytes().to_vec());
        assert_eq!(world.asks(0, &invite).status, status, "{body:?}");
        assert_eq!(world.told(), [""; 0], "the switchboard never heard of it");
        world.comes_to_rest();
    };
    let head = "v=0\r\no=- 1 1 IN IP4 10.0.0.3\r\ns=-\r\nc=IN IP4 10.0.0.3\r\nt=0 0\r\n";
    check(
        &format!("{head}m=audio 4000 RTP/AVP 3\r\n"),
        "application/sdp",
        488,
    );
    check(
        &format!("{head}m=audio 4000 RTP/SAVP 8\r\n"),
        "application/sdp",
        488,
    );
    check(
        &format!("{head}m=video 4000 RTP/AVP 34\r\n"),
        "application/sdp",
        488,
    );
    check(head, "application/sdp", 488);
    check("\u{1}\u{2}", "application/sdp", 400);
    check("hello", "text/plain", 415);
}

#[test]
fn video_is_declined_in_its_place() {
    let mut world = world(Technology::Sip);
    let offer = sdp(world.phones[0].address, "8", "m=video 7000 RTP/AVP 34\r\n");
    let (channel, _) = world.calls(0, "5", Some(&offer));
    world.order(channel, Signal::Answer);
    let text = String::from_utf8_lossy(&world.last_response().body).into_owned();
    assert!(text.contains("m=video 0 RTP/AVP 34"), "{text}");
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn early_media_says_what_the_answer_will_say() {
    let mut world = world(Technology::Pjsip);
    let offer = offer(&world, 0, "8");
    let (channel, _) = world.calls(0, "5", Some(&offer));
    world.order(channel, Signal::Progress { early_media: true });
    let early = world.last_response();
    assert_eq!(early.status, 183);
    assert_eq!(world.told(), ["codec alaw"]);
    world.order(channel, Signal::Progress { early_media: true });
    world.order(channel, Signal::Ringing);
    world.order(channel, Signal::Answer);
    assert_eq!(world.last_response().body.as_bytes(), early.body.as_bytes());
    assert_eq!(
        world.sent_to(0),
        ["401 INVITE", "100 INVITE", "183 INVITE", "200 INVITE"]
    );
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn an_offer_of_ours_is_answered_in_the_ack() {
    let mut world = world(Technology::Sip);
    let (channel, _) = world.calls(0, "5", None);
    world.order(channel, Signal::Answer);
    let ok = world.last_response();
    assert!(String::from_utf8_lossy(&ok.body).contains("RTP/AVP 8 9 101"));
    let dialog = world.answered(0);
    assert_eq!(world.told(), [""; 0]);
    let (now, answer) = (world.now, offer(&world, 0, "9"));
    world.phones[0].acks(now, dialog, Some(&answer));
    world.settle();
    assert_eq!(world.told(), ["codec g722"]);
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn an_ack_that_never_comes_ends_the_call() {
    let mut world = world(Technology::Sip);
    let offer = offer(&world, 0, "8");
    let (channel, _) = world.calls(0, "5", Some(&offer));
    world.order(channel, Signal::Answer);
    world.phones[0].address = "10.0.0.99:5060".parse().unwrap();
    world.told();
    world.wait(secs(33));
    assert_eq!(world.told(), ["hangup 18"]);
    world.comes_to_rest();
}

#[test]
fn the_caller_cancels() {
    let check = |reason: &str, told: &str| {
        let mut world = World::sip(SIP);
        world.phone(3, "0612", "");
        let (now, address) = (world.now, world.address);
        let mut invite = world.phones[0].request(Method::Invite, "5", address);
        let body = offer(&world, 0, "8");
        invite.set_body("application/sdp", body.into_bytes());
        let id = world.phones[0].send(now, invite, address);
        world.settle();
        let (channel, _) = world.signal();
        world.order(channel, Signal::Ringing);
        let extra = vec![(HeaderName::Reason, reason.to_owned())];
        world.phones[0].stack.cancel(now, id, extra).unwrap();
        world.settle();
        assert_eq!(world.told(), [told]);
        assert_eq!(world.final_response(0).status, 487);
        // The switchboard's last word comes too late and does no harm.
        world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
        world.comes_to_rest();
    };
    check(
        "SIP;cause=200;text=\"Call completed elsewhere\"",
        "hangup 26",
    );
    check("Q.850;cause=16", "hangup 16");
}

#[test]
fn reliable_provisional_responses() {
    let conf = PJSIP.replace("aors=alice", "aors=alice\n100rel=peer_supported");
    let mut world = World::pjsip(&conf);
    world.phone(2, "alice", "pw");
    let (now, address) = (world.now, world.address);
    let mut invite = world.phones[0].request(Method::Invite, "5", address);
    invite.headers.push(HeaderName::Supported, "100rel");
    invite.set_body("application/sdp", offer(&world, 0, "8").into_bytes());
    let challenge = world.asks(0, &invite);
    let again = world.phones[0].authorized(&invite, &challenge);
    world.phones[0].send(now, again, address);
    world.settle();
    let (channel, _) = world.signal();
    world.order(channel, Signal::Ringing);
    let ringing = world.last_response();
    assert!(ringing.headers.has(HeaderName::RSeq), "{ringing:?}");
    world.order(channel, Signal::Hangup(HangupCause::USER_BUSY));
    assert_eq!(world.final_response(0).status, 486);
    world.comes_to_rest();
}

#[test]
fn demands_that_cannot_be_met() {
    let check = |conf: &str, name: HeaderName, value: &str, status: u16| {
        let mut world = World::sip(&format!("{SIP}{conf}"));
        world.phone(3, "0612", "");
        let address = world.address;
        let mut invite = world.phones[0].request(Method::Invite, "5", address);
        invite.headers.push(name, value);
        invite.set_body("application/sdp", offer(&world, 0, "8").into_bytes());
        let refusal = world.asks(0, &invite);
        assert_eq!(refusal.status, status, "{value}");
        world.comes_to_rest();
    };
    check("", HeaderName::Require, "100rel", 420);
    check("", HeaderName::Require, "something", 420);
    check("", HeaderName::Replaces, "a;to-tag=b;from-tag=c", 481);
    check("session-timers=refuse\n", HeaderName::Require, "timer", 420);
}

#[test]
fn requests_without_a_call() {
    let mut world = world(Technology::Sip);
    let address = world.address;
    let table = [
        (Method::Options, 200),
        (Method::Message, 405),
        (Method::Subscribe, 489),
        (Method::Publish, 489),
        (Method::Notify, 489),
        (Method::Info, 481),
        (Method::Other("DANCE".into()), 501),
    ];
    for (method, status) in table {
        let request = world.phones[0].request(method.clone(), "5", address);
        let response = world.asks(0, &request);
        assert_eq!(response.status, status, "{method}");
        assert!(response.headers.has(HeaderName::Allow), "{method}");
    }
    world.hears(address, b"\x00\xff nonsense");
    world.hears(address, &Message::from(world.last_response()).to_bytes());
    world.comes_to_rest();
}

#[test]
fn a_call_limit_holds_in_both_directions() {
    let conf = SIP.replace("language=fr", "language=fr\ncall-limit=1");
    let mut world = World::sip(&conf);
    world.phone(2, "001", "pw");
    assert_eq!(world.registers(0).status, 200);
    world.told();
    let body = offer(&world, 0, "8");
    let (channel, _) = world.calls(0, "5", Some(&body));
    world.dials(Technology::Sip, "001");
    assert_eq!(world.told(), ["hangup 17"]);
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.dials(Technology::Sip, "001");
    assert_eq!(world.told(), ["profile"]);
}

#[test]
fn options_tell_whether_a_number_exists() {
    let mut world = world(Technology::Sip);
    let address = world.address;
    for (number, status) in [("5", 200), ("nobody", 404), ("", 404)] {
        let request = world.phones[0].request(Method::Options, number, address);
        assert_eq!(world.asks(0, &request).status, status, "'{number}'");
    }
    // The other driver asks for a password first, and takes no number for a question about itself.
    let mut world = self::world(Technology::Pjsip);
    let address = world.address;
    let question = world.phones[0].request(Method::Options, "5", address);
    assert_eq!(world.asks(0, &question).status, 401);
    for (number, status) in [("5", 200), ("nobody", 404), ("", 200)] {
        let open = PJSIP.replace(
            "type=endpoint",
            "type=endpoint\nallow_unauthenticated_options=yes",
        );
        let mut world = World::pjsip(&open);
        world.phone(2, "alice", "pw");
        let request = world.phones[0].request(Method::Options, number, address);
        assert_eq!(world.asks(0, &request).status, status, "'{number}'");
    }
}
