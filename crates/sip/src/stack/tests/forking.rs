//! One INVITE, several callees behind a proxy.

use super::bench::*;
use crate::message::Method;
use crate::stack::*;
use crate::transaction::tests::ms;

#[test]
fn each_2xx_is_a_dialog_of_its_own() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    for tag in ["desk", "mobile", "door"] {
        us.hears(bobs(&invite, 180, tag));
    }
    assert_eq!(us.stack.load().dialogs, 3);
    us.told();
    us.hears(bobs(&invite, 200, "mobile"));
    let UserEvent::Response {
        dialog: Some(mobile),
        ..
    } = us.event()
    else {
        panic!()
    };
    us.acks(mobile);
    us.hears(bobs(&invite, 200, "desk"));
    let UserEvent::Response {
        dialog: Some(desk), ..
    } = us.event()
    else {
        panic!()
    };
    assert_ne!(mobile, desk);
    us.acks(desk);
    let acks = [us.sent_request(), us.sent_request()];
    assert_eq!(
        acks.map(|ack| ack.uri.to_string()),
        ["sip:mobile@192.0.2.2:5060", "sip:desk@192.0.2.2:5060"]
    );
    us.asks(desk, Method::Bye);
    let bye = us.sent_request();
    assert_eq!(bye.headers.to().unwrap().tag(), Some("desk"));
    us.hears(bobs(&bye, 200, ""));
    us.told();
    // The door never answered: with timer M its early dialog goes.
    us.wait(ms(32_000));
    assert_eq!(us.told(), ["dialog ended"]);
    assert!(us.stack.dialog(mobile).is_some());
    us.asks(mobile, Method::Bye);
    us.comes_to_rest();
}

#[test]
fn repeated_2xx_of_two_forks_get_each_its_own_ack() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    let mut dialogs = Vec::new();
    for tag in ["a", "b"] {
        us.hears(bobs(&invite, 200, tag));
        let UserEvent::Response {
            dialog: Some(dialog),
            ..
        } = us.event()
        else {
            panic!()
        };
        us.acks(dialog);
        dialogs.push(dialog);
    }
    us.said();
    for tag in ["b", "a"] {
        us.hears(bobs(&invite, 200, tag));
        assert_eq!(us.sent_request().headers.to().unwrap().tag(), Some(tag));
    }
    assert_eq!(us.told(), [""; 0]);
    for dialog in dialogs {
        us.stack.end_dialog(us.now, dialog);
        us.drain();
    }
    us.comes_to_rest();
}

#[test]
fn a_refusal_ends_all_early_dialogs() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    us.hears(bobs(&invite, 183, "a"));
    us.hears(bobs(&invite, 180, "b"));
    us.hears(bobs(&invite, 603, "proxy"));
    assert_eq!(
        us.told(),
        [
            "183 in dialog",
            "180 in dialog",
            "603",
            "dialog ended",
            "dialog ended"
        ]
    );
    us.comes_to_rest();
}

#[test]
fn forks_without_number_are_not_kept() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    for tag in 0..100 {
        us.hears(bobs(&invite, 180, &format!("t{tag}")));
    }
    assert_eq!(us.stack.load().dialogs, Limits::default().forks);
}
