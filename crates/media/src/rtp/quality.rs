//! How good a connection is: figures over its life, and the opinion that listeners would have of it (the
//! E-model of ITU-T G.107, with the values of G.113 for the codecs).

use audio::Codec;

#[cfg(test)]
mod tests;

/// Least, greatest, mean and spread of a figure that is measured again and again.
#[derive(Clone, Copy, Debug, Default, PartialEq)]
pub struct Summary {
    /// How often it was measured.
    pub count: u32,
    /// The newest value.
    pub last: f64,
    /// The least one.
    pub least: f64,
    /// The greatest one.
    pub most: f64,
    /// Their mean.
    pub mean: f64,
    /// Sum of squared distances from the mean.
    squares: f64,
}

impl Summary {
    /// Takes one more value in.
    pub fn add(&mut self, value: f64) {
        if self.count == 0 {
            self.least = value;
            self.most = value;
        }
        self.count = self.count.saturating_add(1);
        self.last = value;
        self.least = self.least.min(value);
        self.most = self.most.max(value);
        let before = self.mean;
        self.mean += (value - before) / f64::from(self.count);
        self.squares += (value - before) * (value - self.mean);
    }

    /// Standard deviation.
    pub fn deviation(&self) -> f64 {
        match self.count {
            0 => 0.0,
            count => (self.squares / f64::from(count)).max(0.0).sqrt(),
        }
    }
}

/// What the E-model needs to know of one direction.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Line {
    /// The codec.
    pub codec: Codec,
    /// Packets lost, in percent.
    pub loss_percent: f64,
    /// Interarrival jitter in milliseconds; a receiver waits about twice as long.
    pub jitter_ms: f64,
    /// The way there and back in milliseconds.
    pub round_trip_ms: f64,
}

impl Line {
    /// The transmission rating R, 0 (useless) to 93.2 (as good as a telephone gets).
    pub fn rating(&self) -> f64 {
        let delay = self.round_trip_ms / 2.0 + 2.0 * self.jitter_ms + OWN_DELAY_MS;
        let late = (delay - LATE_MS).max(0.0);
        let by_delay = 0.024 * delay + 0.11 * late;
        let (impairment, robustness) = impairment(self.codec);
        let loss = self.loss_percent.clamp(0.0, 100.0);
        let by_loss = impairment + (95.0 - impairment) * loss / (loss + robustness);
        (BEST - by_delay - by_loss).clamp(0.0, BEST)
    }

    /// The mean opinion score, 1 (bad) to 4.4.
    pub fn mos(&self) -> f64 {
        let r = self.rating();
        (1.0 + 0.035 * r + r * (r - 60.0) * (100.0 - r) * 7e-6).max(1.0)
    }
}

/// Equipment impairment, and robustness against loss at random, with concealment (G.113 appendix I).
fn impairment(codec: Codec) -> (f64, f64) {
    match codec {
        Codec::G729 => (11.0, 19.0),
        Codec::G723 => (15.0, 16.1),
        Codec::Gsm => (20.0, 43.0),
        Codec::G726 | Codec::G726Aal2 | Codec::Adpcm => (7.0, 20.0),
        Codec::Ilbc => (10.0, 34.0),
        Codec::Speex | Codec::Silk8 => (11.0, 20.0),
        Codec::Lpc10 | Codec::Codec2 => (40.0, 20.0),
        _ => (0.0, 25.1),
    }
}

const BEST: f64 = 93.2;
/// Packetization and play-out.
const OWN_DELAY_MS: f64 = 40.0;
/// From here on delay disturbs a conversation.
const LATE_MS: f64 = 177.3;
