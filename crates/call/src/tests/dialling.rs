//! Calling out: forks, answers, refusals, cancellations, what the caller hears, redirections, pickup.

use super::world::World;
use crate::{ChannelId, DialStatus, Event, HangupCause, Signal};

const FORK: &str =
    "100,1,Dial(SIP/bob&SIP/carol,20,g)\n100,2,Note(${DIALSTATUS})\nh,1,Note(h ${DIALSTATUS})";
const ONE: &str = "100,1,Dial(SIP/bob,20,g)\n100,2,Note(${DIALSTATUS})\nh,1,Note(h ${DIALSTATUS})";

fn notes(world: &World) -> Vec<String> {
    world.log.0.borrow().clone()
}

#[test]
fn the_first_answer_wins_and_the_others_are_cancelled() {
    let mut world = World::new(FORK);
    let alice = world.dials("alice", "100");
    let (bob, carol) = (world.channel("SIP/bob"), world.channel("SIP/carol"));
    world.rings(bob);
    world.rings(carol);
    assert!(world.was_told(alice, "Ringing"));
    world.answers(carol);
    assert!(world.was_told(bob, "Hangup(HangupCause(26))"));
    assert!(world.was_told(alice, "Answer"));
    assert_eq!(world.hears(alice), world.name_of(carol));
    assert_eq!(world.hears(carol), world.name_of(alice));
    world.hangs_up(alice);
    assert!(world.was_told(carol, "Hangup"));
    assert_eq!(notes(&world), ["Err(HungUp)", "h ANSWER"]);
    world.is_empty();
}

#[test]
fn the_caller_gives_up() {
    let mut world = World::new(FORK);
    let alice = world.dials("alice", "100");
    let (bob, carol) = (world.channel("SIP/bob"), world.channel("SIP/carol"));
    world.rings(bob);
    world.hangs_up(alice);
    for leg in [bob, carol] {
        assert!(world.was_told(leg, "Hangup(HangupCause(16))"));
    }
    assert_eq!(notes(&world), ["h CANCEL"]);
    world.is_empty();
}

#[test]
fn nobody_answers_in_time() {
    let mut world = World::new(ONE);
    world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.passes(19.9);
    assert!(world.exists(bob));
    world.passes(0.2);
    assert!(world.was_told(bob, "Hangup(HangupCause(19))"));
    assert_eq!(notes(&world), ["NOANSWER", "h NOANSWER"]);
    world.is_empty();
}

#[test]
fn refusals_add_up_to_a_status() {
    use HangupCause as C;
    let rows = [
        (C::USER_BUSY, C::SUBSCRIBER_ABSENT, "BUSY"),
        (C::SUBSCRIBER_ABSENT, C::NO_ROUTE_DESTINATION, "CHANUNAVAIL"),
        (C::CONGESTION, C::SUBSCRIBER_ABSENT, "CONGESTION"),
        (C::NORMAL_CLEARING, C::USER_BUSY, "NOANSWER"),
    ];
    for (one, other, status) in rows {
        let mut world = World::new(FORK);
        world.dials("alice", "100");
        let (bob, carol) = (world.channel("SIP/bob"), world.channel("SIP/carol"));
        world.refuses(bob, one);
        assert!(notes(&world).is_empty());
        world.refuses(carol, other);
        assert_eq!(notes(&world)[0], status);
        world.is_empty();
    }
}

#[test]
fn a_leg_that_says_busy_is_busy_whatever_its_cause() {
    let mut world = World::new(ONE);
    world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.says(bob, Signal::Busy);
    world.refuses(bob, HangupCause::CALL_REJECTED);
    assert_eq!(notes(&world)[0], "BUSY");
    world.is_empty();
}

#[test]
fn unknown_technologies_are_skipped() {
    let mut world = World::new("100,1,Dial(IAX/x&SIP/bob,20,g)\n100,2,Note(${DIALSTATUS})");
    world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.refuses(bob, HangupCause::SUBSCRIBER_ABSENT);
    assert_eq!(notes(&world), ["CHANUNAVAIL"]);
    let mut world = World::new("100,1,Dial(IAX/x,20,g)\n100,2,Note(${DIALSTATUS})");
    world.dials("alice", "100");
    assert_eq!(notes(&world), ["CHANUNAVAIL"]);
    world.is_empty();
}

fn ringback(options: &str, before: &str, leg: &[Signal]) -> (World, ChannelId, ChannelId) {
    let plan = format!("100,1,{before}\n100,2,Dial(SIP/bob,20,{options})");
    let mut world = World::new(&plan);
    let alice = world.dials("alice", "100");
    world.passes(1.0);
    let bob = world.channel("SIP/bob");
    for signal in leg {
        world.says(bob, signal.clone());
    }
    (world, alice, bob)
}

#[test]
fn the_caller_hears_what_the_options_say() {
    const EARLY: Signal = Signal::Progress { early_media: true };
    let rows: &[(&str, &str, &[Signal], &str, &str)] = &[
        ("", "NoOp", &[], "silence", ""),
        ("", "NoOp", &[Signal::Ringing], "silence", "Ringing"),
        ("", "NoOp", &[EARLY], "SIP/bob-00000001", "Progress"),
        ("", "Answer", &[EARLY], "SIP/bob-00000001", "Answer"),
        ("r", "NoOp", &[EARLY], "silence", "Ringing"),
        ("r", "Answer", &[EARLY], "tone", "Answer"),
        ("m", "NoOp", &[EARLY, Signal::Ringing], "music", "Progress"),
        ("R", "NoOp", &[], "silence", "Ringing"),
        ("R", "NoOp", &[EARLY], "SIP/bob-00000001", "Ringing"),
    ];
    for (options, before, leg, hears, told) in rows {
        let (mut world, alice, bob) = ringback(options, before, leg);
        let row = format!("{options} {before} {leg:?}");
        assert_eq!(world.hears(alice), *hears, "{row}");
        assert!(told.is_empty() || world.was_told(alice, told), "{row}");
        world.refuses(bob, HangupCause::USER_BUSY);
        world.passes(20.0);
        world.is_empty();
    }
}

#[test]
fn early_sound_ends_with_the_leg() {
    let (mut world, alice, bob) =
        ringback("g", "Answer", &[Signal::Progress { early_media: true }]);
    world.presses(alice, "7");
    assert_eq!(world.digits_told(bob), "7");
    world.refuses(bob, HangupCause::NORMAL_CLEARING);
    assert_eq!(world.hears(alice), "silence");
    world.is_empty();
}

#[test]
fn two_legs_give_no_early_sound() {
    let mut world = World::new(FORK);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.says(bob, Signal::Progress { early_media: true });
    assert_eq!(world.hears(alice), "silence");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn the_caller_escapes_or_cancels_by_digits() {
    for (options, digits, step) in [("d", "25", "5,1"), ("H", "1**", "100,2"), ("dH", "*1*", "")] {
        let plan = format!("100,1,Dial(SIP/bob,20,{options})\n100,2,Wait(9)\n5,1,Wait(9)");
        let mut world = World::new(&plan);
        let alice = world.dials("alice", "100");
        let bob = world.channel("SIP/bob");
        world.presses(alice, digits);
        assert_eq!(world.exists(bob), step.is_empty(), "{options} {digits}");
        if !step.is_empty() {
            assert_eq!(world.steps().last().unwrap(), step);
            assert_eq!(world.variable(alice, "DIALSTATUS"), "CANCEL");
        }
        world.hangs_up(alice);
        world.is_empty();
    }
}

#[test]
fn an_answer_and_a_hang_up_at_once_are_seen_in_order() {
    let mut world = World::new("100,1,Dial(SIP/bob,20,gA)\n100,2,Note(${DIALSTATUS})");
    world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    // During the announcement.
    world.hangs_up(bob);
    assert_eq!(notes(&world), ["Ok(CalleeGone)", "ANSWER"]);
    world.is_empty();
}

#[test]
fn an_answer_that_is_told_twice_counts_once() {
    let mut world = World::new(ONE);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    let answered = world.board.channels(|c| c.answered);
    world.passes(1.0);
    world.answers(bob);
    world.rings(bob);
    assert_eq!(world.board.channels(|c| c.answered), answered);
    let ups = world
        .events
        .iter()
        .filter(|e| matches!(e, Event::ChannelStateChanged { channel, .. } if *channel == bob));
    assert_eq!(ups.count(), 1);
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn a_subroutine_runs_on_each_leg_before_it_is_called() {
    let plan = "100,1,Dial(SIP/bob&SIP/carol,20,b)\nsub,1,Note(${CHANNEL} ${ARG1})\n\
        sub,2,Wait(1)\nsub,3,Return\nh,1,NoOp";
    let mut world = World::new(plan);
    let alice = world.dials("alice", "100");
    let (bob, carol) = (world.channel("SIP/bob"), world.channel("SIP/carol"));
    assert!(!world.was_told(bob, "Dial"));
    world.passes(1.1);
    assert!(world.was_told(bob, "Dial") && !world.was_told(carol, "Dial"));
    // What a leg says meanwhile is not lost.
    world.answers(bob);
    world.passes(1.0);
    assert!(world.was_told(carol, "Hangup(HangupCause(26))"));
    assert_eq!(world.hears(alice), world.name_of(bob));
    world.hangs_up(bob);
    world.is_empty();
}

#[test]
fn a_caller_who_hangs_up_during_the_subroutine_leaves_nothing() {
    let mut world = World::new("100,1,Dial(SIP/bob,20,b)\nsub,1,Wait(5)\nsub,2,Return");
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.hangs_up(alice);
    assert!(!world.told.contains_key(&bob));
    world.is_empty();
}

#[test]
fn the_events_of_a_call_come_in_order() {
    let mut world = World::new("100,1,Dial(SIP/bob,20)");
    world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.rings(bob);
    world.answers(bob);
    world.hangs_up(bob);
    let names: Vec<String> = world
        .events
        .iter()
        .filter(|e| {
            !matches!(
                e,
                Event::VariableSet { .. } | Event::DeviceStateChanged { .. }
            )
        })
        .map(|e| format!("{e:?}").split(' ').next().unwrap().to_owned())
        .collect();
    let expected = [
        "ChannelCreated",
        "StepBegins",
        "ChannelCreated",
        "DialBegins",
        "ChannelStateChanged",
        "ChannelStateChanged",
        "DialEnds",
        "ChannelStateChanged",
        "BridgeCreated",
        "ChannelEnteredBridge",
        "ChannelEnteredBridge",
        "HangupRequested",
        "ChannelLeftBridge",
        "ChannelDestroyed",
        "ChannelLeftBridge",
        "BridgeDestroyed",
        "ChannelDestroyed",
    ];
    assert_eq!(names, expected);
    let linked = world.events.iter().filter_map(|e| match e {
        Event::ChannelCreated { linked_id, .. } => Some(linked_id.clone()),
        _ => None,
    });
    let linked: Vec<String> = linked.collect();
    assert_eq!(linked[0], linked[1]);
    world.is_empty();
}

#[test]
fn a_redirected_leg_is_called_elsewhere() {
    let plan = "100,1,Dial(SIP/bob,20,g)\n100,2,Note(${DIALSTATUS})\n300,1,Dial(SIP/carol,20)";
    let mut world = World::new(plan);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.says(
        bob,
        Signal::Redirect {
            extension: "300".to_owned(),
        },
    );
    world.hangs_up(bob);
    let carol = world.channel("SIP/carol");
    assert_eq!(world.variable(carol, "FORWARDERNAME"), "");
    world.answers(carol);
    assert_eq!(world.hears(alice), world.name_of(carol));
    assert_eq!(world.hears(carol), world.name_of(alice));
    world.hangs_up(carol);
    assert_eq!(
        notes(&world),
        ["Ok(CalleeGone)", "Ok(CalleeGone)", "ANSWER"]
    );
    world.is_empty();
}

#[test]
fn redirections_may_be_ignored_or_lead_nowhere() {
    for (options, status) in [("gi", "BUSY"), ("g", "CHANUNAVAIL")] {
        let plan = format!("100,1,Dial(SIP/bob,20,{options})\n100,2,Note(${{DIALSTATUS}})");
        let mut world = World::new(&plan);
        world.dials("alice", "100");
        let bob = world.channel("SIP/bob");
        world.says(
            bob,
            Signal::Redirect {
                extension: "900".to_owned(),
            },
        );
        world.hangs_up(bob);
        assert_eq!(notes(&world), [status]);
        world.is_empty();
    }
}

#[test]
fn two_phones_that_forward_to_each_other_come_to_an_end() {
    let plan = "100,1,Dial(SIP/bob,20,g)\n100,2,Note(${DIALSTATUS})";
    let mut world = World::new(plan);
    world.dials("alice", "100");
    for _ in 0..30 {
        let phones = world
            .board
            .channels(|c| c.name.starts_with("SIP/bob").then_some(c.id));
        let Some(bob) = phones.into_iter().flatten().last() else {
            break;
        };
        world.says(
            bob,
            Signal::Redirect {
                extension: "100".to_owned(),
            },
        );
        world.hangs_up(bob);
    }
    assert!(world.logged("too many calls come out of each other"));
    world.passes(300.0);
    world.is_empty();
}

const PICKUP: &str = "100,1,Dial(SIP/bob,20,g)\n100,2,Note(after)\n*7,1,Pickup\n*7,2,Note(never)\n\
    *9,1,Pickup(SIP/bob)\nh,1,Note(h)";

#[test]
fn a_ringing_phone_is_picked_up_by_another() {
    for code in ["*8", "*7", "*9"] {
        let mut world = World::new(PICKUP);
        let alice = world.dials("alice", "100");
        let bob = world.channel("SIP/bob");
        world.rings(bob);
        let carol = world.dials("carol", code);
        assert!(world.was_told(bob, "Hangup(HangupCause(26))"));
        assert!(world.was_told(carol, "Answer") && world.was_told(alice, "Answer"));
        assert_eq!(world.hears(alice), world.name_of(carol));
        assert_eq!(world.hears(carol), world.name_of(alice));
        world.hangs_up(carol);
        assert_eq!(notes(&world), ["Ok(CalleeGone)", "after", "h"]);
        world.is_empty();
    }
}

#[test]
fn nothing_rings_so_nothing_is_picked_up() {
    let mut world = World::new(PICKUP);
    world.dials("carol", "*7");
    assert_eq!(notes(&world), ["h"]);
    let carol = world.dials("carol", "*8");
    assert!(!world.exists(carol));
    assert_eq!(notes(&world), ["h"]);
    world.is_empty();
}

#[test]
fn a_picker_may_lose_the_race() {
    let mut world = World::new(PICKUP);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.rings(bob);
    world.hangs_up(alice);
    let carol = world.dials("carol", "*8");
    assert!(!world.exists(carol));
    assert!(!world.events.iter().any(|e| matches!(
        e,
        Event::DialEnds {
            status: DialStatus::Answer,
            ..
        }
    )));
    world.is_empty();
}
