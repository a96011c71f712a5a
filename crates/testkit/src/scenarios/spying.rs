//! Listening in on calls.

use super::{ms, secs};
use crate::World;

pub(super) fn a_supervisor_listens_whispers_and_barges_in(world: &mut World) {
    world.dialplan(
        "exten => 2,1,Dial(PJSIP/bob,20)
         exten => 9,1,ChanSpy(PJSIP/alice,qdE)",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    let carol = world.phone("carol");
    alice.dials("2");
    bob.rings();
    bob.answers();
    alice.is_answered();
    alice.keeps_saying(700.0);
    bob.keeps_saying(1_100.0);
    carol.dials("9");
    carol.is_answered();
    carol.keeps_saying(1_700.0);
    carol.hears_together(&[700.0, 1_100.0]);
    // Nobody knows.
    world.runs_for(secs(1));
    alice.listens_afresh();
    alice.hears(1_100.0);
    carol.presses("5");
    world.runs_for(ms(600));
    alice.listens_afresh();
    alice.hears_together(&[1_100.0, 1_700.0]);
    bob.listens_afresh();
    bob.hears(700.0);
    carol.presses("6");
    world.runs_for(ms(600));
    bob.listens_afresh();
    bob.hears_together(&[700.0, 1_700.0]);
    carol.presses("4");
    world.runs_for(ms(600));
    alice.listens_afresh();
    alice.hears(1_100.0);
    alice.hangs_up();
    bob.is_hung_up();
    carol.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_whisper_is_heard_where_nothing_else_is(world: &mut World) {
    world.dialplan(
        "exten => 1,1,Answer()
          same => n,Wait(60)
         exten => 9,1,ChanSpy(PJSIP/alice,qw)",
    );
    let (alice, carol) = (world.phone("alice"), world.phone("carol"));
    alice.dials("1");
    alice.is_answered();
    carol.dials("9");
    carol.is_answered();
    carol.keeps_saying(1_700.0);
    alice.hears(1_700.0);
    carol.hangs_up();
    world.runs_for(ms(500));
    alice.hears_nothing(secs(1));
    alice.hangs_up();
    world.is_quiet();
}

pub(super) fn a_spy_hears_only_what_is_said(world: &mut World) {
    world.dialplan(
        "exten => 1,1,Set(SPYGROUP=a:b)
          same => n,Answer()
          same => n,MusicOnHold(default)
         exten => 9,1,ChanSpy(,qog(b))
         exten => 8,1,ChanSpy(,qSg(c))
          same => n,Playback(hello-world)",
    );
    let (alice, carol) = (world.phone("alice"), world.phone("carol"));
    alice.dials("1");
    alice.is_answered();
    alice.keeps_saying(700.0);
    alice.hears_music("default");
    carol.dials("9");
    carol.is_answered();
    carol.hears(700.0);
    carol.hangs_up();
    carol.dials("8");
    carol.is_answered();
    carol.hears_prompt("hello-world");
    carol.is_hung_up();
    alice.hangs_up();
    world.is_quiet();
}
