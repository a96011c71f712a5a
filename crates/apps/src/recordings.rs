//! Where recordings go.

use call::script::Call;

/// The path of a sound without ending, as `Playback` finds it.
pub(crate) fn sound_path(call: &Call, name: &str) -> String {
    below(call, "ASTDATADIR", "sounds", name)
}

/// The path of a monitored call.
pub(crate) fn monitor_path(call: &Call, name: &str) -> String {
    below(call, "ASTSPOOLDIR", "monitor", name)
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
