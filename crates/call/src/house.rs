//! Everything that the switchboard and its scripts share, and the small steps that change it.

use std::any::{Any, TypeId};
use std::collections::{BTreeMap, BTreeSet, HashMap, VecDeque};
use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::ToneList;
use audio::indications::Zone;
use dialplan::times::{MomentForTimes, WallTime};
use dialplan::{Dialplan, Location};
use media::control::{MediaCommand, PlaybackId, Source};

use crate::bridge::{Bridge, FeatureCodes};
use crate::channel::Variables;
use crate::script::{Body, News, Notice, Registry};
use crate::{
    BridgeId, Channel, ChannelId, ChannelIds, Effect, EffectId, Event, HangupCause, Invitation,
    LogLevel, Output, Signal, Technology, WallClock,
};

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
    pub(crate) globals: Variables,
    pub(crate) registry: Registry,
    pub(crate) channels: BTreeMap<ChannelId, Channel>,
    pub(crate) bridges: BTreeMap<BridgeId, Bridge>,
    pub(crate) ports: BTreeMap<ChannelId, crate::script::Mailbox>,
    pub(crate) ready: VecDeque<ChannelId>,
    pub(crate) deadlines: BTreeSet<(Instant, ChannelId)>,
    pub(crate) effects: BTreeMap<EffectId, ChannelId>,
    pub(crate) outputs: VecDeque<Output>,
    /// Scripts to begin, in order, as soon as no script runs; one that runs there is dropped first.
    pub(crate) starts: VecDeque<(ChannelId, Start)>,
    pub(crate) services: HashMap<TypeId, Rc<dyn Any>>,
    pub(crate) verbosity: u8,
    pub(crate) ids: ChannelIds,
    random: u64,
    unique_ids: u64,
    names: u32,
    last_effect: u64,
    last_playback: u64,
    last_bridge: u64,
}

impl House {
    pub(crate) fn new(parts: HouseParts) -> Self {
        Self {
            now: parts.now,
            wall: parts.wall,
            settings: parts.settings,
            dialplan: parts.dialplan,
            globals: Variables::default(),
            registry: parts.registry,
            channels: BTreeMap::new(),
            bridges: BTreeMap::new(),
            ports: BTreeMap::new(),
            ready: VecDeque::new(),
            deadlines: BTreeSet::new(),
            effects: BTreeMap::new(),
            outputs: VecDeque::new(),
            starts: VecDeque::new(),
            services: HashMap::new(),
            verbosity: 0,
            ids: parts.ids,
            random: parts.seed | 1,
            unique_ids: 0,
            names: 0,
            last_effect: 0,
            last_playback: 0,
            last_bridge: 0,
        }
    }

    // ----- channels -----

    /// Makes the channel of an invitation and tells everybody.
    pub(crate) fn create_channel(
        &mut self,
        id: ChannelId,
        invitation: Invitation,
        incoming: bool,
    ) -> &mut Channel {
        let technology = invitation.technology;
        let stem = if incoming {
            invitation.resource.as_str()
        } else {
            technology.channel_stem(&invitation.resource)
        };
        let name = format!("{}/{stem}-{:08x}", technology.name(), self.names);
        self.names = self.names.wrapping_add(1);
        let unique_id = self.next_unique_id();
        let mut channel = Channel::new(id, self.now, invitation, incoming, name, unique_id);
        if channel.language.is_empty() {
            channel.language.clone_from(&self.settings.language);
        }
        self.happened(Event::ChannelCreated {
            channel: id,
            name: channel.name.clone(),
            unique_id: channel.unique_id.clone(),
            linked_id: channel.linked_id.clone(),
            technology,
            location: incoming.then(|| channel.location.clone()),
            parties: Box::new(channel.parties.clone()),
        });
        self.channels.entry(id).or_insert(channel)
    }

    /// Ends a channel's leg, and then the channel, unless it ended itself before.
    pub(crate) fn destroy_channel(&mut self, id: ChannelId, cause: HangupCause) {
        self.leave_bridge(id);
        let Some(channel) = self.channels.remove(&id) else {
            return;
        };
        if !channel.leg_gone {
            self.tell_leg(id, Signal::Hangup(cause));
        }
        self.outputs
            .push_back(Output::ToMedia(MediaCommand::Close { media: id.media() }));
        self.happened(Event::ChannelDestroyed {
            channel: id,
            name: channel.name,
            cause,
        });
    }

    /// Asks a channel to end: its script is carried out, or it is destroyed when it has none.
    pub(crate) fn hang_up(&mut self, id: ChannelId, cause: HangupCause) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        if channel.hung_up {
            return;
        }
        channel.hung_up = true;
        if channel.hangup_cause == HangupCause::NOT_DEFINED {
            channel.hangup_cause = cause;
        }
        let owner = channel.owner;
        self.happened(Event::HangupRequested { channel: id, cause });
        self.tell_owner(owner, id, News::Gone(cause));
        if self.ports.contains_key(&id) {
            self.wake(id);
        } else {
            self.destroy_channel(id, cause);
        }
    }

    fn tell_owner(&mut self, owner: Option<ChannelId>, about: ChannelId, news: News) {
        if let Some(owner) = owner {
            self.post(owner, Notice { about, news });
        }
    }

    /// Brings news about a channel to its own script, or else to whoever dialled it.
    pub(crate) fn notify(&mut self, about: ChannelId, news: News) {
        if self.ports.contains_key(&about) {
            self.post(about, Notice { about, news });
        } else if let Some(owner) = self.channels.get(&about).and_then(|c| c.owner) {
            self.post(owner, Notice { about, news });
        }
    }

    pub(crate) fn post(&mut self, to: ChannelId, notice: Notice) {
        if let Some(port) = self.ports.get_mut(&to) {
            port.post(notice);
            self.wake(to);
        }
    }

    pub(crate) fn wake(&mut self, id: ChannelId) {
        if !self.ready.contains(&id) {
            self.ready.push_back(id);
        }
    }

    /// Sends a channel elsewhere: whatever it runs is dropped, a new script starts there.
    pub(crate) fn start_dialplan(&mut self, id: ChannelId, location: Location) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.location = location;
        channel.owner = None;
        channel.frames.clear();
        channel.macro_depth = 0;
        self.starts.push_back((id, Start::Dialplan));
    }

    pub(crate) fn clear_inbox(&mut self, id: ChannelId) {
        if let Some(port) = self.ports.get_mut(&id) {
            port.inbox.clear();
        }
    }

    // ----- what goes out -----

    pub(crate) fn happened(&mut self, event: Event) {
        self.outputs.push_back(Output::Happened(event));
    }

    pub(crate) fn tell_leg(&mut self, id: ChannelId, signal: Signal) {
        let technology = self.channels.get(&id).map(|c| c.technology);
        self.outputs.push_back(Output::ToLeg(
            id,
            technology.unwrap_or(Technology::Sip),
            signal,
        ));
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

    // ----- media -----

    /// Lets a channel's far end hear this.
    pub(crate) fn send(&mut self, id: ChannelId, source: Source) {
        let Some(channel) = self.channels.get_mut(&id) else {
            return;
        };
        channel.generator = !matches!(source, Source::Silence | Source::Relay { .. });
        let media = id.media();
        self.outputs
            .push_back(Output::ToMedia(MediaCommand::Send { media, source }));
    }

    /// Ends tones, sounds and music: a channel hears its bridge again, or nothing.
    pub(crate) fn restore_sound(&mut self, id: ChannelId) {
        let relay = self.relay_source(id);
        self.send(id, relay.unwrap_or(Source::Silence));
    }

    fn relay_source(&self, id: ChannelId) -> Option<Source> {
        let bridge = self.bridges.get(&self.channels.get(&id)?.bridge?)?;
        let other = bridge.other(id)?;
        let with_digits = !bridge.wants_digits_of(other);
        Some(Source::Relay {
            from: other.media(),
            with_digits,
        })
    }

    pub(crate) fn next_playback(&mut self) -> PlaybackId {
        self.last_playback += 1;
        PlaybackId(self.last_playback)
    }

    /// A tone of the channel's zone by name, or a list as it is written.
    pub(crate) fn tone(&self, id: ChannelId, name_or_list: &str) -> Option<Arc<ToneList>> {
        let zone = self.channels.get(&id).map_or("", |c| c.tone_zone.as_str());
        let list = self
            .settings
            .tones
            .find(zone, name_or_list)
            .unwrap_or(name_or_list);
        ToneList::parse(list).ok().map(Arc::new)
    }

    // ----- bridges -----

    pub(crate) fn create_bridge(&mut self, bridge: Bridge) -> BridgeId {
        self.last_bridge += 1;
        let id = BridgeId(self.last_bridge);
        self.happened(Event::BridgeCreated { bridge: id });
        for member in bridge.members() {
            if let Some(channel) = self.channels.get_mut(&member) {
                channel.bridge = Some(id);
                self.happened(Event::ChannelEnteredBridge {
                    channel: member,
                    bridge: id,
                });
            }
        }
        let members = bridge.members();
        self.bridges.insert(id, bridge);
        for member in members {
            self.restore_sound(member);
        }
        id
    }

    pub(crate) fn leave_bridge(&mut self, id: ChannelId) {
        let Some(bridge_id) = self.channels.get_mut(&id).and_then(|c| c.bridge.take()) else {
            return;
        };
        self.happened(Event::ChannelLeftBridge {
            channel: id,
            bridge: bridge_id,
        });
        self.restore_sound(id);
        let Some(bridge) = self.bridges.get_mut(&bridge_id) else {
            return;
        };
        bridge.remove(id);
        let left = bridge.members();
        if left.is_empty() {
            self.bridges.remove(&bridge_id);
            self.happened(Event::BridgeDestroyed { bridge: bridge_id });
        }
        for member in left {
            self.restore_sound(member);
        }
    }

    // ----- small things -----

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
        let local = calendar(since_epoch, None).unwrap_or(NO_TIME);
        ask(
            &self.dialplan,
            &MomentForTimes {
                local,
                in_zone: &in_zone,
            },
        )
    }

    /// The next number of the house's own random sequence (SplitMix64).
    pub(crate) fn random(&mut self) -> u64 {
        self.random = self.random.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.random;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
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
    /// This.
    Body(Body),
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
