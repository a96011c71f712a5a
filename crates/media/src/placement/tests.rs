//! Sessions that hear each other meet on one worker, whatever the order of orders.

use proptest::prelude::*;

use super::*;
use crate::control::{MixMember, MixSetup};

fn relay(media: u64, from: u64) -> MediaCommand {
    let source = Source::Relay {
        from: MediaId(from),
        with_digits: true,
    };
    let media = MediaId(media);
    MediaCommand::Send { media, source }
}

fn join(media: u64, mix: u64) -> MediaCommand {
    let source = Source::Mix {
        mix: MixId(mix),
        member: MixMember::default(),
    };
    let media = MediaId(media);
    MediaCommand::Send { media, source }
}

fn open_mix(mix: u64) -> MediaCommand {
    MediaCommand::OpenMix {
        mix: MixId(mix),
        setup: MixSetup::default(),
    }
}

fn close(media: u64) -> MediaCommand {
    let media = MediaId(media);
    MediaCommand::Close { media }
}

/// Opens so many sessions; gives the worker of each.
fn opened(placement: &mut Placement, count: u64) -> Vec<usize> {
    (0..count)
        .map(|number| placement.open(MediaId(number)))
        .collect()
}

#[test]
fn sessions_spread_over_the_workers() {
    let mut placement = Placement::new(2);
    opened(&mut placement, 200);
    let loads = placement.loads();
    assert_eq!(loads.iter().sum::<usize>(), 200);
    assert!(loads[0].abs_diff(loads[1]) <= SLACK + 1, "{loads:?}");
}

#[test]
fn who_is_bridged_meets_on_one_worker() {
    let mut placement = Placement::new(2);
    let workers = opened(&mut placement, 60);
    let far = workers.iter().position(|worker| *worker == 1).unwrap() as u64;
    let mut moves = Vec::new();
    let there = placement.order(&relay(0, far), &mut moves);
    assert_eq!(moves.len(), 1, "one of the two goes");
    let back = placement.order(&relay(far, 0), &mut moves);
    assert_eq!((there, moves.len()), (back, 1), "and the other stays");
}

#[test]
fn a_session_that_is_waited_for_opens_beside_who_waits() {
    let mut placement = Placement::new(4);
    opened(&mut placement, 60);
    let mut moves = Vec::new();
    let there = placement.order(&relay(30, 1_000), &mut moves);
    assert_eq!(placement.open(MediaId(1_000)), there);
    assert_eq!(moves, []);
}

#[test]
fn a_mix_stays_and_its_members_come() {
    let mut placement = Placement::new(2);
    opened(&mut placement, 60);
    let mut moves = Vec::new();
    let place = placement.order(&open_mix(7), &mut moves);
    for media in 0..60 {
        assert_eq!(placement.order(&join(media, 7), &mut moves), place);
    }
    let mut loads = placement.loads().to_vec();
    loads.sort_unstable();
    assert_eq!(loads, [0, 60]);
    placement.order(&close(3), &mut moves);
    placement.order(&close(3), &mut moves);
    assert_eq!(placement.loads().iter().sum::<usize>(), 59);
}

#[test]
fn who_is_listened_in_on_comes_to_the_mixes_with_whom_it_talks_to() {
    let mut placement = Placement::new(2);
    let workers = opened(&mut placement, 60);
    let far = workers.iter().position(|worker| *worker == 1).unwrap() as u64;
    let mut moves = Vec::new();
    placement.order(&relay(far, far + 1), &mut moves);
    placement.order(&relay(far + 1, far), &mut moves);
    assert_eq!(moves, []);
    let lend = MediaCommand::Lend {
        media: MediaId(far),
        mix: MixId(7),
        what: Some(crate::control::Recorded::Mixed),
    };
    let mixes = placement.order(&open_mix(7), &mut moves);
    assert_eq!(placement.order(&lend, &mut moves), mixes);
    let gone: Vec<MediaId> = moves.iter().map(|step| step.media).collect();
    assert_eq!(gone, [MediaId(far), MediaId(far + 1)]);
    // It does not go back to a larger group.
    for media in [far + 2, far + 4, far + 5] {
        placement.order(&relay(media, far + 3), &mut moves);
    }
    assert_eq!(placement.order(&relay(far + 3, far), &mut moves), mixes);
}

#[test]
fn members_who_came_before_their_mix_wait_together() {
    let mut placement = Placement::new(2);
    let workers = opened(&mut placement, 60);
    let mut moves = Vec::new();
    let far = workers.iter().position(|worker| *worker == 1).unwrap() as u64;
    placement.order(&join(0, 7), &mut moves);
    let waits = placement.order(&join(far, 7), &mut moves);
    assert_eq!(moves.len(), 1);
    let place = placement.order(&open_mix(7), &mut moves);
    assert_eq!((place, moves.len()), (waits, 1));
}

proptest! {
    /// Moves say truly where a session is, loads count it, and who hears whom is together.
    #[test]
    fn moves_are_a_true_account(orders in proptest::collection::vec((0u8..5, 0u64..24, 0u64..24), 1..120)) {
        let mut placement = Placement::new(3);
        let mut at: BTreeMap<u64, usize> = BTreeMap::new();
        let mut hears: BTreeMap<u64, u64> = BTreeMap::new();
        for (what, one, other) in orders {
            let mut moves = Vec::new();
            match what {
                0 | 1 => { at.insert(one, placement.open(MediaId(one))); }
                2 if at.remove(&one).is_some() => {
                    placement.order(&close(one), &mut moves);
                    hears.retain(|listener, from| *listener != one && *from != one);
                }
                3 | 4 if at.contains_key(&one) && one != other => {
                    placement.order(&relay(one, other), &mut moves);
                    hears.insert(one, other);
                }
                _ => {}
            }
            for Move { media, from, to } in moves {
                prop_assert_eq!(at.insert(media.0, to), Some(from));
            }
            for (listener, from) in &hears {
                if let (Some(here), Some(there)) = (at.get(listener), at.get(from)) {
                    prop_assert_eq!(here, there, "{} hears {}", listener, from);
                }
            }
            for (worker, load) in placement.loads().iter().enumerate() {
                prop_assert_eq!(at.values().filter(|place| **place == worker).count(), *load);
            }
        }
    }
}
