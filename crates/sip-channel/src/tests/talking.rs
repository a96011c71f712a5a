//! What happens in a call that is up.

use call::{ChannelId, HangupCause, Signal, Technology};
use media::control::{DigitTransport, Direction};
use sip::header::HeaderName;
use sip::message::{Body, Message, Method};
use sip::stack::{DialogId, UserEvent};

use super::phone::sdp;
use super::secs;
use super::world::{World, brief};

const PJSIP: &str = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0:5060\n\
    [alice]\ntype=endpoint\ncontext=home\naors=alice\ndisallow=all\nallow=ulaw,alaw\n\
    [alice]\ntype=aor\nmax_contacts=1\n";

/// A call from phone 0 that is up: its channel, and the phone's dialog.
fn talking(conf: &str) -> (World, ChannelId, DialogId) {
    let mut world = World::pjsip(conf);
    world.phone(2, "alice", "");
    let body = sdp(world.phones[0].address, "0 8", "");
    let (channel, _) = world.calls(0, "5", Some(&body));
    world.order(channel, Signal::Answer);
    let dialog = world.answered(0);
    let now = world.now;
    world.phones[0].acks(now, dialog, None);
    world.settle();
    world.told();
    world.sent_to(0);
    (world, channel, dialog)
}

impl World {
    fn in_call(&mut self, dialog: DialogId, method: Method, kind: &str, body: &str) -> u16 {
        let now = self.now;
        let is_invite = method == Method::Invite;
        self.phones[0].asks(now, dialog, method, kind, body);
        self.settle();
        let status = self.final_response(0).status;
        if is_invite && status < 300 {
            self.phones[0].acks(now, dialog, None);
            self.settle();
        }
        status
    }
}

#[test]
fn hold_and_unhold() {
    let (mut world, channel, dialog) = talking(PJSIP);
    let address = world.phones[0].address;
    let held = sdp(address, "0", "a=sendonly\r\n");
    assert_eq!(
        world.in_call(dialog, Method::Invite, "application/sdp", &held),
        200
    );
    assert_eq!(world.told(), ["hold"]);
    assert_eq!(
        world.stream(channel).unwrap().direction,
        Direction::ReceiveOnly
    );
    assert_eq!(
        world.in_call(dialog, Method::Invite, "application/sdp", &held),
        200
    );
    assert_eq!(world.told(), [""; 0], "still on hold");
    let back = sdp(address, "8", "");
    assert_eq!(
        world.in_call(dialog, Method::Update, "application/sdp", &back),
        200
    );
    assert_eq!(world.told(), ["codec alaw", "unhold"]);
    let old_way = held
        .replace("c=IN IP4 10.0.0.2", "c=IN IP4 0.0.0.0")
        .replace("a=sendonly\r\n", "");
    assert_eq!(
        world.in_call(dialog, Method::Invite, "application/sdp", &old_way),
        200
    );
    assert_eq!(world.told(), ["codec ulaw", "hold"]);
    let useless = sdp(address, "3", "");
    assert_eq!(
        world.in_call(dialog, Method::Invite, "application/sdp", &useless),
        488
    );
    assert_eq!(world.told(), [""; 0], "the call goes on as it was");
    assert_eq!(
        world.in_call(dialog, Method::Invite, "application/sdp", "\u{1}"),
        400
    );
    assert_eq!(world.in_call(dialog, Method::Bye, "", ""), 200);
    assert_eq!(world.told(), ["hangup 16"]);
    world.comes_to_rest();
}

#[test]
fn a_reinvite_without_offer_gets_ours() {
    let (mut world, channel, dialog) = talking(PJSIP);
    let now = world.now;
    world.phones[0].asks(now, dialog, Method::Invite, "", "");
    world.settle();
    let ok = world.final_response(0);
    assert!(String::from_utf8_lossy(&ok.body).contains("m=audio 10002 RTP/AVP 0"));
    let answer = sdp("10.0.0.7:9000".parse().unwrap(), "0", "");
    world.phones[0].acks(now, dialog, Some(&answer));
    world.settle();
    assert_eq!(
        world.stream(channel).unwrap().remote.to_string(),
        "10.0.0.7:10000"
    );
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

#[test]
fn digits_by_info() {
    let conf = PJSIP.replace("aors=alice", "aors=alice\ndtmf_mode=info");
    let (mut world, channel, dialog) = talking(&conf);
    assert_eq!(
        world.stream(channel).unwrap().digits,
        DigitTransport::Signalling
    );
    let info = |world: &mut World, kind: &str, body: &str| {
        (
            world.in_call(dialog, Method::Info, kind, body),
            world.told(),
        )
    };
    let relay = info(
        &mut world,
        "application/dtmf-relay",
        "Signal=5\r\nDuration=160\r\n",
    );
    assert_eq!(relay, (200, vec!["digit 5 160".to_owned()]));
    assert_eq!(
        info(&mut world, "application/dtmf", "#"),
        (200, vec!["digit # 100".to_owned()])
    );
    assert_eq!(
        info(&mut world, "application/dtmf-relay", "x"),
        (200, Vec::new())
    );
    assert_eq!(
        info(&mut world, "application/media_control+xml", "<x/>"),
        (200, Vec::new())
    );
    assert_eq!(info(&mut world, "", ""), (200, Vec::new()));
    assert_eq!(info(&mut world, "text/odd", "x"), (415, Vec::new()));
    world.order(
        channel,
        Signal::Digit {
            digit: '7',
            duration_ms: 120,
        },
    );
    let sent = world.last_request(&Method::Info);
    assert_eq!(sent.body.as_bytes(), b"Signal=7\r\nDuration=120\r\n");
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}

/// Sends a REFER with these headers; gives the status, what the exchange sent and what it told.
fn refers(conf: &str, headers: &[(HeaderName, &str)]) -> (u16, Vec<String>, Vec<String>) {
    let (mut world, channel, dialog) = talking(conf);
    let extra = headers
        .iter()
        .map(|(name, value)| (name.clone(), (*value).to_owned()))
        .collect();
    let now = world.now;
    let phone = &mut world.phones[0];
    phone
        .stack
        .dialog_request(now, dialog, Method::Refer, extra, Body::empty())
        .unwrap();
    world.settle();
    let bodies: Vec<String> = world
        .wire
        .iter()
        .map(|(_, message)| match message {
            Message::Request(request) => {
                let body = String::from_utf8_lossy(&request.body);
                format!("{} {}", brief(message), body.trim())
            }
            Message::Response(_) => brief(message),
        })
        .collect();
    let status = loop {
        if let UserEvent::Response { response, .. } = world.phones[0].events.pop_front().unwrap() {
            break response.status;
        }
    };
    let told = world.told();
    while let Some(event) = world.phones[0].events.pop_front() {
        if let UserEvent::InDialog { transaction, .. } = event {
            world.answers(0, transaction, 200, None);
        }
    }
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
    (status, bodies, told)
}

#[test]
fn transfers() {
    let to = |text| (HeaderName::ReferTo, text);
    let (status, sent, told) = refers(PJSIP, &[to("<sip:600@10.0.0.1>")]);
    assert_eq!((status, told), (202, vec!["transfer 600".to_owned()]));
    assert_eq!(sent, ["202 REFER", "NOTIFY SIP/2.0 100 Trying"]);
    let silent = (HeaderName::ReferSub, "false");
    let (_, sent, told) = refers(PJSIP, &[to("<sip:600@10.0.0.1>"), silent]);
    assert_eq!(
        (sent, told),
        (
            vec!["202 REFER".to_owned()],
            vec!["transfer 600".to_owned()]
        )
    );
    let attended = to("<sip:600@10.0.0.1?Replaces=a%3Bto-tag%3Db%3Bfrom-tag%3Dc>");
    let refusal = |headers: &[(HeaderName, &str)]| {
        let (status, sent, told) = refers(PJSIP, headers);
        assert_eq!((sent.len(), told), (1, Vec::new()));
        status
    };
    let elsewhere = refers(PJSIP, &[attended]);
    assert_eq!(elsewhere.0, 202);
    assert_eq!(elsewhere.2, ["transfer 600"], "its number is called");
    assert_eq!(refusal(&[]), 400);
    assert_eq!(refusal(&[to("<sip:10.0.0.1>")]), 404);
    let forbidden = PJSIP.replace("aors=alice", "aors=alice\nallow_transfer=no");
    assert_eq!(refers(&forbidden, &[to("<sip:600@10.0.0.1>")]).0, 603);
}

#[test]
fn other_requests_in_a_call() {
    let (mut world, channel, dialog) = talking(PJSIP);
    assert_eq!(world.in_call(dialog, Method::Options, "", ""), 200);
    assert_eq!(
        world.in_call(dialog, Method::Message, "text/plain", "hi"),
        405
    );
    assert_eq!(world.in_call(dialog, Method::Update, "", ""), 200);
    world.order(channel, Signal::Hangup(HangupCause(20)));
    let bye = world.last_request(&Method::Bye);
    assert_eq!(
        bye.headers.text(HeaderName::Reason).unwrap(),
        "Q.850;cause=20"
    );
    world.comes_to_rest();
}

#[test]
fn the_cause_of_their_bye_is_told_on() {
    let (mut world, _, dialog) = talking(PJSIP);
    let now = world.now;
    let extra = vec![(HeaderName::Reason, "Q.850;cause=41".to_owned())];
    let phone = &mut world.phones[0];
    phone
        .stack
        .dialog_request(now, dialog, Method::Bye, extra, Body::empty())
        .unwrap();
    world.settle();
    assert_eq!(world.told(), ["hangup 41"]);
    world.comes_to_rest();
}

#[test]
fn both_hang_up_at_once() {
    let (mut world, channel, dialog) = talking(PJSIP);
    let now = world.now;
    world.phones[0].asks(now, dialog, Method::Bye, "", "");
    world.exchange.handle(
        now,
        crate::Input::Order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING)),
    );
    world.settle();
    assert_eq!(world.told(), [""; 0]);
    assert_eq!(world.final_response(0).status, 200);
    world.comes_to_rest();
}

#[test]
fn a_phone_that_stops_refreshing_is_given_up() {
    let mut world = World::pjsip(PJSIP);
    world.phone(2, "alice", "");
    let (now, address) = (world.now, world.address);
    let mut invite = world.phones[0].request(Method::Invite, "5", address);
    invite.headers.push(HeaderName::Supported, "timer");
    invite
        .headers
        .push(HeaderName::SessionExpires, "120;refresher=uac");
    let body = sdp(world.phones[0].address, "0 8", "");
    invite.set_body("application/sdp", body.into_bytes());
    world.phones[0].send(now, invite, address);
    world.settle();
    let (channel, _) = world.signal();
    world.order(channel, Signal::Answer);
    let ok = world.last_response();
    assert_eq!(
        ok.headers.text(HeaderName::SessionExpires).unwrap(),
        "120;refresher=uac"
    );
    let dialog = world.answered(0);
    world.phones[0].acks(now, dialog, None);
    world.settle();
    world.told();
    world.wait(secs(60));
    assert_eq!(world.in_call(dialog, Method::Update, "", ""), 200);
    world.wait(secs(87));
    assert_eq!(world.told(), [""; 0], "it was refreshed in time");
    world.wait(secs(2));
    assert_eq!(world.told(), ["hangup 102"]);
    world.comes_to_rest();
}

#[test]
fn an_unknown_technology_of_dialog_gets_481() {
    let (mut world, channel, _) = talking(PJSIP);
    assert_eq!(
        world.exchange.calls().collect::<Vec<_>>(),
        [(channel, "alice")]
    );
    let from = world.phones[0].address;
    let stray = "BYE sip:x@10.0.0.1 SIP/2.0\r\nVia: SIP/2.0/UDP 10.0.0.2;branch=z9hG4bKq\r\n\
                 From: <sip:a@h>;tag=1\r\nTo: <sip:b@h>;tag=2\r\nCall-ID: other\r\nCSeq: 1 BYE\r\n\
                 Content-Length: 0\r\n\r\n";
    world.hears(from, stray.as_bytes());
    world.settle();
    assert_eq!(world.last_response().status, 481);
    let invitation = call::Invitation::outgoing(Technology::Pjsip, "alice");
    world.order(channel, Signal::Dial(Box::new(invitation)));
    assert_eq!(world.told(), [""; 0], "a channel has one leg");
    world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
    world.comes_to_rest();
}
