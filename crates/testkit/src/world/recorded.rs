//! What an exchange has recorded: files, and what is to be heard in them.

use audio::{Sound, file, measure};

use super::World;

impl World {
    /// A file below the spool folder (`monitor/a.wav`) or the data folder (`sounds/a.wav`).
    #[track_caller]
    pub fn recorded_file(&mut self, path: &str) -> Option<Vec<u8>> {
        self.site.borrow_mut().running().exchanges[0].file(path)
    }

    /// The sound in such a file.
    #[track_caller]
    pub fn recorded(&mut self, path: &str) -> Sound {
        let Some(bytes) = self.recorded_file(path) else {
            panic!("there is no file {path}\n{}", self.story());
        };
        let (_, ending) = path.rsplit_once('.').unwrap_or_default();
        file::read(ending, &bytes)
            .unwrap_or_else(|fault| panic!("{path} ({} bytes): {fault}", bytes.len()))
    }

    /// For so long altogether these pitches sound in a file, in milliseconds; other sounds between do
    /// not matter.
    #[track_caller]
    pub fn recorded_pitch_ms(&mut self, path: &str, pitch: f64) -> u32 {
        let sound = self.recorded(path);
        let (samples, rate) = (
            sound.samples().unwrap_or_default(),
            sound.codec.sample_rate(),
        );
        let window = (rate / 50) as usize;
        let heard = samples
            .chunks_exact(window)
            .filter(|it| measure::pitch_level(it, rate, pitch) > LEAST_LEVEL);
        20 * u32::try_from(heard.count()).unwrap_or(u32::MAX)
    }

    /// The mails that the exchange sent.
    #[track_caller]
    pub fn mails(&mut self) -> Vec<Vec<u8>> {
        self.site.borrow_mut().running().exchanges[0].mails()
    }

    /// Commands of the shell that the exchange would have run; `None` where it did run them.
    #[track_caller]
    pub fn commands(&mut self) -> Option<Vec<String>> {
        self.site.borrow_mut().running().exchanges[0].commands()
    }
}

/// In dBm0.
const LEAST_LEVEL: f64 = -25.0;
