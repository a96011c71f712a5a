//! What the keys of a member do.

use std::time::{Duration, Instant};

use call::ConferenceNews;
use call::script::prelude::*;
use services::conference::{MenuAction, Who};

use super::seat::{Outcome, Seat};
use crate::places;

/// Keys that were pressed so far.
#[derive(Default)]
pub(super) struct Keys {
    pressed: String,
    until: Option<Instant>,
}

impl Keys {
    /// When no more keys are waited for.
    pub(super) fn until(&self) -> Option<Instant> {
        self.until
    }

    /// A key was pressed, or none came in time.
    pub(super) async fn pressed(
        &mut self,
        seat: &mut Seat,
        digit: Option<char>,
    ) -> Result<Option<Outcome>, HungUp> {
        let timed_out = digit.is_none();
        let mut next = digit;
        // A prompt that a key stops goes on with that key.
        for _ in 0..MOST_TURNS {
            self.pressed.extend(next.take());
            self.until = None;
            if self.pressed.is_empty() {
                return Ok(None);
            }
            let found = seat.order.menu.find(&self.pressed);
            let Some(found) = found else {
                // What does not go on begins anew with its last key.
                let last = self.pressed.pop();
                let had_more = !self.pressed.is_empty();
                self.pressed.clear();
                next = last.filter(|_| had_more);
                match next {
                    Some(_) => continue,
                    None => return Ok(None),
                }
            };
            if found.may_grow && !timed_out && !continues(found.actions) {
                self.until = Some(seat.call.after(PATIENCE));
                return Ok(None);
            }
            let actions = found
                .actions
                .map(<[MenuAction]>::to_vec)
                .unwrap_or_default();
            let keeps = continues(Some(&actions));
            for action in actions {
                match act(seat, action).await? {
                    Done::Nothing => {}
                    Done::Out(outcome) => return Ok(Some(outcome)),
                    Done::Key(digit) => next = Some(digit),
                }
            }
            if !keeps || next.is_none() {
                self.pressed.clear();
                return Ok(None);
            }
        }
        self.pressed.clear();
        Ok(None)
    }
}

fn continues(actions: Option<&[MenuAction]>) -> bool {
    let mut actions = actions.unwrap_or_default().iter();
    actions.any(|action| matches!(action, MenuAction::PlaybackAndContinue(_)))
}

enum Done {
    Nothing,
    Out(Outcome),
    Key(char),
}

async fn act(seat: &mut Seat, action: MenuAction) -> Result<Done, HungUp> {
    let bridge = seat.order.bridge.clone();
    let name = seat.order.name.clone();
    let is_admin = seat.order.user.admin;
    match action {
        MenuAction::NoOp => {}
        MenuAction::Playback(files) => seat.say(&files).await?,
        MenuAction::PlaybackAndContinue(files) => {
            if let Some(digit) = seat.say_until(&files, ALL_KEYS).await? {
                return Ok(Done::Key(digit));
            }
        }
        MenuAction::ToggleMute => {
            let muted = !seat.look(|m| m.muted).unwrap_or(false);
            seat.change(|m| m.muted = muted);
            let (news, word) = match muted {
                true => (ConferenceNews::Muted, bridge.sound_muted),
                false => (ConferenceNews::Unmuted, bridge.sound_unmuted),
            };
            seat.tell(news);
            seat.say(&[word]).await?;
        }
        MenuAction::ListeningVolume(step) => volume(seat, 0, step),
        MenuAction::TalkingVolume(step) => volume(seat, 1, step),
        MenuAction::DialplanExec(place) => run_place(seat, &place).await?,
        MenuAction::LeaveConference => return Ok(Done::Out(Outcome::Dtmf)),
        MenuAction::ParticipantCount => {
            let words = seat.count_words(seat.others());
            seat.say(&words).await?;
        }
        MenuAction::Unsupported(what) => {
            seat.call.warn(format!("ConfBridge: {what} has no effect"));
        }
        MenuAction::AdminKickLast
        | MenuAction::AdminToggleLock
        | MenuAction::AdminToggleMuteParticipants
            if !is_admin =>
        {
            seat.call
                .warn("ConfBridge: only administrators may use this key");
        }
        MenuAction::AdminKickLast => {
            if seat.all.kick(&name, Who::Last) == Ok(0) {
                seat.say(&[bridge.sound_error_menu]).await?;
            }
        }
        MenuAction::AdminToggleLock => {
            let locked = seat.all.change_room(&name, |room| {
                room.locked = !room.locked;
                room.locked
            });
            let word = match locked {
                Some(true) => bridge.sound_locked_now,
                _ => bridge.sound_unlocked_now,
            };
            seat.say(&[word]).await?;
        }
        MenuAction::AdminToggleMuteParticipants => {
            let word = match seat.all.toggle_participants(&name) {
                Some(true) => bridge.sound_participants_muted,
                _ => bridge.sound_participants_unmuted,
            };
            seat.announce(&[word]).await?;
        }
    }
    Ok(Done::Nothing)
}

fn volume(seat: &Seat, which: usize, step: i8) {
    seat.change(|m| {
        m.volumes[which] = match step {
            0 => 0,
            step => (m.volumes[which] + step).clamp(-MOST_STEPS, MOST_STEPS),
        };
    });
}

/// Leaves the sound of the conference, runs the dialplan from a place to its end, and comes back.
async fn run_place(seat: &mut Seat, place: &str) -> Result<(), HungUp> {
    let at = match places::target(&seat.call, place) {
        Ok(at) => at,
        Err(problem) => {
            seat.call.warn(format!("ConfBridge: {problem}"));
            return Ok(());
        }
    };
    seat.say(&[]).await?;
    seat.call.restore_sound();
    let back = seat.call.location();
    let ended = seat.call.run_subroutine(at, &[]).await;
    seat.call.change(|c| {
        c.location = back;
        c.jumped = false;
    });
    seat.call.restore_sound();
    match ended {
        Err(HungUp) => Err(HungUp),
        Ok(_) => Ok(()),
    }
}

const ALL_KEYS: &str = "0123456789*#ABCD";
/// How long a further key of several is waited for.
const PATIENCE: Duration = Duration::from_secs(1);
const MOST_STEPS: i8 = 4;
/// A menu whose prompts lead into each other must not hold the house.
const MOST_TURNS: usize = 64;
