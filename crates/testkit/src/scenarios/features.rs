//! Transfers; reload and bad networks while calls go on.

use crate::scenarios::{ms, secs};
use crate::{Conditions, World};

pub(super) fn the_callee_transfers_by_a_key(world: &mut World) {
    world.dialplan(
        "exten => 200,1,Dial(PJSIP/bob,20,t)
         exten => 300,1,Dial(PJSIP/carol,20)",
    );
    let (alice, bob, carol) = (
        world.phone("alice"),
        world.phone("bob"),
        world.phone("carol"),
    );
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    bob.presses("#");
    bob.hears_prompt("pbx-transfer");
    alice.listens_afresh();
    alice.hears_music("default");
    bob.presses("300");
    carol.rings();
    bob.is_hung_up();
    carol.answers();
    alice.listens_afresh();
    carol.says(500.0, secs(1));
    alice.hears(500.0);
    alice.says(900.0, secs(1));
    carol.hears(900.0);
    alice.hangs_up();
    carol.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_key_without_the_option_is_just_a_digit(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20,t)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    alice.presses("#");
    bob.gets_digits("#");
    alice.still_talks();
    alice.hangs_up();
    bob.is_hung_up();
}

pub(super) fn a_phone_transfers_blind(world: &mut World) {
    world.dialplan(
        "exten => 200,1,Dial(PJSIP/bob,20)
         exten => 300,1,Dial(PJSIP/carol,20)",
    );
    let (alice, bob, carol) = (
        world.phone("alice"),
        world.phone("bob"),
        world.phone("carol"),
    );
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    bob.transfers_blind("300");
    bob.is_told_of_the_transfer("202");
    carol.answers();
    alice.listens_afresh();
    carol.says(500.0, secs(1));
    alice.hears(500.0);
    alice.hangs_up();
    carol.is_hung_up();
    bob.hangs_up();
    world.is_quiet();
}

pub(super) fn a_reload_keeps_calls_and_changes_the_plan(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    let carol = world.phone("carol");
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    world.reloads(&[(
        "extensions.conf",
        "[phones]\nexten => 201,1,Playback(vm-goodbye)\n",
    )]);
    world.runs_for(ms(500));
    bob.says(620.0, secs(1));
    alice.hears(620.0);
    carol.dials("200");
    carol.gets_final(404);
    carol.dials("201");
    carol.hears_prompt("vm-goodbye");
    carol.is_hung_up();
    alice.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_bad_network_loses_no_call(world: &mut World) {
    if !world.is_simulated() {
        return;
    }
    world.network(Conditions {
        latency: ms(80),
        jitter: ms(40),
        lost_per_mille: 100,
    });
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,60)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    for _ in 0..10 {
        alice.dials("200");
        bob.rings_within(secs(20));
        bob.answers_within(secs(20));
        alice.is_answered_within(secs(20));
        world.runs_for(secs(1));
        alice.hangs_up();
        bob.ends_within(secs(35), crate::Ending::HungUpThere);
        world.runs_for(secs(35));
    }
    world.is_quiet();
}
