//! Tone zones: what dial tone, busy and ringing sound like in each country.
//!
//! The built-in ones are used where no indications.conf says otherwise; zones of that file are
//! values of the same type.

use crate::tone::{ToneFault, ToneList};

#[cfg(test)]
mod tests;
mod zones;

/// The tones of one country.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Zone {
    /// Two letters, lower case.
    pub country: String,
    /// The country's name.
    pub description: String,
    /// How a bell rings: milliseconds of sound and silence in turn.
    pub ring_cadence: Vec<u32>,
    /// Tone lists by name: `dial`, `busy`, `ring`, `congestion`, `callwaiting`, `dialrecall`,
    /// `record`, `info`, `stutter`, and whatever else a file names.
    pub tones: Vec<(String, String)>,
}

impl Zone {
    /// The text of a tone; case does not matter.
    pub fn tone_text(&self, name: &str) -> Option<&str> {
        self.tones
            .iter()
            .find(|(known, _)| known.eq_ignore_ascii_case(name))
            .map(|(_, text)| text.as_str())
    }

    /// A tone, ready to be played.
    pub fn tone(&self, name: &str) -> Option<Result<ToneList, ToneFault>> {
        self.tone_text(name).map(ToneList::parse)
    }
}

/// The built-in zone of a country (two letters; `gb` is `uk`), or None.
pub fn builtin(country: &str) -> Option<Zone> {
    let country = if country.eq_ignore_ascii_case("gb") {
        "uk"
    } else {
        country
    };
    zones::ZONES
        .iter()
        .find(|zone| zone.country.eq_ignore_ascii_case(country))
        .map(Into::into)
}

/// The countries that are built in, in alphabetical order.
pub fn countries() -> impl Iterator<Item = &'static str> {
    zones::ZONES.iter().map(|zone| zone.country)
}

/// The zone of an installation that chooses none.
pub const DEFAULT_COUNTRY: &str = "us";
