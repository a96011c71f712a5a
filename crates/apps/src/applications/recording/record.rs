//! Record: what the caller says, into a file.

use std::time::Duration;

use ::media::recorder::Fate;
use audio::file::Format;
use call::script::prelude::*;
use call::script::{RecordEnd, RecordRequest, RecordStop};

use crate::numbers::leading_integer;
use crate::recordings::sound_path;

options! {
    /// Options of `Record`.
    pub(crate) struct RecordOptions {
        /// Continue a file that exists.
        'a' => append: bool,
        /// Keep the file when the caller hangs up.
        'k' => keep: bool,
        /// Do not answer, but record all the same.
        'n' => no_answer: bool,
        /// `0` ends it too; RECORD_STATUS is then OPERATOR.
        'o' => operator: bool,
        /// No beep before it.
        'q' => quiet: bool,
        /// Do nothing when the call is not answered.
        's' => skip: bool,
        /// `*` ends it, not `#`.
        't' => star: bool,
        /// Do not cut off the silence that ended it.
        'u' => untrimmed: bool,
        /// No key ends it.
        'x' => no_keys: bool,
        /// Any key ends it.
        'y' => any_key: bool,
    }
}

/// Records the caller.
pub(crate) struct Record;

impl Application for Record {
    const DOC: AppDoc = AppDoc {
        name: "Record",
        synopsis: "Record what the caller says.",
        syntax: &[
            Param::required(
                "filename.format",
                "Where and how. Without a leading / it is in the folder of sounds; %d becomes the \
                 first number that is free.",
            ),
            Param::optional("silence", "So many seconds of it end the recording."),
            Param::optional("maxduration", "Seconds."),
            Param::optional("options", "Letters, see below."),
        ],
        options: RecordOptions::PARAMS,
        description: "Answers first, and beeps. # ends it; other keys are ignored. Unless option k \
            is given, a caller who hangs up leaves no file behind. RECORDED_FILE is the name without \
            its format. RECORD_STATUS is DTMF, SILENCE, TIMEOUT, HANGUP, SKIP, OPERATOR or ERROR.",
        see_also: &["MixMonitor", "Playback"],
        examples: &[
            "same => n,Record(/tmp/greeting.wav,3,30)",
            "same => n,Record(message%d:gsm,,60,k)",
        ],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable(
            "RECORD_STATUS",
            "DTMF, SILENCE, SKIP, TIMEOUT, HANGUP, ERROR or OPERATOR.",
        ),
        Param::variable("RECORDED_FILE", "The file's name without its ending."),
    ];

    fn check(arguments: &str) -> Vec<String> {
        let mut found = RecordOptions::check(arguments, 3);
        let name = Args(arguments).split().into_iter().next();
        let name = name.filter(|it| !it.contains('$'));
        found.extend(name.and_then(|it| target(&it).err()));
        found
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = RecordOptions::parse(call, part(3)).unwrap_or_default();
        let (name, format) = match target(part(0)) {
            Ok(target) => target,
            Err(problem) => {
                call.warn(problem);
                call.set("RECORD_STATUS", "ERROR");
                return Ok(Continue);
            }
        };
        let name = match name.contains("%d") {
            true => first_free(call, name, format).await?,
            false => name.to_owned(),
        };
        call.set("RECORDED_FILE", name.as_str());
        if !call.is_up() && options.skip {
            call.set("RECORD_STATUS", "SKIP");
            return Ok(Continue);
        }
        if !options.no_answer {
            call.answer().await?;
        }
        let seconds = |at: usize| u64::try_from(leading_integer(part(at))).unwrap_or(0);
        let length = |at: usize| Some(Duration::from_secs(seconds(at))).filter(|it| !it.is_zero());
        let mut request = RecordRequest::new(sound_path(call, &name), &[format]);
        request.silence = length(1);
        request.longest = length(2);
        request.append = options.append;
        request.beep = (!options.quiet).then(|| "beep".to_owned());
        request.stop_on = stop_keys(&options);
        request.fate_at_hang_up = (!options.keep).then_some(Fate::Delete);
        if options.untrimmed {
            request.silence_kept = Duration::MAX;
        }
        let end = call.record(request).await;
        finish(call, &end, &options)
    }
}

fn finish(call: &Call, end: &RecordEnd, options: &RecordOptions) -> Flow {
    let status = match &end.why {
        RecordStop::Digit('0') if options.operator => "OPERATOR",
        RecordStop::Digit(_) => "DTMF",
        RecordStop::Silence => "SILENCE",
        RecordStop::Length => "TIMEOUT",
        RecordStop::HungUp => "HANGUP",
        RecordStop::Failed(problem) => {
            call.warn(format!("Record: {problem}"));
            "ERROR"
        }
    };
    call.set("RECORD_STATUS", status);
    match end.why {
        RecordStop::HungUp => Err(HungUp),
        _ => Ok(Continue),
    }
}

/// Name and format: behind the last dot, or else behind the first colon.
fn target(text: &str) -> Result<(&str, &str), String> {
    let text = text.trim();
    let split = match text.rsplit_once('.') {
        Some((name, format)) if !format.contains('/') => Some((name, format)),
        _ => text.split_once(':'),
    };
    let Some((name, format)) = split.filter(|(name, _)| !name.is_empty()) else {
        return Err(format!(
            "Record needs a name with a format (message.wav), and '{text}' has none"
        ));
    };
    if name.split('/').any(|part| part == "..") {
        return Err(format!("Record: '{text}' leads out of its folder"));
    }
    if !format.contains('$') && Format::find(format).is_none() {
        return Err(format!("Record: there is no sound format '{format}'"));
    }
    Ok((name, format))
}

fn stop_keys(options: &RecordOptions) -> String {
    let mut keys = match (options.no_keys, options.any_key, options.star) {
        (true, ..) => "",
        (false, true, _) => "0123456789*#ABCD",
        (false, false, true) => "*",
        (false, false, false) => "#",
    }
    .to_owned();
    if options.operator && !keys.contains('0') {
        keys.push('0');
    }
    keys
}

async fn first_free(call: &mut Call, name: &str, format: &str) -> Result<String, HungUp> {
    for number in 0..MOST_NUMBERS {
        let tried = name.replacen("%d", &number.to_string(), 1);
        let path = format!("{}.{format}", sound_path(call, &tried));
        if let Outcome::Facts(None) = call.perform(Effect::AskFile { path }).await? {
            return Ok(tried);
        }
    }
    Ok(name.replacen("%d", "0", 1))
}

/// After so many files the first one is written anew.
const MOST_NUMBERS: u32 = 100_000;
