//! Whatever phones and the switchboard do in whatever order: no panic, one end for each leg, and
//! nothing is left over.

use std::collections::BTreeMap;

use call::{ChannelId, HangupCause, Signal, Technology};
use media::control::MediaCommand;
use sip::header::HeaderName;
use sip::message::{Body, Message, Method};
use sip::stack::{DialogId, TransactionId, UserEvent};

use super::ms;
use super::phone::sdp;
use super::world::World;

const CONF: &str = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0:5060\n\
    [alice]\ntype=endpoint\naors=alice\ndisallow=all\nallow=ulaw,alaw\n100rel=peer_supported\n\
    [alice]\ntype=aor\ncontact=sip:alice@10.0.0.2:5060\n\
    [bob]\ntype=endpoint\naors=bob\ndisallow=all\nallow=alaw\ndtmf_mode=info\n\
    [bob]\ntype=aor\ncontact=sip:bob@10.0.0.3:5060\n";

/// The usual small generator; the same numbers every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, most: usize) -> usize {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 7;
        self.0 ^= self.0 << 17;
        usize::try_from(self.0 >> 33).unwrap() % most
    }
}

#[derive(Default)]
struct Known {
    /// Channels that the switchboard believes in.
    live: Vec<ChannelId>,
    ended: BTreeMap<ChannelId, u32>,
    invites: Vec<(usize, TransactionId)>,
    ours: Vec<(usize, TransactionId)>,
    requests: Vec<(usize, TransactionId)>,
    dialogs: Vec<(usize, DialogId)>,
}

#[test]
fn nothing_breaks_and_nothing_is_left() {
    let (mut ended, mut talked) = (0, 0);
    for seed in 1..60u64 {
        let mut dice = Dice(seed.wrapping_mul(0x9e37_79b9_7f4a_7c15));
        let mut world = World::pjsip(CONF);
        world.phone(2, "alice", "");
        world.phone(3, "bob", "");
        let mut known = Known::default();
        for step in 0..120 {
            act(&mut world, &mut known, &mut dice, step);
            world.settle();
            learn(&mut world, &mut known);
        }
        for channel in std::mem::take(&mut known.live) {
            world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
        }
        for phone in &mut world.phones {
            phone.address = "10.0.0.99:5060".parse().unwrap();
        }
        world.comes_to_rest();
        assert!(
            known.ended.values().all(|times| *times == 1),
            "seed {seed}: {:?}",
            known.ended
        );
        ended += known.ended.len();
        talked += world
            .media
            .iter()
            .filter(|m| matches!(m, MediaCommand::Negotiated { .. }))
            .count();
    }
    assert!(
        ended > 300 && talked > 100,
        "{ended} legs ended by themselves, {talked} agreements"
    );
}

fn act(world: &mut World, known: &mut Known, dice: &mut Dice, step: usize) {
    let now = world.now;
    let at = dice.below(2);
    let body = some_sdp(world, dice, at);
    match dice.below(12) {
        0 => {
            let resource = ["alice", "bob", "nobody", "7@alice"][dice.below(4)];
            let channel = world.dials(Technology::Pjsip, resource);
            known.live.push(channel);
        }
        1 => {
            let address = world.address;
            let mut invite = world.phones[at].request(Method::Invite, "5", address);
            invite
                .headers
                .set(HeaderName::CallId, format!("chaos-{step}"));
            if dice.below(2) == 0 {
                invite.headers.push(HeaderName::Supported, "100rel, timer");
            }
            if !body.is_empty() {
                invite.set_body("application/sdp", body.into_bytes());
            }
            let id = world.phones[at].send(now, invite, address);
            known.ours.push((at, id));
        }
        2..=5 => {
            if known.live.is_empty() {
                return;
            }
            let channel = known.live[dice.below(known.live.len())];
            let signal = some_signal(dice);
            if matches!(signal, Signal::Hangup(_)) {
                known.live.retain(|live| *live != channel);
            }
            world.order(channel, signal);
        }
        6 | 7 => {
            let Some((at, id)) = pick(&known.invites, dice) else {
                return;
            };
            let mut response =
                crate::office::bare([180, 183, 200, 200, 302, 401, 486, 603][dice.below(8)]);
            if !body.is_empty() {
                response.set_body("application/sdp", body.into_bytes());
            }
            let _ = world.phones[at].stack.respond(now, id, response);
        }
        8 => {
            let Some((at, id)) = pick(&known.ours, dice) else {
                return;
            };
            let _ = world.phones[at].stack.cancel(now, id, Vec::new());
        }
        9 => {
            let Some((at, dialog)) = pick(&known.dialogs, dice) else {
                return;
            };
            let method = [
                Method::Bye,
                Method::Invite,
                Method::Update,
                Method::Info,
                Method::Refer,
            ][dice.below(5)]
            .clone();
            let extra = vec![
                (HeaderName::ContentType, "application/sdp".to_owned()),
                (HeaderName::ReferTo, "<sip:9@10.0.0.1>".to_owned()),
            ];
            let body = Body::from(body.into_bytes());
            let _ = world.phones[at]
                .stack
                .dialog_request(now, dialog, method, extra, body);
        }
        10 => {
            let Some((at, id)) = pick(&known.requests, dice) else {
                return;
            };
            let status = [200, 481, 491, 500][dice.below(4)];
            let _ = world.phones[at]
                .stack
                .respond(now, id, crate::office::bare(status));
        }
        _ => world.wait(ms([1, 200, 600, 5_000][dice.below(4)])),
    }
}

fn some_signal(dice: &mut Dice) -> Signal {
    match dice.below(9) {
        0 => Signal::Ringing,
        1 => Signal::Progress { early_media: true },
        2 | 3 => Signal::Answer,
        4 => Signal::Busy,
        5 => Signal::Digit {
            digit: '5',
            duration_ms: 100,
        },
        6 => Signal::Hangup(HangupCause(17)),
        7 => Signal::Hangup(HangupCause(26)),
        _ => Signal::Incomplete,
    }
}

fn some_sdp(world: &World, dice: &mut Dice, at: usize) -> String {
    let address = world.phones[at].address;
    match dice.below(6) {
        0 => String::new(),
        1 => "nonsense".to_owned(),
        2 => sdp(address, "3", ""),
        3 => sdp(
            address,
            "8 0 101",
            "a=rtpmap:101 telephone-event/8000\r\na=sendonly\r\n",
        ),
        _ => sdp(address, "8 0", ""),
    }
}

fn pick<T: Copy>(all: &[T], dice: &mut Dice) -> Option<T> {
    if all.is_empty() {
        None
    } else {
        Some(all[dice.below(all.len())])
    }
}

/// Notes what phones and the switchboard have heard; phones acknowledge what must be.
fn learn(world: &mut World, known: &mut Known) {
    for (channel, signal) in std::mem::take(&mut world.signals) {
        match signal {
            Signal::Dial(_) => known.live.push(channel),
            Signal::Hangup(_) => {
                *known.ended.entry(channel).or_default() += 1;
                known.live.retain(|live| *live != channel);
            }
            _ => {}
        }
    }
    let now = world.now;
    for at in 0..world.phones.len() {
        while let Some(event) = world.phones[at].events.pop_front() {
            match event {
                UserEvent::Request {
                    transaction,
                    request,
                    ..
                } => match request.method {
                    Method::Invite => known.invites.push((at, transaction)),
                    _ => known.requests.push((at, transaction)),
                },
                UserEvent::InDialog {
                    transaction,
                    dialog,
                    ..
                } => {
                    known.requests.push((at, transaction));
                    known.dialogs.push((at, dialog));
                }
                UserEvent::Ack { dialog, .. } => known.dialogs.push((at, dialog)),
                UserEvent::Response {
                    response,
                    dialog: Some(dialog),
                    ..
                } => {
                    known.dialogs.push((at, dialog));
                    if (200..300).contains(&response.status) {
                        let _ = world.phones[at]
                            .stack
                            .ack(now, dialog, Vec::new(), Body::empty());
                    }
                }
                _ => {}
            }
        }
    }
    world.settle();
}

#[test]
fn no_message_breaks_it_at_any_length_or_byte() {
    let mut world = World::pjsip(CONF);
    world.phone(2, "alice", "");
    let address = world.address;
    let from = world.phones[0].address;
    let mut invite = world.phones[0].request(Method::Invite, "5", address);
    let via = "SIP/2.0/UDP 10.0.0.2:5060;branch=z9hG4bK-broken;rport";
    invite.headers.push_front(HeaderName::Via, via);
    invite.headers.push(HeaderName::To, "<sip:5@10.0.0.1>");
    invite.set_body("application/sdp", sdp(from, "8 0", "").into_bytes());
    let bytes = Message::from(invite).to_bytes();
    let mut dice = Dice(77);
    for length in 0..bytes.len() {
        world.hears(from, &bytes[..length]);
        let mut broken = bytes.clone();
        broken[length] = u8::try_from(dice.below(256)).unwrap();
        world.hears(from, &broken);
        world.settle();
        for (channel, signal) in std::mem::take(&mut world.signals) {
            if let Signal::Dial(_) = signal {
                world.order(channel, Signal::Answer);
                world.order(channel, Signal::Hangup(HangupCause::NORMAL_CLEARING));
            }
        }
    }
    world.phones[0].events.clear();
    world.comes_to_rest();
}
