//! `starling say`: a text as a sound file, made as `Speak` makes it.

use std::fs;
use std::path::Path;
use std::process::{Command, ExitCode};

use call::Outcome;
use services::{SpeechEngine, Spoken};

use crate::directories::Installation;
use crate::effects::config_value;
use crate::{print, refuse};

/// `say TEXT -o FILE [-l LANGUAGE] [-e ENGINE]`.
pub(crate) fn run(words: &[String]) -> ExitCode {
    let mut text = None;
    let mut file = None;
    let mut language = "en";
    let mut engine = None;
    let mut rest = words.iter().map(String::as_str);
    while let Some(word) = rest.next() {
        match word {
            "-h" | "--help" => return print(HELP),
            "-o" => file = rest.next(),
            "-l" => language = rest.next().unwrap_or(language),
            "-e" => engine = rest.next(),
            word if text.is_none() => text = Some(word),
            word => return refuse(&format!("'{word}' is one word too many; quote the text")),
        }
    }
    let (Some(text), Some(file)) = (text, file) else {
        return refuse(HELP.trim_end());
    };
    match say(&Spoken::new(text, language), file, engine) {
        Ok(()) => ExitCode::SUCCESS,
        Err(fault) => refuse(&fault),
    }
}

fn say(spoken: &Spoken, file: &str, engine: Option<&str>) -> Result<(), String> {
    let engine = match engine {
        Some(engine) => engine.to_owned(),
        None => configured(),
    };
    let engine = SpeechEngine::named(&engine)?;
    let ending = Path::new(file).extension().and_then(|it| it.to_str());
    let ending = ending.ok_or_else(|| format!("'{file}' has no format (as in prompt.wav)"))?;
    let format = audio::file::Format::find(ending)
        .filter(|format| format.can_be_written())
        .ok_or_else(|| format!("'{ending}' is no sound format that can be written"))?;
    let words = format!("{file}.txt");
    let made = format!("{file}.spoken.wav");
    let told = |name: &str, error: std::io::Error| format!("{name}: {error}");
    fs::write(&words, format!("{}\n", spoken.text)).map_err(|e| told(&words, e))?;
    let command = engine.shell_command(spoken, &words, &made);
    let status = Command::new("/bin/sh").arg("-c").arg(command).status();
    let status = status.map_err(|e| told("/bin/sh", e))?;
    if !status.success() {
        return Err(format!(
            "nothing was made of the text by '{}'; is it installed?",
            engine.name()
        ));
    }
    let bytes = fs::read(&made).map_err(|e| told(&made, e));
    let _ = fs::remove_file(&made);
    let sound = audio::file::read("wav", &bytes?).map_err(|fault| format!("{made}: {fault}"))?;
    let sound = written(&sound, format).ok_or_else(|| format!("{made} cannot be converted"))?;
    fs::write(file, sound).map_err(|e| told(file, e))
}

/// As a file of that format, at the format's own rate.
fn written(sound: &audio::Sound, format: &'static audio::file::Format) -> Option<Vec<u8>> {
    let samples = sound.samples()?;
    let mut writer = audio::file::Writer::new(format);
    let (from, to) = (sound.codec.sample_rate(), writer.codec().sample_rate());
    let samples = if from == to {
        samples
    } else {
        let mut resampler = audio::Resampler::new(from, to)?;
        let mut out = Vec::new();
        resampler.resample(&samples, &mut out);
        out
    };
    let mut body = Vec::new();
    writer.append_samples(&samples, &mut body);
    writer.finish(&mut body);
    let mut bytes = writer.header();
    bytes.extend_from_slice(&body);
    Some(bytes)
}

/// The engine of speech.conf.
fn configured() -> String {
    let (installation, _) = Installation::load(Path::new("/etc/asterisk/asterisk.conf"), false);
    let folder = Path::new(&installation.directories.etc);
    match config_value(folder, "speech.conf", ("general", "engine"), 0) {
        Outcome::Text(Some(engine)) => engine,
        _ => String::new(),
    }
}

const HELP: &str = "\
starling say \"text\" -o prompt.wav [-l LANGUAGE] [-e ENGINE]

Makes a sound file of a text, as the application Speak does. The ending of the file tells its
format. ENGINE is espeak-ng (the usual one), espeak, flite, festival, pico, piper, or a command
with %t (file of the text), %o (wav file to be made) and %v (the voice).
";
