//! `joinempty` and `leavewhenempty`: which members do not count as being there.

use call::DeviceState;

/// The states in which a member does not count; none at all means that it never matters.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Empty {
    /// Out of the caller's range of penalties.
    pub penalty: bool,
    /// Pausing.
    pub paused: bool,
    /// In a call.
    pub in_use: bool,
    /// Ringing.
    pub ringing: bool,
    /// Not to be reached.
    pub unavailable: bool,
    /// There is no such device.
    pub invalid: bool,
    /// Nobody knows.
    pub unknown: bool,
    /// At rest after a call.
    pub wrapup: bool,
}

impl Empty {
    /// Reads `strict`, `loose`, `paused,inuse,…`; `refusing` is the word that means "no member is
    /// needed": yes for `joinempty`, no for `leavewhenempty`. Gives the words that are not known, too.
    fn read(text: &str, indifferent: bool) -> (Self, Vec<String>) {
        let (mut this, mut unknown) = (Self::default(), Vec::new());
        for word in text.split(',').map(str::trim).filter(|w| !w.is_empty()) {
            let small = word.to_ascii_lowercase();
            match small.as_str() {
                "paused" => this.paused = true,
                "penalty" => this.penalty = true,
                "inuse" => this.in_use = true,
                "ringing" => this.ringing = true,
                "unavailable" => this.unavailable = true,
                "invalid" => this.invalid = true,
                "unknown" => this.unknown = true,
                "wrapup" => this.wrapup = true,
                "loose" => this.no_matter_paused(false),
                "strict" => {
                    this.no_matter_paused(true);
                    this.unavailable = true;
                }
                _ if config::is_yes(&small) && indifferent => this = Self::default(),
                _ if config::is_no(&small) && !indifferent => this = Self::default(),
                _ if config::is_yes(&small) || config::is_no(&small) => this.no_matter_paused(true),
                _ => unknown.push(word.to_owned()),
            }
        }
        (this, unknown)
    }

    fn no_matter_paused(&mut self, paused: bool) {
        self.penalty = true;
        self.invalid = true;
        self.paused |= paused;
    }

    /// Does it matter at all?
    pub fn matters(self) -> bool {
        self != Self::default()
    }

    /// Does a member in this state count? Its penalty is somebody else's business.
    pub fn counts(self, status: DeviceState, paused: bool, resting: bool) -> bool {
        let gone = match status {
            DeviceState::Invalid => self.invalid,
            DeviceState::Unavailable => self.unavailable,
            DeviceState::InUse => self.in_use,
            DeviceState::Ringing => self.ringing,
            DeviceState::Unknown => self.unknown,
            DeviceState::NotInUse
            | DeviceState::Busy
            | DeviceState::RingInUse
            | DeviceState::OnHold => false,
        };
        !(gone || paused && self.paused || resting && self.wrapup)
    }
}

/// `joinempty`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct JoinEmpty(pub Empty);

/// `leavewhenempty`.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct LeaveWhenEmpty(pub Empty);

const KIND: &str = "yes, no, strict, loose, or a list of paused, penalty, inuse, ringing, unavailable, \
                    invalid, unknown, wrapup";

impl config::FromConf for JoinEmpty {
    const KIND: &'static str = KIND;

    fn from_conf(text: &str) -> Result<Self, String> {
        match Empty::read(text, true) {
            (read, unknown) if unknown.is_empty() => Ok(Self(read)),
            _ => Err(KIND.to_owned()),
        }
    }

    fn salvage(text: &str) -> Option<Self> {
        Some(Self(Empty::read(text, true).0))
    }
}

impl config::FromConf for LeaveWhenEmpty {
    const KIND: &'static str = KIND;

    fn from_conf(text: &str) -> Result<Self, String> {
        match Empty::read(text, false) {
            (read, unknown) if unknown.is_empty() => Ok(Self(read)),
            _ => Err(KIND.to_owned()),
        }
    }

    fn salvage(text: &str) -> Option<Self> {
        Some(Self(Empty::read(text, false).0))
    }
}
