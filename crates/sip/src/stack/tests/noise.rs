//! Whatever arrives, the node neither panics nor grows without bound.

use super::bench::*;
use crate::message::{Message, Method};
use crate::stack::random::Random;
use crate::stack::*;
use crate::transaction::tests::ms;

/// Bytes that look like what phones send, until they are damaged.
fn samples(us: &mut Bench) -> Vec<Vec<u8>> {
    let (_, invite) = us.invites_bob();
    let requests = [
        from_bob(Method::Invite, 1, "n", None),
        from_bob(Method::Cancel, 1, "n", None),
        from_bob(Method::Ack, 1, "n", Some("x")),
        from_bob(Method::Prack, 2, "n", Some("x")),
        from_bob(Method::Subscribe, 1, "s", None),
    ];
    let responses = [
        bobs(&invite, 180, "a"),
        bobs(&invite, 200, "b"),
        bobs(&invite, 486, "c"),
    ];
    let requests = requests.into_iter().map(Message::Request);
    let all = requests.chain(responses.into_iter().map(Message::Response));
    all.map(|message| message.to_bytes()).collect()
}

fn damaged(random: &mut Random, sample: &[u8]) -> Vec<u8> {
    let mut bytes = sample.to_vec();
    for _ in 0..random.below(4) {
        let length = u32::try_from(bytes.len()).unwrap();
        let at = random.below(length) as usize;
        match random.below(4) {
            0 => bytes[at] = b"\r\n;:<>\"@, z0\xff"[random.below(13) as usize],
            1 => bytes.truncate(at.max(1)),
            2 => drop(bytes.remove(at)),
            _ => bytes.insert(at, bytes[at]),
        }
        if bytes.is_empty() {
            break;
        }
    }
    bytes
}

#[test]
fn damaged_messages_do_no_harm() {
    for seed in 0..20 {
        let mut random = Random::new([seed; 4]);
        let limits = Limits {
            transactions: 50,
            dialogs: 20,
            ..Limits::default()
        };
        let mut us = Bench::with(StackConfig {
            limits,
            ..Default::default()
        });
        let phone = ConnectionId::Accepted(1);
        let samples = samples(&mut us);
        for _ in 0..500 {
            let remote = "192.0.2.2:40000".parse().unwrap();
            us.input(Input::Accepted {
                listener: TCP,
                connection: phone,
                remote,
            });
            let which = random.below(u32::try_from(samples.len()).unwrap()) as usize;
            let bytes = damaged(&mut random, &samples[which]);
            us.hears_from(BOB, &bytes);
            us.stream(phone, &bytes);
            while let Some(event) = us.events.pop_front() {
                if let UserEvent::Request { transaction, .. }
                | UserEvent::InDialog { transaction, .. } = event
                {
                    let status = [180, 200, 404][random.below(3) as usize];
                    let response = bare_response(status);
                    us.stack
                        .respond_reliably(us.now, transaction, response)
                        .unwrap();
                    us.drain();
                }
            }
            us.wait(ms(u64::from(random.below(100))));
            let Load {
                transactions,
                dialogs,
                ..
            } = us.stack.load();
            assert!(transactions <= 50 && dialogs <= 20);
        }
        us.wait(ms(200_000));
        assert_eq!(us.stack.next_deadline(), None);
    }
}

#[test]
fn the_node_can_move_to_another_thread() {
    fn check<T: Send>(_: &T) {}
    check(&Bench::new().stack);
}
