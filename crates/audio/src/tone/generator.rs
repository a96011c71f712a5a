//! Samples of a tone list: two rotating phasors whose phase survives changes of frequency, so that
//! a change of part does not click more than its own edge.

use std::f64::consts::TAU;
use std::sync::Arc;

use super::{ToneList, TonePart};

/// Generates one tone list for one stream.
#[derive(Clone, Debug)]
pub struct ToneGenerator {
    list: Arc<ToneList>,
    rate: u32,
    amplitude: f64,
    /// The part that sounds; None when the list is over.
    part: Option<usize>,
    /// Samples until the next part; None for ever.
    left: Option<u64>,
    oscillators: [Oscillator; 2],
}

impl ToneGenerator {
    /// At Asterisk's loudness: each frequency has a peak of 7219, about −9.8 dBm0.
    pub fn new(list: Arc<ToneList>, rate: u32) -> Self {
        Self::with_amplitude(list, rate, AMPLITUDE)
    }

    /// With another peak for each frequency.
    pub fn with_amplitude(list: Arc<ToneList>, rate: u32, amplitude: i16) -> Self {
        let mut generator = Self {
            list,
            rate: rate.max(1),
            amplitude: f64::from(amplitude),
            part: None,
            left: None,
            oscillators: [Oscillator::new(); 2],
        };
        generator.begin(0);
        generator
    }

    /// Fills the buffer; what comes after the end of the list is silence. False when the list is
    /// over.
    pub fn fill(&mut self, out: &mut [i16]) -> bool {
        let mut rest = out;
        while !rest.is_empty() {
            let Some(part) = self.current() else {
                rest.fill(0);
                break;
            };
            let count = self.left.map_or(rest.len(), |left| {
                usize::try_from(left).unwrap_or(usize::MAX).min(rest.len())
            });
            let (now, later) = std::mem::take(&mut rest).split_at_mut(count);
            self.sound(part, now);
            rest = later;
            if let Some(left) = &mut self.left {
                *left -= count as u64;
                if *left == 0 {
                    self.advance();
                }
            }
        }
        self.part.is_some()
    }

    fn current(&self) -> Option<TonePart> {
        self.list.parts.get(self.part?).copied()
    }

    fn advance(&mut self) {
        let next = self.part.map_or(0, |part| part + 1);
        if next < self.list.parts.len() {
            self.begin(next);
        } else {
            match self.list.repeat_from() {
                Some(first) => self.begin(first),
                None => self.part = None,
            }
        }
    }

    fn begin(&mut self, index: usize) {
        let Some(part) = self.list.parts.get(index) else {
            self.part = None;
            return;
        };
        self.part = Some(index);
        self.left = (part.duration_ms != 0)
            .then(|| (u64::from(part.duration_ms) * u64::from(self.rate) / 1000).max(1));
        self.oscillators[0].tune(part.freq1, self.rate);
        self.oscillators[1].tune(part.freq2, self.rate);
    }

    fn sound(&mut self, part: TonePart, out: &mut [i16]) {
        let [first, second] = &mut self.oscillators;
        let amplitude = self.amplitude;
        let sample = |first: f64, second: f64| {
            if part.modulated {
                // 90 % of the first tone, its loudness swung by the second.
                first * MODULATION * (FULL_SCALE - second).abs() / FULL_SCALE
            } else {
                first + second
            }
        };
        for slot in out.iter_mut() {
            *slot = sample(amplitude * first.next(), amplitude * second.next()).round() as i16;
        }
        first.normalise();
        second.normalise();
    }
}

/// A phasor that turns by a fixed angle each sample; the sine is its imaginary part.
#[derive(Clone, Copy, Debug)]
struct Oscillator {
    state: (f64, f64),
    turn: (f64, f64),
}

impl Oscillator {
    fn new() -> Self {
        Self {
            state: (1.0, 0.0),
            turn: (1.0, 0.0),
        }
    }

    /// Silence starts the phase afresh, so that the next tone begins at zero.
    fn tune(&mut self, freq: u32, rate: u32) {
        if freq == 0 {
            *self = Self::new();
        } else {
            let (sin, cos) = (TAU * f64::from(freq) / f64::from(rate)).sin_cos();
            self.turn = (cos, sin);
        }
    }

    fn next(&mut self) -> f64 {
        let (re, im) = self.state;
        let (cos, sin) = self.turn;
        self.state = (re * cos - im * sin, re * sin + im * cos);
        im
    }

    /// Rounding lets the length drift; once a buffer is often enough to undo it.
    fn normalise(&mut self) {
        let (re, im) = self.state;
        let length = re.hypot(im);
        self.state = (re / length, im / length);
    }
}

/// Peak of each frequency.
const AMPLITUDE: i16 = 7219;
const MODULATION: f64 = 0.9;
const FULL_SCALE: f64 = 32_768.0;
