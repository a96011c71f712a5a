//! BackGround: prompts of a menu, which a key stops.

use call::script::prelude::*;
use dialplan::Location;

use crate::applications::progress::progress_tone::early_sound;
use crate::places;

options! {
    /// Options of `BackGround`.
    pub(crate) struct BackGroundOptions {
        /// Do nothing when the call is not answered.
        's' => skip: bool,
        /// Play without answering.
        'n' => no_answer: bool,
        /// Only a key that is an extension by itself stops the prompt.
        'm' => only_matching: bool,
        /// No key stops the prompt.
        'p' => no_keys: bool,
    }
}

/// Plays prompts and listens for a number.
pub(crate) struct BackGround;

impl Application for BackGround {
    const DOC: AppDoc = AppDoc {
        name: "BackGround",
        synopsis: "Play prompts while the caller may dial.",
        syntax: &[
            Param::required("filenames", "Without format; several are joined by `&`."),
            Param::optional("options", "Letters, see below."),
            Param::optional("langoverride", "Language of these prompts."),
            Param::optional(
                "context",
                "Where the number is looked up; here when left out.",
            ),
        ],
        options: BackGroundOptions::PARAMS,
        description: "Answers first. A key stops the prompt and begins a number: the dialplan goes to \
            it as soon as no longer one is possible or no further key follows. Sets BACKGROUNDSTATUS \
            to SUCCESS, or to FAILED when a prompt is missing; those behind it are left out then.",
        see_also: &["Playback", "WaitExten", "Read", "TIMEOUT"],
        examples: &[
            "same => n,BackGround(hello-world)",
            "same => n,BackGround(one&two,m)",
        ],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] =
        &[Param::variable("BACKGROUNDSTATUS", "SUCCESS or FAILED.")];

    fn check(arguments: &str) -> Vec<String> {
        BackGroundOptions::check(arguments, 1)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        if part(0).is_empty() {
            call.warn("BackGround needs the name of a prompt");
            return Ok(End);
        }
        let options = BackGroundOptions::parse(call, part(1)).unwrap_or_default();
        if !call.is_up() && options.skip {
            call.set("BACKGROUNDSTATUS", "SUCCESS");
            return Ok(Continue);
        }
        if options.no_answer {
            early_sound(call);
        } else {
            call.answer().await?;
        }
        let context = context_of_number(call, part(3));
        let keys = keys(call, &options, &context).await;
        let language = call.look(|c| c.language.clone()).unwrap_or_default();
        if !part(2).is_empty() {
            call.change(|c| c.language = part(2).to_owned());
        }
        let end = play_all(call, part(0), &keys).await;
        call.change(|c| c.language = language);
        match end? {
            Some(digit) => Ok(to_number(call, &context, digit).await),
            None => Ok(Continue),
        }
    }
}

/// Plays one prompt after the other; gives the digit that stopped them.
async fn play_all(call: &mut Call, names: &str, keys: &str) -> Result<Option<char>, HungUp> {
    let mut status = "SUCCESS";
    let mut pressed = None;
    for name in names.split('&').filter(|n| !n.trim().is_empty()) {
        match call.play(&[name.trim()], keys).await? {
            PlayEnd::Finished => {}
            PlayEnd::Stopped(digit) => {
                pressed = Some(digit);
                break;
            }
            PlayEnd::Missing => {
                status = "FAILED";
                break;
            }
        }
    }
    call.set("BACKGROUNDSTATUS", status);
    Ok(pressed)
}

/// Where the number is looked up: as told, where the macro was called, or here.
fn context_of_number(call: &Call, told: &str) -> String {
    let in_macro = call.look(|c| c.macro_depth > 0).unwrap_or(false);
    match told {
        "" if in_macro => call.get("MACRO_CONTEXT").unwrap_or_default(),
        "" => call.location().context.to_string(),
        told => told.to_owned(),
    }
}

async fn keys(call: &mut Call, options: &BackGroundOptions, context: &str) -> String {
    if options.no_keys {
        return String::new();
    }
    if !options.only_matching {
        return ALL_KEYS.to_owned();
    }
    places::known_keys(call, context, ALL_KEYS).await
}

/// A digit that is a whole number by itself is gone to at once; otherwise more of them are read.
async fn to_number(call: &mut Call, context: &str, digit: char) -> Next {
    let number = digit.to_string();
    if !places::is_whole(call, context, &number).await {
        return Digit(digit);
    }
    call.jump(Location::new(context, number, 1));
    Continue
}

/// All keys of a telephone.
pub(crate) const ALL_KEYS: &str = "0123456789*#ABCD";
