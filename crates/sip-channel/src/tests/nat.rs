//! Routers in between: where requests and sound go, and which address of ours is shown.

use call::{HangupCause, Signal, Technology};
use sip::header::HeaderName;
use sip::message::Method;

use super::phone::sdp;
use super::world::World;

const SIP: &str = "[general]\ncontext=default\n\
    [001]\ntype=friend\nhost=dynamic\nsecret=pw\nnat=force_rport,comedia\n\
    disallow=all\nallow=alaw\n";
const PJSIP: &str = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0:5060\n\
    external_media_address=198.51.100.7\nexternal_signaling_address=198.51.100.7\n\
    local_net=10.0.0.0/8\n\
    [alice]\ntype=endpoint\ncontext=home\naors=alice\ndisallow=all\nallow=ulaw\n\
    rewrite_contact=yes\nrtp_symmetric=yes\n\
    [alice]\ntype=aor\nmax_contacts=1\n";
const PRIVATE: &str = "192.168.7.7:5060";

#[test]
fn a_phone_behind_a_router_is_reached_where_it_speaks_from() {
    for technology in [Technology::Sip, Technology::Pjsip] {
        let (mut world, user) = match technology {
            Technology::Sip => (World::sip(SIP), "001"),
            _ => (World::pjsip(PJSIP), "alice"),
        };
        world.phone(2, user, "pw");
        let address = world.address;
        let mut register = world.phones[0].request(Method::Register, "", address);
        register
            .headers
            .set(HeaderName::Contact, format!("<sip:{user}@{PRIVATE}>"));
        let mut answer = world.asks(0, &register);
        if answer.status == 401 {
            let again = world.phones[0].authorized(&register, &answer);
            answer = world.asks(0, &again);
        }
        assert_eq!(answer.status, 200);
        world.told();
        let channel = world.dials(technology, user);
        let (id, invite) = world.invited(0);
        let expected = if technology == Technology::Sip {
            PRIVATE
        } else {
            "10.0.0.2:5060"
        };
        assert_eq!(invite.uri.as_str(), format!("sip:{user}@{expected}"));
        let mut ok = crate::office::bare(200);
        ok.headers
            .push(HeaderName::Contact, format!("<sip:{user}@{PRIVATE}>"));
        ok.set_body(
            "application/sdp",
            sdp(PRIVATE.parse().unwrap(), "8 0", "").into_bytes(),
        );
        let now = world.now;
        world.phones[0].stack.respond(now, id, ok).unwrap();
        world.settle();
        assert!(world.stream(channel).unwrap().symmetric);
        world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
        assert_eq!(
            world.sent_to(0).last_chunk::<3>().unwrap(),
            &["INVITE", "ACK", "BYE"]
        );
        let dialog = last_dialog(&world);
        world.phones[0].stack.end_dialog(now, dialog);
        world.comes_to_rest();
    }
}

fn last_dialog(world: &World) -> sip::stack::DialogId {
    let events = &world.phones[0].events;
    let found = events.iter().rev().find_map(|event| match event {
        sip::stack::UserEvent::InDialog { dialog, .. } => Some(*dialog),
        _ => None,
    });
    found.expect("BYE came")
}

#[test]
fn outsiders_see_the_address_of_the_router() {
    let mut world = World::pjsip(PJSIP);
    world.phone(2, "alice", "");
    let mut shown = |resource: &str| {
        world.dials(Technology::Pjsip, resource);
        let invite = world.last_request(&Method::Invite);
        let body = String::from_utf8_lossy(&invite.body).into_owned();
        let line = body
            .lines()
            .find(|line| line.starts_with("c="))
            .unwrap()
            .to_owned();
        (
            line,
            invite.headers.contact().unwrap().uri.host().to_owned(),
        )
    };
    let inside = ("c=IN IP4 10.0.0.1".to_owned(), "10.0.0.1".to_owned());
    assert_eq!(shown("alice/sip:bob@10.0.0.2"), inside);
    let outside = (
        "c=IN IP4 198.51.100.7".to_owned(),
        "198.51.100.7".to_owned(),
    );
    assert_eq!(shown("alice/sip:bob@203.0.113.9"), outside);
}

#[test]
fn a_call_from_behind_a_router_is_followed() {
    let mut world = World::pjsip(PJSIP);
    world.phone(2, "alice", "");
    let (now, address) = (world.now, world.address);
    let mut invite = world.phones[0].request(Method::Invite, "5", address);
    invite
        .headers
        .set(HeaderName::Contact, format!("<sip:alice@{PRIVATE}>"));
    let body = sdp(PRIVATE.parse().unwrap(), "0", "");
    invite.set_body("application/sdp", body.into_bytes());
    world.phones[0].send(now, invite, address);
    world.settle();
    let (channel, _) = world.signal();
    world.order(channel, Signal::Answer);
    let dialog = world.answered(0);
    world.phones[0].acks(now, dialog, None);
    world.settle();
    world.sent_to(0);
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    assert_eq!(world.sent_to(0), ["BYE"]);
}
