//! Codecs, packet lengths, hold, tones, music.

use audio::Codec;

use crate::World;
use crate::scenarios::{ms, secs};

pub(super) fn every_pair_of_codecs_keeps_the_pitch(world: &mut World) {
    let codecs = [Codec::Ulaw, Codec::Alaw, Codec::Gsm, Codec::G722];
    world.dialplan("exten => _to.,1,Dial(PJSIP/${EXTEN},20)");
    let mut phones = Vec::new();
    for codec in codecs {
        let one = |direction: &str| format!("{direction}{}", codec.name());
        let from = world.phone_with(&one("from"), |setup| setup.codecs = vec![codec]);
        let to = world.phone_with(&one("to"), |setup| setup.codecs = vec![codec]);
        phones.push((codec, from, to));
    }
    for (spoken, caller, _) in &phones {
        for (heard, _, callee) in &phones {
            caller.dials(&callee.name());
            callee.answers();
            caller.is_answered();
            assert_eq!((caller.speaks(), callee.speaks()), (*spoken, *heard));
            caller.listens_afresh();
            callee.listens_afresh();
            caller.says(740.0, ms(600));
            callee.says(1_040.0, ms(600));
            callee.hears(740.0);
            caller.hears(1_040.0);
            caller.hangs_up();
            callee.is_hung_up();
        }
    }
    world.is_quiet();
}

pub(super) fn packets_of_other_lengths_are_fine(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)\nexten => 600,1,Playback(demo-congrats)");
    let alice = world.phone_with("alice", |setup| setup.packet_ms = 30);
    let bob = world.phone_with("bob", |setup| setup.packet_ms = 60);
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    alice.says(440.0, secs(1));
    bob.says(620.0, secs(1));
    bob.hears(440.0);
    alice.hears(620.0);
    alice.hangs_up();
    bob.is_hung_up();
    bob.dials("600");
    bob.hears_prompt("demo-congrats");
    bob.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_phone_on_hold_hears_music(world: &mut World) {
    world.dialplan("exten => 200,1,Dial(PJSIP/bob,20)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("200");
    bob.answers();
    alice.is_answered();
    bob.holds();
    alice.listens_afresh();
    alice.hears_music("default");
    bob.resumes();
    alice.listens_afresh();
    bob.says(620.0, secs(1));
    alice.hears(620.0);
    alice.says(440.0, secs(1));
    bob.listens_afresh();
    bob.hears(440.0);
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn playtones_keeps_its_cadence(world: &mut World) {
    world.dialplan(
        "exten => 1,1,Answer()
          same => n,Playtones(!350+440/1000,!0/300,480+620/500,0/500)
          same => n,Wait(6)",
    );
    let alice = world.phone("alice");
    alice.dials("1");
    alice.is_answered();
    alice.hears_cadence(&[350.0, 440.0], &[(1_000, 300)]);
    alice.hears_cadence(&[480.0, 620.0], &[(500, 500), (500, 500)]);
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn the_ring_tone_of_the_country_after_an_answer(world: &mut World) {
    world.file("indications.conf", "[general]\ncountry=fr\n");
    world.dialplan("exten => 1,1,Answer()\n same => n,Ringing()\n same => n,Wait(10)");
    let alice = world.phone("alice");
    alice.dials("1");
    alice.is_answered();
    alice.hears_cadence(&[440.0], &[(1_500, 3_500), (1_500, 3_500)]);
    alice.hangs_up();
    world.is_quiet();
}

pub(super) fn music_on_hold_lasts_as_long_as_asked(world: &mut World) {
    world.dialplan("exten => 1,1,Answer()\n same => n,MusicOnHold(default,5)\n same => n,Hangup()");
    let alice = world.phone("alice");
    alice.dials("1");
    alice.is_answered();
    let answered = world.now();
    alice.hears_music("default");
    world.runs_for(secs(4));
    alice.hears_music("default");
    alice.is_hung_up();
    let lasted = alice.ended_at() - answered;
    assert!(
        lasted >= secs(5) && lasted < ms(6_100),
        "5 s of music lasted {lasted:?}"
    );
    world.is_quiet();
}

pub(super) fn reports_come_every_few_seconds(world: &mut World) {
    world.dialplan("exten => 600,1,Answer()\n same => n,Echo()");
    let alice = world.phone("alice");
    alice.dials("600");
    alice.is_answered();
    world.runs_for(secs(12));
    let reports = alice.reports_received();
    assert!(reports >= 2, "{reports} RTCP packets came in 12 s");
    alice.hangs_up();
    world.is_quiet();
}

pub(super) fn video_is_declined_and_sound_goes_on(world: &mut World) {
    world.dialplan("exten => 600,1,Answer()\n same => n,Echo()");
    let alice = world.phone_with("alice", |setup| setup.video = true);
    alice.dials("600");
    alice.is_answered();
    let ports: Vec<u16> = alice
        .last_sdp()
        .media
        .iter()
        .map(|line| line.port)
        .collect();
    assert!(
        ports.len() == 2 && ports[0] > 0 && ports[1] == 0,
        "sound has a port, video none: {ports:?}"
    );
    alice.says(440.0, secs(1));
    alice.hears(440.0);
    alice.hangs_up();
    world.is_quiet();
}
