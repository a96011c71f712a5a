//! The phones tested on each other, without an exchange.

use std::time::Duration;

use crate::{Ending, World};

#[test]
fn two_phones_talk_to_each_other() {
    let mut world = World::without_exchange();
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.calls_directly(&bob);
    bob.rings_for(Duration::from_secs(3));
    alice.is_told(180);
    bob.answers();
    alice.is_answered();
    alice.says(440.0, Duration::from_secs(1));
    bob.says(620.0, Duration::from_secs(1));
    bob.hears(440.0);
    alice.hears(620.0);
    world.runs_for(Duration::from_secs(1));
    alice.hears_nothing(Duration::from_secs(1));
    alice.presses("12#");
    bob.gets_digits("12#");
    bob.hangs_up();
    alice.is_hung_up();
    bob.ends(Ending::HungUpHere);
}

#[test]
fn a_caller_gives_up_and_a_callee_refuses() {
    let mut world = World::without_exchange();
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.calls_directly(&bob);
    bob.rings();
    alice.hangs_up();
    bob.is_cancelled();
    alice.gets_final(487);
    alice.calls_directly(&bob);
    bob.rejects(486);
    alice.gets_final(486);
}

#[test]
#[should_panic(expected = "left over")]
fn a_call_that_goes_on_is_no_quiet() {
    let mut world = World::simulated();
    world.dialplan("exten => 600,1,Answer()\n same => n,Echo()");
    let alice = world.phone("alice");
    alice.dials("600");
    alice.is_answered();
    world.is_quiet();
}

#[test]
#[should_panic(expected = "does not hear")]
fn the_wrong_prompt_is_noticed() {
    let mut world = World::simulated();
    world.dialplan("exten => 1,1,Playback(vm-goodbye)");
    let alice = world.phone("alice");
    alice.dials("1");
    alice.hears_prompt("vm-intro");
}

#[test]
#[should_panic(expected = "does not hear the cadence")]
fn another_cadence_is_noticed() {
    let mut world = World::simulated();
    world
        .dialplan("exten => 1,1,Answer()\n same => n,Playtones(440/600,0/400)\n same => n,Wait(9)");
    let alice = world.phone("alice");
    alice.dials("1");
    alice.hears_cadence(&[440.0], &[(500, 500), (500, 500)]);
}
