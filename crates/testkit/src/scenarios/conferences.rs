//! Conferences: ConfBridge, MeetMe and Page.

use super::{ms, secs};
use crate::{Phone, World};

/// Three phones in conference 9, each with a pitch of its own.
fn three(world: &mut World) -> [Phone; 3] {
    let phones = ["alice", "bob", "carol"].map(|name| world.phone(name));
    for phone in &phones {
        phone.dials("9");
        phone.is_answered();
    }
    phones[0].keeps_saying(700.0);
    phones[1].keeps_saying(1_100.0);
    phones[2].keeps_saying(1_700.0);
    world.runs_for(secs(3));
    for phone in &phones {
        phone.listens_afresh();
    }
    phones
}

pub(super) fn each_of_three_hears_the_two_others(world: &mut World) {
    world.dialplan("exten => 9,1,ConfBridge(main)");
    let [alice, bob, carol] = three(world);
    alice.hears_together(&[1_100.0, 1_700.0]);
    bob.hears_together(&[700.0, 1_700.0]);
    carol.hears_together(&[700.0, 1_100.0]);
    carol.hangs_up();
    world.runs_for(secs(2));
    alice.listens_afresh();
    alice.hears(1_100.0);
    alice.hangs_up();
    bob.hangs_up();
    world.is_quiet();
}

pub(super) fn the_first_one_is_told_so(world: &mut World) {
    world.dialplan("exten => 9,1,ConfBridge(main)");
    let alice = world.phone("alice");
    alice.dials("9");
    alice.is_answered();
    alice.hears_prompt("conf-onlyperson");
    alice.hangs_up();
    world.is_quiet();
}

pub(super) fn a_profile_that_is_not_there_ends_the_call(world: &mut World) {
    world.dialplan("exten => 9,1,ConfBridge(1234,,1234_participants,1234_menu)");
    let alice = world.phone("alice");
    alice.dials("9");
    alice.gets_final(603);
    world.is_quiet();
}

pub(super) fn keys_mute_and_leave(world: &mut World) {
    world.file(
        "confbridge.conf",
        "[general]\n[menu]\ntype=menu\n1=toggle_mute\n8=leave_conference\n",
    );
    world.dialplan(
        "exten => 9,1,ConfBridge(main,,,menu)
          same => n,Playback(vm-goodbye)",
    );
    let [alice, bob, carol] = three(world);
    carol.presses("1");
    world.runs_for(secs(3));
    alice.listens_afresh();
    alice.hears(1_100.0);
    bob.presses("8");
    bob.listens_afresh();
    bob.hears_prompt("vm-goodbye");
    bob.is_hung_up();
    alice.hangs_up();
    carol.hangs_up();
    world.is_quiet();
}

pub(super) fn music_is_heard_until_the_leader_comes(world: &mut World) {
    world.file(
        "confbridge.conf",
        "[general]\n[guest]\ntype=user\nwait_marked=yes\nend_marked=yes\nquiet=yes\n\
         music_on_hold_when_empty=yes\n[leader]\ntype=user\nmarked=yes\nquiet=yes\n",
    );
    world.dialplan(
        "exten => 1,1,ConfBridge(main,,guest)
         exten => 2,1,ConfBridge(main,,leader)",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    alice.dials("1");
    alice.is_answered();
    alice.hears_music("default");
    bob.dials("2");
    bob.is_answered();
    bob.keeps_saying(700.0);
    world.runs_for(secs(2));
    alice.listens_afresh();
    alice.hears(700.0);
    bob.hangs_up();
    alice.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_page_is_heard_by_all_and_answered_by_none(world: &mut World) {
    world.dialplan("exten => 9,1,Page(PJSIP/bob&PJSIP/carol,q,20)");
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    let carol = world.phone("carol");
    alice.dials("9");
    alice.is_answered();
    bob.rings();
    bob.answers();
    carol.rings();
    carol.answers();
    alice.keeps_saying(700.0);
    bob.keeps_saying(1_100.0);
    world.runs_for(secs(3));
    bob.listens_afresh();
    carol.listens_afresh();
    bob.hears(700.0);
    carol.hears(700.0);
    alice.hangs_up();
    bob.is_hung_up();
    carol.is_hung_up();
    world.is_quiet();
}

pub(super) fn a_room_of_meetme_asks_for_its_pin(world: &mut World) {
    world.file("meetme.conf", "[rooms]\nconf => 600,1234\n");
    world.dialplan("exten => 9,1,MeetMe(600,q1)");
    world.prompt("conf-getpin", ms(900));
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    for phone in [&alice, &bob] {
        phone.dials("9");
        phone.is_answered();
        phone.hears_prompt("conf-getpin");
        phone.presses("1234#");
    }
    world.runs_for(ms(1_500));
    alice.keeps_saying(700.0);
    bob.listens_afresh();
    bob.hears(700.0);
    alice.hangs_up();
    bob.hangs_up();
    world.is_quiet();
}
