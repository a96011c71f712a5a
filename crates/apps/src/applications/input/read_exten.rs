//! ReadExten: a number of the dialplan into a variable.

use call::script::prelude::*;
use dialplan::Location;

use super::background::ALL_KEYS;
use crate::applications::progress::progress_tone::early_sound;
use crate::numbers::seconds;
use crate::places;

options! {
    /// Options of `ReadExten`.
    pub(crate) struct ReadExtenOptions {
        /// Do nothing when the call is not answered.
        's' => skip: bool,
        /// The file name is the name of a tone.
        'i' => tone: bool,
        /// Do not answer.
        'n' => no_answer: bool,
        /// `#` ends the number.
        'p' => pound_ends: bool,
    }
}

/// Reads a number of the dialplan.
pub(crate) struct ReadExten;

impl Application for ReadExten {
    const DOC: AppDoc = AppDoc {
        name: "ReadExten",
        synopsis: "Read a number that exists in the dialplan into a variable.",
        syntax: &[
            Param::required("variable", "Gets the number."),
            Param::optional("filename", "A prompt to play first; a key stops it."),
            Param::optional(
                "context",
                "Where the number is looked up; here when left out.",
            ),
            Param::optional("option", "Letters, see below."),
            Param::optional(
                "timeout",
                "Seconds for each digit; TIMEOUT() when left out.",
            ),
        ],
        options: ReadExtenOptions::PARAMS,
        description: "Ends as soon as no longer number is possible. READEXTENSTATUS tells OK, TIMEOUT, \
            INVALID, SKIP or ERROR; the variable holds what was dialled when it is OK, and i or t \
            when it is INVALID or TIMEOUT.",
        see_also: &["Read", "WaitExten"],
        examples: &["same => n,ReadExten(NUMBER,enter-extension,default)"],
        since: "1.6.1",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable("READEXTENSTATUS", "OK, TIMEOUT, INVALID, SKIP or ERROR."),
        Param::variable(
            "INVALID_EXTEN",
            "What was entered, where it is no extension and goes to 'i'.",
        ),
    ];

    fn check(arguments: &str) -> Vec<String> {
        ReadExtenOptions::check(arguments, 3)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = ReadExtenOptions::parse(call, part(3)).unwrap_or_default();
        if part(0).is_empty() {
            call.warn("ReadExten needs the name of a variable");
            call.set("READEXTENSTATUS", "ERROR");
            return Ok(Continue);
        }
        if options.skip && !call.is_up() {
            call.set(part(0), "");
            call.set("READEXTENSTATUS", "SKIP");
            return Ok(Continue);
        }
        if options.no_answer {
            early_sound(call);
        } else {
            call.answer().await?;
        }
        let here = call.location().context.to_string();
        let context = if part(2).is_empty() {
            here
        } else {
            part(2).to_owned()
        };
        let (status, number) = read(call, part(1), &context, &options, part(4)).await?;
        call.set(part(0), number);
        call.set("READEXTENSTATUS", status);
        Ok(Continue)
    }
}

async fn read(
    call: &mut Call,
    prompt: &str,
    context: &str,
    options: &ReadExtenOptions,
    timeout: &str,
) -> Result<(&'static str, String), HungUp> {
    let timeouts = call.look(|c| c.timeouts).unwrap_or_default();
    let told = seconds(timeout);
    let mut first = None;
    if options.tone {
        call.play_tone(if prompt.is_empty() { "dial" } else { prompt });
    } else if !prompt.is_empty()
        && let PlayEnd::Stopped(digit) = call.play(&[prompt], ALL_KEYS).await?
    {
        first = Some(digit);
    }
    let mut number = String::new();
    while number.is_empty()
        || (number.len() < LONGEST && call.number_may_grow(context, &number).await)
    {
        let usual = if number.is_empty() {
            timeouts.response
        } else {
            timeouts.digit
        };
        let until = call.after(told.unwrap_or(usual));
        let next = match first.take() {
            Some(digit) => Some(digit),
            None => call.next_digit(Some(until)).await?,
        };
        if options.tone && call.hears_generator() {
            call.restore_sound();
        }
        match next {
            Some('#') if options.pound_ends => break,
            Some(digit) => number.push(digit),
            None => break,
        }
    }
    let place = Location::new(context, number.as_str(), 1);
    let known = places::exists(call, &place).await;
    Ok(match (known, number.is_empty()) {
        (true, _) => ("OK", number),
        (false, true) => ("TIMEOUT", "t".to_owned()),
        (false, false) => {
            call.set("INVALID_EXTEN", number);
            ("INVALID", "i".to_owned())
        }
    })
}

const LONGEST: usize = 79;
