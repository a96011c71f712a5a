//! Orders from consoles and programs: originate, redirect, hang up.

use std::time::Duration;

use super::world::World;
use crate::script::Origination;
use crate::{ChannelId, Command, HangupCause, OriginateTo};

fn originate(world: &mut World, dial_string: &str, to: OriginateTo) {
    let wanted = Origination::new(dial_string, Duration::from_secs(30), to);
    world.orders(Command::Originate(Box::new(wanted)));
}

fn extension(extension: &str) -> OriginateTo {
    OriginateTo::Extension {
        context: "phones".to_owned(),
        extension: extension.to_owned(),
        priority: 1,
    }
}

fn redirect(world: &mut World, channel: ChannelId, extension: &str) {
    world.orders(Command::Redirect {
        channel,
        context: "phones".to_owned(),
        extension: extension.to_owned(),
        priority: 1,
    });
}

const PLAN: &str = "100,1,Dial(SIP/bob,20,g)\n100,2,Note(next)\n200,1,Wait(60)\nh,1,Note(h)";

#[test]
fn an_originated_call_runs_the_dialplan_when_answered() {
    let mut world = World::new(PLAN);
    originate(&mut world, "SIP/alice", extension("200"));
    let alice = world.channel("SIP/alice");
    world.rings(alice);
    assert!(world.steps().is_empty());
    world.answers(alice);
    assert_eq!(world.steps(), ["200,1"]);
    world.hangs_up(alice);
    assert_eq!(*world.log.0.borrow(), ["h"]);
    world.is_empty();
}

#[test]
fn an_originated_call_runs_an_application() {
    let mut world = World::new(PLAN);
    let (name, arguments) = ("Playback".to_owned(), "hello".to_owned());
    originate(
        &mut world,
        "PJSIP/alice",
        OriginateTo::Application { name, arguments },
    );
    let alice = world.channel("PJSIP/alice");
    world.answers(alice);
    assert_eq!(world.hears(alice), "sounds");
    world.passes(1.1);
    assert!(!world.exists(alice));
    world.is_empty();
}

#[test]
fn an_originated_call_may_fail() {
    let mut world = World::new(PLAN);
    originate(&mut world, "nothing", extension("200"));
    originate(&mut world, "DAHDI/1", extension("200"));
    assert!(world.logged("names no channel type"));
    originate(&mut world, "SIP/alice", extension("200"));
    let alice = world.channel("SIP/alice");
    world.refuses(alice, HangupCause::USER_BUSY);
    assert!(!world.exists(alice));
    originate(&mut world, "SIP/alice", extension("200"));
    let alice = world.channel("SIP/alice");
    world.passes(30.1);
    assert!(world.was_told(alice, "Hangup(HangupCause(19))"));
    world.is_empty();
}

#[test]
fn a_redirected_caller_leaves_the_called_party() {
    let mut world = World::new(PLAN);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    redirect(&mut world, alice, "200");
    assert!(!world.exists(bob));
    assert_eq!(world.steps(), ["100,1", "200,1"]);
    assert_eq!(world.hears(alice), "silence");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn a_redirected_callee_lives_on_and_the_caller_goes_on() {
    let mut world = World::new(PLAN);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    redirect(&mut world, bob, "200");
    assert_eq!(*world.log.0.borrow(), ["Ok(CalleeGone)", "next", "h"]);
    assert!(!world.exists(alice) && world.exists(bob));
    world.hangs_up(bob);
    world.is_empty();
}

#[test]
fn a_leg_may_be_redirected_while_it_rings_or_the_caller_while_it_dials() {
    let mut world = World::new(PLAN);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    redirect(&mut world, bob, "200");
    assert!(!world.exists(alice));
    world.hangs_up(bob);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    redirect(&mut world, alice, "200");
    assert!(!world.exists(bob));
    world.hangs_up(alice);
    redirect(&mut world, alice, "200");
    assert!(world.logged("that channel is over"));
    world.is_empty();
}

#[test]
fn hanging_up_from_outside_works_in_every_state() {
    for answered in [true, false] {
        for caller in [true, false] {
            let mut world = World::new(PLAN);
            let alice = world.dials("alice", "100");
            let bob = world.channel("SIP/bob");
            if answered {
                world.answers(bob);
            }
            let channel = if caller { alice } else { bob };
            let cause = HangupCause::CALL_REJECTED;
            world.orders(Command::Hangup { channel, cause });
            assert!(world.was_told(channel, "Hangup(HangupCause(21))"));
            assert!(!world.exists(alice) && !world.exists(bob));
            world.is_empty();
        }
    }
}
