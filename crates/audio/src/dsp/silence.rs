//! Is somebody speaking? By mean level, as `Record`, `WaitForSilence` and talk detection ask.

/// The mean of the samples' magnitudes; 0 for none.
pub fn mean_level(samples: &[i16]) -> u16 {
    if samples.is_empty() {
        return 0;
    }
    let sum: u64 = samples
        .iter()
        .map(|sample| u64::from(sample.unsigned_abs()))
        .sum();
    u16::try_from(sum / samples.len() as u64).unwrap_or(u16::MAX)
}

/// Measures how long it has been silent, or not, in a row.
#[derive(Clone, Debug)]
pub struct SilenceMeter {
    rate: u32,
    threshold: u16,
    silent: u64,
    loud: u64,
}

impl SilenceMeter {
    /// The threshold that dsp.conf has by default.
    pub const USUAL_THRESHOLD: u16 = 256;

    /// A block is silent when its [`mean_level`] is below the threshold.
    pub fn new(rate: u32, threshold: u16) -> Self {
        Self {
            rate: rate.max(1),
            threshold,
            silent: 0,
            loud: 0,
        }
    }

    /// Judges one block (20 ms is usual). True when it is silent.
    pub fn feed(&mut self, block: &[i16]) -> bool {
        let silent = mean_level(block) < self.threshold;
        let (grows, ends) = match silent {
            true => (&mut self.silent, &mut self.loud),
            false => (&mut self.loud, &mut self.silent),
        };
        *grows += block.len() as u64;
        *ends = 0;
        silent
    }

    /// How long it has been silent without a break, in milliseconds.
    pub fn silent_ms(&self) -> u64 {
        self.silent * 1000 / u64::from(self.rate)
    }

    /// How long it has been loud without a break, in milliseconds.
    pub fn loud_ms(&self) -> u64 {
        self.loud * 1000 / u64::from(self.rate)
    }
}
