//! Echo, menu, a call between two phones.

use crate::World;
use crate::scenarios::secs;

pub(super) fn what_is_said_to_the_echo_comes_back(world: &mut World) {
    world.dialplan("exten => 600,1,Answer()\n same => n,Echo()\n same => n,Playback(vm-goodbye)");
    let alice = world.phone("alice");
    alice.dials("600");
    alice.is_answered();
    alice.says(440.0, secs(1));
    alice.hears(440.0);
    alice.presses("#");
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_menu_obeys_digits(world: &mut World) {
    world.dialplan("exten => 7000,1,Goto(menu,s,1)");
    world.contexts(
        "[menu]
         exten => s,1,Answer()
          same => n,Background(demo-instruct)
          same => n,WaitExten(5)
         exten => 1,1,Playback(digits/1)
          same => n,Hangup()
         exten => 2,1,Playback(digits/2)
         exten => i,1,Playback(pbx-invalid)
         exten => t,1,Playback(vm-goodbye)",
    );
    let alice = world.phone("alice");
    for (keys, heard) in [("1", "digits/1"), ("2", "digits/2"), ("9", "pbx-invalid")] {
        alice.dials("7000");
        alice.is_answered();
        alice.hears_prompt("demo-instruct");
        alice.presses(keys);
        alice.hears_prompt(heard);
        alice.is_hung_up();
    }
    alice.dials("7000");
    alice.hears_prompt("demo-instruct");
    world.runs_for(secs(1));
    alice.hears_nothing(secs(3));
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn two_phones_talk_both_ways(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.rings();
    alice.is_told(180);
    bob.answers();
    alice.is_answered();
    alice.says(440.0, secs(1));
    bob.says(620.0, secs(1));
    bob.hears(440.0);
    alice.hears(620.0);
    alice.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn the_callee_hangs_up(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)\n same => n,Playback(vm-goodbye)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    bob.hangs_up();
    alice.is_hung_up();
    alice.hears_nothing(secs(1));
    world.is_quiet();
}

pub(super) fn a_number_that_does_not_exist_is_404(world: &mut World) {
    world.dialplan("exten => 200,1,Answer()");
    let alice = world.phone("alice");
    alice.dials("555");
    alice.gets_final(404);
    world.is_quiet();
}

pub(super) fn a_prompt_is_played_to_its_end(world: &mut World) {
    world.dialplan("exten => 1,1,Playback(demo-congrats&vm-goodbye)\n same => n,Hangup()");
    world.prompt("demo-congrats", secs(2));
    let alice = world.phone("alice");
    alice.dials("1");
    alice.is_answered();
    let answered = world.now();
    alice.hears_prompt("demo-congrats");
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    let lasted = alice.ended_at() - answered;
    assert!(
        lasted >= secs(3) && lasted < secs(4),
        "two and one seconds lasted {lasted:?}"
    );
    world.is_quiet();
}

pub(super) fn a_caller_who_hangs_up_during_a_prompt_leaves_nothing_behind(world: &mut World) {
    world.dialplan("exten => 1,1,Playback(demo-congrats)\n same => n,Playback(vm-goodbye)");
    world.prompt("demo-congrats", secs(60));
    let alice = world.phone("alice");
    alice.dials("1");
    alice.hears_prompt("demo-congrats");
    alice.hangs_up();
    world.is_quiet();
}

pub(super) fn digits_are_said(world: &mut World) {
    world.dialplan("exten => 1,1,Answer()\n same => n,SayDigits(42)\n same => n,SayNumber(13)");
    let alice = world.phone("alice");
    alice.dials("1");
    alice.hears_prompt("digits/4");
    alice.hears_prompt("digits/2");
    alice.hears_prompt("digits/13");
    alice.is_hung_up();
}
