//! Registrations in and out, mailboxes, the watch, reloads.

use std::sync::Arc;

use call::Technology;
use sip::header::HeaderName;
use sip::message::Method;
use sip::stack::UserEvent;

use super::secs;
use super::world::World;
use crate::Output;
use crate::settings::tests::load;

const SIP: &str = "[general]\ncontext=default\nregister=>me:secret@10.0.0.3/ext\n\
    [001]\ntype=friend\nhost=dynamic\nsecret=pw\nmailbox=001@default\nqualify=yes\n";

/// Answers whatever request the phone has got; gives its method and body.
fn answers_next(world: &mut World, phone: usize, status: u16) -> (Method, String) {
    match world.phones[phone].events.pop_front().expect("a request") {
        UserEvent::Request {
            transaction,
            request,
            ..
        } => {
            let body = String::from_utf8_lossy(&request.body).into_owned();
            world.answers(phone, transaction, status, None);
            (request.method, body)
        }
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_phone_registers_and_hears_of_its_mailbox() {
    let mut world = World::sip(SIP);
    world.phone(2, "001", "pw");
    assert_eq!(world.registers(0).status, 200);
    assert_eq!(world.rows.len(), 1);
    let mut got = Vec::new();
    while !world.phones[0].events.is_empty() {
        got.push(answers_next(&mut world, 0, 200));
    }
    let (_, body) = got
        .iter()
        .find(|(method, _)| *method == Method::Notify)
        .expect("NOTIFY");
    assert!(body.starts_with("Messages-Waiting: no\r\nMessage-Account: sip:asterisk@10.0.0.1\r\n"));
    assert!(body.contains("Voice-Message: 0/0 (0/0)"));
    assert!(
        got.iter().any(|(method, _)| *method == Method::Options),
        "it is watched"
    );
    let now = world.now;
    world.exchange.notify_mailbox(now, "001@default", 1, 0);
    world.settle();
    let (_, body) = answers_next(&mut world, 0, 200);
    assert!(
        body.contains("Messages-Waiting: yes") && body.contains("Voice-Message: 1/0"),
        "{body}"
    );
    world.exchange.notify_mailbox(now, "001", 1, 0);
    world.exchange.notify_mailbox(now, "002@default", 7, 0);
    world.settle();
    assert!(world.phones[0].events.is_empty(), "nothing has changed");
    // It stops answering.
    world.phones[0].address = "10.0.0.99:5060".parse().unwrap();
    world.wait(secs(70));
    world.dials(Technology::Sip, "001");
    assert_eq!(world.told(), ["hangup 20"], "unreachable");
}

#[test]
fn we_register_at_a_provider() {
    let mut world = World::sip(SIP);
    world.phone(3, "provider", "");
    world.wait(secs(1));
    let (first, second) = loop {
        let UserEvent::Request {
            transaction,
            request,
            ..
        } = world.phones[0].events.pop_front().expect("REGISTER")
        else {
            panic!()
        };
        assert_eq!(request.method, Method::Register);
        if request.headers.has(HeaderName::Authorization) {
            break (transaction, request);
        }
        let mut challenge = crate::office::bare(401);
        let text = "Digest realm=\"p\", nonce=\"n\"";
        challenge.headers.push(HeaderName::WwwAuthenticate, text);
        let now = world.now;
        world.phones[0]
            .stack
            .respond(now, transaction, challenge)
            .unwrap();
        world.settle();
    };
    assert_eq!(
        second.headers.contact().unwrap().uri.as_str(),
        "sip:ext@10.0.0.1:5060"
    );
    let mut ok = crate::office::bare(200);
    ok.headers
        .push(HeaderName::Contact, "<sip:ext@10.0.0.1:5060>;expires=60");
    ok.headers.push(HeaderName::Expires, "60");
    let now = world.now;
    world.phones[0].stack.respond(now, first, ok).unwrap();
    world.settle();
    world.wait(secs(44));
    assert!(world.phones[0].events.is_empty());
    world.wait(secs(2));
    assert!(
        !world.phones[0].events.is_empty(),
        "15 s before the end it is renewed"
    );
    let now = world.now;
    world.exchange.shut_down(now);
}

#[test]
fn registrations_survive_a_restart() {
    let mut world = World::sip(SIP);
    world.phone(2, "001", "pw");
    assert_eq!(world.registers(0).status, 200);
    let row = world.rows.pop().unwrap();
    let mut next = World::sip(SIP);
    next.phone(2, "001", "pw");
    let value = row.value.unwrap();
    let now = next.now;
    next.exchange
        .restore(now, [(row.family, row.key.as_str(), value.as_str())]);
    next.settle();
    next.dials(Technology::Sip, "001");
    assert_eq!(next.told(), ["profile"]);
}

#[test]
fn a_reload_opens_and_closes_transports() {
    let mut world = World::sip(SIP);
    let now = world.now;
    let outputs = |world: &mut World, text: &str| {
        let (settings, _) = load(&[("sip.conf", text)]);
        world.exchange.reload(now, Arc::new(settings));
        let mut seen = Vec::new();
        while let Some(output) = world.exchange.poll_output() {
            match output {
                Output::Listen { transport, .. } => seen.push(format!("open {}", transport.bind)),
                Output::Unlisten(_) => seen.push("close".to_owned()),
                _ => {}
            }
        }
        seen
    };
    assert_eq!(outputs(&mut world, SIP), [""; 0]);
    let moved = SIP.replace("[general]", "[general]\nbindport=5070");
    assert_eq!(outputs(&mut world, &moved), ["close", "open 0.0.0.0:5070"]);
}
