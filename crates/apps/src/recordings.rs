//! Where recordings go.

use audio::file::Format;
use call::script::Call;

/// The path of a sound without ending, as `Playback` finds it.
pub(crate) fn sound_path(call: &Call, name: &str) -> String {
    below(call, "ASTDATADIR", "sounds", name)
}

/// The path of a monitored call.
pub(crate) fn monitor_path(call: &Call, name: &str) -> String {
    below(call, "ASTSPOOLDIR", "monitor", name)
}

/// A path in a folder of the spool.
pub(crate) fn spool_path(call: &Call, folder: &str, name: &str) -> String {
    below(call, "ASTSPOOLDIR", folder, name)
}

fn below(call: &Call, directory: &str, folder: &str, name: &str) -> String {
    if name.starts_with('/') {
        return name.to_owned();
    }
    let settings = call.settings();
    let root = settings.directories.iter().find(|(it, _)| it == directory);
    let root = root.map_or("", |(_, path)| path.trim_end_matches('/'));
    format!("{root}/{folder}/{name}")
}

/// Name, format and ending of a file to be recorded. `wav49` is written as `WAV`.
pub(crate) fn split_ending(name: &str) -> Result<(&str, &'static Format, &str), String> {
    let (base, ending) = name
        .rsplit_once('.')
        .filter(|(_, ending)| !ending.contains('/'))
        .ok_or_else(|| format!("'{name}' has no format (as in call.wav)"))?;
    if base.split('/').any(|part| part == "..") {
        return Err(format!("'{name}' leads out of its folder"));
    }
    let format = Format::find(ending)
        .ok_or_else(|| format!("'{name}': there is no sound format '{ending}'"))?;
    let ending = match ending {
        "wav49" => "WAV",
        other => other,
    };
    Ok((base, format, ending))
}
