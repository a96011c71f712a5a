//! Calls that come in, and what happens inside of calls.

use super::bench::*;
use crate::header::HeaderName;
use crate::message::{Body, Method};
use crate::stack::*;
use crate::transaction::tests::ms;

#[test]
fn a_call_from_invite_to_bye() {
    let mut us = Bench::new();
    let (id, invite) = us.invited();
    us.wait(ms(200));
    assert_eq!(us.said(), ["100 INVITE"]);
    let early = us.responds(id, 180).expect("an early dialog");
    us.hears(invite);
    assert_eq!(us.said(), ["180 INVITE", "180 INVITE"]);
    assert_eq!(us.responds(id, 200), Some(early));
    let ok = us.sent_response();
    assert_eq!(
        ok.headers.contact().unwrap().uri.as_str(),
        "sip:100@10.0.0.1:5060"
    );
    let tag = ok.headers.to().unwrap().tag().unwrap().to_owned();
    us.wait(ms(500));
    assert_eq!(us.said(), ["200 INVITE"], "repeated until the ACK");
    us.hears(from_bob(Method::Ack, 1, "call-1", Some(&tag)));
    us.hears(from_bob(Method::Ack, 1, "call-1", Some(&tag)));
    assert_eq!(us.told(), ["ack"]);
    us.wait(ms(40_000));
    assert_eq!(us.said(), [""; 0]);
    us.hears(from_bob(Method::Bye, 2, "call-1", Some(&tag)));
    let UserEvent::InDialog {
        transaction,
        dialog,
        ..
    } = us.event()
    else {
        panic!()
    };
    assert_eq!(dialog, early);
    us.responds(transaction, 200);
    assert_eq!(us.said(), ["200 BYE"]);
    assert_eq!(us.told(), ["dialog ended"]);
    us.comes_to_rest();
}

#[test]
fn an_answer_that_nobody_acknowledges_is_told_after_64_t1() {
    let mut us = Bench::new();
    let (id, _) = us.invited();
    let dialog = us.responds(id, 200).unwrap();
    us.wait(ms(31_999));
    assert_eq!(us.said().len(), 11);
    assert_eq!(us.told(), [""; 0]);
    us.wait(ms(1));
    assert_eq!(us.told(), ["unacknowledged"]);
    us.asks(dialog, Method::Bye);
    assert_eq!(us.said(), ["BYE"]);
    us.wait(ms(32_000));
    assert_eq!(us.told(), ["no answer: Timeout", "dialog ended"]);
    us.comes_to_rest();
}

#[test]
fn a_refusal_is_repeated_until_its_ack_which_stays_in_the_transaction() {
    let mut us = Bench::new();
    let (id, _) = us.invited();
    us.responds(id, 180);
    us.responds(id, 486);
    us.wait(ms(500));
    assert_eq!(us.said(), ["180 INVITE", "486 INVITE", "486 INVITE"]);
    let mut ack = from_bob(Method::Ack, 1, "call-1", Some("x"));
    ack.headers.set(
        HeaderName::Via,
        "SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK-call-1-INVITE-1",
    );
    us.hears(ack);
    assert_eq!(us.told(), ["dialog ended"]);
    us.wait(ms(60_000));
    assert_eq!(us.said(), [""; 0]);
    us.comes_to_rest();
}

#[test]
fn the_caller_cancels() {
    let mut us = Bench::new();
    let (id, _) = us.invited();
    us.responds(id, 180);
    us.said();
    let mut cancel = from_bob(Method::Cancel, 1, "call-1", None);
    cancel.headers.set(
        HeaderName::Via,
        "SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK-call-1-INVITE-1",
    );
    us.hears(cancel.clone());
    assert_eq!(us.said(), ["200 CANCEL", "487 INVITE"]);
    assert_eq!(us.told(), ["cancelled", "dialog ended"]);
    // Our answer came too late.
    assert_eq!(
        us.stack.respond(us.now, id, bare_response(200)),
        Err(Gone::Transaction)
    );
    us.hears(cancel.clone());
    assert_eq!(us.said(), ["200 CANCEL"]);
    us.wait(ms(32_000));
    us.said();
    us.hears(cancel);
    assert_eq!(us.said(), ["481 CANCEL"], "the INVITE is gone");
    us.comes_to_rest();
}

#[test]
fn a_cancel_after_the_answer_changes_nothing() {
    let mut us = Bench::new();
    let (id, _) = us.invited();
    us.responds(id, 200);
    us.said();
    let mut cancel = from_bob(Method::Cancel, 1, "call-1", None);
    cancel.headers.set(
        HeaderName::Via,
        "SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK-call-1-INVITE-1",
    );
    us.hears(cancel);
    assert_eq!(us.said(), ["200 CANCEL"]);
    assert_eq!(us.told(), [""; 0]);
    assert_eq!(us.stack.load().dialogs, 1);
}

#[test]
fn requests_in_a_dialog_are_ordered_by_cseq() {
    let mut us = Bench::new();
    let (_, tag) = us.in_call();
    // (CSeq, branch of its own, what we say, what the user hears)
    let rows: [(u32, &str, &[&str], &[&str]); 5] = [
        (5, "a", &[], &["in dialog INFO"]),
        (5, "b", &[], &[]),
        (4, "c", &["500 INFO"], &[]),
        (6, "d", &[], &["in dialog INFO"]),
        (7, "e", &[], &["in dialog INFO"]),
    ];
    for (number, branch, said, told) in rows {
        let mut info = from_bob(Method::Info, number, "call-1", Some(&tag));
        let via = format!("SIP/2.0/UDP 192.0.2.2:5060;branch=z9hG4bK{branch}");
        info.headers.set(HeaderName::Via, via);
        us.hears(info);
        assert_eq!(us.said(), *said, "CSeq {number}");
        assert_eq!(us.told(), *told, "CSeq {number}");
    }
}

#[test]
fn a_reinvite_moves_the_target() {
    let mut us = Bench::new();
    let (dialog, tag) = us.in_call();
    let mut reinvite = from_bob(Method::Invite, 2, "call-1", Some(&tag));
    reinvite
        .headers
        .set(HeaderName::Contact, "<sip:bob@192.0.2.77:5070>");
    us.hears(reinvite);
    let UserEvent::InDialog { transaction, .. } = us.event() else {
        panic!()
    };
    assert_eq!(us.responds(transaction, 200), Some(dialog));
    us.hears(from_bob(Method::Ack, 2, "call-1", Some(&tag)));
    assert_eq!(us.told(), ["ack"]);
    us.said();
    us.asks(dialog, Method::Bye);
    let (flow, _) = us.sent[0].clone();
    assert_eq!(flow.remote.to_string(), "192.0.2.77:5070");
    let bye = us.sent_request();
    assert_eq!(bye.uri.as_str(), "sip:bob@192.0.2.77:5070");
    us.hears(bobs(&bye, 200, ""));
    assert_eq!(us.told(), ["200 in dialog", "dialog ended"]);
    us.comes_to_rest();
}

#[test]
fn a_pinned_dialog_keeps_to_its_path() {
    let mut us = Bench::new();
    let (dialog, _) = us.in_call();
    let mut flow = us.stack.dialog(dialog).unwrap().flow;
    flow.remote = "203.0.113.9:40000".parse().unwrap();
    us.stack.pin_dialog(dialog, Some(flow)).unwrap();
    us.asks(dialog, Method::Info);
    assert_eq!(us.sent[0].0, flow);
}

#[test]
fn crossing_reinvites_get_491_and_a_second_one_500() {
    let mut us = Bench::new();
    let (dialog, tag) = us.in_call();
    assert!(us.stack.dialog(dialog).unwrap().may_reinvite());
    us.asks(dialog, Method::Invite);
    assert!(!us.stack.dialog(dialog).unwrap().may_reinvite());
    let ours = us.sent_request();
    us.hears(from_bob(Method::Invite, 2, "call-1", Some(&tag)));
    // A repetition gets the same answer, for the first may be lost.
    us.hears(from_bob(Method::Invite, 2, "call-1", Some(&tag)));
    assert_eq!(us.said(), ["491 INVITE", "491 INVITE"]);
    us.hears(bobs(&ours, 491, ""));
    assert_eq!(us.said(), ["ACK"]);
    assert_eq!(us.told(), ["491 in dialog"]);
    us.hears(from_bob(Method::Invite, 3, "call-1", Some(&tag)));
    assert_eq!(us.told(), ["in dialog INVITE"]);
    assert!(!us.stack.dialog(dialog).unwrap().may_reinvite());
    us.hears(from_bob(Method::Invite, 4, "call-1", Some(&tag)));
    let too_early = us.sent_response();
    assert_eq!(too_early.status, 500);
    assert!(too_early.headers.number(HeaderName::RetryAfter).unwrap() <= 10);
    let delay = us.stack.glare_delay(dialog);
    assert!(delay <= ms(2_000), "the Call-ID is bob's: {delay:?}");
}

#[test]
fn a_bye_waits_for_the_ack_of_our_2xx() {
    // (what the caller does, what we say then)
    let rows: [(Option<Method>, &[&str]); 3] = [
        (Some(Method::Ack), &["BYE"]),
        (Some(Method::Bye), &[]),
        (None, &["BYE"]),
    ];
    for (theirs, expected) in rows {
        let mut us = Bench::new();
        let (id, _) = us.invited();
        let dialog = us.responds(id, 200).unwrap();
        let tag = us
            .sent_response()
            .headers
            .to()
            .unwrap()
            .tag()
            .unwrap()
            .to_owned();
        us.asks(dialog, Method::Bye);
        assert_eq!(us.said(), [""; 0]);
        let number = if theirs == Some(Method::Bye) { 2 } else { 1 };
        match &theirs {
            Some(method) => us.hears(from_bob(method.clone(), number, "call-1", Some(&tag))),
            None => us.wait(ms(32_000)),
        }
        if let Some(UserEvent::InDialog { transaction, .. }) = us.events.pop_front() {
            us.responds(transaction, 200);
            assert_eq!(us.told(), ["no answer: Cancelled", "dialog ended"]);
        }
        let said = us.said();
        assert_eq!(
            said.iter().filter(|word| *word == "BYE").count(),
            expected.len()
        );
        us.comes_to_rest();
    }
}

#[test]
fn crossing_updates_by_table() {
    // (we have one under way, theirs has a body, they have one under way, what they get)
    let rows: [(bool, bool, bool, &[&str]); 4] = [
        (true, true, false, &["491 UPDATE"]),
        (true, false, false, &[]),
        (false, true, true, &["500 UPDATE"]),
        (false, true, false, &[]),
    ];
    for (ours, body, theirs, expected) in rows {
        let mut us = Bench::new();
        let (dialog, tag) = us.in_call();
        if ours {
            us.asks(dialog, Method::Update);
        }
        if theirs {
            us.hears(from_bob(Method::Update, 2, "call-1", Some(&tag)));
        }
        us.said();
        let mut update = from_bob(Method::Update, 3, "call-1", Some(&tag));
        if body {
            update.set_body("application/sdp", "v=0\r\n".to_owned());
        }
        us.hears(update);
        assert_eq!(us.said(), *expected, "{ours} {body} {theirs}");
        assert!(!us.stack.dialog(dialog).unwrap().may_update());
    }
}

#[test]
fn bye_while_ringing_refuses_the_invite() {
    let mut us = Bench::new();
    let (id, _) = us.invited();
    us.responds(id, 180);
    let tag = us
        .sent_response()
        .headers
        .to()
        .unwrap()
        .tag()
        .unwrap()
        .to_owned();
    us.hears(from_bob(Method::Bye, 2, "call-1", Some(&tag)));
    let UserEvent::InDialog { transaction, .. } = us.event() else {
        panic!()
    };
    us.responds(transaction, 200);
    assert_eq!(us.said(), ["200 BYE", "487 INVITE"]);
    us.comes_to_rest();
}

#[test]
fn a_subscription_outlives_the_call() {
    let mut us = Bench::new();
    let (dialog, tag) = us.in_call();
    us.stack.add_subscription(dialog).unwrap();
    us.hears(from_bob(Method::Bye, 2, "call-1", Some(&tag)));
    let UserEvent::InDialog { transaction, .. } = us.event() else {
        panic!()
    };
    us.responds(transaction, 200);
    assert_eq!(us.told(), [""; 0]);
    us.stack.end_subscription(dialog).unwrap();
    us.drain();
    assert_eq!(us.told(), ["dialog ended"]);
    us.comes_to_rest();
}

#[test]
fn subscribe_makes_a_dialog_on_either_side() {
    let mut us = Bench::new();
    us.hears(from_bob(Method::Subscribe, 1, "sub-1", None));
    let UserEvent::Request { transaction, .. } = us.event() else {
        panic!()
    };
    let dialog = us.responds(transaction, 200).expect("a dialog");
    us.said();
    us.asks(dialog, Method::Notify);
    let notify = us.sent_request();
    assert_eq!(notify.uri.as_str(), "sip:bob@192.0.2.2:5060");
    us.hears(bobs(&notify, 200, ""));
    us.stack.end_subscription(dialog).unwrap();
    us.drain();

    let request = crate::message::Request::new(Method::Subscribe, uri("sip:bob@192.0.2.2"));
    us.stack.request(us.now, request, Destination::routed());
    us.drain();
    let subscribe = us.sent_request();
    us.hears(bobs(&subscribe, 200, "there"));
    assert_eq!(
        us.told(),
        ["200 in dialog", "dialog ended", "200 in dialog"]
    );
    us.wait(ms(60_000));
    assert_eq!(us.stack.load().dialogs, 1, "it outlives its SUBSCRIBE");
}

#[test]
fn an_offer_in_the_2xx_is_answered_in_the_ack() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    us.hears(bobs(&invite, 200, "bob"));
    let UserEvent::Response {
        dialog: Some(dialog),
        ..
    } = us.event()
    else {
        panic!()
    };
    let extra = vec![(HeaderName::ContentType, "application/sdp".to_owned())];
    us.stack
        .ack(us.now, dialog, extra, Body::from(&b"v=0\r\n"[..]))
        .unwrap();
    us.drain();
    let ack = us.sent_request();
    assert_eq!(&ack.body[..], b"v=0\r\n");
    assert_eq!(
        ack.headers.cseq().unwrap().number,
        invite.headers.cseq().unwrap().number
    );
}
