//! Italian: a ten gives up its last vowel before one and eight, so those have prompts of their own.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, _: Gender) {
    let (millions, thousand, rest) = thousands(number);
    match millions {
        0 => {}
        1 => {
            words.say("un");
            words.say("million");
        }
        _ => {
            below_thousand(words, millions);
            words.say("millions");
        }
    }
    match thousand {
        0 => {}
        1 => words.say("thousand"),
        _ => {
            below_thousand(words, thousand);
            words.say("thousands");
        }
    }
    if rest > 0 || number == 0 {
        below_thousand(words, rest);
    }
}

fn below_thousand(words: &mut Words, number: u32) {
    let (hundreds, rest) = (number / 100, number % 100);
    if hundreds > 1 {
        words.say_number(hundreds);
    }
    if hundreds > 0 {
        words.say("hundred");
    }
    match rest {
        0 if hundreds > 0 => {}
        0..=20 => words.say_number(rest),
        _ if matches!(rest % 10, 1 | 8) => words.say_number(rest),
        _ => {
            words.say_number(rest / 10 * 10);
            if rest % 10 > 0 {
                words.say_number(rest % 10);
            }
        }
    }
}
