//! Read: digits into a variable.

use std::time::Duration;

use call::script::prelude::*;

use super::background::ALL_KEYS;
use crate::applications::progress::progress_tone::early_sound;
use crate::numbers;

options! {
    /// Options of `Read`.
    pub(crate) struct ReadOptions {
        /// Do nothing when the call is not answered.
        's' => skip: bool,
        /// The file name is the name of a tone.
        'i' => tone: bool,
        /// Do not answer.
        'n' => no_answer: bool,
        /// These digits end the input instead of `#`; none does when the list is empty.
        't'("terminators") => terminators: Option<String>,
        /// A terminator that is pressed alone is the input.
        'e' => terminator_alone_counts: bool,
    }
}

/// Reads digits.
pub(crate) struct Read;

impl Application for Read {
    const DOC: AppDoc = AppDoc {
        name: "Read",
        synopsis: "Read digits into a variable.",
        syntax: &[
            Param::required("variable", "Gets the digits."),
            Param::optional(
                "filenames",
                "Prompts to play first, joined by `&`; a key stops them.",
            ),
            Param::optional(
                "maxdigits",
                "So many digits at most; 255 when left out or 0.",
            ),
            Param::optional("options", "Letters, see below."),
            Param::optional(
                "attempts",
                "So many tries while nothing is entered; 1 when left out.",
            ),
            Param::optional(
                "timeout",
                "Seconds for each digit; TIMEOUT() when left out.",
            ),
        ],
        options: ReadOptions::PARAMS,
        description: "Reads until `#`, until there are enough digits, or until time runs out. Sets \
            READSTATUS to OK, ERROR, HANGUP, INTERRUPTED, SKIPPED or TIMEOUT.",
        see_also: &["BackGround", "WaitExten"],
        examples: &[
            "same => n,Read(PIN,enter-password,4)",
            "same => n,Read(NUMBER,dial,,i,3,10)",
        ],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[Param::variable(
        "READSTATUS",
        "OK, ERROR, HANGUP, INTERRUPTED, SKIPPED or TIMEOUT.",
    )];

    fn check(arguments: &str) -> Vec<String> {
        ReadOptions::check(arguments, 3)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let variable = parts.first().map_or("", |p| p.trim()).to_owned();
        if variable.is_empty() {
            call.warn("Read needs the name of a variable");
            call.set("READSTATUS", "ERROR");
            return Ok(Continue);
        }
        let reading = Reading::from(call, &parts);
        let mut digits = String::new();
        let status = reading.run(call, &mut digits).await;
        call.set(&variable, digits);
        call.set("READSTATUS", status.unwrap_or("HANGUP"));
        status.map(|_| Continue)
    }
}

struct Reading {
    prompts: Vec<String>,
    max: usize,
    options: ReadOptions,
    attempts: i64,
    first_patience: Duration,
    patience: Duration,
}

impl Reading {
    fn from(call: &Call, parts: &[String]) -> Self {
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let max = usize::try_from(numbers::leading_integer(part(2))).unwrap_or(0);
        let timeouts = call.look(|c| c.timeouts).unwrap_or_default();
        let told = numbers::seconds(part(5));
        Self {
            prompts: part(1)
                .split('&')
                .filter(|n| !n.is_empty())
                .map(str::to_owned)
                .collect(),
            max: if (1..=MOST_DIGITS).contains(&max) {
                max
            } else {
                MOST_DIGITS
            },
            options: ReadOptions::parse(call, part(3)).unwrap_or_default(),
            attempts: numbers::leading_integer(part(4)).clamp(1, MOST_ATTEMPTS),
            first_patience: told.unwrap_or(timeouts.response),
            patience: told.unwrap_or(timeouts.digit),
        }
    }

    async fn run(&self, call: &mut Call, digits: &mut String) -> Result<&'static str, HungUp> {
        if !call.is_up() && self.options.skip {
            return Ok("SKIPPED");
        }
        if self.options.no_answer {
            early_sound(call);
        } else {
            call.answer().await?;
        }
        let mut status = "OK";
        for _ in 0..self.attempts {
            let first = self.prompt(call).await?;
            status = self.read(call, first, digits).await?;
            if !digits.is_empty() {
                call.verbose(3, || format!("User entered '{digits}'"));
                break;
            }
            call.verbose(3, || "User entered nothing.".to_owned());
        }
        Ok(status)
    }

    async fn prompt(&self, call: &mut Call) -> Result<Option<char>, HungUp> {
        let names: Vec<&str> = self.prompts.iter().map(String::as_str).collect();
        if self.options.tone {
            let name = names.first().copied().unwrap_or("dial");
            if !call.play_tone(name) {
                call.warn(format!("Read: there is no tone '{name}'"));
            }
            return Ok(None);
        }
        match call.play(&names, ALL_KEYS).await? {
            PlayEnd::Stopped(digit) => Ok(Some(digit)),
            PlayEnd::Finished | PlayEnd::Missing => Ok(None),
        }
    }

    /// Reads one input; what was entered before a hang-up stays in `digits`.
    async fn read(
        &self,
        call: &mut Call,
        first: Option<char>,
        digits: &mut String,
    ) -> Result<&'static str, HungUp> {
        let terminators = self.options.terminators.as_deref().unwrap_or("#");
        let mut waiting = first;
        loop {
            let patience = if digits.is_empty() {
                self.first_patience
            } else {
                self.patience
            };
            let until = call.now() + patience;
            let next = match waiting.take() {
                Some(digit) => Some(digit),
                None => call.next_digit(Some(until)).await?,
            };
            if self.options.tone && call.hears_generator() {
                call.restore_sound();
            }
            let Some(digit) = next else {
                return Ok("TIMEOUT");
            };
            if terminators.contains(digit) {
                if self.options.terminator_alone_counts && digits.is_empty() {
                    digits.push(digit);
                }
                return Ok("OK");
            }
            digits.push(digit);
            if digits.len() >= self.max {
                return Ok("OK");
            }
        }
    }
}

const MOST_DIGITS: usize = 255;
const MOST_ATTEMPTS: i64 = 1_000;
