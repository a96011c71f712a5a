//! Attended transfers, by digits and by signalling; replaced calls; codes that run applications.

use super::world::World;
use crate::{ChannelId, DynamicFeature, Invitation, Settings, Signal, Technology};

const PLAN: &str = "100,1,Dial(SIP/bob,20,tT)\n100,2,Note(next)\n300,1,Dial(SIP/carol,20)\n\
    301,1,Wait(60)\nh,1,Note(h)";

fn codes(settings: &mut Settings) {
    settings.features.blind_transfer = "#1".to_owned();
    settings.features.attended_transfer = "*2".to_owned();
}

/// Alice talks to Bob.
fn talk() -> (World, ChannelId, ChannelId) {
    let mut world = World::with(PLAN, codes);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    assert_eq!(world.hears(alice), world.name_of(bob));
    (world, alice, bob)
}

/// One of them asks for Carol, who rings; Carol's channel.
fn consults(world: &mut World, who: ChannelId, other: ChannelId) -> ChannelId {
    world.presses(who, "*2");
    assert_eq!(world.hears(other), "music");
    world.passes(1.2);
    world.presses(who, "300");
    world.channel("SIP/carol")
}

fn talk_to_each_other(world: &World, one: ChannelId, other: ChannelId) {
    assert_eq!(world.hears(one), world.name_of(other));
    assert_eq!(world.hears(other), world.name_of(one));
}

#[test]
fn the_transferer_talks_to_the_target_and_hangs_up() {
    for caller in [true, false] {
        let (mut world, alice, bob) = talk();
        let (who, other) = if caller { (alice, bob) } else { (bob, alice) };
        let carol = consults(&mut world, who, other);
        world.answers(carol);
        talk_to_each_other(&world, who, carol);
        assert_eq!(world.hears(other), "music");
        world.hangs_up(who);
        world.passes(2.0);
        talk_to_each_other(&world, other, carol);
        assert!(!world.exists(who));
        let name = world.name_of(who);
        assert_eq!(world.variable(other, "ATTENDEDTRANSFER"), name);
        world.hangs_up(if caller { carol } else { other });
        assert!(!world.exists(other) && !world.exists(carol));
        world.is_empty();
    }
}

#[test]
fn the_codes_of_a_consultation() {
    for caller in [true, false] {
        let (mut world, alice, bob) = talk();
        let (who, other) = if caller { (alice, bob) } else { (bob, alice) };
        let carol = consults(&mut world, who, other);
        world.answers(carol);
        world.presses(who, "*1");
        assert!(!world.exists(carol));
        talk_to_each_other(&world, alice, bob);
        let carol = consults(&mut world, who, other);
        world.answers(carol);
        world.presses(who, "*4");
        talk_to_each_other(&world, alice, bob);
        assert_eq!(world.hears(carol), "music");
        world.presses(who, "*4");
        talk_to_each_other(&world, who, carol);
        world.presses(who, "*3");
        for id in [alice, bob, carol] {
            assert_eq!(world.hears(id), "mix");
        }
        world.presses(who, "*2");
        world.passes(2.0);
        talk_to_each_other(&world, other, carol);
        assert!(!world.exists(who));
        world.hangs_up(other);
        world.is_empty();
    }
}

#[test]
fn a_target_that_does_not_answer_gives_the_call_back() {
    for caller in [true, false] {
        let (mut world, alice, bob) = talk();
        let (who, other) = if caller { (alice, bob) } else { (bob, alice) };
        let carol = consults(&mut world, who, other);
        world.passes(14.0);
        assert!(world.exists(carol));
        world.passes(3.0);
        assert!(!world.exists(carol));
        talk_to_each_other(&world, alice, bob);
        world.hangs_up(other);
        world.is_empty();
    }
}

#[test]
fn a_transferer_may_hang_up_while_it_rings() {
    for caller in [true, false] {
        let (mut world, alice, bob) = talk();
        let (who, other) = if caller { (alice, bob) } else { (bob, alice) };
        let carol = consults(&mut world, who, other);
        world.hangs_up(who);
        world.passes(3.0);
        world.answers(carol);
        world.passes(2.0);
        talk_to_each_other(&world, other, carol);
        world.hangs_up(carol);
        world.is_empty();
    }
}

#[test]
fn a_transferer_is_called_back_when_nobody_answers() {
    let (mut world, alice, bob) = talk();
    consults(&mut world, bob, alice);
    world.hangs_up(bob);
    world.passes(16.0);
    let again = world.channel("SIP/bob");
    assert_ne!(again, bob);
    world.answers(again);
    talk_to_each_other(&world, alice, again);
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn nobody_is_called_back_when_the_file_says_so() {
    let mut world = World::with(PLAN, |s| {
        codes(s);
        s.features.consultation.drop_call = true;
    });
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    consults(&mut world, bob, alice);
    world.hangs_up(bob);
    world.passes(17.0);
    assert!(!world.exists(alice));
    world.is_empty();
}

#[test]
fn the_other_side_gives_up_during_a_consultation() {
    for caller in [true, false] {
        for answered in [true, false] {
            let (mut world, alice, bob) = talk();
            let (who, other) = if caller { (alice, bob) } else { (bob, alice) };
            let carol = consults(&mut world, who, other);
            if answered {
                world.answers(carol);
            }
            world.hangs_up(other);
            world.passes(20.0);
            world.hangs_up(who);
            world.is_empty();
        }
    }
}

/// A second call of a phone, to Carol or from her, that talks.
fn second_call(world: &mut World, outgoing: bool) -> (ChannelId, ChannelId) {
    let (mine, hers) = if outgoing {
        let mine = world.dials("bob", "300");
        (mine, world.channel("SIP/carol"))
    } else {
        let carol = world.dials("carol", "100");
        (world.channel("SIP/bob"), carol)
    };
    world.answers(if outgoing { hers } else { mine });
    talk_to_each_other(world, mine, hers);
    (mine, hers)
}

#[test]
fn a_phone_connects_its_two_calls() {
    for outgoing in [true, false] {
        for first in [true, false] {
            let (mut world, alice, bob) = talk();
            let (second, carol) = second_call(&mut world, outgoing);
            let (from, other) = if first { (bob, second) } else { (second, bob) };
            world.says(from, Signal::TransferAttended { other });
            assert!(world.was_told(from, "Transferred(true)"));
            talk_to_each_other(&world, alice, carol);
            assert!(!world.exists(bob) && !world.exists(second));
            world.hangs_up(carol);
            assert!(!world.exists(alice));
            world.is_empty();
        }
    }
}

#[test]
fn a_phone_sends_a_call_to_where_its_other_one_is() {
    let (mut world, alice, bob) = talk();
    let other = world.dials("bob", "301");
    world.says(bob, Signal::TransferAttended { other });
    assert!(world.was_told(bob, "Transferred(true)"));
    let again = world.steps().into_iter().filter(|step| step == "301,1");
    assert_eq!(again.count(), 2);
    assert!(!world.exists(bob) && !world.exists(other) && world.exists(alice));
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn nothing_can_be_connected_with_nobody() {
    let (mut world, alice, bob) = talk();
    world.says(
        bob,
        Signal::TransferAttended {
            other: ChannelId(999),
        },
    );
    assert!(world.was_told(bob, "Transferred(false)"));
    talk_to_each_other(&world, alice, bob);
    world.says(
        bob,
        Signal::Transfer {
            extension: "999".to_owned(),
        },
    );
    talk_to_each_other(&world, alice, bob);
    world.hangs_up(alice);
    world.is_empty();
}

fn replacing(world: &mut World, name: &str, old: ChannelId) -> ChannelId {
    let mut invitation = Invitation::outgoing(Technology::Sip, name);
    invitation.context = "phones".to_owned();
    invitation.replaces = Some(old);
    world.invites(invitation)
}

#[test]
fn a_call_takes_the_place_of_another() {
    for caller in [true, false] {
        let (mut world, alice, bob) = talk();
        let (old, other) = if caller { (alice, bob) } else { (bob, alice) };
        let carol = replacing(&mut world, "carol", old);
        assert!(!world.exists(old));
        talk_to_each_other(&world, other, carol);
        world.hangs_up(other);
        assert!(!world.exists(carol));
        world.is_empty();
    }
}

#[test]
fn a_ringing_call_is_replaced_by_whoever_picks_it_up() {
    let mut world = World::new(PLAN);
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.rings(bob);
    let carol = replacing(&mut world, "carol", bob);
    talk_to_each_other(&world, alice, carol);
    assert!(!world.exists(bob));
    world.hangs_up(alice);
    world.is_empty();
    let mut world = World::new(PLAN);
    let carol = replacing(&mut world, "carol", ChannelId(77));
    assert!(!world.exists(carol));
    world.is_empty();
}

#[test]
fn codes_run_applications_on_either_side() {
    let feature = |name: &str, code: &str, on_other, by_callee| DynamicFeature {
        name: name.to_owned(),
        code: code.to_owned(),
        on_other,
        by_caller: true,
        by_callee,
        application: "Playback".to_owned(),
        arguments: "x".to_owned(),
        music: None,
    };
    let plan = "100,1,Set(DYNAMIC_FEATURES=own#theirs)\n100,2,Dial(SIP/bob,20)";
    let mut world = World::with(plan, |s| {
        s.features.applications = vec![
            feature("own", "#7", false, true),
            feature("theirs", "#8", true, false),
        ];
    });
    let alice = world.dials("alice", "100");
    let bob = world.channel("SIP/bob");
    world.answers(bob);
    for (who, code, hears) in [(alice, "#7", alice), (bob, "#7", bob), (alice, "#8", bob)] {
        world.presses(who, code);
        assert_eq!(world.hears(hears), "sounds", "{code}");
        world.passes(1.5);
        talk_to_each_other(&world, alice, bob);
    }
    world.presses(bob, "#8");
    assert_eq!(world.digits_told(alice), "#8");
    world.hangs_up(bob);
    world.is_empty();
}
