//! Who is let in, and what the others hear.

use sip::header::HeaderName;
use sip::message::{Message, Method, Request, Response};

use super::phone::sdp;
use super::world::World;

const SIP: &str = "[general]\ncontext=default\nallowguest=no\n\
    [001]\ntype=friend\nhost=dynamic\nsecret=pw\ncontext=home\ndisallow=all\nallow=alaw\n";
const GUESTS: &str = "[general]\ncontext=lobby\n\
    [001]\ntype=friend\nhost=dynamic\nsecret=pw\ncontext=home\n";
const PJSIP: &str = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0:5060\n\
    [alice]\ntype=endpoint\ncontext=home\nauth=alice\naors=alice\ndisallow=all\nallow=alaw\n\
    [alice]\ntype=auth\nauth_type=userpass\nusername=alice\npassword=pw\n\
    [alice]\ntype=aor\nmax_contacts=1\n";

fn invite(world: &mut World, phone: usize) -> Request {
    let address = world.address;
    let mut invite = world.phones[phone].request(Method::Invite, "5", address);
    let body = sdp(world.phones[phone].address, "8", "");
    invite.set_body("application/sdp", body.into_bytes());
    invite
}

/// Everything that a stranger could tell apart: without nonces, tags and what the request brought.
fn shape(response: &Response) -> String {
    let mut response = response.clone();
    let headers = &mut response.headers;
    for name in [
        HeaderName::Via,
        HeaderName::From,
        HeaderName::To,
        HeaderName::CallId,
        HeaderName::CSeq,
    ] {
        headers.remove(name);
    }
    let text = String::from_utf8(Message::from(response).to_bytes()).unwrap();
    match text.split_once("nonce=\"") {
        Some((front, rest)) => {
            let (nonce, rest) = rest.split_once('"').unwrap();
            format!("{front}<{}>{rest}", nonce.len())
        }
        None => text,
    }
}

#[test]
fn strangers_hear_what_wrong_passwords_hear() {
    for (conf, known, refused) in [
        (("sip.conf", SIP), "001", 403),
        (("pjsip.conf", PJSIP), "alice", 401),
    ] {
        for method in [Method::Invite, Method::Register] {
            let mut world = World::new(&[conf]);
            let mut said = Vec::new();
            for (host, user) in [(2, known), (3, "nobody")] {
                let phone = world.phone(host, user, "wrong");
                let address = world.address;
                let request = match method {
                    Method::Invite => invite(&mut world, phone),
                    _ => world.phones[phone].request(Method::Register, "", address),
                };
                let challenge = world.asks(phone, &request);
                assert_eq!(challenge.status, 401);
                let again = world.phones[phone].authorized(&request, &challenge);
                let refusal = world.asks(phone, &again);
                assert_eq!(refusal.status, refused);
                said.push((shape(&challenge), shape(&refusal)));
            }
            assert_eq!(said[0], said[1], "{method} {known}");
            assert_eq!(world.told(), [""; 0]);
            assert!(
                world
                    .log
                    .iter()
                    .all(|line| line.contains("failed for '10.0.0."))
            );
            assert_eq!(world.log.len(), 2, "{:?}", world.log);
            world.comes_to_rest();
        }
    }
}

#[test]
fn names_of_chan_pjsip_mind_case() {
    let mut world = World::pjsip(PJSIP);
    world.phone(2, "Alice", "pw");
    assert_eq!(world.registers(0).status, 401);
    assert!(world.rows.is_empty());
}

#[test]
fn guests_may_call_where_the_configuration_says_so() {
    let mut world = World::sip(GUESTS);
    world.phone(3, "100", "");
    let body = sdp(world.phones[0].address, "8 0", "");
    let (_, invitation) = world.calls(0, "900", Some(&body));
    assert_eq!(
        (invitation.resource.as_str(), invitation.context.as_str()),
        ("10.0.0.1", "lobby")
    );
    assert_eq!(world.sent_to(0), ["100 INVITE"], "no challenge");
}

#[test]
fn an_old_nonce_is_stale() {
    let mut world = World::sip(SIP);
    world.phone(2, "001", "pw");
    let request = invite(&mut world, 0);
    let challenge = world.asks(0, &request);
    let again = world.phones[0].authorized(&request, &challenge);
    world.wait(super::secs(120));
    let stale = world.asks(0, &again);
    let text = stale
        .headers
        .text(HeaderName::WwwAuthenticate)
        .unwrap()
        .into_owned();
    assert!(stale.status == 401 && text.contains("stale=true"), "{text}");
    let third = world.phones[0].authorized(&request, &stale);
    let (now, address) = (world.now, world.address);
    world.phones[0].send(now, third, address);
    world.settle();
    assert_eq!(world.told(), ["dial"]);
}
