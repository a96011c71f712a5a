//! What devices and the extensions that hint at them are doing: free, ringing, in use.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use crate::{ChannelId, ChannelState, Technology};

/// What a device is doing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Default)]
pub enum DeviceState {
    /// Nobody can say.
    #[default]
    Unknown,
    /// Free.
    NotInUse,
    /// In a call.
    InUse,
    /// In as many calls as it bears.
    Busy,
    /// There is no such device.
    Invalid,
    /// It cannot be reached.
    Unavailable,
    /// It rings.
    Ringing,
    /// It is in a call, and another one rings.
    RingInUse,
    /// It has put somebody on hold.
    OnHold,
}

impl DeviceState {
    const TABLE: &'static [(Self, &'static str)] = &[
        (Self::Unknown, "UNKNOWN"),
        (Self::NotInUse, "NOT_INUSE"),
        (Self::InUse, "INUSE"),
        (Self::Busy, "BUSY"),
        (Self::Invalid, "INVALID"),
        (Self::Unavailable, "UNAVAILABLE"),
        (Self::Ringing, "RINGING"),
        (Self::RingInUse, "RINGINUSE"),
        (Self::OnHold, "ONHOLD"),
    ];

    /// The word that `DEVICE_STATE()` gives.
    pub fn text(self) -> &'static str {
        let row = Self::TABLE.iter().find(|(state, _)| *state == self);
        row.map_or("UNKNOWN", |(_, text)| text)
    }

    /// Reads the word, without regard to case.
    pub fn from_text(text: &str) -> Option<Self> {
        let mut rows = Self::TABLE.iter();
        rows.find(|(_, word)| word.eq_ignore_ascii_case(text))
            .map(|(state, _)| *state)
    }

    /// Of several devices or calls the one that counts most.
    fn rank(self) -> u8 {
        match self {
            Self::Invalid => 0,
            Self::Unknown => 1,
            Self::Unavailable => 2,
            Self::NotInUse => 3,
            Self::OnHold => 4,
            Self::Ringing => 5,
            Self::InUse => 6,
            Self::Busy => 7,
            Self::RingInUse => 8,
        }
    }

    fn of_channel(state: ChannelState, held: bool) -> Self {
        match state {
            _ if held => Self::OnHold,
            ChannelState::Down | ChannelState::Dialing => Self::NotInUse,
            ChannelState::Ring | ChannelState::Up => Self::InUse,
            ChannelState::Ringing => Self::Ringing,
        }
    }
}

/// The state of several devices, or of several calls of one device, taken together.
pub(crate) fn combined(states: impl IntoIterator<Item = DeviceState>) -> DeviceState {
    let (mut ringing, mut in_use, mut result) = (false, false, DeviceState::Invalid);
    for state in states {
        use DeviceState::{Busy, InUse, OnHold, RingInUse, Ringing};
        ringing |= matches!(state, Ringing | RingInUse);
        in_use |= matches!(state, InUse | OnHold | Busy | RingInUse);
        if state.rank() > result.rank() {
            result = state;
        }
    }
    if ringing && in_use {
        DeviceState::RingInUse
    } else {
        result
    }
}

/// What an extension with a hint is doing, as phones and programs are told.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ExtensionState {
    /// Free.
    Idle,
    /// In a call.
    InUse,
    /// In as many calls as it bears.
    Busy,
    /// None of its devices can be reached.
    Unavailable,
    /// It rings.
    Ringing,
    /// In a call, and another one rings.
    InUseAndRinging,
    /// On hold.
    OnHold,
}

impl ExtensionState {
    /// The word in `core show hints` and in events.
    pub fn text(self) -> &'static str {
        match self {
            Self::Idle => "Idle",
            Self::InUse => "InUse",
            Self::Busy => "Busy",
            Self::Unavailable => "Unavailable",
            Self::Ringing => "Ringing",
            Self::InUseAndRinging => "InUse&Ringing",
            Self::OnHold => "Hold",
        }
    }

    /// The word that `EXTENSION_STATE()` gives.
    pub fn function_text(self) -> &'static str {
        match self {
            Self::Idle => "NOT_INUSE",
            Self::InUse => "INUSE",
            Self::Busy => "BUSY",
            Self::Unavailable => "UNAVAILABLE",
            Self::Ringing => "RINGING",
            Self::InUseAndRinging => "RINGINUSE",
            Self::OnHold => "ONHOLD",
        }
    }

    /// The number in events.
    pub fn number(self) -> u8 {
        match self {
            Self::Idle => 0,
            Self::InUse => 1,
            Self::Busy => 2,
            Self::Unavailable => 4,
            Self::Ringing => 8,
            Self::InUseAndRinging => 9,
            Self::OnHold => 16,
        }
    }
}

impl From<ExtensionState> for DeviceState {
    fn from(state: ExtensionState) -> Self {
        match state {
            ExtensionState::Idle => Self::NotInUse,
            ExtensionState::InUse => Self::InUse,
            ExtensionState::Busy => Self::Busy,
            ExtensionState::Unavailable => Self::Unavailable,
            ExtensionState::Ringing => Self::Ringing,
            ExtensionState::InUseAndRinging => Self::RingInUse,
            ExtensionState::OnHold => Self::OnHold,
        }
    }
}

impl From<DeviceState> for ExtensionState {
    fn from(state: DeviceState) -> Self {
        match state {
            DeviceState::Unknown | DeviceState::NotInUse => Self::Idle,
            DeviceState::InUse => Self::InUse,
            DeviceState::Busy => Self::Busy,
            DeviceState::Invalid | DeviceState::Unavailable => Self::Unavailable,
            DeviceState::Ringing => Self::Ringing,
            DeviceState::RingInUse => Self::InUseAndRinging,
            DeviceState::OnHold => Self::OnHold,
        }
    }
}

/// What a driver knows of a device beyond its calls.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeviceReport {
    /// `PJSIP/alice`.
    pub device: String,
    /// Can it be called (registered, or at a fixed address, and not found unreachable)? `None`: there
    /// is no such device any more.
    pub reachable: Option<bool>,
    /// So many calls make it busy; none is no limit (`busylevel`, `call-limit`,
    /// `device_state_busy_at`).
    pub busy_at: Option<u32>,
}

/// An extension with a hint, for `core show hints`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct HintRow {
    /// Context.
    pub context: String,
    /// Extension, or pattern with its `_`.
    pub extension: String,
    /// Devices, `&` between them.
    pub devices: String,
    /// What it is doing.
    pub state: ExtensionState,
}

/// A device's name in the form in which services hear of it: SIP peers in small letters, drivers as
/// they spell themselves.
pub fn device_key(name: &str) -> String {
    Device::new(name).0
}

/// A device's name in the form by which it is found: SIP peers without regard to case.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub(crate) struct Device(String);

impl Device {
    pub(crate) fn new(name: &str) -> Self {
        let name = name.trim();
        let Some((driver, rest)) = name.split_once('/') else {
            let Some((provider, rest)) = name.split_once(':') else {
                return Self(name.to_owned());
            };
            return Self(format!("{}:{rest}", provider.to_ascii_lowercase()));
        };
        match Technology::from_name(driver) {
            Some(Technology::Sip) => Self(format!("SIP/{}", rest.to_ascii_lowercase())),
            Some(technology) => Self(format!("{}/{rest}", technology.name())),
            None => Self(name.to_owned()),
        }
    }

    /// The device that a channel belongs to.
    pub(crate) fn of_channel(name: &str) -> Self {
        Self::new(name.rsplit_once('-').map_or(name, |(device, _)| device))
    }

    pub(crate) fn name(&self) -> &str {
        &self.0
    }

    /// The driver and what it calls the device, if a driver has it.
    pub(crate) fn driver(&self) -> Option<(Technology, &str)> {
        let (driver, rest) = self.0.split_once('/')?;
        Some((Technology::from_name(driver)?, rest))
    }

    fn is_custom(&self) -> bool {
        self.0.starts_with("custom:")
    }
}

/// Everything that tells the states of devices, except the channels themselves.
#[derive(Default)]
pub(crate) struct Devices {
    reports: HashMap<Device, (bool, Option<u32>)>,
    /// Drivers that tell of their devices: what they do not know does not exist.
    reporting: BTreeSet<Technology>,
    /// Set by hand or by a service: `Custom:lamp`, `Queue:support`.
    set: BTreeMap<Device, DeviceState>,
    channels: HashMap<Device, Vec<ChannelId>>,
    told: HashMap<Device, DeviceState>,
}

impl Devices {
    pub(crate) fn report(&mut self, report: &DeviceReport) {
        let device = Device::new(&report.device);
        self.reporting
            .extend(device.driver().map(|(driver, _)| driver));
        match report.reachable {
            Some(reachable) => drop(self.reports.insert(device, (reachable, report.busy_at))),
            None => drop(self.reports.remove(&device)),
        }
    }

    pub(crate) fn set(&mut self, name: &str, state: DeviceState) {
        self.set.insert(Device::new(name), state);
    }

    pub(crate) fn channel_begins(&mut self, device: Device, id: ChannelId) {
        self.channels.entry(device).or_default().push(id);
    }

    pub(crate) fn channel_ends(&mut self, device: &Device, id: ChannelId) {
        if let Some(ids) = self.channels.get_mut(device) {
            ids.retain(|c| *c != id);
            if ids.is_empty() {
                self.channels.remove(device);
            }
        }
    }

    /// Remembers a state; false when it is the one that was told before. A device of which nobody
    /// knows anything is not remembered: calls to any names must not fill the memory.
    pub(crate) fn is_news(&mut self, device: &Device, state: DeviceState) -> bool {
        let before = self.told.get(device).copied();
        if matches!(state, DeviceState::Unknown | DeviceState::Invalid) {
            return self.told.remove(device).is_some();
        }
        if before == Some(state) {
            return false;
        }
        self.told.insert(device.clone(), state);
        true
    }

    /// The state of a device; `look` tells the state of a channel and whether it holds.
    pub(crate) fn state(
        &self,
        device: &Device,
        look: impl Fn(ChannelId) -> Option<(ChannelState, bool)>,
    ) -> DeviceState {
        if let Some(state) = self.set.get(device) {
            return *state;
        }
        let report = self.reports.get(device);
        let calls = self.channels.get(device);
        let calls = calls.into_iter().flatten().filter_map(|id| look(*id));
        let calls: Vec<_> = calls
            .map(|(state, held)| DeviceState::of_channel(state, held))
            .collect();
        let idle = self.idle_state(device, report.map(|(reachable, _)| *reachable));
        let engaged = calls
            .iter()
            .filter(|c| **c != DeviceState::NotInUse)
            .count();
        let busy_at = report
            .and_then(|(_, busy_at)| *busy_at)
            .filter(|at| *at > 0);
        if busy_at.is_some_and(|at| engaged >= at as usize) {
            return DeviceState::Busy;
        }
        if engaged == 0 {
            return idle;
        }
        combined(calls)
    }

    fn idle_state(&self, device: &Device, reachable: Option<bool>) -> DeviceState {
        match (reachable, device.driver()) {
            (Some(true), _) => DeviceState::NotInUse,
            (Some(false), _) => DeviceState::Unavailable,
            (None, Some((driver, _))) if !self.reporting.contains(&driver) => DeviceState::Unknown,
            (None, None) if device.is_custom() => DeviceState::Unknown,
            (None, _) => DeviceState::Invalid,
        }
    }
}

#[cfg(test)]
mod tests;
