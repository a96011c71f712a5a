//! Spanish: words of their own up to thirty and for the hundreds; `and` joins tens and units.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, gender: Gender) {
    let (millions, thousand, rest) = thousands(number);
    if millions > 0 {
        below_thousand(words, millions, Gender::Masculine);
        words.say(if millions == 1 { "million" } else { "millions" });
    }
    if thousand > 1 {
        below_thousand(words, thousand, Gender::Masculine);
    }
    if thousand > 0 {
        words.say("thousand");
    }
    if rest > 0 || number == 0 {
        below_thousand(words, rest, gender);
    }
}

fn below_thousand(words: &mut Words, number: u32, gender: Gender) {
    let (hundreds, rest) = (number / 100, number % 100);
    match (hundreds, rest) {
        (0, _) => {}
        (1, 0) => words.say("hundred"),
        (1, _) => words.say("100-and"),
        _ => words.say_number(hundreds * 100),
    }
    let unit = |words: &mut Words, unit: u32| match (unit, gender) {
        (1, Gender::Masculine) => words.say("1M"),
        (1, Gender::Feminine) => words.say("1F"),
        _ => words.say_number(unit),
    };
    match rest {
        0 if hundreds > 0 => {}
        0..=9 => unit(words, rest),
        10..=30 => words.say_number(rest),
        _ => {
            words.say_number(rest / 10 * 10);
            if rest % 10 > 0 {
                words.say("and");
                unit(words, rest % 10);
            }
        }
    }
}
