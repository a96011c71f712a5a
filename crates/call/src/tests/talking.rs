//! Two parties talk: hang-ups, hold, transfers, codes, limits.

use super::world::World;
use crate::{ChannelId, Signal};

fn talk(options: &str, rest: &str) -> (World, ChannelId, ChannelId) {
    let plan = format!("100,1,Dial(SIP/bob,20,{options})\n100,2,Note(next)\n{rest}");
    let mut world = World::new(&plan);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    assert_eq!(world.hears(alice), world.name_of(bob));
    (world, alice, bob)
}

fn notes(world: &World) -> Vec<String> {
    world.log.0.borrow().clone()
}

#[test]
fn either_side_ends_the_call() {
    for caller in [true, false] {
        let (mut world, alice, bob) = talk("", "");
        world.hangs_up(if caller { alice } else { bob });
        assert!(!world.exists(alice) && !world.exists(bob));
        world.is_empty();
    }
    let (mut world, alice, bob) = talk("g", "100,3,Wait(60)");
    world.hangs_up(bob);
    assert_eq!(notes(&world), ["Ok(CalleeGone)", "next"]);
    assert_eq!(world.hears(alice), "silence");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn digits_reach_the_other_side_once() {
    let (mut world, alice, bob) = talk("", "");
    world.presses(alice, "12");
    assert_eq!(world.digits_told(bob), "12");
    let (digit, duration_ms) = ('3', 90);
    world.says(alice, Signal::Digit { digit, duration_ms });
    assert_eq!(world.digits_told(bob), "123");
    assert!(notes(&world).is_empty());
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn hold_plays_music_to_the_other_side() {
    let (mut world, alice, bob) = talk("", "");
    for (holder, other) in [(alice, bob), (bob, alice)] {
        world.says(holder, Signal::Hold);
        assert_eq!(world.hears(other), "music");
        world.says(holder, Signal::Unhold);
        assert_eq!(world.hears(other), world.name_of(holder));
    }
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn codes_that_are_none_are_passed_on_after_a_second() {
    let (mut world, alice, bob) = talk("TtHh", "");
    world.presses(alice, "5");
    assert_eq!(world.digits_told(bob), "5");
    world.says(
        alice,
        Signal::Digit {
            digit: '6',
            duration_ms: 90,
        },
    );
    assert_eq!(world.digits_told(bob), "56");
    world.presses(bob, "7");
    assert_eq!(world.digits_told(alice), "7");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn the_beginning_of_a_code_waits_for_its_rest() {
    let plan = "100,1,Dial(SIP/bob,20,T)";
    let mut world = World::with(plan, |s| s.features.blind_transfer = "#1".to_owned());
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    world.presses(alice, "#");
    assert_eq!(world.digits_told(bob), "");
    world.passes(0.8);
    assert_eq!(world.digits_told(bob), "");
    world.passes(0.2);
    assert_eq!(world.digits_told(bob), "#");
    world.presses(alice, "#2");
    assert_eq!(world.digits_told(bob), "##2");
    world.presses(alice, "#1");
    assert_eq!(world.digits_told(bob), "##2");
    assert_eq!(world.hears(bob), "music");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn the_disconnect_code_ends_the_call() {
    for caller in [true, false] {
        let (mut world, alice, bob) = talk("Hh", "");
        world.presses(if caller { alice } else { bob }, "*");
        assert_eq!(notes(&world), ["Ok(Disconnected)"]);
        assert!(!world.exists(alice) && !world.exists(bob));
        world.is_empty();
    }
}

#[test]
fn a_caller_transfers_the_called_party() {
    let (mut world, alice, bob) = talk("T", "300,1,Wait(60)");
    world.presses(alice, "#");
    assert_eq!(
        (world.hears(bob), world.hears(alice)),
        ("music".into(), "sounds".into())
    );
    world.passes(1.2);
    world.presses(alice, "300");
    assert!(!world.exists(alice));
    assert_eq!(world.steps().last().unwrap(), "300,1");
    assert_eq!(world.variable(bob, "BLINDTRANSFER"), world.name_of(alice));
    assert_eq!(world.hears(bob), "silence");
    world.hangs_up(bob);
    world.is_empty();
}

#[test]
fn a_called_party_transfers_the_caller_by_its_own_context() {
    let plan = "[outside]\n100,1,Dial(SIP/bob,20,t)\n[phones]\n300,1,Wait(60)";
    let mut world = World::new(plan);
    let mut invitation = crate::Invitation::outgoing(crate::Technology::Sip, "alice");
    (invitation.context, invitation.extension) = ("outside".to_owned(), "100".to_owned());
    let alice = world.invites(invitation);
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    world.presses(bob, "#");
    assert_eq!(
        (world.hears(alice), world.hears(bob)),
        ("music".into(), "sounds".into())
    );
    world.presses(bob, "300");
    assert!(!world.exists(bob));
    assert_eq!(world.steps().last().unwrap(), "300,1");
    assert_eq!(world.variable(alice, "BLINDTRANSFER"), world.name_of(bob));
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn wrong_numbers_are_refused_three_times() {
    let (mut world, alice, bob) = talk("Tt", "300,1,Wait(60)");
    for transferer in [alice, bob] {
        let other = if transferer == alice { bob } else { alice };
        world.presses(transferer, "#");
        for _ in 0..3 {
            world.passes(1.2);
            world.presses(transferer, "9");
            world.passes(1.2);
        }
        assert_eq!(world.hears(other), world.name_of(transferer));
        assert_eq!(world.hears(transferer), world.name_of(other));
    }
    world.hangs_up(bob);
    world.is_empty();
}

#[test]
fn a_transferer_may_hang_up_in_the_middle() {
    for (caller, first) in [(true, true), (false, true), (true, false), (false, false)] {
        let (mut world, alice, bob) = talk("Tt", "300,1,Wait(60)");
        let (transferer, other) = if caller { (alice, bob) } else { (bob, alice) };
        world.presses(transferer, "#");
        world.hangs_up(if first { transferer } else { other });
        // A caller who is being asked for the number hears the question to its end.
        world.passes(30.0);
        assert!(
            !world.exists(alice) && !world.exists(bob),
            "{caller} {first}"
        );
        world.is_empty();
    }
}

#[test]
fn phones_transfer_by_signalling() {
    let (mut world, alice, bob) = talk("", "300,1,Wait(60)");
    world.says(
        bob,
        Signal::Transfer {
            extension: "900".to_owned(),
        },
    );
    assert!(world.logged("transfers to '900'"));
    world.says(
        bob,
        Signal::Transfer {
            extension: "300".to_owned(),
        },
    );
    assert!(!world.exists(bob));
    assert_eq!(world.steps().last().unwrap(), "300,1");
    world.says(
        alice,
        Signal::Transfer {
            extension: "300".to_owned(),
        },
    );
    assert!(world.logged("transfers nobody"));
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn time_is_up() {
    let (mut world, alice, bob) = talk("S", "");
    world.passes(9.9);
    assert!(world.exists(alice) && world.exists(bob));
    world.passes(0.2);
    assert_eq!(notes(&world), ["Ok(TimeUp)"]);
    assert!(!world.exists(alice) && !world.exists(bob));
    world.is_empty();
}

#[test]
fn an_announcement_for_the_called_party_comes_first() {
    let mut world = World::new("100,1,Dial(SIP/bob,20,A)");
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    assert_eq!(
        (world.hears(bob), world.hears(alice)),
        ("sounds".into(), "silence".into())
    );
    world.passes(1.1);
    assert_eq!(world.hears(alice), world.name_of(bob));
    world.hangs_up(alice);
    world.is_empty();
}
