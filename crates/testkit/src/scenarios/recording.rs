//! What is recorded, and how it sounds.

use super::{ms, secs};
use crate::World;

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
