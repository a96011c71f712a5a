//! Keys: how they travel, and how long an exchange waits for the next one.

use media::sdp::DigitMode;

use crate::World;
use crate::scenarios::{ms, secs};

pub(super) fn the_menu_waits_five_seconds_between_digits(world: &mut World) {
    world.dialplan("exten => 7000,1,Goto(menu,s,1)");
    world.contexts(
        "[menu]
         exten => s,1,Answer()
          same => n,WaitExten(10)
         exten => 61,1,Playback(vm-goodbye)
         exten => 612,1,Playback(demo-congrats)
         exten => i,1,Playback(pbx-invalid)",
    );
    let alice = world.phone("alice");
    alice.dials("7000");
    alice.is_answered();
    world.runs_for(secs(1));
    for key in ["6", "1"] {
        alice.presses(key);
        world.runs_for(ms(4_900));
    }
    alice.presses("2");
    alice.hears_prompt("demo-congrats");
    alice.is_hung_up();
    alice.dials("7000");
    alice.is_answered();
    world.runs_for(secs(1));
    alice.presses("6");
    world.runs_for(ms(5_250));
    alice.hears_prompt("pbx-invalid");
    alice.is_hung_up();
    alice.dials("7000");
    alice.is_answered();
    world.runs_for(secs(1));
    alice.presses("61");
    alice.hears_nothing(ms(4_800));
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn digits_pass_between_phones(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    alice.presses("159*#0");
    bob.gets_digits("159*#0");
    bob.presses("42");
    alice.gets_digits("42");
    alice.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn digits_by_info_work_in_a_menu(world: &mut World) {
    menu_with(world, DigitMode::Signalling);
}

pub(super) fn digits_in_the_sound_work_in_a_menu(world: &mut World) {
    menu_with(world, DigitMode::InBand);
}

fn menu_with(world: &mut World, mode: DigitMode) {
    world.dialplan("exten => 7000,1,Answer()\n same => n,WaitExten(5)");
    world.dialplan("exten => 42,1,Playback(digits/4)\nexten => 43,1,Playback(digits/3)");
    let alice = world.phone_with("alice", |setup| setup.digits = mode);
    alice.dials("7000");
    alice.is_answered();
    world.runs_for(secs(1));
    alice.presses("42");
    alice.hears_prompt("digits/4");
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn digits_change_their_way_between_two_phones(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let alice = world.phone_with("alice", |setup| setup.digits = DigitMode::Signalling);
    let bob = world.phone("bob");
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    alice.presses("37");
    bob.gets_digits("37");
    bob.presses("5#");
    alice.gets_digits("5#");
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn read_collects_digits(world: &mut World) {
    world.dialplan(
        "exten => 1,1,Answer()
          same => n,Read(CODE,vm-enter-num-to-call,4,,1,5)
          same => n,SayDigits(${CODE})",
    );
    let alice = world.phone("alice");
    alice.dials("1");
    alice.hears_prompt("vm-enter-num-to-call");
    alice.presses("17#");
    alice.hears_prompt("digits/1");
    alice.hears_prompt("digits/7");
    alice.is_hung_up();
    world.is_quiet();
}
