//! `options!`: option letters as a typed struct. The doc comment of a letter is the help that
//! `core show application` prints. Letters that hold anyway are accepted without a field; letters that
//! are known but not supported are refused by name.

use std::time::Duration;

use call::script::Call;
use dialplan::arguments::{OptionLetters, split_arguments};

use crate::numbers;

/// What a letter becomes in the struct.
pub(crate) trait OptionValue {
    /// Reads it: absent, bare, or with an argument.
    fn read(letters: &OptionLetters, letter: char) -> Self;
}

impl OptionValue for bool {
    fn read(letters: &OptionLetters, letter: char) -> Self {
        letters.has(letter)
    }
}

impl OptionValue for Option<String> {
    fn read(letters: &OptionLetters, letter: char) -> Self {
        letters
            .has(letter)
            .then(|| letters.argument(letter).unwrap_or_default().to_owned())
    }
}

/// Seconds, with a fraction; nothing when they are zero, negative or no number.
impl OptionValue for Option<Duration> {
    fn read(letters: &OptionLetters, letter: char) -> Self {
        letters.argument(letter).and_then(numbers::seconds)
    }
}

/// Makes a struct of option letters with `PARAMS` (its help), `check` (for files) and `parse`.
macro_rules! options {
    (
        $(#[doc = $about:literal])+
        $vis:vis struct $name:ident {
            $( $(#[doc = $help:literal])+ $letter:literal $(($arg:literal))? => $field:ident: $type:ty, )*
        }
        $( accepted { $( $(#[doc = $idle_help:literal])+ $idle:literal $(($idle_arg:literal))?, )* } )?
        $( refused { $( $(#[doc = $why:literal])+ $bad:literal $(($bad_arg:literal))?, )* } )?
    ) => {
        $(#[doc = $about])+
        #[derive(Clone, Debug, Default)]
        $vis struct $name {
            $( $(#[doc = $help])+ $vis $field: $type, )*
        }

        impl $name {
            /// Letters and their help, for the application's document.
            $vis const PARAMS: &'static [call::script::Param] = &[
                $( call::script::Param::optional(
                    concat!($letter $(, "(", $arg, ")")?),
                    concat!($($help),+).trim_ascii(),
                ), )*
                $( $( call::script::Param::optional(
                    concat!($idle $(, "(", $idle_arg, ")")?),
                    concat!($($idle_help),+).trim_ascii(),
                ), )* )?
            ];
            const KNOWN: &'static str = concat!($($letter,)* $($($idle),*)?);
            const REFUSED: &'static [(char, &'static str)] = &[
                $( $( ($bad, concat!($($why),+).trim_ascii()), )* )?
            ];

            /// What is wrong with the options in an argument list as it stands in a file.
            $vis fn check(arguments: &str, position: usize) -> Vec<String> {
                crate::options::check(arguments, position, Self::KNOWN, Self::REFUSED)
            }

            /// Reads the letters, with warnings; `None` when the text is malformed.
            $vis fn parse(call: &call::script::Call, text: &str) -> Option<Self> {
                let letters = crate::options::letters(call, text, Self::KNOWN, Self::REFUSED)?;
                Some(Self {
                    $( $field: crate::options::OptionValue::read(&letters, $letter), )*
                })
            }
        }
    };
}

/// See `check` of an options struct.
pub(crate) fn check(
    arguments: &str,
    position: usize,
    known: &str,
    refused: &[(char, &str)],
) -> Vec<String> {
    let parts = split_arguments(&without_references(arguments));
    let Some(text) = parts.get(position) else {
        return Vec::new();
    };
    problems(&OptionLetters::parse(text), known, refused)
}

/// See `parse` of an options struct.
pub(crate) fn letters(
    call: &Call,
    text: &str,
    known: &str,
    refused: &[(char, &str)],
) -> Option<OptionLetters> {
    let letters = OptionLetters::parse(text);
    for problem in problems(&letters, known, refused) {
        call.warn(problem);
    }
    letters.fault().is_none().then_some(letters)
}

fn problems(letters: &OptionLetters, known: &str, refused: &[(char, &str)]) -> Vec<String> {
    let mut found: Vec<String> = letters.fault().map(str::to_owned).into_iter().collect();
    for letter in letters.unknown(known) {
        match refused.iter().find(|(bad, _)| *bad == letter) {
            Some((_, why)) => {
                found.push(format!(
                    "option '{letter}' is not supported and is left out: {why}"
                ));
            }
            None => found.push(format!("there is no option '{letter}'; it is left out")),
        }
    }
    found
}

/// The text without `${...}` and `$[...]`, whose values nobody knows yet.
fn without_references(text: &str) -> String {
    let mut kept = String::new();
    let mut depth = 0_u32;
    let mut rest = text.chars().peekable();
    while let Some(letter) = rest.next() {
        match letter {
            '$' if rest.next_if(|next| matches!(next, '{' | '[')).is_some() => depth += 1,
            '{' | '[' if depth > 0 => depth += 1,
            '}' | ']' if depth > 0 => depth -= 1,
            _ if depth == 0 => kept.push(letter),
            _ => {}
        }
    }
    kept
}
