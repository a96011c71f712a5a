//! Over a net that loses packets every INVITE ends exactly once, and nothing is left behind.

use super::net::{Manner, Net};
use crate::stack::*;

fn check(seed: u64, loss: u32, manner: Manner, cancel_after: Option<u64>) {
    let mut net = Net::new(seed, loss, manner);
    for _ in 0..5 {
        let id = net.calls();
        if let Some(after) = cancel_after {
            net.run(after);
            net.cancels(id);
        }
    }
    net.run(400_000);
    let context = format!("seed {seed} loss {loss} {manner:?} {cancel_after:?}");
    for (id, endings) in &net.caller.endings {
        assert_eq!(endings.len(), 1, "{context}: {id:?} {endings:?}");
    }
    for node in [&net.caller, &net.callee] {
        // A callee that rings for ever holds its calls when the CANCEL was lost altogether.
        let rings = manner == Manner::RingsOnly;
        let Load {
            transactions,
            dialogs,
            ..
        } = node.stack.load();
        assert!(
            rings || (transactions, dialogs) == (0, 0),
            "{context}: {:?}",
            node.stack.load()
        );
        assert_eq!(node.stack.next_deadline(), None, "{context}");
    }
    if loss == 0 && manner == Manner::RingsOnly {
        assert_eq!(net.callee.stack.load().transactions, 0, "{context}");
    }
}

#[test]
fn every_invite_ends_exactly_once() {
    for seed in 0..12 {
        for loss in [0, 50, 300, 600, 1000] {
            for manner in [Manner::Answers, Manner::RingsThenAnswers, Manner::Refuses] {
                check(seed, loss, manner, None);
            }
        }
    }
}

#[test]
fn cancelled_ones_too() {
    for seed in 100..110 {
        for loss in [0, 100, 400] {
            for after in [0, 30, 100, 400, 2000] {
                check(seed, loss, Manner::RingsOnly, Some(after));
                check(seed, loss, Manner::RingsThenAnswers, Some(after));
            }
        }
    }
}
