//! English; the British say `and` before tens and units.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, _: Gender) {
    say(words, number, false);
}

/// As in `one hundred and two`.
pub(super) fn british(words: &mut Words, number: u32, _: Gender) {
    say(words, number, true);
}

fn say(words: &mut Words, number: u32, british: bool) {
    let (millions, thousand, rest) = thousands(number);
    for (count, name) in [(millions, "million"), (thousand, "thousand")] {
        if count > 0 {
            below_thousand(words, count, british);
            words.say(name);
        }
    }
    if rest > 0 || number == 0 {
        if british && number > 999 && rest < 100 {
            words.say("and");
        }
        below_thousand(words, rest, british);
    }
}

fn below_thousand(words: &mut Words, number: u32, british: bool) {
    let (hundreds, rest) = (number / 100, number % 100);
    if hundreds > 0 {
        words.say_number(hundreds);
        words.say("hundred");
        if british && rest > 0 {
            words.say("and");
        }
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
