//! Random events on a handful of channels: nothing panics, nothing is left.

use proptest::prelude::*;

use super::world::World;
use crate::{ChannelId, Command, HangupCause, Invitation, Outcome, Signal, Technology};

const PLAN: &str = "100,1,Dial(SIP/bob&PJSIP/carol,20,gTtHh)\n100,2,Background(menu)\n100,3,WaitExten(5)\n\
    101,1,Dial(Local/100@phones/n&SIP/dave,30,gbmTt)\n101,2,Playback(hello)\n101,3,Goto(100,1)\n\
    102,1,Answer\n102,2,Dial(Local/103@phones,30,gATth)\n102,3,Music\n\
    103,1,Progress\n103,2,Tone\n103,3,Wait(1)\n103,4,Answer\n103,5,Echo\n103,6,Dial(SIP/erin,10,gSr)\n\
    104,1,Timeout(7)\n104,2,Gosub(sub|1,a)\n104,3,Dial(SIP/bob,5,gR)\n104,4,Goto(102,1)\n\
    105,1,Pickup\n106,1,Dial(SIP/frank,20,gdH)\n106,2,Digits\n\
    1,1,Wait(2)\n12,1,Dial(SIP/bob,9,gcT)\n5,1,Goto(101,1)\n\
    sub,1,Local(X=1)\nsub,2,Wait(1)\nsub,3,Return\n\
    i,1,Playback(invalid)\ni,2,Goto(100,3)\nt,1,Dial(SIP/dave,9,g)\nT,1,Playback(late)\n\
    h,1,Playback(bye)\nh,2,Note(h)";

#[derive(Clone, Debug)]
enum Deed {
    Dial(u8),
    Says(usize, u8),
    Presses(usize, u8),
    Hangup(usize),
    Order(usize, u8),
    Time(u16),
    Keep(bool),
    Done(usize),
}

fn deed() -> impl Strategy<Value = Deed> {
    prop_oneof![
        2 => (0u8..9).prop_map(Deed::Dial),
        6 => (any::<usize>(), 0u8..12).prop_map(|(c, s)| Deed::Says(c, s)),
        4 => (any::<usize>(), 0u8..14).prop_map(|(c, d)| Deed::Presses(c, d)),
        2 => any::<usize>().prop_map(Deed::Hangup),
        2 => (any::<usize>(), 0u8..9).prop_map(|(c, n)| Deed::Order(c, n)),
        4 => (0u16..8000).prop_map(Deed::Time),
        1 => any::<bool>().prop_map(Deed::Keep),
        2 => any::<usize>().prop_map(Deed::Done),
    ]
}

fn number(n: u8) -> String {
    format!("10{n}")
}

fn signal(n: u8) -> Signal {
    match n {
        0..=2 => Signal::Answer,
        3 => Signal::Ringing,
        4 => Signal::Progress { early_media: true },
        5 => Signal::Busy,
        6 => Signal::Hold,
        7 => Signal::Unhold,
        8 => Signal::Redirect {
            extension: "103".to_owned(),
        },
        9 => Signal::Transfer {
            extension: "102".to_owned(),
        },
        10 => Signal::Digit {
            digit: '#',
            duration_ms: 80,
        },
        _ => Signal::Congestion,
    }
}

fn carry_out(world: &mut World, deed: Deed) {
    // Drivers know no Local channels.
    let real = world
        .board
        .channels(|c| (c.technology != Technology::Local).then_some(c.id));
    let real: Vec<ChannelId> = real.into_iter().flatten().collect();
    let all = world.board.channels(|c| c.id);
    let pick = |of: &[ChannelId], at: usize| (!of.is_empty()).then(|| of[at % of.len()]);
    match deed {
        Deed::Dial(n) if all.len() < 12 => {
            let mut invitation = Invitation::outgoing(Technology::Pjsip, "alice");
            (invitation.context, invitation.extension) = ("phones".to_owned(), number(n));
            invitation.pickup_groups = 2;
            world.invites(invitation);
        }
        Deed::Dial(_) => {}
        Deed::Says(at, n) => {
            if let Some(id) = pick(&real, at) {
                world.says(id, signal(n));
            }
        }
        Deed::Presses(at, digit) => {
            if let Some(id) = pick(&real, at) {
                let digit = usize::from(digit).min(11);
                world.presses(id, &"0123456789#*"[digit..=digit]);
            }
        }
        Deed::Hangup(at) => {
            if let Some(id) = pick(&real, at) {
                world.refuses(id, HangupCause((at % 32) as u8));
            }
        }
        Deed::Order(at, n) => {
            let Some(channel) = pick(&all, at) else {
                return;
            };
            let cause = HangupCause::NORMAL_CLEARING;
            world.orders(match n {
                0 | 1 => Command::Hangup { channel, cause },
                _ => Command::Redirect {
                    channel,
                    context: "phones".to_owned(),
                    extension: number(n - 2),
                    priority: 1,
                },
            });
        }
        Deed::Time(ms) => world.passes(f64::from(ms) / 1000.0),
        Deed::Keep(keep) => world.keep_effects = keep,
        Deed::Done(at) => {
            if !world.kept.is_empty() {
                let index = at % world.kept.len();
                let (id, _) = world.kept.swap_remove(index);
                world.input(crate::Input::Done(id, Outcome::Failed("no".to_owned())));
            }
        }
    }
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 300, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn nothing_panics_and_nothing_is_left(deeds in prop::collection::vec(deed(), 1..60)) {
        let mut world = World::new(PLAN);
        for deed in deeds {
            carry_out(&mut world, deed);
        }
        world.keep_effects = false;
        for (id, _) in std::mem::take(&mut world.kept) {
            world.input(crate::Input::Done(id, Outcome::Done));
        }
        for _ in 0..3 {
            for channel in world.board.channels(|c| c.id) {
                let cause = HangupCause::NORMAL_CLEARING;
                world.orders(Command::Hangup { channel, cause });
            }
            world.passes(10.0);
        }
        prop_assert!(!world.logged("a panic ended this call"));
        world.is_empty();
    }
}
