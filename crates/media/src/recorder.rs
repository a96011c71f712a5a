//! Recordings as files: takes the pieces that a worker hands out, in as many formats and directions as
//! wanted, and grows the files so that they can be played at any moment, even after a crash.
//!
//! It works on a [`Disk`], so the same code runs on a real one and on one in memory.

use std::collections::BTreeMap;

use audio::file::{Format, Writer};
use audio::{Codec, Resampler, SampleRate, encoder};

use crate::control::{Recorded, RecordingSetup, TapId, TapPoint};

#[cfg(test)]
mod tests;

/// What files a recording fills.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordingPlan {
    /// The recording.
    pub tap: TapId,
    /// The files; all of them get the same moments.
    pub tracks: Vec<RecordedFile>,
    /// Files that exist are continued.
    pub append: bool,
    /// How much louder what is received, and what is sent, gets in the files.
    pub gains: [f32; 2],
}

/// One file of a recording.
#[derive(Clone, Debug, PartialEq)]
pub struct RecordedFile {
    /// Its path, with ending.
    pub path: String,
    /// Its format.
    pub format: &'static Format,
    /// What is in it.
    pub side: Recorded,
}

/// How the files of a recording end.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Ending {
    /// So much is cut off at their ends.
    pub cut_ms: u32,
    /// What becomes of them.
    pub fate: Fate,
}

/// What becomes of the files of a recording.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub enum Fate {
    /// They stay.
    #[default]
    Keep,
    /// They are deleted.
    Delete,
    /// They get these paths, in the order of the tracks; what was there is replaced.
    Rename(Vec<String>),
}

/// Where files are. Errors are sentences for people.
pub trait Disk {
    /// Opens or makes a file, and the folders that it is in; without `keep` it is emptied. Gives its
    /// length and its first bytes (`HEAD_BYTES` of them at the most).
    fn open(&mut self, path: &str, keep: bool) -> Result<(u64, Vec<u8>), String>;
    /// Writes into an open file.
    fn write(&mut self, path: &str, at: u64, bytes: &[u8]) -> Result<(), String>;
    /// Cuts an open file off.
    fn cut(&mut self, path: &str, length: u64) -> Result<(), String>;
    /// Closes a file.
    fn close(&mut self, path: &str);
    /// Gives a file another path.
    fn rename(&mut self, from: &str, to: &str) -> Result<(), String>;
    /// Deletes a file.
    fn delete(&mut self, path: &str) -> Result<(), String>;
}

impl RecordingPlan {
    /// Can all files be written? Says what is wrong.
    pub fn check(&self) -> Result<(), String> {
        for RecordedFile { path, format, side } in &self.tracks {
            if encoder(format.codec).is_none() || !format.can_be_written() {
                return Err(format!(
                    "'{path}' cannot be recorded: there is no encoder for {}",
                    format.name
                ));
            }
            if *side == Recorded::Stereo && stereo_writer(format).is_none() {
                return Err(format!(
                    "'{path}' cannot be recorded: only wav and raw files have two tracks"
                ));
            }
        }
        match self.tracks.is_empty() {
            true => Err("a recording needs a file".to_owned()),
            false => Ok(()),
        }
    }

    /// What the worker has to hand out for these files.
    pub fn setup(&self) -> RecordingSetup {
        RecordingSetup {
            point: TapPoint::AfterVolume,
            ..RecordingSetup::new(self.taken(), Codec::Slin(self.rate()))
        }
    }

    /// The directions that the worker hands out: only when files differ, or the directions' volumes,
    /// both side by side.
    fn taken(&self) -> Recorded {
        let plain = self.gains == [1.0, 1.0];
        match self.tracks.as_slice() {
            [first, rest @ ..] if plain && rest.iter().all(|it| it.side == first.side) => {
                first.side
            }
            _ => Recorded::Stereo,
        }
    }

    /// The highest rate of all files.
    fn rate(&self) -> SampleRate {
        let rates = self
            .tracks
            .iter()
            .map(|it| it.format.codec.sample_rate())
            .max();
        SampleRate::at_least(rates.unwrap_or(8_000))
    }
}

/// All recordings that are being written.
#[derive(Default)]
pub struct Recorder {
    running: BTreeMap<TapId, Running>,
}

struct Running {
    files: Vec<OpenFile>,
    taken: Recorded,
    gains: [f32; 2],
    failed: Option<String>,
}

struct OpenFile {
    path: String,
    side: Recorded,
    writer: Writer,
    /// From the rate of the recording to that of the file, for each track in it.
    resamplers: Vec<Resampler>,
    /// Where the next bytes go.
    at: u64,
    waiting: Vec<u8>,
}

impl Recorder {
    /// Begins the files of a recording.
    pub fn open(&mut self, plan: &RecordingPlan, disk: &mut impl Disk) -> Result<(), String> {
        plan.check()?;
        let mut files: Vec<OpenFile> = Vec::new();
        for track in &plan.tracks {
            match OpenFile::new(track, plan, disk) {
                Ok(file) => files.push(file),
                Err(problem) => {
                    files.iter().for_each(|file| disk.close(&file.path));
                    return Err(problem);
                }
            }
        }
        let running = Running {
            files,
            taken: plan.taken(),
            gains: plan.gains,
            failed: None,
        };
        self.running.insert(plan.tap, running);
        Ok(())
    }

    /// Takes a piece from the worker.
    pub fn take(&mut self, tap: TapId, piece: &[u8], disk: &mut impl Disk) {
        if let Some(running) = self.running.get_mut(&tap)
            && running.failed.is_none()
            && let Err(problem) = running.take(piece, disk)
        {
            running.failed = Some(problem);
        }
    }

    /// Ends the files of a recording. An error of any file, also an earlier one, is told here.
    pub fn close(
        &mut self,
        tap: TapId,
        ending: &Ending,
        disk: &mut impl Disk,
    ) -> Result<(), String> {
        let Some(mut running) = self.running.remove(&tap) else {
            return Err("that recording is not open".to_owned());
        };
        let mut problem = running.failed.take();
        for (place, file) in running.files.iter_mut().enumerate() {
            let ended = file.end(ending.cut_ms, disk);
            disk.close(&file.path);
            let moved = match &ending.fate {
                Fate::Keep => Ok(()),
                Fate::Delete => disk.delete(&file.path),
                Fate::Rename(paths) => match paths.get(place) {
                    Some(path) if *path != file.path => disk.rename(&file.path, path),
                    _ => Ok(()),
                },
            };
            if let (None, Err(first)) = (&problem, ended.and(moved)) {
                problem = Some(first);
            }
        }
        problem.map_or(Ok(()), Err)
    }

    /// Ends all files, when the program ends.
    pub fn close_all(&mut self, disk: &mut impl Disk) {
        let taps: Vec<TapId> = self.running.keys().copied().collect();
        for tap in taps {
            // Nobody is left who could be told.
            let _ = self.close(tap, &Ending::default(), disk);
        }
    }

    /// How many recordings are being written.
    pub fn count(&self) -> usize {
        self.running.len()
    }
}

impl Running {
    fn take(&mut self, piece: &[u8], disk: &mut impl Disk) -> Result<(), String> {
        let samples = piece.as_chunks::<2>().0.iter();
        let samples: Vec<i16> = samples.map(|it| i16::from_be_bytes(*it)).collect();
        if self.taken != Recorded::Stereo {
            let files = self.files.iter_mut();
            return files
                .map(|file| file.take(&samples, disk))
                .fold(Ok(()), Result::and);
        }
        let louder = |sample: i16, gain: f32| (f32::from(sample) * gain) as i16;
        let pairs: Vec<[i16; 2]> = samples
            .as_chunks::<2>()
            .0
            .iter()
            .map(|&[left, right]| [louder(left, self.gains[0]), louder(right, self.gains[1])])
            .collect();
        let mut mono = Vec::with_capacity(pairs.len());
        for file in &mut self.files {
            mono.clear();
            match file.side {
                Recorded::Received => mono.extend(pairs.iter().map(|[left, _]| left)),
                Recorded::Sent => mono.extend(pairs.iter().map(|[_, right]| right)),
                Recorded::Mixed => mono.extend(pairs.iter().map(|&[l, r]| l.saturating_add(r))),
                Recorded::Stereo => mono.extend(pairs.iter().flatten()),
            }
            file.take(&mono, disk)?;
        }
        Ok(())
    }
}

impl OpenFile {
    fn new(
        track: &RecordedFile,
        plan: &RecordingPlan,
        disk: &mut impl Disk,
    ) -> Result<Self, String> {
        let RecordedFile { path, format, side } = track;
        let (length, head) = disk.open(path, plan.append)?;
        let wanted = match side {
            Recorded::Stereo => stereo_writer(format),
            _ => Some(Writer::new(format)),
        };
        let mut writer = wanted.ok_or_else(|| format!("'{path}' cannot have two tracks"))?;
        let header = writer.header();
        let at = if length <= header.len() as u64 {
            disk.write(path, 0, &header)?;
            header.len() as u64
        } else {
            let kept = writer.resume(&head, length).ok_or_else(|| {
                format!("'{path}' holds another kind of sound, so nothing can be appended")
            })?;
            disk.cut(path, kept)?;
            kept
        };
        let resampler = || Resampler::new(plan.rate().hz(), format.codec.sample_rate());
        let resamplers = match side {
            Recorded::Stereo => resampler().into_iter().chain(resampler()).collect(),
            _ => resampler().into_iter().collect(),
        };
        Ok(Self {
            path: path.clone(),
            side: *side,
            resamplers,
            writer,
            at,
            waiting: Vec::new(),
        })
    }

    fn take(&mut self, samples: &[i16], disk: &mut impl Disk) -> Result<(), String> {
        let mut resampled = Vec::new();
        let samples = match self.resamplers.as_mut_slice() {
            [] => samples,
            [one] => {
                one.resample(samples, &mut resampled);
                resampled.as_slice()
            }
            [left, right, ..] => {
                let mut sides = [Vec::new(), Vec::new()];
                let pairs = samples.as_chunks::<2>().0;
                let track = |at: usize| pairs.iter().map(|it| it[at]).collect::<Vec<i16>>();
                left.resample(&track(0), &mut sides[0]);
                right.resample(&track(1), &mut sides[1]);
                let both = sides[0].iter().zip(&sides[1]);
                resampled.extend(both.flat_map(|(left, right)| [*left, *right]));
                resampled.as_slice()
            }
        };
        self.writer.append_samples(samples, &mut self.waiting);
        match self.waiting.len() >= PIECE_BYTES {
            true => self.flush(disk),
            false => Ok(()),
        }
    }

    /// Data first: a header that promises too little is better than one that promises too much.
    fn flush(&mut self, disk: &mut impl Disk) -> Result<(), String> {
        disk.write(&self.path, self.at, &self.waiting)?;
        self.at += self.waiting.len() as u64;
        self.waiting.clear();
        let header = self.writer.header();
        match header.is_empty() {
            true => Ok(()),
            false => disk.write(&self.path, 0, &header),
        }
    }

    fn end(&mut self, cut_ms: u32, disk: &mut impl Disk) -> Result<(), String> {
        self.flush(disk)?;
        if cut_ms > 0 {
            let length = self.writer.shorten(cut_ms);
            disk.cut(&self.path, length)?;
            self.at = length;
        }
        self.writer.finish(&mut self.waiting);
        self.flush(disk)
    }
}

fn stereo_writer(format: &'static Format) -> Option<Writer> {
    Writer::stereo(format)
}

/// How much of a file's beginning is wanted when it is opened: as much as the longest header.
pub const HEAD_BYTES: usize = 64;
/// About half a second of telephone sound: few writes, and little that a crash can take.
const PIECE_BYTES: usize = 8_000;
