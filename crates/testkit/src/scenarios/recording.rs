//! What is recorded, and how it sounds.

use super::{ms, secs};
use crate::{Phone, World};

pub(super) fn what_a_caller_records_is_played_back(world: &mut World) {
    world.dialplan(
        "exten => 1,1,Answer()
          same => n,Record(mine.wav,,30)
          same => n,NoOp(${RECORD_STATUS} ${RECORDED_FILE})
          same => n,Playback(mine)
          same => n,Record(mine%d:gsm,,30,qt)
          same => n,Playback(${RECORDED_FILE})",
    );
    let alice = world.phone("alice");
    alice.dials("1");
    alice.is_answered();
    alice.hears_prompt("beep");
    world.runs_for(secs(1));
    alice.says(700.0, secs(2));
    world.runs_for(secs(2));
    alice.presses("5");
    world.runs_for(ms(300));
    alice.says(900.0, secs(2));
    world.runs_for(ms(2_300));
    alice.presses("#");
    alice.listens_afresh();
    alice.hears(700.0);
    alice.hears(900.0);
    world.runs_for(secs(4));
    alice.says(1_100.0, secs(2));
    world.runs_for(ms(2_300));
    alice.presses("*");
    alice.listens_afresh();
    alice.hears(1_100.0);
    alice.is_hung_up();
    for (path, pitch, expected) in [
        ("sounds/mine.wav", 700.0, 2_000),
        ("sounds/mine.wav", 900.0, 2_000),
        ("sounds/mine0.gsm", 1_100.0, 2_000),
        ("sounds/mine.wav", 1_100.0, 0),
    ] {
        let heard = world.recorded_pitch_ms(path, pitch);
        assert!(
            heard.abs_diff(expected) <= 350,
            "{pitch} Hz for {heard} ms in {path}"
        );
    }
    world.is_quiet();
}

pub(super) fn a_caller_who_hangs_up_leaves_a_recording_only_if_asked(world: &mut World) {
    world.dialplan(
        "exten => 1,1,Record(kept.wav,,30,qk)
         exten => 2,1,Record(gone.wav,,30,q)",
    );
    let alice = world.phone("alice");
    for number in ["1", "2"] {
        alice.dials(number);
        alice.is_answered();
        alice.says(700.0, secs(2));
        world.runs_for(ms(2_300));
        alice.hangs_up();
        world.is_quiet();
    }
    let heard = world.recorded_pitch_ms("sounds/kept.wav", 700.0);
    assert!(heard.abs_diff(2_000) <= 350, "{heard} ms of it were kept");
    assert!(world.recorded_file("sounds/gone.wav").is_none());
}

pub(super) fn silence_or_time_ends_a_recording(world: &mut World) {
    world.dialplan(
        "exten => 1,1,Record(short.wav,,3,q)
          same => n,Playback(${RECORD_STATUS})
         exten => 2,1,Record(quiet.wav,2,,q)
          same => n,Playback(${RECORD_STATUS})",
    );
    world.prompt("TIMEOUT", ms(600));
    world.prompt("SILENCE", ms(600));
    let alice = world.phone("alice");
    alice.dials("1");
    alice.is_answered();
    alice.says(700.0, secs(4));
    alice.hears_prompt("TIMEOUT");
    alice.is_hung_up();
    let length = world.recorded("sounds/short.wav").duration_ms();
    assert!(length.abs_diff(3_000) <= 100, "{length} ms");
    alice.dials("2");
    alice.is_answered();
    alice.says(700.0, secs(3));
    world.runs_for(secs(4));
    alice.hears_prompt("SILENCE");
    alice.is_hung_up();
    // One second of the silence stays.
    let length = world.recorded("sounds/quiet.wav").duration_ms();
    assert!(length.abs_diff(4_000) <= 500, "{length} ms");
    world.is_quiet();
}

pub(super) fn a_call_is_recorded_with_both_sides_and_each_alone(world: &mut World) {
    world.dialplan(
        "exten => 2,1,MixMonitor(call.wav,r(in.wav)t(out.wav)i(ID),echo ^{EXTEN} > /dev/null)
          same => n,NoOp(${MIXMONITOR_FILENAME} ${ID})
          same => n,Dial(PJSIP/bob,20)",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    talks(world, &alice, &bob);
    for (file, hers, his) in [
        ("call", true, true),
        ("in", true, false),
        ("out", false, true),
    ] {
        let path = format!("monitor/{file}.wav");
        for (pitch, expected) in [(700.0, hers), (1_100.0, his)] {
            let heard = world.recorded_pitch_ms(&path, pitch);
            assert_eq!(
                heard > 1_500,
                expected,
                "{pitch} Hz for {heard} ms in {path}"
            );
        }
    }
    let lengths =
        ["call", "in", "out"].map(|file| world.recorded(&format!("monitor/{file}.wav")).data.len());
    assert!(lengths.iter().all(|it| *it == lengths[0]), "{lengths:?}");
    if let Some(commands) = world.commands() {
        assert_eq!(commands, ["echo 2 > /dev/null"]);
    }
}

pub(super) fn only_the_conversation_is_recorded(world: &mut World) {
    world.dialplan(
        "exten => 2,1,Answer()
          same => n,MixMonitor(bridged.gsm,b)
          same => n,Playback(hello-world)
          same => n,Dial(PJSIP/bob,20,g)
          same => n,StopMixMonitor()
          same => n,Playback(hello-world)",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("2");
    bob.rings();
    bob.answers();
    alice.is_answered();
    alice.says(700.0, secs(2));
    world.runs_for(ms(2_300));
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
    let path = "monitor/bridged.gsm";
    let heard = world.recorded_pitch_ms(path, 700.0);
    assert!(heard > 1_500, "{heard} ms of her");
    let length = world.recorded(path).duration_ms();
    assert!(length < 3_000, "{length} ms: prompts do not belong into it");
}

pub(super) fn monitored_legs_are_in_two_files(world: &mut World) {
    world.dialplan(
        "exten => 2,1,Monitor(wav,legs)
          same => n,Dial(PJSIP/bob,20)
         exten => 3,1,Monitor(gsm,mixed,m)
          same => n,ChangeMonitor(other)
          same => n,Dial(PJSIP/bob,20)",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    talks(world, &alice, &bob);
    for (file, hers, his) in [("legs-in.wav", true, false), ("legs-out.wav", false, true)] {
        let path = format!("monitor/{file}");
        for (pitch, expected) in [(700.0, hers), (1_100.0, his)] {
            let heard = world.recorded_pitch_ms(&path, pitch);
            assert_eq!(
                heard > 1_500,
                expected,
                "{pitch} Hz for {heard} ms in {path}"
            );
        }
    }
    alice.dials("3");
    bob.rings();
    bob.answers();
    alice.is_answered();
    alice.says(700.0, secs(1));
    world.runs_for(secs(1));
    alice.hangs_up();
    world.is_quiet();
    assert!(world.recorded_pitch_ms("monitor/other.gsm", 700.0) > 700);
    assert!(world.recorded_file("monitor/mixed.gsm").is_none());
    assert!(world.recorded_file("monitor/mixed-in.gsm").is_none());
}

pub(super) fn the_volume_comes_before_the_recording(world: &mut World) {
    world.dialplan(
        "exten => 2,1,Set(VOLUME(rx)=-999)
          same => n,Monitor(wav,silent)
          same => n,Dial(PJSIP/bob,20)",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    talks(world, &alice, &bob);
    assert_eq!(world.recorded_pitch_ms("monitor/silent-in.wav", 700.0), 0);
    assert!(world.recorded_pitch_ms("monitor/silent-out.wav", 1_100.0) > 1_500);
}

/// Two seconds of her at 700 Hz and of him at 1 100 Hz.
fn talks(world: &mut World, alice: &Phone, bob: &Phone) {
    alice.dials("2");
    bob.rings();
    bob.answers();
    alice.is_answered();
    alice.says(700.0, secs(2));
    bob.says(1_100.0, secs(2));
    world.runs_for(ms(2_300));
    alice.hangs_up();
    bob.is_hung_up();
    world.is_quiet();
}
