//! Packet loss concealment: what is missing is filled with the last pitch period, which fades out within
//! 60 ms, and what comes after is faded in over it (in the manner of G.711 appendix I, without its delay).

#[cfg(test)]
mod tests;

/// Hides gaps in one stream of samples.
pub struct Concealer {
    /// The newest samples, oldest first; never longer than `history_max`.
    history: Vec<i16>,
    history_max: usize,
    rate: usize,
    /// One pitch period that can be repeated without a step; empty while nothing is missing.
    period: Vec<f32>,
    /// Next sample of `period`.
    at: usize,
    /// Samples made up since the last good one.
    missing: usize,
    /// The step between what was heard and the repeated period, to be smoothed.
    step: f32,
}

impl Concealer {
    /// For samples of `rate` Hz.
    pub fn new(rate: u32) -> Self {
        let rate = rate.max(1_000) as usize;
        let history_max = rate * HISTORY_MS / 1_000;
        Self {
            history: Vec::with_capacity(2 * history_max),
            history_max,
            rate,
            period: Vec::new(),
            at: 0,
            missing: 0,
            step: 0.0,
        }
    }

    /// Samples that arrived. After a gap their beginning is changed so that it joins what was made up.
    pub fn heard(&mut self, samples: &mut [i16]) {
        if self.missing > 0 {
            let fade = self.samples(JOIN_MS).min(samples.len());
            for (position, sample) in samples.iter_mut().take(fade).enumerate() {
                let weight = (position as f32 + 0.5) / fade as f32;
                let made_up = self.next();
                *sample = (f32::from(*sample) * weight + made_up * (1.0 - weight)) as i16;
            }
            self.missing = 0;
            self.period.clear();
        }
        self.remember(samples);
    }

    /// Appends so many samples in place of missing ones.
    pub fn fill(&mut self, count: usize, out: &mut Vec<i16>) {
        if self.missing == 0 {
            self.prepare();
        }
        let begin = out.len();
        for _ in 0..count {
            let sample = self.next();
            // The cast saturates.
            out.push(sample as i16);
        }
        let made = out.split_at(begin).1;
        // History stays what was really heard: the period is already taken from it.
        debug_assert_eq!(made.len(), count, "as many as are missing");
    }

    /// Is all that could be made up faded out?
    pub fn is_silent(&self) -> bool {
        self.history.is_empty() || self.missing >= self.samples(FADED_MS)
    }

    /// Forgets everything: another stream begins.
    pub fn reset(&mut self) {
        self.history.clear();
        self.period.clear();
        self.missing = 0;
    }

    fn next(&mut self) -> f32 {
        let smooth = self.samples(JOIN_MS);
        let Some(&sample) = self.period.get(self.at) else {
            self.missing += 1;
            return 0.0;
        };
        self.at = (self.at + 1) % self.period.len();
        let whole = self.samples(WHOLE_MS);
        let fading = self.samples(FADED_MS) - whole;
        let faded = self.missing.saturating_sub(whole).min(fading);
        let level = 1.0 - faded as f32 / fading as f32;
        let rest = 1.0 - (self.missing as f32 / smooth as f32).min(1.0);
        self.missing += 1;
        sample * level + self.step * rest
    }

    /// Takes the last pitch period out of the history.
    fn prepare(&mut self) {
        self.period.clear();
        self.at = 0;
        self.step = 0.0;
        let Some(length) = self.pitch() else { return };
        let end = self.history.len();
        let cross = length / 4;
        let at = |index: usize| f32::from(self.history[index]);
        self.period.extend((end - length..end).map(at));
        // Its end becomes what stood before its beginning, so that it can be repeated.
        for position in 0..cross {
            let weight = (position as f32 + 0.5) / cross as f32;
            let before = at(end - length - cross + position);
            let sample = &mut self.period[length - cross + position];
            *sample = *sample * (1.0 - weight) + before * weight;
        }
        self.step = at(end - 1) - at(end - length - 1);
    }

    /// The lag at which the newest samples resemble the older ones most; None for a short history.
    fn pitch(&self) -> Option<usize> {
        let window = self.samples(WINDOW_MS);
        let (shortest, longest) = (self.rate / HIGHEST_PITCH, self.rate / LOWEST_PITCH);
        let end = self.history.len();
        if end < longest + window + longest / 4 {
            return None;
        }
        let newest = &self.history[end - window..];
        // Two samples a millisecond tell enough of a pitch for a first look.
        let coarse = (self.rate / 8_000).max(1);
        let likeness = |lag: usize| {
            let older = &self.history[end - window - lag..end - lag];
            likeness(newest, older, coarse)
        };
        let best_of = |lags: &mut dyn Iterator<Item = usize>| {
            lags.map(|lag| (lag, likeness(lag)))
                .max_by(|a, b| a.1.total_cmp(&b.1))
                .map(|(lag, _)| lag)
        };
        let rough = best_of(&mut (shortest..=longest).step_by(coarse))?;
        let near = rough.saturating_sub(coarse).max(shortest)..=(rough + coarse).min(longest);
        best_of(&mut near.into_iter())
    }

    fn remember(&mut self, samples: &[i16]) {
        let newest = &samples[samples.len().saturating_sub(self.history_max)..];
        let too_many = (self.history.len() + newest.len()).saturating_sub(self.history_max);
        self.history.drain(..too_many);
        self.history.extend_from_slice(newest);
    }

    fn samples(&self, ms: usize) -> usize {
        self.rate * ms / 1_000
    }
}

/// Normalised cross-correlation over each `step`th sample.
fn likeness(newest: &[i16], older: &[i16], step: usize) -> f32 {
    let (mut product, mut energy) = (0.0_f32, 1.0_f32);
    for (&new, &old) in newest.iter().zip(older).step_by(step) {
        let (new, old) = (f32::from(new), f32::from(old));
        product += new * old;
        energy += old * old;
    }
    product / energy.sqrt()
}

const HISTORY_MS: usize = 50;
const WINDOW_MS: usize = 20;
/// Speech lies within; a higher pitch is found as a multiple of its period.
const HIGHEST_PITCH: usize = 400;
const LOWEST_PITCH: usize = 66;
/// Until then what is made up keeps its level; then it fades, and here it is gone.
const WHOLE_MS: usize = 10;
const FADED_MS: usize = 60;
const JOIN_MS: usize = 4;
