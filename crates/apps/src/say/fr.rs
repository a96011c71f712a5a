//! French: seventy is sixty-ten, ninety is four-twenty-ten, and `et` joins a one.

use super::{Gender, Words, thousands};

pub(super) fn number(words: &mut Words, number: u32, gender: Gender) {
    let (millions, thousand, rest) = thousands(number);
    if millions > 0 {
        below_thousand(words, millions, Gender::None);
        words.say("million");
    }
    if thousand > 1 {
        below_thousand(words, thousand, Gender::None);
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
    if hundreds > 1 {
        words.say_number(hundreds);
    }
    if hundreds > 0 {
        words.say("hundred");
    }
    if rest > 0 || hundreds == 0 {
        below_hundred(words, rest, gender);
    }
}

fn below_hundred(words: &mut Words, number: u32, gender: Gender) {
    match number {
        1 if gender == Gender::Feminine => words.say("1F"),
        0..=20 => words.say_number(number),
        71 | 21..=69 if number % 10 == 1 => {
            let tens = if number == 71 { 60 } else { number / 10 * 10 };
            words.say_number(tens);
            words.say("et");
            below_hundred(words, number - tens, gender);
        }
        21..=69 => {
            let unit = number % 10;
            words.say_number(number - unit);
            if unit > 0 {
                words.say_number(unit);
            }
        }
        70..=79 => {
            words.say_number(60);
            words.say_number(number - 60);
        }
        80 => words.say_number(80),
        _ => {
            words.say_number(80);
            below_hundred(words, number - 80, gender);
        }
    }
}
