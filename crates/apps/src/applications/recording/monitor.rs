//! Monitor and its companions: what a channel says and what it hears, in two files beside the call.
//! Gone from Asterisk since 21, and in use everywhere.

use ::media::control::{Recorded, RecordingChange, TapId};
use ::media::recorder::RecordedFile;
use audio::file::Format;
use call::script::prelude::*;
use call::script::{BackgroundRecording, RecordedThing};

use crate::recordings::monitor_path;

options! {
    /// Options of `Monitor`.
    pub(crate) struct MonitorOptions {
        /// Only while the channel talks with another.
        'b' => bridged_only: bool,
        /// At the end one file of both, mixed; MONITOR_EXEC names a program that does it otherwise.
        'm' => mix: bool,
        /// No file of what the channel says.
        'i' => no_input: bool,
        /// No file of what the channel hears.
        'o' => no_output: bool,
    }
    refused {
        /// beeps are not mixed into the call yet
        'B' ("interval"),
    }
}

/// Records both sides apart.
pub(crate) struct Monitor;

impl Application for Monitor {
    const DOC: AppDoc = AppDoc {
        name: "Monitor",
        synopsis: "Record what the channel says and what it hears, each in its file.",
        syntax: &[
            Param::optional(
                "file_format",
                "wav unless told; `:url` behind it is ignored.",
            ),
            Param::optional(
                "fname_base",
                "Without a leading / it is in the folder of monitored calls; `-in` and `-out` are \
                 added. The channel's name unless told.",
            ),
            Param::optional("options", "Letters, see below."),
        ],
        options: MonitorOptions::PARAMS,
        description: "Goes on at once. It ends with StopMonitor or with the channel. A second one on \
            the same channel only changes the name. Both files have the same moments. Sets MONITORED.",
        see_also: &["StopMonitor", "ChangeMonitor", "PauseMonitor", "MixMonitor"],
        examples: &["same => n,Monitor(wav,call-${UNIQUEID},m)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        MonitorOptions::check(arguments, 2)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = MonitorOptions::parse(call, part(2)).unwrap_or_default();
        let base = base(call, part(1));
        if !running(call).is_empty() {
            rename(call, &base);
            return Ok(Continue);
        }
        let format = part(0).split(':').next().unwrap_or_default();
        let format = if format.is_empty() { "wav" } else { format };
        if let Err(problem) = begin(call, &base, format, &options) {
            call.warn(format!("Monitor: {problem}"));
        }
        Ok(Continue)
    }
}

fn begin(call: &Call, base: &str, ending: &str, options: &MonitorOptions) -> Result<(), String> {
    let format =
        Format::find(ending).ok_or_else(|| format!("there is no sound format '{ending}'"))?;
    let ending = if ending == "wav49" { "WAV" } else { ending };
    let track = |name: &str, side: Recorded| RecordedFile {
        path: format!("{base}{name}.{ending}"),
        format,
        side,
    };
    let mixer = call.get("MONITOR_EXEC").filter(|it| !it.is_empty());
    let mut tracks = Vec::new();
    let mut then = None;
    if options.mix && mixer.is_none() {
        tracks.push(track("", Recorded::Mixed));
    } else {
        if !options.no_input {
            tracks.push(track(IN, Recorded::Received));
        }
        if !options.no_output {
            tracks.push(track(OUT, Recorded::Sent));
        }
    }
    if let (true, Some(program)) = (options.mix, mixer) {
        let more = call.get("MONITOR_EXEC_ARGS").unwrap_or_default();
        let file = |name: &str| format!("\"{base}{name}.{ending}\"");
        then = Some(format!(
            "{program} {} {} {} {more}",
            file(IN),
            file(OUT),
            file("")
        ));
    }
    let recording = BackgroundRecording {
        bridged_only: options.bridged_only,
        then,
        ..BackgroundRecording::new(RecordedThing::Channel(call.id()), tracks, PURPOSE)
    };
    call.start_recording(recording)?;
    call.set("__MONITORED", "true");
    Ok(())
}

/// Ends it.
pub(crate) struct StopMonitor;

impl Application for StopMonitor {
    const DOC: AppDoc = AppDoc {
        name: "StopMonitor",
        synopsis: "End what Monitor records.",
        syntax: &[],
        options: &[],
        description: "Nothing happens when nothing is recorded.",
        see_also: &["Monitor"],
        examples: &["same => n,StopMonitor()"],
        since: "1.0",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        for tap in running(call) {
            call.stop_recording(tap);
        }
        Ok(Continue)
    }
}

/// Renames it.
pub(crate) struct ChangeMonitor;

impl Application for ChangeMonitor {
    const DOC: AppDoc = AppDoc {
        name: "ChangeMonitor",
        synopsis: "Give the files of Monitor another name.",
        syntax: &[Param::required("filename_base", "As for Monitor.")],
        options: &[],
        description: "They get it when they are closed.",
        see_also: &["Monitor"],
        examples: &["same => n,ChangeMonitor(kept-${UNIQUEID})"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        if args.0.trim().is_empty() {
            call.warn("ChangeMonitor needs a name");
        } else {
            let base = base(call, args.0.trim());
            rename(call, &base);
        }
        Ok(Continue)
    }
}

/// Pauses it.
pub(crate) struct PauseMonitor;

impl Application for PauseMonitor {
    const DOC: AppDoc = AppDoc {
        name: "PauseMonitor",
        synopsis: "Leave out what is said from now on.",
        syntax: &[],
        options: &[],
        description: "Until UnpauseMonitor.",
        see_also: &["Monitor", "UnpauseMonitor"],
        examples: &["same => n,PauseMonitor()"],
        since: "1.4",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        change(call, RecordingChange::Pause);
        Ok(Continue)
    }
}

/// Lets it go on.
pub(crate) struct UnpauseMonitor;

impl Application for UnpauseMonitor {
    const DOC: AppDoc = AppDoc {
        name: "UnpauseMonitor",
        synopsis: "Record again after PauseMonitor.",
        syntax: &[],
        options: &[],
        description: "What was said in between is not in the files.",
        see_also: &["Monitor", "PauseMonitor"],
        examples: &["same => n,UnpauseMonitor()"],
        since: "1.4",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        change(call, RecordingChange::Resume);
        Ok(Continue)
    }
}

fn change(call: &Call, change: RecordingChange) {
    for tap in running(call) {
        call.change_recording(tap, change);
    }
}

fn running(call: &Call) -> Vec<TapId> {
    let all = call.recordings(call.id(), PURPOSE).into_iter();
    all.map(|it| it.tap).collect()
}

/// The path without `-in` and ending.
fn base(call: &Call, name: &str) -> String {
    let own = call.name().replace('/', "-");
    let name = if name.is_empty() { own.as_str() } else { name };
    monitor_path(call, name)
}

fn rename(call: &Call, base: &str) {
    for info in call.recordings(call.id(), PURPOSE) {
        let renamed = |it: &RecordedFile| {
            let leg = match it.side {
                Recorded::Received => IN,
                Recorded::Sent => OUT,
                Recorded::Mixed | Recorded::Stereo => "",
            };
            let ending = it.path.rsplit_once('.').map_or("", |(_, ending)| ending);
            format!("{base}{leg}.{ending}")
        };
        call.rename_recording(info.tap, info.tracks.iter().map(renamed).collect());
    }
}

const PURPOSE: &str = "Monitor";
const IN: &str = "-in";
const OUT: &str = "-out";
