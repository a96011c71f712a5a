//! TCP and WebSocket: connections opened, shared, broken and kept alive.

use super::bench::*;
use crate::header::{HeaderName, Transport};
use crate::message::{Message, Method, Request};
use crate::stack::*;
use crate::transaction::tests::ms;

const PHONE: ConnectionId = ConnectionId::Accepted(1);
const BROWSER: ConnectionId = ConnectionId::Accepted(2);

fn options(us: &mut Bench, target: &str) -> TransactionId {
    let request = Request::new(Method::Options, uri(target));
    let id = us.stack.request(us.now, request, Destination::routed());
    us.drain();
    id
}

fn phone_connects(us: &mut Bench) {
    let remote = "192.0.2.2:40000".parse().unwrap();
    us.input(Input::Accepted {
        listener: TCP,
        connection: PHONE,
        remote,
    });
}

fn over_tcp(mut request: Request, params: &str) -> Vec<u8> {
    let via = format!(
        "SIP/2.0/TCP 192.0.2.2:5060;branch=z9hG4bK{}{params}",
        request.method
    );
    request.headers.set(HeaderName::Via, via);
    Message::Request(request).to_bytes()
}

#[test]
fn one_connection_is_opened_and_shared() {
    let mut us = Bench::new();
    options(&mut us, "sip:192.0.2.2;transport=tcp");
    options(&mut us, "sip:192.0.2.2;transport=tcp");
    assert_eq!(us.said(), [""; 0]);
    let [(connection, remote)] = us.dialled[..] else {
        panic!("{:?}", us.dialled)
    };
    assert_eq!(remote, BOB.parse().unwrap());
    us.input(Input::Connected { connection });
    let first = us.sent_request();
    assert_eq!(
        first.headers.top_via().unwrap().transport(),
        Some(Transport::Tcp)
    );
    assert_eq!(us.said(), ["OPTIONS"]);
    us.stream(
        connection,
        &Message::Response(bobs(&first, 200, "x")).to_bytes(),
    );
    assert_eq!(us.told(), ["200"]);
    us.input(Input::Broken { connection });
    assert_eq!(us.told(), ["flow lost", "no answer: TransportFailed"]);
    us.comes_to_rest();
}

#[test]
fn a_refused_or_silent_connection_fails_at_once() {
    let mut us = Bench::new();
    options(&mut us, "sip:192.0.2.2;transport=tcp");
    let connection = us.dialled[0].0;
    us.input(Input::Broken { connection });
    assert_eq!(us.told(), ["flow lost", "no answer: TransportFailed"]);
    options(&mut us, "sip:192.0.2.2;transport=tcp");
    let connection = us.dialled[1].0;
    us.wait(ms(5_000));
    assert_eq!(us.told(), ["flow lost", "no answer: TransportFailed"]);
    assert_eq!(us.hung_up, [connection]);
    // It opens after all: nobody wants it any more.
    us.input(Input::Connected { connection });
    assert_eq!(us.hung_up, [connection, connection]);
    us.comes_to_rest();
}

#[test]
fn long_requests_take_tcp_and_fall_back_to_udp() {
    let mut us = Bench::new();
    let mut request = Request::new(Method::Message, uri("sip:192.0.2.2"));
    request.set_body("text/plain", "x".repeat(1300));
    us.stack
        .request(us.now, request.clone(), Destination::routed());
    us.drain();
    assert_eq!((us.dialled.len(), us.sent.len()), (1, 0));
    us.input(Input::Broken {
        connection: us.dialled[0].0,
    });
    assert_eq!(us.sent[0].0.kind, Transport::Udp);
    let over_udp = us.sent_request();
    us.hears(bobs(&over_udp, 200, ""));
    assert_eq!(us.told(), ["flow lost", "200"]);
    us.comes_to_rest();

    let mut us = Bench::with(StackConfig {
        tcp_above: None,
        ..Default::default()
    });
    us.stack.request(us.now, request, Destination::routed());
    us.drain();
    assert_eq!(
        (us.dialled.len(), us.said()),
        (0, vec!["MESSAGE".to_owned()])
    );
}

#[test]
fn answers_go_back_over_the_stream_or_to_its_owner() {
    let mut us = Bench::new();
    phone_connects(&mut us);
    let bytes = over_tcp(from_bob(Method::Invite, 1, "c", None), "");
    let (head, tail) = bytes.split_at(100);
    us.stream(PHONE, head);
    assert_eq!(us.told(), [""; 0]);
    us.stream(PHONE, tail);
    let UserEvent::Request {
        transaction, flow, ..
    } = us.event()
    else {
        panic!()
    };
    us.responds(transaction, 180);
    assert_eq!(us.sent[0].0, flow);
    us.said();
    us.input(Input::Broken { connection: PHONE });
    us.responds(transaction, 486);
    let (connection, remote) = us.dialled[0];
    assert_eq!(
        remote,
        BOB.parse().unwrap(),
        "sent-by, not the port of the broken stream"
    );
    us.input(Input::Connected { connection });
    assert_eq!(us.said(), ["486 INVITE"]);
}

#[test]
fn pings_are_answered() {
    let mut us = Bench::new();
    phone_connects(&mut us);
    us.stream(PHONE, b"\r\n\r\n");
    assert_eq!(us.said(), ["\"\\r\\n\""]);
    let flow = us.stack.connections.get(PHONE).unwrap().flow(PHONE);
    us.stack.keep_alive(us.now, flow);
    us.drain();
    assert_eq!(us.said(), ["\"\\r\\n\\r\\n\""]);
    us.stream(PHONE, b"\r\n");
    assert_eq!((us.said(), us.told()), (vec![], vec![]));
}

#[test]
fn a_stream_out_of_step_is_closed() {
    let mut us = Bench::new();
    phone_connects(&mut us);
    us.stream(PHONE, b"GET / HTTP/1.1\r\nHost: x\r\n\r\n");
    assert_eq!(us.hung_up, [PHONE]);
    assert!(us.told().contains(&"flow lost".to_owned()));
    assert_eq!(us.stack.load().connections, 0);
}

#[test]
fn an_alias_lets_requests_use_the_accepted_stream() {
    let mut us = Bench::new();
    phone_connects(&mut us);
    us.stream(
        PHONE,
        &over_tcp(from_bob(Method::Options, 1, "c", None), ";alias"),
    );
    options(&mut us, "sip:192.0.2.2:5060;transport=tcp");
    assert_eq!(us.dialled, []);
    assert_eq!(us.sent[0].0.connection, Some(PHONE));
}

#[test]
fn a_browser_is_called_over_its_own_websocket() {
    let mut us = Bench::new();
    let remote = "192.0.2.3:50000".parse().unwrap();
    us.input(Input::Accepted {
        listener: WS,
        connection: BROWSER,
        remote,
    });
    let mut invite = from_bob(Method::Invite, 1, "c", None);
    invite.headers.set(
        HeaderName::Via,
        "SIP/2.0/WS df7jal23.invalid;branch=z9hG4bKw",
    );
    invite.headers.set(
        HeaderName::Contact,
        "<sip:bob@df7jal23.invalid;transport=ws>",
    );
    us.stream(BROWSER, &Message::Request(invite).to_bytes());
    let UserEvent::Request { transaction, .. } = us.event() else {
        panic!()
    };
    let dialog = us.responds(transaction, 200).unwrap();
    us.said();
    us.asks(dialog, Method::Info);
    assert_eq!(us.sent[0].0.connection, Some(BROWSER));
    us.said();
    us.input(Input::Broken {
        connection: BROWSER,
    });
    assert_eq!(us.told(), ["flow lost", "no answer: TransportFailed"]);
}

#[test]
fn connections_are_bounded() {
    let limits = Limits {
        connections: 1,
        ..Limits::default()
    };
    let mut us = Bench::with(StackConfig {
        limits,
        ..Default::default()
    });
    phone_connects(&mut us);
    let remote = "192.0.2.3:50000".parse().unwrap();
    us.input(Input::Accepted {
        listener: TCP,
        connection: BROWSER,
        remote,
    });
    assert_eq!(us.hung_up, [BROWSER]);
    options(&mut us, "sip:192.0.2.9;transport=tcp");
    assert_eq!(us.told(), ["no answer: TransportFailed"]);
}

#[test]
fn a_closed_listener_takes_its_connections_along() {
    let mut us = Bench::new();
    phone_connects(&mut us);
    us.input(Input::ListenerClosed(TCP));
    assert_eq!(us.told(), ["flow lost"]);
    assert_eq!(us.stack.load().connections, 0);
}
