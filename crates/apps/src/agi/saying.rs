//! The commands that say something.

use call::script::prelude::*;

use super::commands::{number, result};
use super::playing;
use crate::say::{self, Gender};
use crate::time;

/// Says it; `None` for wrong arguments.
pub(super) async fn say(call: &mut Call, name: &str, words: &[String]) -> Option<String> {
    let word = |at: usize| words.get(at).map_or("", String::as_str);
    let language = call.look(|c| c.language.clone()).unwrap_or_default();
    let prompts = match name {
        "SAY ALPHA" => say::letters(word(0)),
        "SAY DIGITS" => say::digits(word(0)),
        "SAY PHONETIC" => say::phonetic(word(0)),
        "SAY NUMBER" => {
            let gender = Gender::from_text(word(2));
            say::number(&language, number(word(0))?, gender).unwrap_or_default()
        }
        _ => moment(call, &language, name, words)?,
    };
    let names: Vec<&str> = prompts.iter().map(String::as_str).collect();
    let (end, _) = playing::play(call, &names, word(1), 0).await;
    Some(result(end))
}

fn moment(call: &Call, language: &str, name: &str, words: &[String]) -> Option<Vec<String>> {
    let at = number(words.first()?)?;
    let word = |at: usize| words.get(at).filter(|w| !w.is_empty());
    let format = match name {
        "SAY DATE" => "ABdY",
        "SAY TIME" => "IMp",
        _ => word(2).map_or("ABdY 'digits/at' IMp", String::as_str),
    };
    let zone = word(3)
        .map(String::as_str)
        .filter(|_| name == "SAY DATETIME");
    let moment = time::spoken(at, call.since_epoch(), zone)?;
    let (prompts, unknown) = say::moment(language, &moment, format);
    for letter in unknown {
        call.warn(format!("the format letter '{letter}' means nothing"));
    }
    Some(prompts)
}
