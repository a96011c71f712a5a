//! Dial: who rings, who is told what, and which way the dialplan takes afterwards.

use crate::scenarios::secs;
use crate::{Dialect, Manner, World};

pub(super) fn nobody_answers_and_the_dialplan_goes_on(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,10)\n same => n,Playback(vm-isunavail)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.rings();
    let began = world.now();
    bob.rings_for(secs(9));
    bob.is_cancelled();
    let rang = bob.ended_at() - began;
    assert!(
        rang >= secs(9) && rang <= secs(11),
        "it rang for {rang:?} instead of 10 s"
    );
    alice.hears_prompt("vm-isunavail");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_caller_gives_up(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,10)\n same => n,Dial(PJSIP/carol)");
    let (alice, bob, carol) = (
        world.phone("alice"),
        world.phone("bob"),
        world.phone("carol"),
    );
    alice.dials("200");
    bob.rings();
    alice.hangs_up();
    bob.is_cancelled();
    alice.gets_final(487);
    carol.stays_silent(secs(3));
    world.is_quiet();
}

pub(super) fn busy_with_nothing_behind_it_is_486(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,10)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.rejects(486);
    alice.gets_final(486);
    world.is_quiet();
}

pub(super) fn the_first_of_two_phones_to_answer_gets_the_call(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob&PJSIP/carol,20)");
    let (alice, bob, carol) = (
        world.phone("alice"),
        world.phone("bob"),
        world.phone("carol"),
    );
    alice.dials("200");
    bob.rings();
    carol.rings();
    carol.answers();
    bob.is_cancelled();
    alice.is_answered();
    carol.says(500.0, secs(1));
    alice.hears(500.0);
    alice.hangs_up();
    carol.is_hung_up();
    world.is_quiet();
}

pub(super) fn every_refusal_has_its_status_with_pjsip(world: &mut World) {
    refusals(
        world,
        Dialect::Pjsip,
        &[
            (486, "BUSY"),
            (600, "BUSY"),
            (503, "CONGESTION"),
            (480, "NOANSWER"),
            (404, "CHANUNAVAIL"),
            (403, "CHANUNAVAIL"),
            (603, "CHANUNAVAIL"),
            (488, "CHANUNAVAIL"),
        ],
    );
}

pub(super) fn every_refusal_has_its_status_with_chan_sip(world: &mut World) {
    refusals(
        world,
        Dialect::Sip,
        &[
            (480, "BUSY"),
            (486, "BUSY"),
            (600, "BUSY"),
            (603, "BUSY"),
            (410, "CONGESTION"),
            (482, "CONGESTION"),
            (500, "CONGESTION"),
            (502, "CONGESTION"),
            (503, "CONGESTION"),
            (504, "CONGESTION"),
            (400, "CHANUNAVAIL"),
            (403, "CHANUNAVAIL"),
            (404, "CHANUNAVAIL"),
            (405, "CHANUNAVAIL"),
            (415, "CHANUNAVAIL"),
            (481, "CHANUNAVAIL"),
            (488, "CHANUNAVAIL"),
            (501, "CHANUNAVAIL"),
            (606, "CHANUNAVAIL"),
        ],
    );
}

/// Bob refuses with each status; Alice hears which way the dialplan took.
fn refusals(world: &mut World, dialect: Dialect, table: &[(u16, &str)]) {
    world.speaks(dialect);
    let technology = if dialect == Dialect::Pjsip {
        "PJSIP"
    } else {
        "SIP"
    };
    world.dialplan(&format!(
        "exten => 200,1,Dial({technology}/bob,30)\n same => n,Playback(status-${{DIALSTATUS}})\n same => n,Hangup()"
    ));
    for status in ["BUSY", "CONGESTION", "NOANSWER", "CHANUNAVAIL"] {
        world.prompt(&format!("status-{status}"), secs(1));
    }
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    for (status, heard) in table {
        alice.dials("200");
        bob.rejects(*status);
        alice.hears_prompt(&format!("status-{heard}"));
        alice.is_hung_up();
    }
    world.is_quiet();
}

pub(super) fn a_dead_phone_is_unavailable_in_the_end(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob)\n same => n,Playback(status-${DIALSTATUS})\n same => n,Hangup()");
    world.prompt("status-CHANUNAVAIL", secs(1));
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    bob.behaves(Manner::Dead);
    alice.dials("200");
    world.runs_for(secs(30));
    alice.was_not_told(180);
    alice.hears_prompt("status-CHANUNAVAIL");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_phone_that_is_not_registered_is_unavailable(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob)\n same => n,Playback(status-${DIALSTATUS})\n same => n,Hangup()");
    world.prompt("status-CHANUNAVAIL", secs(1));
    let alice = world.phone("alice");
    let bob = world.phone_with("bob", |setup| setup.registers = false);
    alice.dials("200");
    alice.hears_prompt("status-CHANUNAVAIL");
    alice.is_hung_up();
    bob.was_never_called();
}

pub(super) fn early_media_is_heard_before_the_answer(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let alice = world.phone("alice");
    let bob = world.phone_with("bob", |setup| setup.manner = Manner::EarlyMedia);
    alice.dials("200");
    bob.rings();
    alice.is_told(183);
    bob.keeps_saying(700.0);
    alice.hears(700.0);
    bob.answers();
    alice.is_answered();
    alice.listens_afresh();
    alice.hears(700.0);
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn ringing_is_passed_on_only_when_it_rings(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)\nexten => 201,1,Dial(PJSIP/bob,20,r)");
    let alice = world.phone("alice");
    let bob = world.phone_with("bob", |setup| setup.manner = Manner::Ponders);
    alice.dials("200");
    bob.rings();
    world.runs_for(secs(2));
    alice.was_not_told(180);
    alice.hangs_up();
    bob.is_cancelled();
    alice.dials("201");
    alice.is_told(180);
    alice.hangs_up();
    bob.is_cancelled();
    world.is_quiet();
}

pub(super) fn names_have_case_with_pjsip_only(world: &mut World) {
    world.dialplan(
        "exten => 200,1,Dial(PJSIP/Bob,20)\n same => n,Playback(vm-isunavail)\n same => n,Hangup()",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    alice.hears_prompt("vm-isunavail");
    alice.is_hung_up();
    bob.was_never_called();
}

pub(super) fn dial_goes_on_after_the_callee_hung_up_with_option_g(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20,g)\n same => n,Playback(vm-goodbye)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    bob.hangs_up();
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    world.is_quiet();
}
