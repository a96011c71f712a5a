//! Queues: who is rung when, what callers hear, and how they leave.

use super::installations::both_are_heard;
use crate::scenarios::{ms, secs};
use crate::{Phone, World};

/// Alice, who calls 600, and two members; the queue has these settings, the application these
/// arguments.
fn queue(world: &mut World, settings: &str, arguments: &str) -> [Phone; 3] {
    world.file(
        "queues.conf",
        format!("[general]\nautofill=yes\n[support]\n{settings}\n"),
    );
    for word in ["JOINEMPTY", "LEAVEEMPTY", "TIMEOUT"] {
        world.prompt(&format!("result-{word}"), secs(1));
    }
    world.dialplan(&format!(
        "exten => 600,1,Answer()
         same => n,Queue(support{arguments})
         same => n,Playback(result-${{QUEUESTATUS}})
         same => n,Hangup()
         exten => 200,1,Dial(PJSIP/bob,20)
         exten => 300,1,Dial(PJSIP/carol,20)
         exten => 700,1,AddQueueMember(support,PJSIP/bob)
         same => n,Playback(vm-goodbye)"
    ));
    ["alice", "bob", "carol"].map(|name| world.phone(name))
}

const BOB: &str = "member => PJSIP/bob";
const BOTH: &str = "member => PJSIP/bob\nmember => PJSIP/carol";

pub(super) fn all_members_ring_and_one_answers(world: &mut World) {
    let [alice, bob, carol] = queue(world, &format!("strategy=ringall\n{BOTH}"), "");
    alice.dials("600");
    alice.is_answered();
    bob.rings();
    carol.rings();
    alice.hears_music("default");
    carol.answers();
    bob.is_cancelled();
    both_are_heard(&alice, &carol);
    carol.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn members_ring_in_turn_with_a_pause_between(world: &mut World) {
    let settings = format!("strategy=rrmemory\ntimeout=15\nretry=5\n{BOTH}");
    let [alice, bob, carol] = queue(world, &settings, "");
    alice.dials("600");
    alice.is_answered();
    bob.rings();
    carol.was_never_called();
    bob.rings_for(secs(14));
    bob.is_cancelled();
    carol.stays_silent(ms(4500));
    carol.rings();
    carol.answers();
    both_are_heard(&alice, &carol);
    alice.hangs_up();
    carol.is_hung_up();
    world.is_quiet();
}

pub(super) fn nobody_may_join_a_queue_without_members(world: &mut World) {
    let [alice, bob, _] = queue(world, "joinempty=no\nleavewhenempty=yes", "");
    alice.dials("600");
    alice.is_answered();
    alice.hears_prompt("result-JOINEMPTY");
    alice.is_hung_up();
    bob.dials("700");
    bob.hears_prompt("vm-goodbye");
    bob.is_hung_up();
    alice.dials("600");
    bob.answers();
    both_are_heard(&alice, &bob);
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn callers_leave_when_the_last_member_does(world: &mut World) {
    let [alice, bob, _] = queue(world, "joinempty=no\nleavewhenempty=yes", "");
    bob.dials("700");
    bob.hears_prompt("vm-goodbye");
    bob.is_hung_up();
    alice.dials("600");
    bob.rings();
    if world
        .console("queue remove member PJSIP/bob from support")
        .is_none()
    {
        bob.answers();
        bob.hangs_up();
        alice.is_hung_up();
        return;
    }
    bob.rejects(486);
    alice.hears_prompt("result-LEAVEEMPTY");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_caller_waits_only_so_long(world: &mut World) {
    let settings = format!("timeout=5\nretry=1\n{BOB}");
    let [alice, bob, _] = queue(world, &settings, ",,,,12");
    alice.dials("600");
    alice.is_answered();
    bob.rings();
    world.runs_for(secs(11));
    alice.listens_afresh();
    alice.hears_prompt("result-TIMEOUT");
    alice.is_hung_up();
    bob.is_cancelled();
    world.is_quiet();
}

pub(super) fn a_caller_gives_up(world: &mut World) {
    let [alice, bob, _] = queue(world, BOB, "");
    alice.dials("600");
    bob.rings();
    alice.hangs_up();
    bob.is_cancelled();
    world.is_quiet();
}

pub(super) fn a_member_rests_after_a_call(world: &mut World) {
    let [alice, bob, carol] = queue(world, &format!("wrapuptime=20\nretry=1\n{BOB}"), "");
    alice.dials("600");
    bob.answers();
    alice.is_answered();
    bob.hangs_up();
    alice.is_hung_up();
    carol.dials("600");
    carol.is_answered();
    bob.stays_silent(secs(17));
    bob.answers_within(secs(6));
    both_are_heard(&carol, &bob);
    carol.hangs_up();
    bob.is_hung_up();
    // The rest after this call is waited for, too.
    world.runs_for(secs(21));
    world.is_quiet();
}

pub(super) fn who_does_not_answer_pauses(world: &mut World) {
    let settings = format!("autopause=yes\nstrategy=linear\ntimeout=5\nretry=1\n{BOTH}");
    let [alice, bob, carol] = queue(world, &settings, "");
    alice.dials("600");
    bob.rings();
    bob.ends_within(secs(10), crate::Ending::Cancelled);
    carol.rings();
    carol.answers();
    both_are_heard(&alice, &carol);
    carol.hangs_up();
    alice.is_hung_up();
    assert_eq!(bob.calls_taken(), 1);
    alice.dials("600");
    carol.answers();
    assert_eq!(bob.calls_taken(), 1, "who pauses is not rung");
    carol.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_caller_hears_its_place(world: &mut World) {
    world.prompt("queue-youarenext", secs(1));
    world.prompt("queue-thankyou", secs(1));
    let settings = format!(
        "retry=2\nringinuse=no\nannounce-frequency=15\nannounce-position=yes\nannounce-holdtime=no\n{BOB}"
    );
    let [alice, bob, carol] = queue(world, &settings, "");
    alice.dials("600");
    bob.answers();
    alice.is_answered();
    carol.dials("600");
    carol.is_answered();
    carol.hears_prompt("queue-youarenext");
    bob.hangs_up();
    alice.is_hung_up();
    bob.answers_within(secs(10));
    both_are_heard(&carol, &bob);
    carol.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_member_is_a_number_of_the_plan(world: &mut World) {
    let settings = "member => Local/200@phones/n";
    let [alice, bob, _] = queue(world, settings, "");
    alice.dials("600");
    bob.answers();
    both_are_heard(&alice, &bob);
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_member_sends_a_caller_on(world: &mut World) {
    let [alice, bob, carol] = queue(world, BOB, ",t");
    alice.dials("600");
    bob.answers();
    alice.is_answered();
    both_are_heard(&alice, &bob);
    bob.presses("#");
    bob.hears_prompt("pbx-transfer");
    bob.presses("300");
    carol.answers();
    bob.is_hung_up();
    both_are_heard(&alice, &carol);
    carol.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}
