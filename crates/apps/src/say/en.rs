//! English.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, _: Gender) {
    let (millions, thousand, rest) = thousands(number);
    for (count, name) in [(millions, "million"), (thousand, "thousand")] {
        if count > 0 {
            below_thousand(words, count);
            words.say(name);
        }
    }
    if rest > 0 || number == 0 {
        below_thousand(words, rest);
    }
}

fn below_thousand(words: &mut Words, number: u32) {
    let (hundreds, rest) = (number / 100, number % 100);
    if hundreds > 0 {
        words.say_number(hundreds);
        words.say("hundred");
    }
    match rest {
        0 if hundreds > 0 => {}
        0..=20 => words.say_number(rest),
        _ => {
            words.say_number(rest / 10 * 10);
            if rest % 10 > 0 {
                words.say_number(rest % 10);
            }
        }
    }
}
