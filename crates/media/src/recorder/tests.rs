use audio::file;
use audio::measure::{pitch_level, sine};

use super::*;

/// A disk in memory; paths below `/full` cannot be written.
#[derive(Default)]
struct Memory(BTreeMap<String, Vec<u8>>);

impl Disk for Memory {
    fn open(&mut self, path: &str, keep: bool) -> Result<(u64, Vec<u8>), String> {
        let file = self.0.entry(path.to_owned()).or_default();
        if !keep {
            file.clear();
        }
        let head = file[..file.len().min(HEAD_BYTES)].to_vec();
        Ok((file.len() as u64, head))
    }

    fn write(&mut self, path: &str, at: u64, bytes: &[u8]) -> Result<(), String> {
        if path.starts_with("/full") {
            return Err("no space".to_owned());
        }
        let file = self.0.get_mut(path).unwrap();
        let end = at as usize + bytes.len();
        if file.len() < end {
            file.resize(end, 0);
        }
        file[at as usize..end].copy_from_slice(bytes);
        Ok(())
    }

    fn cut(&mut self, path: &str, length: u64) -> Result<(), String> {
        self.0.get_mut(path).unwrap().truncate(length as usize);
        Ok(())
    }

    fn close(&mut self, _: &str) {}

    fn rename(&mut self, from: &str, to: &str) -> Result<(), String> {
        let file = self.0.remove(from).unwrap();
        self.0.insert(to.to_owned(), file);
        Ok(())
    }

    fn delete(&mut self, path: &str) -> Result<(), String> {
        self.0.remove(path);
        Ok(())
    }
}

fn track(path: &str, side: Recorded) -> RecordedFile {
    let (_, ending) = path.rsplit_once('.').unwrap();
    RecordedFile {
        path: path.to_owned(),
        format: Format::find(ending).unwrap(),
        side,
    }
}

fn plan(tracks: Vec<RecordedFile>) -> RecordingPlan {
    RecordingPlan {
        tap: TapId(1),
        tracks,
        append: false,
        gains: [1.0, 1.0],
    }
}

/// 700 Hz on one side, 1 300 Hz on the other, as a worker hands them out.
fn pieces(plan: &RecordingPlan, ms: u32) -> Vec<Vec<u8>> {
    let setup = plan.setup();
    let rate = setup.codec.sample_rate();
    let (left, right) = (sine(700.0, rate, ms, -10.0), sine(1_300.0, rate, ms, -10.0));
    let samples: Vec<i16> = match setup.what {
        Recorded::Received => left,
        Recorded::Sent => right,
        Recorded::Mixed => left.iter().zip(&right).map(|(l, r)| l + r).collect(),
        Recorded::Stereo => left
            .iter()
            .zip(&right)
            .flat_map(|(l, r)| [*l, *r])
            .collect(),
    };
    let bytes: Vec<u8> = samples.iter().flat_map(|it| it.to_be_bytes()).collect();
    bytes.chunks(3_200).map(<[u8]>::to_vec).collect()
}

fn hears(disk: &Memory, path: &str, pitches: [bool; 2], ms: u64) {
    let (_, ending) = path.rsplit_once('.').unwrap();
    let sound = file::read(ending, &disk.0[path]).unwrap();
    assert!(
        sound.duration_ms().abs_diff(ms) <= 25,
        "{path}: {} ms",
        sound.duration_ms()
    );
    let (samples, rate) = (sound.samples().unwrap(), sound.codec.sample_rate());
    let middle = &samples[samples.len() / 4..samples.len() / 2];
    for (pitch, expected) in [700.0, 1_300.0].into_iter().zip(pitches) {
        let level = pitch_level(middle, rate, pitch);
        assert_eq!(level > -20.0, expected, "{path}: {pitch} Hz at {level}");
    }
}

#[test]
fn every_file_gets_its_side_at_its_rate() {
    let plan = plan(vec![
        track("/r/mixed.wav", Recorded::Mixed),
        track("/r/in.gsm", Recorded::Received),
        track("/r/out.WAV", Recorded::Sent),
        track("/r/wide.sln16", Recorded::Mixed),
        track("/r/out.ulaw", Recorded::Sent),
    ]);
    assert_eq!(plan.setup().what, Recorded::Stereo);
    let (mut disk, mut recorder) = (Memory::default(), Recorder::default());
    recorder.open(&plan, &mut disk).unwrap();
    for piece in pieces(&plan, 2_000) {
        recorder.take(plan.tap, &piece, &mut disk);
    }
    recorder
        .close(plan.tap, &Ending::default(), &mut disk)
        .unwrap();
    assert_eq!(recorder.count(), 0);
    hears(&disk, "/r/mixed.wav", [true, true], 2_000);
    hears(&disk, "/r/in.gsm", [true, false], 2_000);
    hears(&disk, "/r/out.WAV", [false, true], 2_000);
    hears(&disk, "/r/wide.sln16", [true, true], 2_000);
    hears(&disk, "/r/out.ulaw", [false, true], 2_000);
}

#[test]
fn what_a_crash_leaves_behind_can_be_played() {
    for ending in ["wav", "WAV", "gsm", "sln", "au", "alaw", "wav16"] {
        let path = format!("/r/left.{ending}");
        let plan = plan(vec![track(&path, Recorded::Received)]);
        let (mut disk, mut recorder) = (Memory::default(), Recorder::default());
        recorder.open(&plan, &mut disk).unwrap();
        for piece in pieces(&plan, 12_000) {
            recorder.take(plan.tap, &piece, &mut disk);
        }
        let sound = file::read(ending, &disk.0[&path]).unwrap();
        let lost = 12_000 - sound.duration_ms();
        assert!(lost <= 5_000, "{ending}: {lost} ms are lost");
    }
}

#[test]
fn an_end_that_is_cut_off_and_a_new_name() {
    let plan = plan(vec![track("/r/a.wav", Recorded::Received)]);
    let (mut disk, mut recorder) = (Memory::default(), Recorder::default());
    recorder.open(&plan, &mut disk).unwrap();
    for piece in pieces(&plan, 2_000) {
        recorder.take(plan.tap, &piece, &mut disk);
    }
    let ending = Ending {
        cut_ms: 500,
        fate: Fate::Rename(vec!["/r/b.wav".to_owned()]),
    };
    recorder.close(plan.tap, &ending, &mut disk).unwrap();
    assert_eq!(disk.0.keys().collect::<Vec<_>>(), ["/r/b.wav"]);
    hears(&disk, "/r/b.wav", [true, false], 1_500);
}

#[test]
fn a_file_is_continued() {
    for ending in ["wav", "WAV", "gsm", "ulaw", "au"] {
        let path = format!("/r/long.{ending}");
        let mut plan = plan(vec![track(&path, Recorded::Received)]);
        plan.append = true;
        let (mut disk, mut recorder) = (Memory::default(), Recorder::default());
        for _ in 0..2 {
            recorder.open(&plan, &mut disk).unwrap();
            for piece in pieces(&plan, 1_000) {
                recorder.take(plan.tap, &piece, &mut disk);
            }
            recorder
                .close(plan.tap, &Ending::default(), &mut disk)
                .unwrap();
        }
        hears(&disk, &path, [true, false], 2_000);
    }
    let mut plan = plan(vec![track("/r/other.wav", Recorded::Received)]);
    plan.append = true;
    let mut disk = Memory::default();
    disk.0.insert("/r/other.wav".to_owned(), vec![b'x'; 200]);
    assert!(Recorder::default().open(&plan, &mut disk).is_err());
}

#[test]
fn louder_sides_and_two_tracks() {
    let mut plan = plan(vec![track("/r/two.wav", Recorded::Stereo)]);
    plan.gains = [1.0, 0.0];
    let (mut disk, mut recorder) = (Memory::default(), Recorder::default());
    recorder.open(&plan, &mut disk).unwrap();
    for piece in pieces(&plan, 1_000) {
        recorder.take(plan.tap, &piece, &mut disk);
    }
    recorder
        .close(plan.tap, &Ending::default(), &mut disk)
        .unwrap();
    let samples = &disk.0["/r/two.wav"][44..];
    let pairs = samples.as_chunks::<4>().0;
    assert!(pairs.iter().any(|it| it[..2] != [0, 0]));
    assert!(pairs.iter().all(|it| it[2..] == [0, 0]));
}

#[test]
fn what_cannot_be_recorded_is_said() {
    let (mut disk, mut recorder) = (Memory::default(), Recorder::default());
    let mut refused = |tracks| recorder.open(&plan(tracks), &mut disk).unwrap_err();
    assert!(refused(vec![track("/r/a.g729", Recorded::Mixed)]).contains("no encoder for g729"));
    assert!(refused(vec![track("/r/a.gsm", Recorded::Stereo)]).contains("two tracks"));
    assert!(refused(vec![]).contains("needs a file"));
    assert_eq!(
        refused(vec![track("/full/a.wav", Recorded::Mixed)]),
        "no space"
    );
    let full = plan(vec![track("/full/a.gsm", Recorded::Received)]);
    recorder.open(&full, &mut disk).unwrap_err();
}
