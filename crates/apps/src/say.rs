//! What is said, as lists of prompts: digits, letters, numbers. Pure: languages differ in their words
//! only, and an unknown language speaks English.

mod clock;
mod de;
mod en;
mod es;
mod fr;
mod it;
mod nl;
mod pt;

pub use clock::{Moment, moment};

/// Grammatical gender of what is counted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Default)]
pub enum Gender {
    /// As the language counts by itself.
    #[default]
    None,
    /// Masculine.
    Masculine,
    /// Feminine.
    Feminine,
    /// Neuter.
    Neuter,
    /// Common (languages without masculine and feminine).
    Common,
}

impl Gender {
    /// By its first letter, as applications take it.
    pub fn from_text(text: &str) -> Self {
        match text.chars().next().map(|c| c.to_ascii_lowercase()) {
            Some('m') => Self::Masculine,
            Some('f') => Self::Feminine,
            Some('n') => Self::Neuter,
            Some('c') => Self::Common,
            _ => Self::None,
        }
    }
}

/// A number in words; `None` above 999,999,999 (or below the same with a minus).
pub fn number(language: &str, number: i64, gender: Gender) -> Option<Vec<String>> {
    let size = number.unsigned_abs();
    let size = u32::try_from(size).ok().filter(|size| *size <= LARGEST)?;
    let main = language
        .split(['_', '-'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let say = match main.as_str() {
        "fr" => fr::number,
        "de" => de::number,
        "es" | "mx" => es::number,
        "it" => it::number,
        "nl" => nl::number,
        "pt" => pt::number,
        _ if language.eq_ignore_ascii_case("en_GB") => en::british,
        _ => en::number,
    };
    let mut words = Words::default();
    if number < 0 {
        words.say("minus");
    }
    say(&mut words, size, gender);
    Some(words.prompts)
}

/// Digits one by one; what is no digit is left out.
pub fn digits(text: &str) -> Vec<String> {
    text.chars().filter_map(digit).collect()
}

/// Letter by letter.
pub fn letters(text: &str) -> Vec<String> {
    text.chars().filter_map(letter).collect()
}

/// Letter by letter with the words of radio operators.
pub fn phonetic(text: &str) -> Vec<String> {
    let word = |c: char| {
        if c.is_ascii_alphabetic() {
            return Some(format!("phonetic/{}_p", c.to_ascii_lowercase()));
        }
        letter(c)
    };
    text.chars().filter_map(word).collect()
}

fn digit(c: char) -> Option<String> {
    match c {
        '0'..='9' => Some(format!("digits/{c}")),
        '*' => Some("digits/star".to_owned()),
        '#' => Some("digits/pound".to_owned()),
        '-' => Some("digits/minus".to_owned()),
        _ => None,
    }
}

fn letter(c: char) -> Option<String> {
    let name = match c {
        '0'..='9' => return Some(format!("digits/{c}")),
        'a'..='z' | 'A'..='Z' => return Some(format!("letters/{}", c.to_ascii_lowercase())),
        ' ' => "space",
        '*' => "asterisk",
        '@' => "at",
        '-' => "dash",
        '$' => "dollar",
        '.' => "dot",
        '=' => "equals",
        '!' => "exclaimation-point",
        '#' => return Some("digits/pound".to_owned()),
        '+' => "plus",
        '/' => "slash",
        '"' | '%'..=')' | ',' | ':'..='<' | '>' | '?' | '['..='_' | '{'..='~' => {
            return Some(format!("letters/ascii{}", u32::from(c)));
        }
        _ => return None,
    };
    Some(format!("letters/{name}"))
}

/// The prompts so far.
#[derive(Default)]
struct Words {
    prompts: Vec<String>,
}

impl Words {
    fn say(&mut self, word: &str) {
        self.prompts.push(format!("digits/{word}"));
    }

    fn say_number(&mut self, number: u32) {
        self.say(&number.to_string());
    }
}

/// The parts of a number that most languages say one after the other: millions, thousands, the rest.
fn thousands(number: u32) -> (u32, u32, u32) {
    (number / 1_000_000, number / 1_000 % 1_000, number % 1_000)
}

const LARGEST: u32 = 999_999_999;

#[cfg(test)]
mod tests;
