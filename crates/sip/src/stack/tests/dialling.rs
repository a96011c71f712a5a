//! Calls that we make.

use super::bench::*;
use crate::header::HeaderName;
use crate::message::{Message, Method, Request};
use crate::stack::*;
use crate::transaction::tests::ms;

#[test]
fn a_call_from_invite_to_bye() {
    let mut us = Bench::new();
    let (id, invite) = us.invites_bob();
    assert_eq!(invite.headers.top_via().unwrap().host, "10.0.0.1");
    assert_eq!(invite.headers.max_forwards(), Ok(Some(70)));
    us.hears(bobs(&invite, 100, ""));
    us.hears(bobs(&invite, 180, "bob"));
    us.wait(ms(3_600_000));
    assert_eq!(
        us.told(),
        ["100", "180 in dialog"],
        "it may ring for an hour"
    );
    us.hears(bobs(&invite, 200, "bob"));
    let dialog = us.stack.dialog_of(id).unwrap();
    assert_eq!(us.told(), ["200 in dialog"]);
    assert_eq!(us.said(), [""; 0], "the ACK is the user's");
    us.acks(dialog);
    let ack = us.sent_request();
    assert_eq!(ack.uri.as_str(), "sip:bob@192.0.2.2:5060");
    assert_ne!(ack.headers.top_via(), invite.headers.top_via());
    us.hears(bobs(&invite, 200, "bob"));
    let again = us.sent_request();
    assert_eq!(again.headers.top_via(), ack.headers.top_via());
    assert_eq!(us.told(), [""; 0]);
    us.asks(dialog, Method::Bye);
    let bye = us.sent_request();
    let number = |request: &Request| request.headers.cseq().unwrap().number;
    assert_eq!(number(&bye), number(&invite) + 1);
    us.hears(bobs(&bye, 200, ""));
    assert_eq!(us.told(), ["200 in dialog", "dialog ended"]);
    us.hears(bobs(&invite, 200, "bob"));
    assert_eq!(us.said(), ["ACK"], "even after the BYE");
    us.comes_to_rest();
}

#[test]
fn nobody_answers() {
    let mut us = Bench::new();
    us.invites_bob();
    us.wait(ms(32_000));
    assert_eq!(us.said(), ["INVITE"; 6]);
    assert_eq!(us.told(), ["no answer: Timeout"]);
    us.comes_to_rest();
}

#[test]
fn an_unreachable_port_fails_at_once() {
    let mut us = Bench::new();
    us.invites_bob();
    let remote = BOB.parse().unwrap();
    let flow = Flow {
        listener: UDP,
        kind: crate::header::Transport::Udp,
        remote,
        connection: None,
    };
    us.input(Input::SendFailed { flow });
    assert_eq!(us.told(), ["no answer: TransportFailed"]);
    us.comes_to_rest();
}

#[test]
fn an_icmp_error_does_not_silence_a_ringing_phone() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    us.hears(bobs(&invite, 180, "bob"));
    let (kind, remote) = (crate::header::Transport::Udp, BOB.parse().unwrap());
    us.input(Input::SendFailed {
        flow: Flow {
            listener: UDP,
            kind,
            remote,
            connection: None,
        },
    });
    assert_eq!(us.told(), ["180 in dialog"]);
}

#[test]
fn a_challenged_request_is_tried_again_with_the_next_cseq() {
    let mut us = Bench::new();
    let request = Request::new(Method::Invite, uri("sip:bob@192.0.2.2:5060"));
    us.stack
        .request(us.now, request.clone(), Destination::routed());
    us.drain();
    let first = us.sent_request();
    us.hears(bobs(&first, 401, "x"));
    let UserEvent::Response { response, .. } = us.event() else {
        panic!()
    };
    us.said();
    us.stack
        .request(us.now, retried(&request, &response), Destination::routed());
    us.drain();
    let second = us.sent_request();
    let number = |request: &Request| request.headers.cseq().unwrap().number;
    assert_eq!(number(&second), number(&first) + 1);
    assert_eq!(second.headers.call_id(), first.headers.call_id());
    assert_eq!(second.headers.from(), first.headers.from());
    assert_eq!(second.headers.to().unwrap().tag(), None);
}

#[test]
fn a_2xx_after_its_early_dialog_was_ended_makes_a_new_one() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    us.hears(bobs(&invite, 180, "bob"));
    let UserEvent::Response {
        dialog: Some(early),
        ..
    } = us.event()
    else {
        panic!()
    };
    us.stack.end_dialog(us.now, early);
    us.drain();
    us.told();
    us.hears(bobs(&invite, 200, "bob"));
    let UserEvent::Response {
        dialog: Some(dialog),
        ..
    } = us.event()
    else {
        panic!()
    };
    us.acks(dialog);
    us.asks(dialog, Method::Bye);
    assert_eq!(us.said(), ["ACK", "BYE"]);
    us.comes_to_rest();
}

#[test]
fn a_refusal_is_acknowledged_by_the_stack_with_the_same_branch() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    us.hears(bobs(&invite, 180, "bob"));
    us.hears(bobs(&invite, 486, "bob"));
    let ack = us.sent_request();
    assert_eq!(ack.method, Method::Ack);
    assert_eq!(ack.headers.top_via(), invite.headers.top_via());
    assert_eq!(ack.headers.to().unwrap().tag(), Some("bob"));
    us.hears(bobs(&invite, 486, "bob"));
    assert_eq!(us.said(), ["ACK"]);
    assert_eq!(us.told(), ["180 in dialog", "486", "dialog ended"]);
    us.comes_to_rest();
}

#[test]
fn cancel_waits_for_a_provisional_response() {
    let mut us = Bench::new();
    let (id, invite) = us.invites_bob();
    let reason = vec![(
        HeaderName::Reason,
        "SIP;cause=200;text=\"Call completed elsewhere\"".into(),
    )];
    us.stack.cancel(us.now, id, reason).unwrap();
    us.drain();
    assert_eq!(us.said(), [""; 0]);
    us.hears(bobs(&invite, 180, "bob"));
    let cancel = us.sent_request();
    assert_eq!(cancel.method, Method::Cancel);
    assert_eq!(cancel.headers.top_via(), invite.headers.top_via());
    assert!(cancel.headers.has(HeaderName::Reason));
    us.hears(bobs(&cancel, 200, ""));
    us.hears(bobs(&invite, 487, "bob"));
    assert_eq!(us.said(), ["ACK"]);
    assert_eq!(us.told(), ["180 in dialog", "487", "dialog ended"]);
    us.comes_to_rest();
}

#[test]
fn an_answer_that_crosses_the_cancel_is_reported() {
    let mut us = Bench::new();
    let (id, invite) = us.invites_bob();
    us.hears(bobs(&invite, 180, "bob"));
    us.stack.cancel(us.now, id, Vec::new()).unwrap();
    us.drain();
    us.hears(bobs(&invite, 200, "bob"));
    us.told();
    let dialog = us.stack.dialog_of(id).unwrap();
    us.acks(dialog);
    us.asks(dialog, Method::Bye);
    assert_eq!(us.said(), ["CANCEL", "ACK", "BYE"]);
    us.comes_to_rest();
}

#[test]
fn a_callee_that_ignores_the_cancel_is_given_up() {
    let mut us = Bench::new();
    let (id, invite) = us.invites_bob();
    us.hears(bobs(&invite, 180, "bob"));
    us.stack.cancel(us.now, id, Vec::new()).unwrap();
    us.wait(ms(32_000));
    assert_eq!(
        us.told(),
        ["180 in dialog", "dialog ended", "no answer: Cancelled"]
    );
    us.comes_to_rest();
}

#[test]
fn a_cancel_before_the_invite_went_out_sends_nothing() {
    let mut us = Bench::new();
    let request = Request::new(Method::Invite, uri("sip:bob@example.com"));
    let id = us.stack.request(us.now, request, Destination::routed());
    us.stack.cancel(us.now, id, Vec::new()).unwrap();
    us.drain();
    assert_eq!(us.told(), ["no answer: Cancelled"]);
    us.answers_dns(vec![crate::dns::DnsRecord::Address(
        "192.0.2.2".parse().unwrap(),
    )]);
    assert_eq!(us.said(), [""; 0]);
    us.comes_to_rest();
}

#[test]
fn our_host_is_what_the_receiver_can_reach() {
    let mut us = Bench::new();
    let mut register = Request::new(Method::Register, uri("sip:192.0.2.2"));
    let headers = &mut register.headers;
    headers.push(HeaderName::From, format!("<sip:me@{OUR_HOST}>"));
    headers.push(
        HeaderName::Contact,
        format!("<sip:s@{OUR_HOST};ob>;expires=60"),
    );
    let destination = Destination::address(crate::header::Transport::Udp, BOB.parse().unwrap());
    us.stack.request(us.now, register, destination);
    us.drain();
    let sent = us.sent_request();
    assert_eq!(sent.headers.from().unwrap().uri.as_str(), "sip:me@10.0.0.1");
    let contact = sent.headers.text(HeaderName::Contact).unwrap().into_owned();
    assert_eq!(contact, "<sip:s@10.0.0.1:5060;ob>;expires=60");
}

#[test]
fn an_advertised_address_is_shown_to_others_only() {
    let mut us = Bench::new();
    let direct = vec![Network {
        address: "192.0.2.0".parse().unwrap(),
        prefix: 24,
    }];
    let advertised = Some(Advertised {
        host: "pbx.example".into(),
        port: Some(7000),
        direct,
    });
    let local = "0.0.0.0:5060".parse().unwrap();
    let kind = crate::header::Transport::Udp;
    us.input(Input::ListenerOpened(Listener {
        id: UDP,
        kind,
        local,
        advertised,
    }));
    for (remote, host, port) in [
        ("192.0.2.2", "10.0.0.1", 5060),
        ("8.8.8.8", "pbx.example", 7000),
    ] {
        let request = Request::new(Method::Options, uri(&format!("sip:{remote}")));
        us.stack.request(us.now, request, Destination::routed());
        us.drain();
        let via = us.sent_request().headers.top_via().unwrap();
        assert_eq!((via.host.as_str(), via.port), (host, Some(port)));
    }
}

#[test]
fn routes_of_the_2xx_are_followed() {
    let mut us = Bench::new();
    let (_, invite) = us.invites_bob();
    let mut ok = bobs(&invite, 200, "bob");
    ok.headers.push(
        HeaderName::RecordRoute,
        "<sip:192.0.2.50;lr>, <sip:192.0.2.60:5080;lr>",
    );
    us.hears(Message::Response(ok));
    let UserEvent::Response {
        dialog: Some(dialog),
        ..
    } = us.event()
    else {
        panic!()
    };
    us.acks(dialog);
    assert_eq!(us.sent[0].0.remote.to_string(), "192.0.2.60:5080");
    let ack = us.sent_request();
    let routes: Vec<_> = ack
        .headers
        .all(HeaderName::Route)
        .map(|r| r.to_vec())
        .collect();
    assert_eq!(
        routes,
        [
            b"<sip:192.0.2.60:5080;lr>".to_vec(),
            b"<sip:192.0.2.50;lr>".to_vec()
        ]
    );
    assert_eq!(ack.uri.as_str(), "sip:bob@192.0.2.2:5060");
}

#[test]
fn timers_of_nothing_do_not_stop_the_clock() {
    let zero = std::time::Duration::ZERO;
    let timers = crate::transaction::Timers {
        t1: zero,
        t2: zero,
        t4: zero,
        b: Some(zero),
    };
    let mut us = Bench::with(StackConfig {
        timers,
        ..Default::default()
    });
    us.invites_bob();
    let (id, _) = us.invited();
    us.responds(id, 486);
    us.comes_to_rest();
    assert!(us.told().contains(&"no answer: Timeout".to_owned()));
}
