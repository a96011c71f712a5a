//! Sound and silence in what a session receives, as `TALK_DETECT`, `WaitForSilence`, `WaitForNoise` and
//! the detection of answering machines need it.

use std::time::Instant;

use audio::mean_level;

use super::ear::{Ear, FRAME_MS};
use super::hooks::WATCH_RATE;
use crate::control::{Stretch, Watch};

pub(super) struct Watcher {
    pub(super) ear: Ear,
    watch: Watch,
    run: Run,
    samples: Vec<i16>,
}

/// The stretch that goes on, and what might become the next one.
#[derive(Default)]
struct Run {
    sound: bool,
    lasted_ms: u32,
    /// The other kind, not yet long enough to count.
    other_ms: u32,
    told: bool,
}

impl Watcher {
    pub(super) fn new(watch: Watch) -> Self {
        Self {
            ear: Ear::new(WATCH_RATE),
            watch,
            run: Run::default(),
            samples: Vec::new(),
        }
    }

    /// Hears the frame that is due at `at`; `tell` is called for what there is to tell, in order.
    pub(super) fn tick(&mut self, at: Instant, mut tell: impl FnMut(Stretch)) {
        self.samples.clear();
        self.ear.frame(at, &mut self.samples);
        let sound = mean_level(&self.samples) >= self.watch.threshold;
        let ms = FRAME_MS as u32;
        let run = &mut self.run;
        if sound == run.sound {
            run.lasted_ms = run.lasted_ms.saturating_add(run.other_ms + ms);
            run.other_ms = 0;
        } else {
            run.other_ms += ms;
            let shortest = match sound {
                true => self.watch.shortest_sound_ms,
                false => self.watch.shortest_silence_ms,
            };
            if run.other_ms >= shortest {
                if run.lasted_ms > 0 {
                    tell(run.stretch(true));
                }
                *run = Run {
                    sound,
                    lasted_ms: run.other_ms,
                    other_ms: 0,
                    told: false,
                };
            }
        }
        let milestone = match run.sound {
            true => self.watch.sound_ms,
            false => self.watch.silence_ms,
        };
        if !run.told && milestone.is_some_and(|ms| run.lasted_ms >= ms) {
            run.told = true;
            tell(run.stretch(false));
        }
    }
}

impl Run {
    fn stretch(&self, ended: bool) -> Stretch {
        Stretch {
            sound: self.sound,
            duration_ms: self.lasted_ms,
            ended,
        }
    }
}
