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

pub(super) fn a_phone_asks_first_and_then_transfers(world: &mut World) {
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
    bob.holds();
    bob.dials("300");
    carol.answers();
    bob.is_answered();
    bob.connects_its_calls();
    world.runs_for(secs(1));
    talk_both_ways(&alice, &carol);
    bob.hangs_up();
    bob.hangs_up();
    talk_both_ways(&alice, &carol);
    carol.hangs_up();
    alice.is_hung_up();
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

/// Three phones; Alice talks to Bob, who may transfer.
fn three(world: &mut World, options: &str) -> [crate::Phone; 3] {
    world.file(
        "features.conf",
        "[featuremap]\nblindxfer => #1\natxfer => *2\nparkcall => #72\ndisconnect => *0\n",
    );
    world.dialplan(&format!(
        "exten => 200,1,Dial(PJSIP/bob,20,{options})
         exten => 300,1,Dial(PJSIP/carol,20)
         include => parkedcalls"
    ));
    let phones = ["alice", "bob", "carol"].map(|name| world.phone(name));
    phones[0].dials("200");
    phones[1].answers();
    phones[0].is_answered();
    phones
}

fn talk_both_ways(one: &crate::Phone, other: &crate::Phone) {
    one.listens_afresh();
    other.listens_afresh();
    one.says(500.0, secs(1));
    other.says(900.0, secs(1));
    other.hears(500.0);
    one.hears(900.0);
}

pub(super) fn the_callee_asks_first_and_then_transfers(world: &mut World) {
    let [alice, bob, carol] = three(world, "tT");
    bob.presses("*2");
    bob.hears_prompt("pbx-transfer");
    alice.listens_afresh();
    alice.hears_music("default");
    bob.presses("300");
    carol.answers();
    talk_both_ways(&bob, &carol);
    bob.hangs_up();
    world.runs_for(secs(1));
    talk_both_ways(&alice, &carol);
    alice.hangs_up();
    carol.is_hung_up();
    world.is_quiet();
}

pub(super) fn the_caller_asks_first_and_then_transfers(world: &mut World) {
    let [alice, bob, carol] = three(world, "tT");
    alice.presses("*2");
    alice.hears_prompt("pbx-transfer");
    alice.presses("300");
    carol.answers();
    talk_both_ways(&alice, &carol);
    alice.presses("*2");
    alice.is_hung_up();
    world.runs_for(secs(1));
    talk_both_ways(&bob, &carol);
    carol.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_call_is_parked_by_a_transfer_and_taken(world: &mut World) {
    let [alice, bob, carol] = three(world, "tT");
    bob.presses("#1");
    bob.hears_prompt("pbx-transfer");
    bob.presses("700");
    bob.hears_prompt("digits/7");
    bob.hears_prompt("digits/1");
    bob.is_hung_up();
    alice.listens_afresh();
    alice.hears_music("default");
    carol.dials("701");
    carol.is_answered();
    talk_both_ways(&alice, &carol);
    carol.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_call_is_parked_by_a_key_and_goes_back(world: &mut World) {
    let [alice, bob, carol] = three(world, "kK");
    alice.presses("#72");
    alice.hears_prompt("digits/7");
    alice.is_hung_up();
    carol.dials("702");
    carol.hears_prompt("pbx-invalidpark");
    carol.is_hung_up();
    world.runs_for(secs(46));
    alice.answers();
    talk_both_ways(&alice, &bob);
    alice.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_phone_answers_for_another_one(world: &mut World) {
    for name in ["alice", "bob", "carol"] {
        world.endpoint(name, "call_group=1\npickup_group=1");
    }
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let [alice, bob, carol] = ["alice", "bob", "carol"].map(|name| world.phone(name));
    alice.dials("200");
    bob.rings();
    carol.dials("*8");
    carol.is_answered();
    alice.is_answered();
    bob.is_cancelled();
    talk_both_ways(&alice, &carol);
    alice.hangs_up();
    carol.is_hung_up();
    carol.dials("*8");
    carol.is_over();
    world.is_quiet();
}

pub(super) fn a_full_lot_takes_no_more_calls(world: &mut World) {
    world.file(
        "res_parking.conf",
        "[general]\n[default]\nparkext => 700\nparkpos => 701-701\ncontext => parkedcalls\n",
    );
    let [alice, bob, carol] = three(world, "tT");
    bob.presses("#1");
    bob.hears_prompt("pbx-transfer");
    bob.presses("700");
    bob.hears_prompt("digits/7");
    bob.is_hung_up();
    // The lot has one space, and that is taken.
    carol.dials("200");
    bob.answers();
    carol.is_answered();
    bob.presses("#1");
    bob.hears_prompt("pbx-transfer");
    bob.presses("700");
    world.runs_for(secs(3));
    alice.hangs_up();
    bob.hangs_up();
    carol.hangs_up();
    world.is_quiet();
}
