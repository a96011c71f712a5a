//! A member's seat in a conference: what it hears, what its keys do, and what all hear of it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::{Gain, SampleRate, Sound};
use call::ConferenceNews;
use call::script::OpenMix;
use call::script::prelude::*;
use media::control::{MixMember, MixSetup};
use services::conference::{
    BridgeProfile, Conferences, Joining, Member, Menu, Part, Removal, UserProfile,
};

use super::keys::Keys;
use super::record;
use crate::say;

/// What somebody wants to join.
pub(crate) struct Order {
    /// The conference.
    pub(crate) name: String,
    /// How it works.
    pub(crate) bridge: BridgeProfile,
    /// How it is in.
    pub(crate) user: UserProfile,
    /// What its keys do.
    pub(crate) menu: Menu,
    /// The names of its profiles: bridge, user, menu.
    pub(crate) profiles: [String; 3],
    /// The path of its recorded name, without ending.
    pub(crate) said_name: Option<String>,
}

/// Why somebody is in it no longer: the value of CONFBRIDGE_RESULT.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    /// It could not come in.
    Failed,
    /// By a key.
    Dtmf,
    /// It was sent away.
    Kicked,
    /// The marked members are gone.
    EndMarked,
    /// Its time was up.
    Timeout,
}

impl Outcome {
    pub(crate) fn text(self) -> &'static str {
        match self {
            Self::Failed => "FAILED",
            Self::Dtmf => "DTMF",
            Self::Kicked => "KICKED",
            Self::EndMarked => "ENDMARKED",
            Self::Timeout => "TIMEOUT",
        }
    }
}

/// Joins, and stays until something ends it.
pub(crate) async fn attend(call: &mut Call, order: Order) -> Result<Outcome, HungUp> {
    let Some(all) = call.service::<Conferences>() else {
        return Ok(Outcome::Failed);
    };
    let leader_comes = all.look(&order.name, |room| room.begins_with(&order.user));
    let joining = Joining {
        channel: call.id(),
        name: call.name(),
        number: call
            .look(|c| c.parties.caller.number.clone())
            .unwrap_or_default(),
        user: order.user.clone(),
        bridge: order.bridge.clone(),
        profiles: order.profiles.clone(),
    };
    if all.join(call.now(), &order.name, joining).is_err() {
        call.play(&[&order.bridge.sound_locked], "").await?;
        return Ok(Outcome::Failed);
    }
    let setup = mix_setup(call, &order);
    let mix = all.mix(&order.name, || call.open_mix(setup));
    call.set_up_mix(&mix, setup);
    let mut seat = Seat {
        call: call.clone(),
        all,
        mix,
        order,
        leave_sounds: Vec::new(),
        applied: None,
        gone: false,
    };
    seat.greet(leader_comes.unwrap_or(false)).await?;
    let outcome = seat.stay().await?;
    seat.leave();
    seat.call.restore_sound();
    match outcome {
        Outcome::Kicked if !seat.order.user.quiet => {
            seat.say(&[seat.order.bridge.sound_kicked.clone()]).await?;
        }
        Outcome::EndMarked if !seat.order.user.quiet => {
            seat.say(&[seat.order.bridge.sound_leader_has_left.clone()])
                .await?;
        }
        _ => {}
    }
    Ok(outcome)
}

fn mix_setup(call: &Call, order: &Order) -> MixSetup {
    let own = call.look(|c| c.codec).flatten();
    let wanted = match order.bridge.internal_sample_rate.parse::<u32>() {
        Ok(rate) => rate,
        Err(_) => own.map_or(8_000, |codec| codec.sample_rate()),
    };
    let most = order.bridge.maximum_sample_rate.parse().unwrap_or(u32::MAX);
    let rate = match wanted.min(most) {
        ..16_000 => SampleRate::R8000,
        16_000..48_000 => SampleRate::R16000,
        _ => SampleRate::R48000,
    };
    MixSetup {
        rate,
        drop_silence: order.user.dsp_drop_silence,
    }
}

pub(super) struct Seat {
    pub(super) call: Call,
    pub(super) all: Rc<Conferences>,
    pub(super) mix: Rc<OpenMix>,
    pub(super) order: Order,
    leave_sounds: Vec<Arc<Sound>>,
    applied: Option<(Part, [i8; 2])>,
    gone: bool,
}

impl Drop for Seat {
    fn drop(&mut self) {
        self.leave();
    }
}

impl Seat {
    /// Tells it, and everybody, that it is there.
    async fn greet(&mut self, leader_comes: bool) -> Result<(), HungUp> {
        let (bridge, user) = (self.order.bridge.clone(), self.order.user.clone());
        let others = self.others();
        let waits = self.look(|m| m.waiting).unwrap_or(false);
        if !user.announcement.is_empty() {
            self.say(std::slice::from_ref(&user.announcement)).await?;
        }
        if waits {
            if !user.quiet {
                self.say(std::slice::from_ref(&bridge.sound_wait_for_leader))
                    .await?;
            }
        } else if others == 0 {
            if user.announce_only_user && !user.quiet {
                self.say(std::slice::from_ref(&bridge.sound_only_person))
                    .await?;
            }
        } else if user.announce_user_count {
            let words = self.count_words(others);
            self.say(&words).await?;
        }
        if !user.quiet {
            self.load_leave_sounds().await?;
            let mut words = vec![bridge.sound_join.clone()];
            if let Some(name) = &self.order.said_name {
                words.extend([name.clone(), bridge.sound_has_joined.clone()]);
            }
            if user.hear_own_join_sound {
                self.apply().await?;
            }
            self.announce(&words).await?;
        }
        if leader_comes {
            self.announce(std::slice::from_ref(&bridge.sound_begin))
                .await?;
        }
        let total = self.others() + 1;
        if user.tells_all(total) && others > 0 {
            let words = self.count_words(total);
            self.announce(&words).await?;
        }
        Ok(())
    }

    async fn load_leave_sounds(&mut self) -> Result<(), HungUp> {
        let bridge = &self.order.bridge;
        let mut words = vec![bridge.sound_leave.clone()];
        if let Some(name) = &self.order.said_name {
            words = vec![name.clone(), bridge.sound_has_left.clone()];
        }
        self.leave_sounds = self.load(&words).await?;
        Ok(())
    }

    /// Stays until something ends it.
    async fn stay(&mut self) -> Result<Outcome, HungUp> {
        let limit = match self.order.user.timeout {
            0 => None,
            seconds => Some(self.call.after(Duration::from_secs(seconds.into()))),
        };
        let mut keys = Keys::default();
        loop {
            if let Some(removal) = self.look(|m| m.removed).flatten() {
                return Ok(match removal {
                    Removal::Kicked => Outcome::Kicked,
                    Removal::EndMarked => Outcome::EndMarked,
                });
            }
            self.hear_of_the_leader().await?;
            record::follow(self);
            self.apply().await?;
            let until = [limit, keys.until()].into_iter().flatten().min();
            let notice = self.call.next(until).await?;
            if limit.is_some_and(|at: Instant| at <= self.call.now()) {
                return Ok(Outcome::Timeout);
            }
            let digit = match notice {
                Some(Notice {
                    news: News::Digit { digit, .. },
                    ..
                }) => Some(digit),
                Some(Notice {
                    news: News::Talking(talking),
                    ..
                }) => {
                    self.talks(talking);
                    continue;
                }
                Some(_) => continue,
                None => None,
            };
            if let Some(outcome) = keys.pressed(self, digit).await? {
                return Ok(outcome);
            }
        }
    }

    async fn hear_of_the_leader(&mut self) -> Result<(), HungUp> {
        if self.look(|m| m.leader_left) != Some(true) {
            return Ok(());
        }
        self.change(|m| m.leader_left = false);
        if self.order.user.quiet {
            return Ok(());
        }
        let word = self.order.bridge.sound_leader_has_left.clone();
        self.say(&[word]).await
    }

    fn talks(&mut self, talking: bool) {
        self.change(|m| m.talking = talking);
        if self.order.user.talk_detection_events {
            self.tell(ConferenceNews::Talking(talking));
        }
    }

    /// Lets it hear what it is to hear by now.
    pub(super) async fn apply(&mut self) -> Result<(), HungUp> {
        let own = self.call.id();
        let part = self
            .all
            .look(&self.order.name, |room| room.part(own))
            .flatten();
        let Some(part) = part else { return Ok(()) };
        let volumes = self.look(|m| m.volumes).unwrap_or_default();
        let wanted = (part, volumes);
        if self.applied == Some(wanted) {
            return Ok(());
        }
        let was_mixed = matches!(self.applied, Some((Part::Mixed { .. }, _)));
        match part {
            Part::Music => {
                let class = self.order.user.music_on_hold_class.clone();
                self.call.start_music(&class).await?;
            }
            Part::Nothing => self.call.restore_sound(),
            Part::Mixed { muted } => {
                let local = self.call.look(|c| c.technology == call::Technology::Local);
                let member = self.mix_member(muted, volumes);
                if was_mixed && local == Some(false) {
                    self.call.change_member(member);
                } else {
                    self.call.join_mix(&self.mix, member);
                }
            }
        }
        self.applied = Some(wanted);
        Ok(())
    }

    fn mix_member(&self, muted: bool, [listening, talking]: [i8; 2]) -> MixMember {
        let user = &self.order.user;
        MixMember {
            muted,
            talking: Gain::from_db(STEP_DB * f32::from(talking)),
            listening: Gain::from_db(STEP_DB * f32::from(listening)),
            talk_events: true,
            talk_threshold: user.dsp_talking_threshold,
            silence_ms: user.dsp_silence_threshold,
        }
    }

    /// Plays something to this member only.
    pub(super) async fn say(&mut self, words: &[String]) -> Result<(), HungUp> {
        self.say_until(words, "").await.map(drop)
    }

    /// The same; one of these digits stops it.
    pub(super) async fn say_until(
        &mut self,
        words: &[String],
        stop_on: &str,
    ) -> Result<Option<char>, HungUp> {
        let words: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|w| !w.is_empty())
            .collect();
        self.applied = None;
        match self.call.play(&words, stop_on).await? {
            PlayEnd::Stopped(digit) => Ok(Some(digit)),
            PlayEnd::Finished | PlayEnd::Missing => Ok(None),
        }
    }

    /// Plays something to everybody.
    pub(super) async fn announce(&mut self, words: &[String]) -> Result<(), HungUp> {
        let sounds = self.load(words).await?;
        self.call.announce(&self.mix, sounds);
        Ok(())
    }

    /// In the language of the conference.
    async fn load(&mut self, words: &[String]) -> Result<Vec<Arc<Sound>>, HungUp> {
        let words: Vec<&str> = words
            .iter()
            .map(String::as_str)
            .filter(|w| !w.is_empty())
            .collect();
        let language = self.order.bridge.language.clone();
        let own = self.call.look(|c| c.language.clone()).unwrap_or_default();
        if !language.is_empty() {
            self.call.change(|c| c.language = language);
        }
        let sounds = self.call.load_sounds(&words).await;
        self.call.change(|c| c.language = own);
        sounds
    }

    /// "There are … others in the conference."
    pub(super) fn count_words(&self, count: usize) -> Vec<String> {
        let bridge = &self.order.bridge;
        if count == 1 {
            return vec![bridge.sound_only_one.clone()];
        }
        let language = self.call.look(|c| c.language.clone()).unwrap_or_default();
        let number = i64::try_from(count).unwrap_or(i64::MAX);
        let mut words = vec![bridge.sound_there_are.clone()];
        words.extend(say::number(&language, number, say::Gender::None).unwrap_or_default());
        words.push(bridge.sound_other_in_party.clone());
        words
    }

    pub(super) fn look<T>(&self, read: impl FnOnce(&Member) -> T) -> Option<T> {
        self.all.look_at(&self.order.name, self.call.id(), read)
    }

    pub(super) fn change(&self, change: impl FnOnce(&mut Member)) {
        self.all.change(&self.order.name, self.call.id(), change);
    }

    pub(super) fn tell(&self, news: ConferenceNews) {
        self.all
            .tell_by_name(&self.order.name, news, Some(self.call.id()));
    }

    /// How many others there are that do not wait.
    pub(super) fn others(&self) -> usize {
        let waits = self.look(|m| m.waiting).unwrap_or(false);
        let active = self.all.look(&self.order.name, |room| room.active());
        active.unwrap_or(0).saturating_sub(usize::from(!waits))
    }

    fn leave(&mut self) {
        if std::mem::replace(&mut self.gone, true) {
            return;
        }
        let Some(leaving) = self.all.leave(&self.order.name, self.call.id()) else {
            return;
        };
        if leaving.is_last {
            if let Some(tap) = leaving.recording {
                self.call.stop_recording(tap);
            }
        } else if leaving.is_heard {
            let sounds = std::mem::take(&mut self.leave_sounds);
            self.call.announce(&self.mix, sounds);
        }
    }
}

/// So much louder or softer is a step of volume.
const STEP_DB: f32 = 3.0;
