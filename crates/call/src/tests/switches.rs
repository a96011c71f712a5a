//! `switch =>` lines: numbers that another source knows, which takes its time to say so.

use dialplan::Question;

use super::world::World;
use crate::script::prelude::*;
use crate::script::{Asked, Registry, Switch, SwitchEntry};
use crate::{Invitation, Outcome, Technology};

/// Knows `2XX` at priorities 1 and 2, after having asked outside.
struct Far;

impl Switch for Far {
    const NAME: &'static str = "Far";

    async fn knows(call: &mut Call, asked: Asked<'_>, question: Question) -> bool {
        let name = format!("{}@{}", asked.extension, asked.data);
        let _ = call.perform(Effect::Environment { name }).await;
        let digits = asked.extension.as_bytes();
        let begins = digits.is_empty() || digits[0] == b'2';
        match question {
            Question::Exists => digits.len() == 3 && begins && asked.priority <= 2,
            Question::CanMatch => digits.len() <= 3 && begins,
            Question::MatchMore => digits.len() < 3 && begins,
        }
    }

    async fn run(call: &mut Call, asked: Asked<'_>) -> Flow {
        let note = format!("{} {} {}", asked.context, asked.extension, asked.data);
        call.run_step("Note", &note).await
    }
}

static SWITCHES: &[SwitchEntry] = &[SwitchEntry::of::<Far>()];

pub(super) fn with_switches(registry: Registry) -> Registry {
    registry.with_switches(SWITCHES)
}

#[test]
fn a_switch_has_what_the_context_has_not() {
    let plan = "switch,Far/x\n[phones]\n201,1,Note(own)\n[more]\n202,1,Note(included)";
    let mut world = World::new(plan);
    for number in ["201", "202"] {
        world.dials("alice", number);
    }
    // The switch has a second step of what the file begins, and all of what it does not know.
    let expected = ["own", "phones 201 x", "phones 202 x", "phones 202 x"];
    assert_eq!(*world.log.0.borrow(), expected);
    world.is_empty();
}

#[test]
fn a_call_waits_until_a_switch_has_answered_and_nobody_else_does() {
    let mut world = World::new("switch,Far/x\n100,1,Note(own)");
    world.keep_effects = true;
    let alice = world.dials("alice", "200");
    world.dials("bob", "100");
    assert!(world.exists(alice));
    assert_eq!(*world.log.0.borrow(), ["own"]);
    world.keep_effects = false;
    while let Some((id, _)) = world.kept.pop() {
        world.input(crate::Input::Done(id, Outcome::Text(None)));
    }
    assert_eq!(
        *world.log.0.borrow(),
        ["own", "phones 200 x", "phones 200 x"]
    );
    world.is_empty();
}

#[test]
fn what_no_switch_knows_is_refused() {
    let mut world = World::new("switch,Far/x\nswitch,Nowhere/x");
    let alice = world.dials("alice", "300");
    assert!(world.was_told(alice, "Hangup(HangupCause(1))"));
    assert!(world.logged("which is not in context 'phones'"));
    world.is_empty();
}

#[test]
fn a_switch_says_whether_more_digits_may_come() {
    for (number, told) in [("20", true), ("3", false)] {
        let mut world = World::new("switch,Far/x");
        let mut invitation = Invitation::outgoing(Technology::Pjsip, "alice");
        (invitation.context, invitation.extension) = ("phones".to_owned(), number.to_owned());
        invitation.overlap = true;
        let alice = world.invites(invitation);
        assert_eq!(world.was_told(alice, "Incomplete"), told, "{number}");
        world.is_empty();
    }
}

#[test]
fn digits_are_collected_for_a_switch() {
    let mut world = World::new("switch,Far/x\ns,1,Background(menu)\ns,2,WaitExten(5)");
    let alice = world.dials("alice", "s");
    world.presses(alice, "203");
    world.passes(1.0);
    assert_eq!(world.log.0.borrow().first().unwrap(), "phones 203 x");
    world.is_empty();
}

#[test]
fn a_caller_may_leave_while_a_switch_thinks() {
    let mut world = World::new("switch,Far/x");
    world.keep_effects = true;
    let alice = world.dials("alice", "200");
    world.hangs_up(alice);
    let kept: Vec<_> = world.kept.drain(..).collect();
    world.keep_effects = false;
    for (id, _) in kept {
        world.input(crate::Input::Done(id, Outcome::Text(None)));
    }
    assert_eq!(world.log.0.borrow().len(), 0);
    world.is_empty();
}

#[test]
fn local_channels_reach_a_switch() {
    let mut world =
        World::new("switch,Far/x\n100,1,Dial(Local/200@phones)\n101,1,Dial(Local/300@phones)");
    world.dials("alice", "100");
    world.passes(1.0);
    assert_eq!(world.log.0.borrow().first().unwrap(), "phones 200 x");
    let bob = world.dials("bob", "101");
    world.passes(1.0);
    assert_eq!(world.last_set("DIALSTATUS"), "CHANUNAVAIL");
    assert!(!world.exists(bob) || world.was_told(bob, "Hangup"));
    world.is_empty();
}
