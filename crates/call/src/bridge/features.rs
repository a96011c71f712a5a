//! Digits with a meaning during a call: whose, which, and how they are told from plain digits.

use std::time::{Duration, Instant};

/// What one party may do by digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct BridgeFeatures {
    /// Send the other side elsewhere, blind or attended (`Dial` options t and T).
    pub transfer: bool,
    /// End the call (h and H).
    pub disconnect: bool,
    /// Park the other side (k and K).
    pub park: bool,
    /// Record with Monitor (w and W).
    pub monitor: bool,
    /// Record with MixMonitor (x and X).
    pub mix_monitor: bool,
}

/// The codes of `features.conf`, and what goes with them. An empty code is none, an empty sound is
/// silent.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureCodes {
    /// Blind transfer; `#` unless configured.
    pub blind_transfer: String,
    /// Attended transfer.
    pub attended_transfer: String,
    /// Disconnect; `*` unless configured.
    pub disconnect: String,
    /// Parks the other side.
    pub park: String,
    /// One-touch recording with Monitor.
    pub monitor: String,
    /// One-touch recording with MixMonitor.
    pub mix_monitor: String,
    /// The number that picks up a call of one's pickup groups; `*8` unless configured.
    pub pickup: String,
    /// Time between the digits of a code.
    pub digit_timeout: Duration,
    /// Time for each digit of the number to transfer to.
    pub transfer_digit_timeout: Duration,
    /// How many numbers may be tried.
    pub transfer_attempts: u32,
    /// What attended transfers do.
    pub consultation: Consultation,
    /// What is played when.
    pub sounds: FeatureSounds,
    /// `[applicationmap]`.
    pub applications: Vec<DynamicFeature>,
    /// Sections that group features of `[applicationmap]`: name, and the features with a code of
    /// their own or none.
    pub groups: Vec<(String, Vec<(String, String)>)>,
}

/// Codes and times of attended transfers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Consultation {
    /// Back to the other side.
    pub abort: String,
    /// Connect the two others.
    pub complete: String,
    /// All three talk.
    pub three_way: String,
    /// From one to the other.
    pub swap: String,
    /// How long the target may ring.
    pub patience: Duration,
    /// Whoever hung up while the target rang is not called back when it does not answer.
    pub drop_call: bool,
    /// Time between two tries to call back.
    pub loop_delay: Duration,
    /// How many tries.
    pub callback_retries: u32,
}

impl Default for Consultation {
    fn default() -> Self {
        Self {
            abort: "*1".to_owned(),
            complete: "*2".to_owned(),
            three_way: "*3".to_owned(),
            swap: "*4".to_owned(),
            patience: Duration::from_secs(15),
            drop_call: false,
            loop_delay: Duration::from_secs(10),
            callback_retries: 2,
        }
    }
}

/// Prompts of features.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureSounds {
    /// An attended transfer is complete.
    pub transferred: String,
    /// An attended transfer came to nothing.
    pub transfer_failed: String,
    /// "Transfer".
    pub transfer: String,
    /// That number does not exist; another try.
    pub retry: String,
    /// That number does not exist, and that was the last try.
    pub invalid: String,
    /// To whoever picks a call up.
    pub picked_up: String,
    /// There is nothing to pick up.
    pub pickup_failed: String,
    /// Recording by a code begins or ends, or a parked call is taken.
    pub courtesy: String,
    /// Recording by a code is not possible.
    pub recording_failed: String,
}

impl Default for FeatureSounds {
    fn default() -> Self {
        Self {
            transferred: "beep".to_owned(),
            transfer_failed: "beeperr".to_owned(),
            transfer: "pbx-transfer".to_owned(),
            retry: "pbx-invalid".to_owned(),
            invalid: "privacy-incorrect".to_owned(),
            picked_up: String::new(),
            pickup_failed: String::new(),
            courtesy: String::new(),
            recording_failed: String::new(),
        }
    }
}

/// A line of `[applicationmap]`: an application by a code.
#[derive(Clone, Debug, PartialEq, Eq, Default)]
pub struct DynamicFeature {
    /// Its name, as `DYNAMIC_FEATURES` lists it.
    pub name: String,
    /// The code.
    pub code: String,
    /// It runs on the other side (`peer`), not on the one that pressed the code (`self`).
    pub on_other: bool,
    /// The caller may press it.
    pub by_caller: bool,
    /// The called party may press it.
    pub by_callee: bool,
    /// The application.
    pub application: String,
    /// Its arguments.
    pub arguments: String,
    /// Music class that the side hears on which nothing runs.
    pub music: Option<String>,
}

impl Default for FeatureCodes {
    fn default() -> Self {
        Self {
            blind_transfer: "#".to_owned(),
            attended_transfer: String::new(),
            disconnect: "*".to_owned(),
            park: String::new(),
            monitor: String::new(),
            mix_monitor: String::new(),
            pickup: "*8".to_owned(),
            digit_timeout: Duration::from_secs(1),
            transfer_digit_timeout: Duration::from_secs(3),
            transfer_attempts: 3,
            consultation: Consultation::default(),
            sounds: FeatureSounds::default(),
            applications: Vec::new(),
            groups: Vec::new(),
        }
    }
}

impl FeatureCodes {
    /// The codes that a party may use. `names` are the values of `DYNAMIC_FEATURES` that count for it.
    pub(crate) fn usable(
        &self,
        allowed: BridgeFeatures,
        is_caller: bool,
        names: &[String],
    ) -> Vec<(String, Feature)> {
        let built_in = [
            (
                allowed.transfer,
                &self.blind_transfer,
                Feature::BlindTransfer,
            ),
            (
                allowed.transfer,
                &self.attended_transfer,
                Feature::AttendedTransfer,
            ),
            (allowed.disconnect, &self.disconnect, Feature::Disconnect),
            (allowed.park, &self.park, Feature::Park),
            (allowed.monitor, &self.monitor, Feature::Monitor),
            (allowed.mix_monitor, &self.mix_monitor, Feature::MixMonitor),
        ];
        let built_in = built_in.into_iter().filter(|(may, ..)| *may);
        let mut found: Vec<(String, Feature)> = built_in
            .map(|(_, code, feature)| (code.clone(), feature))
            .collect();
        for name in names.iter().flat_map(|list| list.split('#')) {
            for (feature, code) in self.dynamic(name.trim()) {
                if feature.is_for(is_caller) {
                    let feature = Feature::Dynamic(Box::new(feature.clone()));
                    found.push((code.to_owned(), feature));
                }
            }
        }
        found.retain(|(code, _)| !code.is_empty());
        found
    }

    /// The feature of this name, or those of the group of this name, with their codes.
    fn dynamic<'a>(&'a self, name: &'a str) -> Vec<(&'a DynamicFeature, &'a str)> {
        let by_name = |name: &str| {
            let mut all = self.applications.iter();
            all.find(|f| f.name.eq_ignore_ascii_case(name))
        };
        let group = self
            .groups
            .iter()
            .find(|(group, _)| group.eq_ignore_ascii_case(name));
        if let Some((_, members)) = group {
            let member = |(name, code): &'a (String, String)| {
                let feature = by_name(name)?;
                let code = if code.is_empty() { &feature.code } else { code };
                Some((feature, code.as_str()))
            };
            return members.iter().filter_map(member).collect();
        }
        let one = by_name(name).map(|f| (f, f.code.as_str()));
        one.into_iter().collect()
    }
}

impl DynamicFeature {
    fn is_for(&self, caller: bool) -> bool {
        if caller {
            self.by_caller
        } else {
            self.by_callee
        }
    }
}

/// A feature that was asked for.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    BlindTransfer,
    AttendedTransfer,
    Disconnect,
    Park,
    Monitor,
    MixMonitor,
    Dynamic(Box<DynamicFeature>),
    /// Codes that count during the consultation of an attended transfer only.
    Abort,
    Complete,
    ThreeWay,
    Swap,
}

/// What digits so far amount to.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Heard {
    /// Perhaps the beginning of a code.
    Waiting,
    /// A code.
    Feature(Feature),
    /// No code: these digits belong to the other side.
    Plain(String),
}

/// Collects the digits of one party.
#[derive(Clone, Debug, Default)]
pub(crate) struct CodeReader {
    digits: String,
    deadline: Option<Instant>,
}

impl CodeReader {
    pub(crate) fn digit(
        &mut self,
        now: Instant,
        digit: char,
        codes: &[(String, Feature)],
        patience: Duration,
    ) -> Heard {
        self.digits.push(digit);
        let exact = codes.iter().find(|(code, _)| *code == self.digits);
        if let Some((_, feature)) = exact {
            self.clear();
            return Heard::Feature(feature.clone());
        }
        let begins = |(code, _): &(String, Feature)| code.starts_with(self.digits.as_str());
        if codes.iter().any(begins) {
            self.deadline = Some(now + patience);
            return Heard::Waiting;
        }
        Heard::Plain(self.clear())
    }

    /// The digits that were not completed to a code in time.
    pub(crate) fn expired(&mut self, now: Instant) -> Option<String> {
        self.deadline.filter(|d| *d <= now)?;
        Some(self.clear())
    }

    pub(crate) fn deadline(&self) -> Option<Instant> {
        self.deadline
    }

    fn clear(&mut self) -> String {
        self.deadline = None;
        std::mem::take(&mut self.digits)
    }
}
