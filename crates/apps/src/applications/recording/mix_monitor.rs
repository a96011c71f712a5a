//! MixMonitor and StopMixMonitor: both sides of a call in one file, beside the call.

use ::media::control::{Recorded, TapId};
use ::media::recorder::RecordedFile;
use call::ChannelId;
use call::script::prelude::*;
use call::script::{BackgroundRecording, RecordedThing};

use crate::numbers::leading_integer;
use crate::recordings::{monitor_path, split_ending};

options! {
    /// Options of `MixMonitor`.
    pub(crate) struct MixMonitorOptions {
        /// Continue a file that exists.
        'a' => append: bool,
        /// Only while the channel talks with another.
        'b' => bridged_only: bool,
        /// Delete the files when the command has ended.
        'd' => delete: bool,
        /// Two tracks side by side; the file's name must end in .raw.
        'D' => interleaved: bool,
        /// The number of the recording goes into this variable, for StopMixMonitor.
        'i' ("chanvar") => id_variable: Option<String>,
        /// A beep at its end.
        'p' => beep_at_end: bool,
        /// A beep at its beginning.
        'P' => beep_at_start: bool,
        /// What is received, also in a file of its own.
        'r' ("file") => received: Option<String>,
        /// What is sent, also in a file of its own.
        't' ("file") => sent: Option<String>,
        /// What the channel hears, louder (1 to 4: 2, 4, 8, 16 times) or softer (-1 to -4).
        'v' ("x") => heard_volume: Option<String>,
        /// What the channel says, louder or softer.
        'V' ("x") => spoken_volume: Option<String>,
        /// Both.
        'W' ("x") => both_volumes: Option<String>,
    }
    accepted {
        /// The files of options r and t always have the same moments.
        'S',
        /// No silence is made up with option D: there is none to make up.
        'n',
        /// The caller's real name and number are used anyway.
        'c',
    }
    refused {
        /// a beep every so often is not mixed into the call yet
        'B' ("interval"),
        /// copies into mailboxes are not made
        'm' ("mailbox"),
    }
}

/// Records both sides.
pub(crate) struct MixMonitor;

impl Application for MixMonitor {
    const DOC: AppDoc = AppDoc {
        name: "MixMonitor",
        synopsis: "Record both sides of the call, beside the call.",
        syntax: &[
            Param::required(
                "filename.extension",
                "Without a leading / it is in the folder of monitored calls.",
            ),
            Param::optional("options", "Letters, see below."),
            Param::optional(
                "command",
                "Run by the system's shell when the files are closed. ^{VARIABLE} is replaced when \
                 the recording begins.",
            ),
        ],
        options: MixMonitorOptions::PARAMS,
        description: "Goes on at once and does not answer. It ends with StopMixMonitor or with the \
            channel. MIXMONITOR_FILENAME is the path of the file. Files can be played at any time, \
            also after a crash.",
        see_also: &["StopMixMonitor", "Monitor", "Record"],
        examples: &[
            "same => n,MixMonitor(${UNIQUEID}.wav,b)",
            "same => n,MixMonitor(call.wav,r(caller.wav)t(called.wav),echo done)",
        ],
        since: "1.2.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        MixMonitorOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let me = call.id();
        if let Err(problem) = begin(call, me, args.0).await {
            call.warn(format!("MixMonitor: {problem}"));
        }
        Ok(Continue)
    }
}

/// Ends them.
pub(crate) struct StopMixMonitor;

impl Application for StopMixMonitor {
    const DOC: AppDoc = AppDoc {
        name: "StopMixMonitor",
        synopsis: "End recordings that MixMonitor began.",
        syntax: &[Param::optional(
            "id",
            "The one whose number option i gave; all of them without it.",
        )],
        options: &[],
        description: "Its files are closed, and its command runs, a moment later.",
        see_also: &["MixMonitor"],
        examples: &["same => n,StopMixMonitor()"],
        since: "1.4",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let wanted = args.0.trim();
        for tap in running(call, call.id()) {
            if wanted.is_empty() || wanted == number(tap) {
                call.stop_recording(tap);
            }
        }
        Ok(Continue)
    }
}

/// Begins what `MixMonitor(arguments)` says on a channel. Everything that records calls (queues,
/// features, consoles) comes here.
pub(crate) async fn begin(
    call: &mut Call,
    on: ChannelId,
    arguments: &str,
) -> Result<TapId, String> {
    let (file, rest) = arguments.split_once(',').unwrap_or((arguments, ""));
    let (letters, command) = split_options(rest);
    let options = MixMonitorOptions::parse(call, letters).ok_or("the options cannot be read")?;
    let main = track(call, file, sides(&options, file))?;
    let main_path = main.path.clone();
    let mut tracks = vec![main];
    if let Some(name) = options.received.as_deref().filter(|it| !it.is_empty()) {
        tracks.push(track(call, name, Recorded::Received)?);
    }
    if let Some(name) = options.sent.as_deref().filter(|it| !it.is_empty()) {
        tracks.push(track(call, name, Recorded::Sent)?);
    }
    if file.trim().is_empty() {
        tracks.remove(0);
    }
    let then = after(call, on, command, &options, &tracks).await;
    let recording = BackgroundRecording {
        append: options.append,
        gains: gains(&options),
        bridged_only: options.bridged_only,
        then,
        ..BackgroundRecording::new(RecordedThing::Channel(on), tracks, PURPOSE)
    };
    if options.beep_at_start || options.beep_at_end {
        call.log(
            LogLevel::Notice,
            "MixMonitor: beeps are played only while nothing else is heard",
        );
    }
    let tap = call.start_recording(recording)?;
    call.set_on(on, "MIXMONITOR_FILENAME", main_path);
    if let Some(name) = options.id_variable.filter(|it| !it.is_empty()) {
        call.set_on(on, &name, number(tap));
    }
    if options.beep_at_start && on == call.id() {
        // A hang-up meanwhile ends the recording by itself.
        let _ = call.play(&["beep"], "").await;
    }
    Ok(tap)
}

fn running(call: &Call, of: ChannelId) -> Vec<TapId> {
    let all = call.recordings(of, PURPOSE).into_iter();
    all.map(|it| it.tap).collect()
}

/// As `MIXMONITOR` and its options name it.
fn number(tap: TapId) -> String {
    format!("0x{:08x}", tap.0)
}

fn sides(options: &MixMonitorOptions, file: &str) -> Recorded {
    match options.interleaved && file.trim().ends_with(".raw") {
        true => Recorded::Stereo,
        false => Recorded::Mixed,
    }
}

fn track(call: &Call, name: &str, side: Recorded) -> Result<RecordedFile, String> {
    let (base, format, ending) = split_ending(name.trim())?;
    Ok(RecordedFile {
        path: format!("{}.{ending}", monitor_path(call, base)),
        format,
        side,
    })
}

/// The options end at the first comma outside of parentheses; all behind it is the command.
fn split_options(text: &str) -> (&str, &str) {
    let mut depth = 0_i32;
    let end = text.char_indices().find(|(_, letter)| {
        depth += match letter {
            '(' => 1,
            ')' => -1,
            _ => 0,
        };
        *letter == ',' && depth <= 0
    });
    match end {
        Some((at, _)) => (&text[..at], &text[at + 1..]),
        None => (text, ""),
    }
}

async fn after(
    call: &mut Call,
    on: ChannelId,
    command: &str,
    options: &MixMonitorOptions,
    tracks: &[RecordedFile],
) -> Option<String> {
    let command = command.trim().replace("^{", "${");
    let command = match command.is_empty() {
        true => String::new(),
        false => call.on(on).expand_text(&command).await,
    };
    let files: Vec<String> = tracks.iter().map(|it| quoted(&it.path)).collect();
    let delete = format!("rm -f {}", files.join(" "));
    match (command.is_empty(), options.delete) {
        (true, false) => None,
        (true, true) => Some(delete),
        (false, false) => Some(command),
        (false, true) => Some(format!("{command}; {delete}")),
    }
}

fn quoted(path: &str) -> String {
    format!("'{}'", path.replace('\'', "'\\''"))
}

/// Received, sent.
fn gains(options: &MixMonitorOptions) -> [f32; 2] {
    let factor = |text: &Option<String>| match leading_integer(text.as_deref().unwrap_or("0")) {
        steps @ 1..=4 => 2.0_f32.powi(steps as i32),
        steps @ -4..=-1 => 2.0_f32.powi(steps as i32),
        _ => 1.0,
    };
    if options.both_volumes.is_some() {
        return [factor(&options.both_volumes); 2];
    }
    [
        factor(&options.spoken_volume),
        factor(&options.heard_volume),
    ]
}

const PURPOSE: &str = "MixMonitor";
