//! What phones and the caller are told to do.

use std::time::Duration;

/// What a phone does when it is called.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Answering {
    /// It rings and is answered after this long.
    After(Duration),
    /// It rings and nobody answers.
    #[default]
    Never,
    /// It is busy (486).
    Busy,
    /// The call is declined (603).
    Declines,
    /// Nothing is registered there, or it does not respond to OPTIONS.
    Unreachable,
    /// The far end cannot carry the call (503).
    Congestion,
    /// The far end does not know the number (404).
    NotFound,
}

impl Answering {
    /// Reads `after 5s`, `answers after 5s`, `never`, `busy`, `declines`, `unreachable`, `congestion` or `notfound`.
    pub fn parse(text: &str) -> Option<Self> {
        let words: Vec<&str> = text
            .split_whitespace()
            .filter(|word| !matches!(*word, "is" | "answers"))
            .collect();
        match words.as_slice() {
            [] if text.trim() == "answers" => Some(Self::After(Duration::ZERO)),
            ["after", time] => seconds(time).map(Self::After),
            ["at", "once"] => Some(Self::After(Duration::ZERO)),
            ["never"] => Some(Self::Never),
            ["busy"] => Some(Self::Busy),
            ["declines"] => Some(Self::Declines),
            ["unreachable" | "unregistered"] => Some(Self::Unreachable),
            ["congestion" | "congested"] => Some(Self::Congestion),
            ["notfound"] | ["not", "found"] => Some(Self::NotFound),
            _ => None,
        }
    }
}

/// Digits that the caller presses one after the other.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// The digits.
    pub keys: String,
    /// When the first is pressed; `None`: as soon as the exchange listens for digits.
    pub at: Option<Duration>,
}

impl Keys {
    /// Reads `1,2,100#`, or with times `1@12s`.
    pub fn parse_list(text: &str) -> Option<Vec<Self>> {
        let is_key = |c: char| c.is_ascii_digit() || "*#ABCDabcd".contains(c);
        let mut list = Vec::new();
        for part in text
            .split(',')
            .map(str::trim)
            .filter(|part| !part.is_empty())
        {
            let (keys, at) = match part.split_once('@') {
                Some((keys, at)) => (keys.trim(), Some(seconds(at)?)),
                None => (part, None),
            };
            if keys.is_empty() || !keys.chars().all(is_key) {
                return None;
            }
            list.push(Self {
                keys: keys.to_uppercase(),
                at,
            });
        }
        Some(list)
    }
}

/// Reads `5`, `5s`, `1.5s`, `300ms` or `2m`; at most a day.
pub fn seconds(text: &str) -> Option<Duration> {
    let text = text.trim();
    let (number, unit) = match text.find(|c: char| c.is_ascii_alphabetic()) {
        Some(at) => (&text[..at], &text[at..]),
        None => (text, "s"),
    };
    let factor = match unit {
        "ms" => 0.001,
        "s" => 1.0,
        "m" => 60.0,
        "h" => 3600.0,
        _ => return None,
    };
    let seconds = number.trim().parse::<f64>().ok()? * factor;
    (0.0..=86_400.0)
        .contains(&seconds)
        .then(|| Duration::from_secs_f64(seconds))
}
