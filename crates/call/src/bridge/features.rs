//! Digits with a meaning during a call: whose, which, and how they are told from plain digits.

use std::time::{Duration, Instant};

/// What one party may do by digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub struct BridgeFeatures {
    /// Send the other side elsewhere (`Dial` options t and T).
    pub blind_transfer: bool,
    /// End the call (h and H).
    pub disconnect: bool,
}

impl BridgeFeatures {
    /// Are digits of this party of any interest?
    pub fn any(self) -> bool {
        self.blind_transfer || self.disconnect
    }
}

/// The codes of `features.conf`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct FeatureCodes {
    /// Blind transfer; `#` unless configured.
    pub blind_transfer: String,
    /// Disconnect; `*` unless configured.
    pub disconnect: String,
    /// Time between the digits of a code.
    pub digit_timeout: Duration,
    /// Time for each digit of the number to transfer to.
    pub transfer_digit_timeout: Duration,
    /// How many numbers may be tried.
    pub transfer_attempts: u32,
}

impl Default for FeatureCodes {
    fn default() -> Self {
        Self {
            blind_transfer: "#".to_owned(),
            disconnect: "*".to_owned(),
            digit_timeout: Duration::from_secs(1),
            transfer_digit_timeout: Duration::from_secs(3),
            transfer_attempts: 3,
        }
    }
}

/// A feature that was asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Feature {
    BlindTransfer,
    Disconnect,
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
        allowed: BridgeFeatures,
        codes: &FeatureCodes,
    ) -> Heard {
        self.digits.push(digit);
        let known = [
            (
                allowed.blind_transfer,
                codes.blind_transfer.as_str(),
                Feature::BlindTransfer,
            ),
            (
                allowed.disconnect,
                codes.disconnect.as_str(),
                Feature::Disconnect,
            ),
        ];
        let usable = known
            .iter()
            .filter(|(may, code, _)| *may && !code.is_empty());
        let mut could_become = false;
        for (_, code, feature) in usable {
            if *code == self.digits {
                self.clear();
                return Heard::Feature(*feature);
            }
            could_become |= code.starts_with(self.digits.as_str());
        }
        if could_become {
            self.deadline = Some(now + codes.digit_timeout);
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
