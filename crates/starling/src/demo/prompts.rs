//! Prompts for machines without the distribution's packages: spoken by espeak-ng where it is
//! installed, else a tone a word.

use std::io;
use std::path::Path;
use std::process::Command;

use audio::file::{Format, Writer};

/// Makes the demo's prompts and music below `data/sounds/en` and `data/moh`, unless the packages are
/// there.
pub(crate) fn make_missing(data: &Path) -> io::Result<()> {
    if !Path::new(PACKAGED_PROMPT).exists() {
        let folder = data.join("sounds/en");
        for (name, words) in PROMPTS {
            let path = folder.join(format!("{name}.wav"));
            if !path.exists() {
                make_folder_of(&path)?;
                if !speak(words, &path) {
                    std::fs::write(&path, wav(&beeps(words)))?;
                }
            }
        }
    }
    let music = data.join("moh/melody.wav");
    if !Path::new(PACKAGED_MUSIC).exists() && !music.exists() {
        make_folder_of(&music)?;
        std::fs::write(&music, wav(&melody()))?;
    }
    Ok(())
}

fn make_folder_of(path: &Path) -> io::Result<()> {
    path.parent().map_or(Ok(()), std::fs::create_dir_all)
}

fn speak(words: &str, path: &Path) -> bool {
    let spoken = Command::new("espeak-ng")
        .arg("-w")
        .arg(path)
        .arg(words)
        .status();
    spoken.is_ok_and(|status| status.success())
}

/// One short tone a word, higher for each.
fn beeps(words: &str) -> Vec<i16> {
    let count = words.split_whitespace().count().clamp(1, 8);
    (0..count)
        .flat_map(|n| note(400.0 + 80.0 * n as f64, 150))
        .collect()
}

fn melody() -> Vec<i16> {
    let pitches = [392.0, 440.0, 494.0, 587.0, 494.0, 440.0, 392.0, 330.0];
    pitches.iter().flat_map(|pitch| note(*pitch, 400)).collect()
}

fn note(pitch: f64, length_ms: usize) -> Vec<i16> {
    let total = length_ms * 8;
    let sample = |n: usize| {
        let fade = (n.min(total - n) as f64 / 200.0).min(1.0);
        let angle = n as f64 * pitch * std::f64::consts::TAU / 8000.0;
        (angle.sin() * fade * 8000.0) as i16
    };
    (0..total)
        .map(sample)
        .chain(std::iter::repeat_n(0, 400))
        .collect()
}

fn wav(samples: &[i16]) -> Vec<u8> {
    let Some(format) = Format::find("wav") else {
        return Vec::new();
    };
    let mut writer = Writer::new(format);
    let mut body = Vec::new();
    writer.append_samples(samples, &mut body);
    writer.finish(&mut body);
    let mut file = writer.header();
    file.append(&mut body);
    file
}

const PACKAGED_PROMPT: &str = "/usr/share/asterisk/sounds/en/demo-echotest.gsm";
const PACKAGED_MUSIC: &str = "/usr/share/asterisk/moh";

const PROMPTS: &[(&str, &str)] = &[
    (
        "demo-echotest",
        "You are about to enter an echo test. Press the pound key to end it.",
    ),
    ("demo-echodone", "The echo test is over."),
    (
        "vm-enter-num-to-call",
        "Please enter the number you wish to call.",
    ),
    ("vm-isunavail", "is unavailable"),
    ("vm-isonphone", "is on the phone"),
    ("pbx-invalid", "I am sorry, that is not a valid extension."),
    ("pbx-transfer", "transfer"),
    ("goodbye", "Goodbye."),
    ("beep", "beep"),
    ("digits/0", "zero"),
    ("digits/1", "one"),
    ("digits/2", "two"),
    ("digits/3", "three"),
    ("digits/4", "four"),
    ("digits/5", "five"),
    ("digits/6", "six"),
    ("digits/7", "seven"),
    ("digits/8", "eight"),
    ("digits/9", "nine"),
];
