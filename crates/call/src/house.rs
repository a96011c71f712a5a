//! Everything that the switchboard and its scripts share, and the small steps that change it.

mod bridges;
mod channels;
mod joins;
mod legs;
mod recordings;
mod sound;
mod states;

use std::any::{Any, TypeId};
use std::cell::Cell;
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::Sound;
use audio::indications::Zone;
use dialplan::Dialplan;
use dialplan::times::{MomentForTimes, WallTime};
use media::control::{MediaCommand, MixId};

use crate::bridge::{Bridge, FeatureCodes};
use crate::channel::Variables;
use crate::device_state::Devices;
use crate::script::{Admission, Body, Registry};
use crate::{
    BridgeId, Channel, ChannelId, ChannelIds, Effect, EffectId, Event, LogLevel, Output, Pictured,
    Resident, Signal, Technology, WallClock,
};

pub(crate) use legs::MOST_FORWARDS;
pub(crate) use recordings::Recordings;
pub(crate) use sound::{Heard, Sent};
pub(crate) use states::Watch;

pub(crate) use legs::MOST_CHANNELS;

/// What configuration files say to the switchboard.
#[derive(Clone)]
pub struct Settings {
    /// Language of prompts where a channel has none (`defaultlanguage`).
    pub language: String,
    /// `systemname`: goes in front of unique ids.
    pub system_name: String,
    /// Tones by country.
    pub tones: Tones,
    /// What the dialplan does at the end of an extension (`autofallthrough`).
    pub auto_fallthrough: bool,
    /// Digits with a meaning during a call (`features.conf`).
    pub features: FeatureCodes,
    /// Names like `ASTETCDIR` that every dialplan can read.
    pub directories: Vec<(String, String)>,
    /// For includes and conditions with times.
    pub calendar: Calendar,
    /// `strftime` with Asterisk's extensions.
    pub format_time: FormatTime,
}

/// Local time at a moment since the epoch, in a named zone or the machine's own; `None` when there is
/// no such zone.
pub type Calendar = fn(Duration, Option<&str>) -> Option<WallTime>;

/// A moment since the epoch as text: zone (none is the machine's own), `strftime` format.
pub type FormatTime = fn(Duration, Option<&str>, &str) -> String;

/// Tone zones, with the one that counts where a channel names none.
#[derive(Clone, Debug, Default)]
pub struct Tones {
    /// All zones, by country.
    pub zones: Vec<Zone>,
    /// `country=` of indications.conf.
    pub country: String,
}

impl Tones {
    /// The text of a tone ("ring") in a zone; an empty or unknown zone gives the default one.
    pub fn find(&self, zone: &str, tone: &str) -> Option<&str> {
        let by_name = |name: &str| self.zones.iter().find(|z| z.country == name);
        let zone = by_name(zone).or_else(|| by_name(&self.country))?;
        zone.tones
            .iter()
            .find(|(name, _)| name == tone)
            .map(|(_, list)| list.as_str())
    }
}

/// The shared state. Scripts borrow it between two waits, never across one.
pub(crate) struct House {
    pub(crate) now: Instant,
    pub(crate) wall: WallClock,
    pub(crate) settings: Arc<Settings>,
    pub(crate) dialplan: Arc<Dialplan>,
    /// How deep what is evaluated without a channel runs inside of itself.
    pub(crate) loose_nesting: u32,
    pub(crate) globals: Variables,
    pub(crate) registry: Registry,
    pub(crate) channels: BTreeMap<ChannelId, Channel>,
    pub(crate) bridges: BTreeMap<BridgeId, Bridge>,
    pub(crate) ports: BTreeMap<ChannelId, crate::script::Mailbox>,
    pub(crate) ready: VecDeque<ChannelId>,
    pub(crate) deadlines: BTreeSet<(Instant, ChannelId)>,
    pub(crate) effects: BTreeMap<EffectId, ChannelId>,
    pub(crate) outputs: VecDeque<Output>,
    /// Signals between halves of Local channels: who hears them, and what.
    pub(crate) whispers: VecDeque<(ChannelId, Signal)>,
    /// Scripts to begin, in order, as soon as no script runs; one that runs there is dropped first.
    pub(crate) starts: VecDeque<(ChannelId, Start)>,
    pub(crate) services: HashMap<TypeId, Rc<dyn Any>>,
    pub(crate) residents: Vec<Rc<dyn Resident>>,
    pub(crate) verbosity: u8,
    /// Which events come with a picture.
    pub(crate) pictured: Pictured,
    /// Tells this run of the house from others.
    pub(crate) seed: u64,
    /// Names that a channel holds, and how often.
    pub(crate) locks: HashMap<String, (ChannelId, u32)>,
    /// More channels than this refuse further incoming calls.
    pub(crate) most_channels: usize,
    pub(crate) devices: Devices,
    pub(crate) watch: Watch,
    pub(crate) ids: ChannelIds,
    random: u64,
    unique_ids: u64,
    names: u32,
    last_effect: u64,
    last_playback: u64,
    last_mix: u64,
    /// What is played in mixes, and what comes after it.
    announcements: HashMap<MixId, VecDeque<Vec<Arc<Sound>>>>,
    pub(crate) recordings: Recordings,
    last_sound: u64,
    last_bridge: u64,
    /// Local time of the minute of the epoch that was asked for last.
    minute: Cell<Option<(u64, WallTime)>>,
    pub(crate) names_in_use: HashMap<String, ChannelId>,
}

impl House {
    pub(crate) fn new(parts: HouseParts) -> Self {
        Self {
            now: parts.now,
            wall: parts.wall,
            settings: parts.settings,
            dialplan: parts.dialplan,
            loose_nesting: 0,
            globals: Variables::default(),
            registry: parts.registry,
            channels: BTreeMap::new(),
            bridges: BTreeMap::new(),
            ports: BTreeMap::new(),
            ready: VecDeque::new(),
            deadlines: BTreeSet::new(),
            effects: BTreeMap::new(),
            outputs: VecDeque::new(),
            whispers: VecDeque::new(),
            starts: VecDeque::new(),
            services: HashMap::new(),
            residents: Vec::new(),
            verbosity: 0,
            pictured: Pictured::Nothing,
            seed: parts.seed,
            locks: HashMap::new(),
            most_channels: MOST_CHANNELS,
            devices: Devices::default(),
            watch: Watch::default(),
            ids: parts.ids,
            random: parts.seed | 1,
            unique_ids: 0,
            names: 0,
            last_effect: 0,
            last_playback: 0,
            last_mix: 0,
            announcements: HashMap::new(),
            recordings: Recordings::default(),
            last_sound: 0,
            last_bridge: 0,
            minute: Cell::new(None),
            names_in_use: HashMap::new(),
        }
    }

    // ----- what goes out -----

    /// Tells a leg something; the leg of half of a Local channel is its other half.
    pub(crate) fn tell_leg(&mut self, id: ChannelId, signal: Signal) {
        let Some(channel) = self.channels.get(&id) else {
            return;
        };
        match channel.other_half {
            Some(half) => self.whispers.push_back((half, signal)),
            None if channel.technology == Technology::Local => {}
            None => {
                let output = Output::ToLeg(id, channel.technology, signal);
                self.outputs.push_back(output);
            }
        }
    }

    pub(crate) fn order_media(&mut self, command: MediaCommand) {
        self.outputs.push_back(Output::ToMedia(command));
    }

    pub(crate) fn log(&mut self, level: LogLevel, channel: Option<ChannelId>, text: String) {
        self.happened(Event::Log {
            level,
            channel,
            text,
        });
    }

    pub(crate) fn perform(&mut self, for_channel: Option<ChannelId>, effect: Effect) -> EffectId {
        self.last_effect += 1;
        let id = EffectId(self.last_effect);
        if let Some(channel) = for_channel {
            self.effects.insert(id, channel);
        }
        self.outputs.push_back(Output::Perform(id, effect));
        id
    }

    // ----- small things -----

    pub(crate) fn set_variable(&mut self, id: ChannelId, name: &str, value: &str) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.variables.set(name, value.to_owned());
        let name = name.trim_start_matches('_').to_owned();
        self.happened(Event::VariableSet {
            channel: Some(id),
            name,
            value: value.to_owned(),
        });
    }

    pub(crate) fn set_global(&mut self, name: &str, value: String) {
        self.globals.set(name, value.clone());
        let name = name.trim_start_matches('_').to_owned();
        self.happened(Event::VariableSet {
            channel: None,
            name,
            value,
        });
    }

    /// Asks the dialplan something that may depend on the time of day.
    pub(crate) fn in_plan<T>(&self, ask: impl FnOnce(&Dialplan, &MomentForTimes<'_>) -> T) -> T {
        let (since_epoch, calendar) = (self.wall.at(self.now), self.settings.calendar);
        let in_zone = move |zone: &str| calendar(since_epoch, Some(zone));
        let local = self.local_time();
        ask(
            &self.dialplan,
            &MomentForTimes {
                local,
                in_zone: &in_zone,
            },
        )
    }

    /// Local time, to the minute. Looking up time zones for every step of every call would cost more
    /// than the steps.
    pub(crate) fn local_time(&self) -> WallTime {
        let since_epoch = self.wall.at(self.now);
        let minute = since_epoch.as_secs() / 60;
        if let Some((known, local)) = self.minute.get()
            && known == minute
        {
            return local;
        }
        let local = (self.settings.calendar)(since_epoch, None).unwrap_or(NO_TIME);
        self.minute.set(Some((minute, local)));
        local
    }

    /// The moment so much later; no time is so long that it cannot be waited for.
    pub(crate) fn after(&self, duration: Duration) -> Instant {
        self.now + duration.min(legs::FAR_AHEAD)
    }

    /// The next number of the house's own random sequence (SplitMix64).
    pub(crate) fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    fn next_name(&mut self) -> u32 {
        let number = self.names;
        self.names = self.names.wrapping_add(1);
        number
    }

    fn next_unique_id(&mut self) -> String {
        let seconds = self.wall.at(self.now).as_secs();
        let count = self.unique_ids;
        self.unique_ids += 1;
        match self.settings.system_name.as_str() {
            "" => format!("{seconds}.{count}"),
            system => format!("{system}-{seconds}.{count}"),
        }
    }
}

/// A script to begin.
pub(crate) enum Start {
    /// The dialplan, where the channel's location says.
    Dialplan,
    /// The same, once a switch has said that it knows the number.
    IfKnown(Admission),
    /// This.
    Body(Body),
    /// A conversation with somebody else.
    Conversation(crate::script::Joining),
    /// Answering for a channel that rings.
    PickUp(crate::dial::PickUp),
}

/// The calendar of a machine that knows no time zone at all.
pub(crate) const NO_TIME: WallTime = WallTime {
    minute_of_day: 0,
    weekday: 0,
    day: 1,
    month: 1,
};

/// What a house is made of.
pub(crate) struct HouseParts {
    pub(crate) now: Instant,
    pub(crate) wall: WallClock,
    pub(crate) settings: Arc<Settings>,
    pub(crate) dialplan: Arc<Dialplan>,
    pub(crate) registry: Registry,
    pub(crate) ids: ChannelIds,
    pub(crate) seed: u64,
}
