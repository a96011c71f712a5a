//! Local channels: a pair whose second half runs the dialplan.

use std::time::Duration;

use super::world::World;
use crate::script::Origination;
use crate::{ChannelId, Command, Event, HangupCause, OriginateTo, Signal};

/// Alice dials through a Local channel; `rest` is what that does.
fn through(rest: &str) -> (World, ChannelId) {
    let plan = format!(
        "100,1,Set(_ONCE=1)\n100,2,Set(__EVER=2)\n100,3,Dial(Local/300@inner/n,20,g)\n\
         100,4,Note(${{DIALSTATUS}})\n[inner]\n{rest}\nh,1,NoOp"
    );
    let mut world = World::new(&plan);
    let alice = world.dials("alice", "100");
    (world, alice)
}

fn notes(world: &World) -> Vec<String> {
    world.log.0.borrow().clone()
}

#[test]
fn a_local_channel_is_a_pair_that_inherits() {
    let (mut world, alice) = through("300,1,Note(${ONCE}${EVER} ${CHANNEL})\n300,2,Wait(60)");
    let first = world.channel("Local/");
    assert_eq!(notes(&world), ["12 Local/300@inner-00000001;2"]);
    let names = world
        .board
        .channels(|c| (c.name.clone(), c.linked_id.clone()));
    let linked = &names[0].1;
    let expected = [
        "SIP/alice-00000000",
        "Local/300@inner-00000001;1",
        "Local/300@inner-00000001;2",
    ];
    for ((name, linked_id), expected) in names.iter().zip(expected) {
        assert_eq!((name.as_str(), linked_id), (expected, linked));
    }
    let caller = world.board.channels(|c| c.parties.caller.number.clone());
    assert_eq!(caller, ["100", "100", "100"]);
    assert!(world.exists(first));
    world.hangs_up(alice);
    assert_eq!(notes(&world).len(), 1);
    world.is_empty();
}

#[test]
fn two_phones_are_connected_through_it_directly() {
    let (mut world, alice) = through("300,1,Dial(SIP/bob,20)");
    let bob = world.channel("SIP/bob");
    world.rings(bob);
    assert!(world.was_told(alice, "Ringing"));
    world.answers(bob);
    assert!(world.was_told(alice, "Answer"));
    assert_eq!(world.hears(alice), world.name_of(bob));
    assert_eq!(world.hears(bob), world.name_of(alice));
    world.presses(alice, "1");
    world.presses(bob, "2");
    assert_eq!(
        (world.digits_told(bob), world.digits_told(alice)),
        ("1".into(), "2".into())
    );
    world.says(alice, Signal::Hold);
    assert_eq!(world.hears(bob), "music");
    world.says(alice, Signal::Unhold);
    assert_eq!(world.hears(bob), world.name_of(alice));
    world.hangs_up(bob);
    assert_eq!(
        notes(&world),
        ["Ok(CalleeGone)", "Ok(CalleeGone)", "ANSWER"]
    );
    world.is_empty();
}

#[test]
fn either_end_takes_everything_down() {
    for caller in [true, false] {
        let (mut world, alice) = through("300,1,Dial(SIP/bob,20)");
        let bob = world.channel("SIP/bob");
        world.answers(bob);
        world.hangs_up(if caller { alice } else { bob });
        assert_eq!(world.board.counts(), (0, 0));
        world.is_empty();
    }
}

#[test]
fn the_caller_may_give_up_while_the_far_phone_rings() {
    let (mut world, alice) = through("300,1,Dial(SIP/bob,20)");
    let bob = world.channel("SIP/bob");
    world.hangs_up(alice);
    assert!(world.was_told(bob, "Hangup(HangupCause(16))"));
    world.is_empty();
}

#[test]
fn refusals_pass_through() {
    let rows = [
        ("300,1,Dial(SIP/bob,20)", HangupCause::USER_BUSY, "BUSY"),
        (
            "300,1,Dial(SIP/bob,20)",
            HangupCause::SUBSCRIBER_ABSENT,
            "CONGESTION",
        ),
        ("300,1,Hangup(17)", HangupCause::USER_BUSY, "BUSY"),
        ("300,1,Hangup(16)", HangupCause::USER_BUSY, "NOANSWER"),
        ("301,1,NoOp", HangupCause::USER_BUSY, "CHANUNAVAIL"),
    ];
    for (rest, cause, status) in rows {
        let (mut world, _) = through(rest);
        let phones = world
            .board
            .channels(|c| c.name.starts_with("SIP/bob").then_some(c.id));
        if let Some(bob) = phones.into_iter().flatten().next() {
            world.refuses(bob, cause);
        }
        assert_eq!(notes(&world), [status], "{rest}");
        world.is_empty();
    }
}

#[test]
fn what_the_second_half_plays_is_heard_by_the_caller() {
    let (mut world, alice) = through(
        "300,1,Answer\n300,2,Playback(hello)\n300,3,Echo\n300,4,Music\n300,5,Tone\n300,6,Wait(3)",
    );
    assert_eq!(world.hears(alice), "sounds");
    world.passes(1.0);
    assert_eq!(world.hears(alice), "echo");
    world.presses(alice, "#");
    assert_eq!(world.hears(alice), "music");
    world.passes(5.0);
    assert_eq!(world.hears(alice), "tone");
    world.passes(4.0);
    assert_eq!(notes(&world), ["Ok(CalleeGone)", "ANSWER"]);
    world.is_empty();
}

#[test]
fn it_is_heard_before_the_answer_too() {
    let (mut world, alice) =
        through("300,1,Progress\n300,2,Tone\n300,3,WaitExten(9)\n5,1,Wait(60)");
    assert!(world.was_told(alice, "Progress"));
    assert_eq!(world.hears(alice), "tone");
    world.presses(alice, "5");
    assert_eq!(world.steps().last().unwrap(), "5,1");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn a_menu_behind_it_gets_the_digits() {
    let (mut world, alice) =
        through("300,1,Background(menu)\n300,2,WaitExten(9)\n1,1,Note(one)\n1,2,Wait(60)");
    world.presses(alice, "1");
    assert_eq!(notes(&world), ["one"]);
    world.says(
        alice,
        Signal::Digit {
            digit: '2',
            duration_ms: 90,
        },
    );
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn several_in_a_row_relay_directly() {
    let plan =
        "100,1,Dial(Local/200@phones,20)\n200,1,Dial(Local/300@phones,20)\n300,1,Dial(SIP/bob,20)";
    let mut world = World::new(plan);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    assert_eq!(world.hears(alice), world.name_of(bob));
    assert_eq!(world.hears(bob), world.name_of(alice));
    world.presses(bob, "9");
    assert_eq!(world.digits_told(alice), "9");
    world.hangs_up(alice);
    assert_eq!(world.board.counts(), (0, 0));
    world.is_empty();
}

#[test]
fn a_dialplan_that_calls_itself_comes_to_an_end() {
    let mut world = World::new("100,1,Dial(Local/100@phones,20)");
    world.dials("alice", "100");
    assert!(world.logged("too many calls come out of each other"));
    world.passes(400.0);
    world.is_empty();
}

#[test]
fn a_dialplan_that_calls_itself_twice_comes_to_an_end() {
    let mut world = World::new("100,1,Dial(Local/100@phones&Local/100@phones,9)");
    let alice = world.dials("alice", "100");
    world.passes(5.0);
    world.hangs_up(alice);
    world.passes(60.0);
    world.is_empty();
}

#[test]
fn an_originated_local_channel_connects_two_places() {
    let plan = "100,1,Answer\n100,2,Dial(SIP/bob,20)\n200,1,Dial(SIP/carol,20)";
    let mut world = World::new(plan);
    let to = OriginateTo::Extension {
        context: "phones".to_owned(),
        extension: "200".to_owned(),
        priority: 1,
    };
    let wanted = Origination::new("Local/100@phones", Duration::from_secs(30), to);
    world.orders(Command::Originate(Box::new(wanted)));
    let (bob, carol) = (world.channel("SIP/bob"), world.channel("SIP/carol"));
    world.answers(bob);
    world.answers(carol);
    assert_eq!(world.hears(bob), world.name_of(carol));
    assert_eq!(world.hears(carol), world.name_of(bob));
    world.hangs_up(bob);
    assert_eq!(world.board.counts(), (0, 0));
    world.is_empty();
}

#[test]
fn halves_may_be_redirected_and_hung_up() {
    for end in [";1", ";2"] {
        let (mut world, alice) = through("300,1,Dial(SIP/bob,20)\n400,1,Answer\n400,2,Wait(30)");
        let bob = world.channel("SIP/bob");
        world.answers(bob);
        let half = world.channel(&format!("Local/300@inner-00000001{end}"));
        world.orders(Command::Redirect {
            channel: half,
            context: "inner".to_owned(),
            extension: "400".to_owned(),
            priority: 1,
        });
        assert!(world.exists(half));
        world.hangs_up(alice);
        world.hangs_up(bob);
        world.orders(Command::Hangup {
            channel: half,
            cause: HangupCause::NORMAL_CLEARING,
        });
        assert_eq!(world.board.counts(), (0, 0), "{end}");
        world.is_empty();
    }
}

#[test]
fn one_of_several_local_legs_wins() {
    let plan = "100,1,Dial(Local/200@phones&Local/300@phones,20)\n200,1,Dial(SIP/bob,20)\n300,1,Dial(SIP/carol,20)";
    let mut world = World::new(plan);
    let alice = world.dials("alice", "100");
    let (bob, carol) = (world.channel("SIP/bob"), world.channel("SIP/carol"));
    world.answers(carol);
    assert!(
        world.was_told(bob, "Hangup(HangupCause(26))"),
        "{:?}",
        world.told[&bob]
    );
    assert_eq!(world.hears(alice), world.name_of(carol));
    world.hangs_up(alice);
    let created = |e: &&Event| matches!(e, Event::ChannelCreated { .. });
    assert_eq!(world.events.iter().filter(created).count(), 7);
    world.is_empty();
}
