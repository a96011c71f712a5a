//! German: the units stand before the tens, with `and`.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, gender: Gender) {
    // Standing alone they have no `one` before them.
    match number {
        100 => return words.say("hundred"),
        1_000 => return words.say("thousand"),
        _ => {}
    }
    let (millions, thousand, rest) = thousands(number);
    match millions {
        0 => {}
        1 => {
            words.say("1F");
            words.say("million");
        }
        _ => {
            below_thousand(words, millions, "1");
            words.say("millions");
        }
    }
    match thousand {
        0 => {}
        100 => {
            words.say("hundred");
            words.say("thousand");
        }
        _ => {
            below_thousand(words, thousand, "1N");
            words.say("thousand");
        }
    }
    if rest > 0 || number == 0 {
        let one = match gender {
            Gender::Feminine => "1F",
            Gender::Neuter => "1N",
            Gender::None | Gender::Masculine | Gender::Common => "1",
        };
        below_thousand(words, rest, one);
    }
}

/// `one` is the word for a one at the end.
fn below_thousand(words: &mut Words, number: u32, one: &str) {
    let (hundreds, rest) = (number / 100, number % 100);
    match hundreds {
        0 => {}
        1 => {
            words.say("1N");
            words.say("hundred");
        }
        _ => {
            words.say_number(hundreds);
            words.say("hundred");
        }
    }
    match rest {
        0 if hundreds > 0 => {}
        1 => words.say(one),
        0..=20 => words.say_number(rest),
        _ => {
            match rest % 10 {
                0 => {}
                1 => words.say("1-and"),
                unit => words.say(&format!("{unit}-and")),
            }
            words.say_number(rest / 10 * 10);
        }
    }
}
