//! Option L: how long a conversation may last, and what is said before it ends.

use std::time::Duration;

use call::script::Call;
use call::{Announcement, TalkLimit};

use crate::{numbers, say};

/// The limit of a conversation.
#[derive(Clone, Debug, Default)]
pub(super) struct Limit {
    /// At the most this long.
    pub(super) duration: Option<Duration>,
    /// How much is left at the warnings, longest first.
    warnings: Vec<Duration>,
}

impl Limit {
    /// Reads `x[:y[:z]]`, in milliseconds; `None` (with a warning) when x is not above zero.
    pub(super) fn parse(call: &Call, text: &str) -> Option<Self> {
        let mut parts = text.split(':').map(|part| {
            Duration::from_millis(
                u64::try_from(numbers::leading_integer(part))
                    .unwrap_or(0)
                    .min(LONGEST_MS),
            )
        });
        let duration = parts.next().unwrap_or_default();
        if duration.is_zero() {
            call.warn(format!(
                "Dial: L({text}) is no length of time in milliseconds"
            ));
            return None;
        }
        let first = parts.next().unwrap_or_default();
        let every = parts.next().unwrap_or_default();
        Some(Self {
            duration: Some(duration),
            warnings: warnings(duration, first, every),
        })
    }

    /// The limit with its announcements, as the channel's LIMIT_… variables want them; `shorter` is
    /// another limit (option S).
    pub(super) fn for_talk(&self, call: &Call, shorter: Option<Duration>) -> TalkLimit {
        let duration = [self.duration, shorter].into_iter().flatten().min();
        let mut announcements = Vec::new();
        let language = call.look(|c| c.language.clone()).unwrap_or_default();
        let file = |name| call.get(name).filter(|f: &String| !f.is_empty());
        let yes = |name, otherwise: bool| {
            file(name).map_or(otherwise, |v| v.eq_ignore_ascii_case("yes") || v == "1")
        };
        let to_caller = yes("LIMIT_PLAYAUDIO_CALLER", true);
        let to_callee = yes("LIMIT_PLAYAUDIO_CALLEE", false);
        let mut announce = |after: Duration, prompts: Vec<String>| {
            let of = |wanted: bool| if wanted { prompts.clone() } else { Vec::new() };
            let (to_caller, to_callee) = (of(to_caller), of(to_callee));
            announcements.push(Announcement {
                after,
                to_caller,
                to_callee,
            });
        };
        if let Some(limit) = self.duration {
            if let Some(prompt) = file("LIMIT_CONNECT_FILE") {
                announce(Duration::ZERO, vec![prompt]);
            }
            for left in &self.warnings {
                let prompts = match file("LIMIT_WARNING_FILE") {
                    Some(prompt) if prompt != "timeleft" => vec![prompt],
                    _ => time_left(&language, *left),
                };
                announce(limit.saturating_sub(*left), prompts);
            }
        }
        TalkLimit {
            duration,
            announcements,
        }
    }
}

/// How much is left at each warning.
fn warnings(duration: Duration, mut first: Duration, every: Duration) -> Vec<Duration> {
    // A first warning before the beginning moves to the first one that falls into the call.
    while first > duration {
        if every.is_zero() {
            return Vec::new();
        }
        let rounds = (first - duration).as_nanos().div_ceil(every.as_nanos());
        let rounds = u32::try_from(rounds).unwrap_or(u32::MAX);
        first = first.saturating_sub(every.saturating_mul(rounds));
    }
    let mut left = first;
    let mut warnings = Vec::new();
    while !left.is_zero() && warnings.len() < MOST_WARNINGS {
        warnings.push(left);
        left = if every.is_zero() {
            Duration::ZERO
        } else {
            left.saturating_sub(every)
        };
    }
    warnings
}

/// "You have two minutes, thirty seconds."
fn time_left(language: &str, left: Duration) -> Vec<String> {
    let seconds = i64::try_from(left.as_secs()).unwrap_or(i64::MAX);
    let mut prompts = vec!["vm-youhave".to_owned()];
    for (count, unit) in [
        (seconds / 60, "queue-minutes"),
        (seconds % 60, "queue-seconds"),
    ] {
        if count > 0 {
            prompts.extend(say::number(language, count, say::Gender::None).unwrap_or_default());
            prompts.push(unit.to_owned());
        }
    }
    prompts
}

const MOST_WARNINGS: usize = 1_000;
/// A year; longer than any call, and far from any overflow.
const LONGEST_MS: u64 = 31_536_000_000;

#[cfg(test)]
mod tests;
