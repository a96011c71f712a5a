//! Reliable provisional responses, both ways.

use super::bench::*;
use crate::header::HeaderName;
use crate::message::{Body, Method, Request};
use crate::stack::*;
use crate::transaction::tests::ms;

fn invited_by_100rel(us: &mut Bench) -> TransactionId {
    let mut invite = from_bob(Method::Invite, 1, "call-1", None);
    invite.headers.push(HeaderName::Supported, "100rel");
    us.hears(invite);
    let UserEvent::Request { transaction, .. } = us.event() else {
        panic!()
    };
    transaction
}

fn prack(us: &Bench, number: u32, rseq: u32) -> Request {
    let dialog = us.stack.dialogs.values().next().unwrap();
    let mut prack = from_bob(
        Method::Prack,
        number,
        "call-1",
        Some(&dialog.name.local_tag),
    );
    prack
        .headers
        .push(HeaderName::RAck, format!("{rseq} 1 INVITE"));
    prack
}

#[test]
fn a_reliable_response_is_repeated_until_its_prack_and_the_next_one_waits() {
    let mut us = Bench::new();
    let id = invited_by_100rel(&mut us);
    us.stack
        .respond_reliably(us.now, id, bare_response(180))
        .unwrap();
    us.stack
        .respond_reliably(us.now, id, bare_response(183))
        .unwrap();
    us.drain();
    let ringing = us.sent_response();
    assert!(ringing.headers.tokens(HeaderName::Require).has("100rel"));
    let rseq = ringing.headers.number(HeaderName::RSeq).unwrap();
    us.wait(ms(500));
    assert_eq!(us.said(), ["180 INVITE"]);
    us.hears(prack(&us, 2, rseq + 7));
    assert_eq!(us.said(), ["481 PRACK"]);
    us.hears(prack(&us, 3, rseq));
    assert_eq!(us.sent_response().status, 200);
    let progress = us.sent_response();
    assert_eq!(progress.status, 183);
    assert_eq!(progress.headers.number(HeaderName::RSeq), Some(rseq + 1));
    assert_eq!(us.told(), ["pracked"]);
    us.responds(id, 486);
    us.wait(ms(10_000));
    assert!(!us.said().contains(&"183 INVITE".to_owned()));
    us.comes_to_rest();
}

#[test]
fn a_2xx_waits_for_the_prack_of_an_answer() {
    let mut us = Bench::new();
    let id = invited_by_100rel(&mut us);
    let mut progress = bare_response(183);
    progress.set_body("application/sdp", "v=0\r\n".to_owned());
    us.stack.respond_reliably(us.now, id, progress).unwrap();
    us.drain();
    let rseq = us.sent_response().headers.number(HeaderName::RSeq).unwrap();
    us.responds(id, 200);
    assert_eq!(us.said(), [""; 0]);
    us.hears(prack(&us, 2, rseq));
    assert_eq!(us.said(), ["200 PRACK", "200 INVITE"]);
}

#[test]
fn a_prack_that_never_comes_is_told_after_64_t1() {
    let mut us = Bench::new();
    let id = invited_by_100rel(&mut us);
    us.stack
        .respond_reliably(us.now, id, bare_response(180))
        .unwrap();
    us.wait(ms(32_000));
    assert_eq!(us.said().len(), 7);
    assert_eq!(us.told(), ["not pracked"]);
    us.responds(id, 504);
    us.comes_to_rest();
}

#[test]
fn who_does_not_support_100rel_gets_an_ordinary_response() {
    let mut us = Bench::new();
    let (id, _) = us.invited();
    us.stack
        .respond_reliably(us.now, id, bare_response(180))
        .unwrap();
    us.drain();
    assert!(!us.sent_response().headers.has(HeaderName::RSeq));
    us.wait(ms(5_000));
    assert_eq!(us.said(), [""; 0]);
}

#[test]
fn we_acknowledge_theirs_once_and_in_order() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    let reliable = |rseq: u32| {
        let mut response = bobs(&invite, 183, "bob");
        response.headers.push(HeaderName::Require, "100rel");
        response.headers.push(HeaderName::RSeq, rseq.to_string());
        response
    };
    us.hears(reliable(10));
    let UserEvent::Response {
        dialog: Some(dialog),
        ..
    } = us.event()
    else {
        panic!()
    };
    us.stack
        .prack(us.now, dialog, Vec::new(), Body::empty())
        .unwrap();
    us.drain();
    let prack = us.sent_request();
    let rack = prack.headers.rack().unwrap();
    assert_eq!((rack.rseq, rack.cseq), (10, invite.headers.cseq().unwrap()));
    us.hears(reliable(10));
    us.hears(reliable(12));
    assert_eq!(
        us.told(),
        [""; 0],
        "a repetition, and one that comes too early"
    );
    us.hears(reliable(11));
    assert_eq!(us.told(), ["183 in dialog"]);
}
