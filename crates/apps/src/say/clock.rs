//! Dates and times in words, by a format of letters as `SayUnixTime` takes it.

use super::{Gender, number};

/// A moment of local time, taken apart.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Moment {
    /// Like 2023.
    pub year: i64,
    /// 1 to 12.
    pub month: u8,
    /// 1 to 31.
    pub day: u8,
    /// 0 is Sunday.
    pub weekday: u8,
    /// 0 to 23.
    pub hour: u8,
    /// 0 to 59.
    pub minute: u8,
    /// 0 to 59.
    pub second: u8,
    /// So many days ago, by the calendar; below 0 it lies ahead.
    pub days_ago: i64,
}

/// The prompts for a moment. An empty format is the language's usual one. Text in single quotes is the
/// name of a prompt; letters that mean nothing are handed back as the second value.
pub fn moment(language: &str, at: &Moment, format: &str) -> (Vec<String>, Vec<char>) {
    let tongue = Tongue::of(language);
    let mut speech = Speech {
        language,
        tongue,
        at,
        prompts: Vec::new(),
        unknown: Vec::new(),
    };
    speech.say_all(if format.is_empty() {
        tongue.usual_format()
    } else {
        format
    });
    (speech.prompts, speech.unknown)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Tongue {
    English,
    German,
    Spanish,
    French,
    Italian,
    Portuguese,
}

impl Tongue {
    fn of(language: &str) -> Self {
        let main = language.split(['_', '-']).next().unwrap_or_default();
        match main.to_ascii_lowercase().as_str() {
            "de" => Self::German,
            "es" | "mx" => Self::Spanish,
            "fr" => Self::French,
            "it" => Self::Italian,
            "pt" => Self::Portuguese,
            _ => Self::English,
        }
    }

    /// The order of day, month and year, with the small words in between.
    fn usual_format(self) -> &'static str {
        match self {
            Self::English => "ABdY 'digits/at' IMp",
            Self::German => "A dBY HMS",
            Self::Spanish => "'digits/es-el' Ad 'digits/es-de' B 'digits/es-de' Y 'digits/at' IMp",
            Self::French => "AdBY 'digits/at' IMp",
            Self::Italian => "AdB 'digits/at' IMp",
            Self::Portuguese => "Ad 'digits/pt-de' B 'digits/pt-de' Y 'digits/pt-as' HMp",
        }
    }
}

struct Speech<'a> {
    language: &'a str,
    tongue: Tongue,
    at: &'a Moment,
    prompts: Vec<String>,
    unknown: Vec<char>,
}

impl Speech<'_> {
    fn say_all(&mut self, format: &str) {
        let mut rest = format.chars();
        while let Some(letter) = rest.next() {
            if letter == '\'' {
                let name: String = rest.by_ref().take_while(|c| *c != '\'').collect();
                self.prompts.push(name);
            } else {
                self.say_letter(letter);
            }
        }
    }

    fn say_letter(&mut self, letter: char) {
        let at = *self.at;
        match letter {
            ' ' | '_' | ',' => {}
            'A' | 'a' => self.word(&format!("day-{}", at.weekday)),
            'B' | 'b' | 'h' => self.word(&format!("mon-{}", i64::from(at.month) - 1)),
            'm' => self.ordinal(at.month),
            'd' | 'e' => self.day(),
            'Y' => self.year(),
            'I' | 'l' => self.hour12(),
            'H' | 'k' => self.hour24(letter == 'H'),
            'M' | 'N' => self.minute(letter == 'N'),
            'S' => self.second(),
            'P' | 'p' => self.word(if at.hour < 12 { "a-m" } else { "p-m" }),
            'R' => self.say_all("HM"),
            'T' => self.say_all("HMS"),
            'Q' => self.near_day(true),
            'q' => self.near_day(false),
            other => self.unknown.push(other),
        }
    }

    /// `Q` and `q`: the day as people call it.
    fn near_day(&mut self, name_today: bool) {
        match self.at.days_ago {
            0 if name_today => self.word("today"),
            0 => {}
            1 => self.word("yesterday"),
            2..=6 if !name_today => self.say_letter('A'),
            _ => self.say_all(match self.tongue {
                Tongue::English => "ABdY",
                _ => "AdBY",
            }),
        }
    }

    fn day(&mut self) {
        let day = self.at.day;
        match self.tongue {
            Tongue::English | Tongue::German => self.ordinal(day),
            Tongue::French | Tongue::Italian if day == 1 => self.word("h-1"),
            _ => self.number(day.into(), Gender::Masculine),
        }
    }

    /// First, second, …, thirty-first.
    fn ordinal(&mut self, place: u8) {
        let (tens, unit) = (place / 10 * 10, place % 10);
        match (self.tongue, unit) {
            _ if place <= 20 || unit == 0 => self.word(&format!("h-{place}")),
            (Tongue::German, _) => {
                self.word(&format!("{unit}-and"));
                self.word(&format!("h-{tens}"));
            }
            _ => {
                self.word(&tens.to_string());
                self.word(&format!("h-{unit}"));
            }
        }
    }

    fn year(&mut self) {
        let year = self.at.year;
        let (century, rest) = (year.div_euclid(100), year.rem_euclid(100));
        match self.tongue {
            Tongue::English if (11..20).contains(&century) => {
                self.number(century, Gender::None);
                match rest {
                    0 => self.word("hundred"),
                    1..=9 => {
                        self.word("oh");
                        self.number(rest, Gender::None);
                    }
                    _ => self.number(rest, Gender::None),
                }
            }
            Tongue::German if (11..20).contains(&century) => {
                self.number(century, Gender::None);
                self.word("hundred");
                if rest > 0 {
                    self.number(rest, Gender::None);
                }
            }
            _ => self.number(year, Gender::None),
        }
    }

    fn hour12(&mut self) {
        let hour = (i64::from(self.at.hour) + 11) % 12 + 1;
        self.hour(hour);
    }

    fn hour24(&mut self, two_digits: bool) {
        let hour = i64::from(self.at.hour);
        if self.tongue != Tongue::English {
            return self.hour(hour);
        }
        if hour == 0 || (two_digits && hour < 10) {
            self.word("oh");
        }
        if hour > 0 || two_digits {
            self.number(hour, Gender::None);
        }
    }

    fn hour(&mut self, hour: i64) {
        match self.tongue {
            Tongue::German => self.number(hour, Gender::Neuter),
            Tongue::English | Tongue::Italian => self.number(hour, Gender::None),
            Tongue::French | Tongue::Spanish | Tongue::Portuguese => {
                self.number(hour, Gender::Feminine);
            }
        }
        if matches!(self.tongue, Tongue::German | Tongue::French) {
            self.word("oclock");
        }
    }

    fn minute(&mut self, military: bool) {
        let minute = i64::from(self.at.minute);
        match (self.tongue, minute) {
            (Tongue::English, 0) => self.word(if military { "hundred" } else { "oclock" }),
            (Tongue::English, 1..=9) => {
                self.word("oh");
                self.number(minute, Gender::None);
            }
            (_, 0) => {}
            (Tongue::Portuguese, _) => {
                self.word("pt-e");
                self.number(minute, Gender::Masculine);
            }
            _ => self.number(minute, Gender::None),
        }
    }

    fn second(&mut self) {
        let second = i64::from(self.at.second);
        if self.tongue == Tongue::English && (1..=9).contains(&second) {
            self.word("oh");
        }
        self.number(second, Gender::None);
    }

    fn word(&mut self, name: &str) {
        self.prompts.push(format!("digits/{name}"));
    }

    fn number(&mut self, value: i64, gender: Gender) {
        let words = number(self.language, value, gender);
        self.prompts.extend(words.unwrap_or_default());
    }
}

#[cfg(test)]
mod tests;
