//! Portuguese: `pt-e` joins hundreds, tens and units.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, gender: Gender) {
    let (millions, thousand, rest) = thousands(number);
    if millions > 0 {
        below_thousand(words, millions, Gender::Masculine);
        words.say(if millions == 1 { "1000000" } else { "1000000S" });
        let only_rest = thousand == 0 && rest > 0 && is_one_word(rest);
        let only_thousands = thousand > 0 && rest == 0 && is_one_word(thousand);
        if only_rest || only_thousands {
            words.say("pt-e");
        }
    }
    if thousand > 1 {
        below_thousand(words, thousand, gender);
    }
    if thousand > 0 {
        words.say("1000");
    }
    if rest > 0 || number == 0 {
        // The last group takes an `and` when it is a single word.
        if thousand > 0 && is_one_word(rest) {
            words.say("pt-e");
        }
        below_thousand(words, rest, gender);
    }
}

/// Such a group takes an `and` before it.
fn is_one_word(group: u32) -> bool {
    group < 100 || group.is_multiple_of(100)
}

fn below_thousand(words: &mut Words, number: u32, gender: Gender) {
    let (hundreds, rest) = (number / 100, number % 100);
    match (hundreds, rest) {
        (0, _) => {}
        (1, 0) => words.say("100"),
        (1, _) => words.say("100E"),
        _ if gender == Gender::Feminine => words.say(&format!("{}F", hundreds * 100)),
        _ => words.say_number(hundreds * 100),
    }
    if hundreds > 0 && rest > 0 && hundreds != 1 {
        words.say("pt-e");
    }
    let unit = |words: &mut Words, unit: u32| match (unit, gender) {
        (1 | 2, Gender::Feminine) => words.say(&format!("{unit}F")),
        _ => words.say_number(unit),
    };
    match rest {
        0 if hundreds > 0 => {}
        0..=9 => unit(words, rest),
        10..=20 => words.say_number(rest),
        _ => {
            words.say_number(rest / 10 * 10);
            if rest % 10 > 0 {
                words.say("pt-e");
                unit(words, rest % 10);
            }
        }
    }
}
