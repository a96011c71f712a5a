//! The step loop: priorities, special extensions, digits, time-outs, subroutines.

use super::world::World;
use crate::script::Call;
use crate::{HangupCause, Invitation, Signal, Technology};

#[test]
fn priorities_run_until_the_end_and_then_h() {
    let mut world = World::new("100,1,NoOp\n100,2,NoOp\nh,1,NoOp\nh,2,Note(late)");
    let alice = world.dials("alice", "100");
    assert_eq!(world.steps(), ["100,1", "100,2", "h,1", "h,2"]);
    assert_eq!(*world.log.0.borrow(), ["late"]);
    assert!(world.was_told(alice, "Hangup(HangupCause(16))"));
    world.is_empty();
}

#[test]
fn an_unknown_number_is_refused() {
    let mut world = World::new("100,1,NoOp");
    let alice = world.dials("alice", "200");
    assert!(world.was_told(alice, "Hangup(HangupCause(1))"));
    assert!(world.logged("which is not in context 'phones'"));
    world.is_empty();
}

#[test]
fn the_beginning_of_a_number_is_incomplete_when_overlap_is_allowed() {
    let mut world = World::new("1234,1,NoOp");
    let mut invitation = Invitation::outgoing(Technology::Pjsip, "alice");
    (invitation.context, invitation.extension) = ("phones".to_owned(), "12".to_owned());
    invitation.overlap = true;
    let alice = world.invites(invitation);
    assert!(world.was_told(alice, "Incomplete"));
    world.is_empty();
}

#[test]
fn a_gap_ends_the_extension() {
    let mut world = World::new("100,1,NoOp\n100,3,NoOp\ni,1,NoOp");
    world.dials("alice", "100");
    assert_eq!(world.steps(), ["100,1"]);
    world.is_empty();
}

#[test]
fn a_jump_into_the_void_goes_to_i_or_e_or_ends() {
    let rows = [
        ("i,1,Set(A=${INVALID_EXTEN})", vec!["100,1", "i,1"], "200"),
        (
            "e,1,Set(A=${EXCEPTION_REASON})",
            vec!["100,1", "e,1"],
            "INVALID",
        ),
        ("s,1,NoOp", vec!["100,1"], ""),
    ];
    for (rest, steps, value) in rows {
        let mut world = World::new(&format!("100,1,Goto(200,1)\n{rest}"));
        world.dials("alice", "100");
        assert_eq!(world.steps(), steps, "{rest}");
        assert_eq!(world.last_set("A"), value, "{rest}");
        world.is_empty();
    }
}

#[test]
fn an_unknown_application_ends_the_call() {
    let mut world = World::new("100,1,Nonsense\n100,2,NoOp");
    world.dials("alice", "100");
    assert!(world.steps().is_empty());
    assert!(world.logged("there is no application 'Nonsense'"));
    world.is_empty();
}

#[test]
fn falling_through_tells_why_the_last_dial_failed() {
    let rows = [
        ("BUSY", "Busy"),
        ("CONGESTION", "Congestion"),
        ("CHANUNAVAIL", "Congestion"),
        ("NOANSWER", "Hangup(HangupCause(16))"),
        ("", "Hangup(HangupCause(16))"),
    ];
    for (status, told) in rows {
        let mut world = World::new(&format!("100,1,Set(DIALSTATUS={status})"));
        let alice = world.dials("alice", "100");
        assert!(world.was_told(alice, told), "{status}: {:?}", world.told);
        world.is_empty();
    }
}

#[test]
fn falling_through_on_an_answered_channel_is_a_tone_for_ten_seconds() {
    let mut world = World::with("100,1,Answer\n100,2,Set(DIALSTATUS=BUSY)", |settings| {
        settings.tones.country = "us".to_owned();
        let zone = audio::indications::Zone {
            country: "us".to_owned(),
            tones: vec![("busy".to_owned(), "480+620/500,0/500".to_owned())],
            ..Default::default()
        };
        settings.tones.zones = vec![zone];
    });
    let alice = world.dials("alice", "100");
    world.passes(0.6);
    assert_eq!(world.hears(alice), "tone");
    world.passes(9.0);
    assert!(world.exists(alice));
    world.passes(1.5);
    assert!(!world.exists(alice));
    assert!(!world.was_told(alice, "Busy"));
    world.is_empty();
}

#[test]
fn without_fall_through_digits_are_awaited() {
    let plan = "100,1,Answer\n55,1,NoOp\nt,1,NoOp";
    let mut world = World::with(plan, |s| s.auto_fallthrough = false);
    let alice = world.dials("alice", "100");
    world.passes(1.0);
    world.presses(alice, "55");
    assert_eq!(world.steps(), ["100,1", "55,1"]);
    world.passes(9.0);
    assert_eq!(world.steps().len(), 2);
    world.passes(2.0);
    assert_eq!(world.steps(), ["100,1", "55,1", "t,1"]);
    world.hangs_up(alice);
    world.is_empty();
}

const MENU: &str = "800,1,Background(menu)\n800,2,WaitExten(10)\n\
    1,1,Note(one)\n1,2,Wait(60)\n2,1,Wait(60)\n23,1,Wait(60)\n345,1,Wait(60)\ni,1,NoOp\nt,1,NoOp";

#[test]
fn a_digit_without_longer_rivals_acts_at_once() {
    let mut world = World::new(MENU);
    let alice = world.dials("alice", "800");
    world.passes(0.7);
    assert_eq!(world.hears(alice), "sounds");
    world.presses(alice, "1");
    assert_eq!(world.steps().last().unwrap(), "1,2");
    assert_eq!(world.hears(alice), "silence");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn a_digit_with_longer_rivals_waits_for_five_seconds() {
    let mut world = World::new(MENU);
    let alice = world.dials("alice", "800");
    world.passes(3.0);
    world.presses(alice, "2");
    world.passes(4.7);
    assert_eq!(world.steps().last().unwrap(), "800,2");
    world.passes(0.3);
    assert_eq!(world.steps().last().unwrap(), "2,1");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn digits_that_fit_nothing_are_invalid() {
    for (digits, wait) in [("9", 0.0), ("34", 6.0), ("39", 0.0)] {
        let mut world = World::new(MENU);
        let alice = world.dials("alice", "800");
        world.passes(3.0);
        world.presses(alice, digits);
        world.passes(wait);
        assert_eq!(world.steps().last().unwrap(), "i,1", "{digits}");
        assert_eq!(world.last_set("INVALID_EXTEN"), digits);
        world.is_empty();
    }
}

#[test]
fn digits_come_by_signalling_as_well_and_count_once() {
    let mut world = World::new(MENU);
    let alice = world.dials("alice", "800");
    world.passes(3.0);
    for digit in ['2', '3'] {
        world.says(
            alice,
            Signal::Digit {
                digit,
                duration_ms: 100,
            },
        );
    }
    assert_eq!(world.steps().last().unwrap(), "23,1");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn an_answer_waits_half_a_second_for_media_and_loses_no_digit() {
    let mut world = World::new("800,1,Answer\n800,2,WaitExten(10)\n1,1,Wait(60)");
    let alice = world.dials("alice", "800");
    world.presses(alice, "1");
    assert_eq!(world.steps(), ["800,1"]);
    world.passes(0.5);
    assert_eq!(world.steps(), ["800,1", "800,2", "1,1"]);
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn a_packet_ends_the_wait_of_answer() {
    let mut world = World::new("100,1,Answer\n100,2,Wait(60)");
    let alice = world.dials("alice", "100");
    let media = alice.media();
    world.input(crate::Input::FromMedia(
        media::control::MediaEvent::FirstPacket { media },
    ));
    assert_eq!(world.steps(), ["100,1", "100,2"]);
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn incomplete_takes_more_digits() {
    let mut world = World::new("1,1,Incomplete\n12,1,Wait(60)");
    let alice = world.dials("alice", "1");
    world.presses(alice, "2");
    assert_eq!(world.steps(), ["1,1", "12,1"]);
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn the_absolute_time_out_goes_to_upper_t_from_any_wait() {
    for waiting in ["Wait(60)", "Playback(long)\n100,3,Goto(2)", "WaitExten(50)"] {
        let plan = format!("100,1,Timeout(5)\n100,2,{waiting}\nT,1,Note(over)");
        let mut world = World::new(&plan);
        let alice = world.dials("alice", "100");
        world.passes(4.9);
        assert!(world.log.0.borrow().is_empty());
        world.passes(0.2);
        assert_eq!(*world.log.0.borrow(), ["over"], "{waiting}");
        assert!(!world.exists(alice));
        world.is_empty();
    }
}

#[test]
fn without_upper_t_the_absolute_time_out_ends_the_call() {
    let mut world = World::new("100,1,Timeout(5)\n100,2,Wait(60)\n100,3,NoOp\nh,1,NoOp");
    let alice = world.dials("alice", "100");
    world.passes(5.1);
    assert!(!world.exists(alice));
    assert_eq!(world.steps(), ["100,1", "100,2", "h,1"]);
    world.is_empty();
}

#[test]
fn a_program_without_waits_ends_when_the_caller_hangs_up() {
    let mut world = World::new("100,1,NoOp\n100,2,Goto(1)\nh,1,Note(done)");
    let alice = world.dials("alice", "100");
    // Others get their turn meanwhile.
    let bob = world.dials("bob", "100");
    assert!(world.exists(alice) && world.exists(bob));
    world.hangs_up(alice);
    world.hangs_up(bob);
    assert_eq!(*world.log.0.borrow(), ["done", "done"]);
    world.is_empty();
}

#[test]
fn subroutines_have_arguments_and_locals_of_their_own() {
    let plan = "100,1,Set(X=outer)\n100,2,Gosub(sub|1,one,two)\n100,3,Set(AFTER=${X}${ARG1})\n\
        100,4,Note(${AFTER})\nsub,1,Local(X=inner)\nsub,2,Note(${X} ${ARG1} ${ARG2} ${ARGC})\n\
        sub,3,Gosub(deep|1,three)\nsub,4,Note(${ARG1} ${ARG2})\nsub,5,Return\n\
        deep,1,Note(${ARG1}-${ARG2}-${X})\ndeep,2,Return";
    let mut world = World::new(plan);
    world.dials("alice", "100");
    let notes = ["inner one two 2", "three--inner", "one two", "outer"];
    assert_eq!(*world.log.0.borrow(), notes);
    world.is_empty();
}

#[test]
fn a_subroutine_from_outside_comes_back_where_it_was() {
    let plan = "100,1,Sub(sub,1)\n100,2,Note(back)\nsub,1,Note(${ARG1})\nsub,2,Return";
    let mut world = World::new(plan);
    world.dials("alice", "100");
    assert_eq!(*world.log.0.borrow(), ["one", "back"]);
    world.is_empty();
}

#[test]
fn a_subroutine_ends_when_the_caller_hangs_up() {
    let mut world = World::new("100,1,Sub(sub,1)\nsub,1,NoOp\nsub,2,Goto(1)");
    let alice = world.dials("alice", "100");
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn a_panic_costs_one_call_only() {
    let mut world = World::new("100,1,Wait(5)\n200,1,Dial(SIP/bob,20)\n300,1,Panic");
    let alice = world.dials("alice", "100");
    let carol = world.dials("carol", "200");
    let hook = std::panic::take_hook();
    std::panic::set_hook(Box::new(|_| {}));
    let dave = world.dials("dave", "300");
    std::panic::set_hook(hook);
    assert!(world.was_told(dave, "Hangup(HangupCause(41))"));
    assert!(world.logged("a panic ended this call"));
    assert!(world.exists(alice) && world.exists(carol) && !world.exists(dave));
    world.hangs_up(carol);
    world.is_empty();
}

#[test]
fn waits_may_be_absurdly_long() {
    let mut world = World::new("100,1,Wait(1e300)");
    let alice = world.dials("alice", "100");
    world.passes(1e6);
    assert!(world.exists(alice));
    world.hangs_up(alice);
    world.is_empty();
}

#[test]
fn effects_are_awaited_by_those_who_asked() {
    let mut world = World::new("100,1,Playback(hello)\n100,2,NoOp");
    world.keep_effects = true;
    let alice = world.dials("alice", "100");
    world.hangs_up(alice);
    assert!(world.exists(alice));
    let (id, _) = world.kept.remove(0);
    world.input(crate::Input::Done(id, crate::Outcome::Sounds(vec![None])));
    assert!(!world.exists(alice));
    world.is_empty();
}

#[test]
fn s_takes_calls_for_numbers_that_are_gone() {
    let mut world =
        World::new("100,1,Wait(60)\ns,1,Wait(60)\n[default]\ns,1,Wait(60)\n[empty]\nx,1,NoOp");
    let alice = world.dials("alice", "100");
    for (context, steps) in [("phones", "s,1"), ("empty", "s,1")] {
        world.orders(crate::Command::Redirect {
            channel: alice,
            context: context.to_owned(),
            extension: "900".to_owned(),
            priority: 1,
        });
        assert_eq!(world.steps().last().unwrap(), steps);
    }
    assert_eq!(
        world.board.channels(|c| c.location.context.to_string()),
        ["default"]
    );
    world.orders(crate::Command::Hangup {
        channel: alice,
        cause: HangupCause::USER_BUSY,
    });
    assert!(world.was_told(alice, "Hangup(HangupCause(17))"));
    world.is_empty();
}

/// `Call` must stay usable from other rooms without lifetimes.
#[test]
fn a_call_can_be_kept() {
    fn is_static<T: Clone + 'static>() {}
    is_static::<Call>();
}
