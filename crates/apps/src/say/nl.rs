//! Dutch: the units stand before the tens, with `nl-and`.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, _: Gender) {
    let (millions, thousand, rest) = thousands(number);
    if millions > 0 {
        below_thousand(words, millions);
        words.say("million");
    }
    if thousand > 1 {
        below_thousand(words, thousand);
    }
    if thousand > 0 {
        words.say("thousand");
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
        _ => {
            if rest % 10 > 0 {
                words.say_number(rest % 10);
                words.say("nl-and");
            }
            words.say_number(rest / 10 * 10);
        }
    }
}
