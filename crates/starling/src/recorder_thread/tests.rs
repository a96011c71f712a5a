use std::sync::mpsc::channel;

use audio::file::{self, Format};
use media::control::Recorded;
use media::recorder::{Fate, RecordedFile};

use super::*;

fn plan(path: &Path) -> RecordingPlan {
    RecordingPlan {
        tap: TapId(3),
        tracks: vec![RecordedFile {
            path: path.display().to_string(),
            format: Format::find("wav").unwrap(),
            side: Recorded::Received,
        }],
        append: false,
        gains: [1.0, 1.0],
    }
}

#[test]
fn a_recording_reaches_the_disk_in_a_folder_of_its_own() {
    let folder = std::env::temp_dir().join(format!("starling-recorder-{}", std::process::id()));
    let (done, outcomes) = channel();
    let thread = RecorderThread::start(done, Arc::new(|| {})).unwrap();
    let link = thread.link();
    let path = folder.join("deep/er/a.wav");
    link.send(ToRecorder::Open(EffectId(1), Arc::new(plan(&path))));
    for _ in 0..100 {
        link.piece(TapId(3), &[1; 1_600]);
    }
    let to = folder.join("kept/b.wav");
    let ending = Ending {
        cut_ms: 0,
        fate: Fate::Rename(vec![to.display().to_string()]),
    };
    link.send(ToRecorder::Close(EffectId(2), TapId(3), ending));
    thread.stop();
    let outcomes: Vec<_> = outcomes.iter().collect();
    assert!(
        matches!(
            outcomes.as_slice(),
            [(EffectId(1), Outcome::Done), (EffectId(2), Outcome::Done)]
        ),
        "{outcomes:?}"
    );
    assert!(!path.exists());
    let sound = file::read("wav", &fs::read(&to).unwrap()).unwrap();
    assert_eq!(sound.duration_ms(), 10_000);
    fs::remove_dir_all(folder).unwrap();
}

#[test]
fn what_cannot_be_written_is_told() {
    let mut disk = RealDisk::default();
    let problem = disk.open("/dev/null", false).unwrap_err();
    assert!(problem.contains("not a plain file"), "{problem}");
    let problem = disk.open("/proc/nothing/a.wav", false).unwrap_err();
    assert!(problem.contains("'/proc/nothing/a.wav'"), "{problem}");
}
