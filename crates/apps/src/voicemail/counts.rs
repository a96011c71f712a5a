//! How many messages there are, in the word order of each language.

use services::voicemail::Counts;

use crate::say::{self, Gender};

/// The prompts that tell an owner what there is.
pub(crate) fn prompts(language: &str, counts: Counts) -> Vec<String> {
    let main = language.split(['_', '-']).next().unwrap_or_default();
    let mut out = Prompts {
        language,
        all: Vec::new(),
    };
    match main.to_ascii_lowercase().as_str() {
        "de" => out.count_first(counts, "digits/1F"),
        "es" | "mx" => out.noun_first(
            counts,
            "vm-youhaveno",
            "digits/1M",
            ("vm-INBOXs", "vm-Olds"),
        ),
        "pt" => out.noun_first(
            counts,
            "vm-nomessages",
            "digits/1F",
            ("vm-INBOXs", "vm-Olds"),
        ),
        "it" => out.italian(counts),
        "fr" => out.french(counts),
        _ => out.english(counts),
    }
    out.all
}

struct Prompts<'a> {
    language: &'a str,
    all: Vec<String>,
}

impl Prompts<'_> {
    fn add(&mut self, names: &[&str]) {
        self.all.extend(names.iter().map(|name| (*name).to_owned()));
    }

    fn number(&mut self, count: u32, gender: Gender) {
        let words = say::number(self.language, count.into(), gender);
        self.all.extend(words.unwrap_or_default());
    }

    /// `five new and two old messages`.
    fn english(&mut self, counts: Counts) {
        self.add(&["vm-youhave"]);
        let groups = [
            (counts.urgent, "vm-Urgent"),
            (counts.new, "vm-INBOX"),
            (counts.old, "vm-Old"),
        ];
        let groups: Vec<_> = groups.into_iter().filter(|(count, _)| *count > 0).collect();
        for (at, (count, kind)) in groups.iter().enumerate() {
            if at > 0 {
                self.add(&["vm-and"]);
            }
            self.number(*count, Gender::None);
            self.add(&[kind]);
            if at + 1 == groups.len() {
                self.add(&[noun(*count)]);
            }
        }
        if groups.is_empty() {
            self.add(&["vm-no", "vm-messages"]);
        }
    }

    fn french(&mut self, counts: Counts) {
        self.add(&["vm-youhave"]);
        let new = counts.unheard();
        if new > 0 {
            self.number(new, Gender::Masculine);
            self.add(&["vm-INBOX"]);
            self.add(&[if counts.old > 0 { "vm-and" } else { noun(new) }]);
        }
        if counts.old > 0 {
            self.number(counts.old, Gender::Masculine);
            self.add(&["vm-Old", noun(counts.old)]);
        }
        if new == 0 && counts.old == 0 {
            self.add(&["vm-no", "vm-messages"]);
        }
    }

    fn count_first(&mut self, counts: Counts, one: &str) {
        self.add(&["vm-youhave"]);
        let new = counts.unheard();
        if new > 0 {
            self.count(new, one);
            self.add(&["vm-INBOX"]);
            self.add(&[if counts.old > 0 { "vm-and" } else { noun(new) }]);
        }
        if counts.old > 0 {
            self.count(counts.old, one);
            self.add(&["vm-Old", noun(counts.old)]);
        }
        if new == 0 && counts.old == 0 {
            self.add(&["vm-no", "vm-messages"]);
        }
    }

    /// `two messages new`; with words of their own for one.
    fn noun_first(&mut self, counts: Counts, none: &str, one: &str, single: (&str, &str)) {
        let new = counts.unheard();
        if new == 0 && counts.old == 0 {
            return match none {
                "vm-nomessages" => self.add(&[none]),
                _ => self.add(&[none, "vm-messages"]),
            };
        }
        self.add(&["vm-youhave"]);
        if new > 0 {
            self.count(new, one);
            self.add(&[noun(new), if new == 1 { single.0 } else { "vm-INBOX" }]);
            if counts.old > 0 {
                self.add(&["vm-and"]);
            }
        }
        if counts.old > 0 {
            self.count(counts.old, one);
            self.add(&[
                noun(counts.old),
                if counts.old == 1 { single.1 } else { "vm-Old" },
            ]);
        }
    }

    fn italian(&mut self, counts: Counts) {
        let new = counts.unheard();
        if new == 0 && counts.old == 0 {
            return self.add(&["vm-no", "vm-message"]);
        }
        self.add(&["vm-youhave"]);
        if new == 1 {
            self.add(&["digits/un", "vm-nuovo", "vm-message"]);
        } else if new > 1 {
            self.number(new, Gender::None);
            self.add(&["vm-nuovi", "vm-messages"]);
        }
        if new > 0 && counts.old > 0 {
            self.add(&["vm-and"]);
        }
        if counts.old == 1 {
            self.add(&["digits/un", "vm-vecchio", "vm-message"]);
        } else if counts.old > 1 {
            self.number(counts.old, Gender::None);
            self.add(&["vm-vecchi", "vm-messages"]);
        }
    }

    fn count(&mut self, count: u32, one: &str) {
        match count {
            1 => self.add(&[one]),
            _ => self.number(count, Gender::Feminine),
        }
    }
}

fn noun(count: u32) -> &'static str {
    if count == 1 {
        "vm-message"
    } else {
        "vm-messages"
    }
}

#[cfg(test)]
mod tests {
    use super::{Counts, prompts};

    #[test]
    fn every_language_has_its_word_order() {
        let of = |urgent, new, old| Counts { urgent, new, old };
        for (language, counts, expected) in [
            ("en", of(0, 0, 0), "vm-youhave vm-no vm-messages"),
            ("en", of(0, 1, 0), "vm-youhave digits/1 vm-INBOX vm-message"),
            (
                "en_GB",
                of(1, 2, 1),
                "vm-youhave digits/1 vm-Urgent vm-and digits/2 vm-INBOX vm-and digits/1 vm-Old vm-message",
            ),
            (
                "fr",
                of(0, 2, 0),
                "vm-youhave digits/2 vm-INBOX vm-messages",
            ),
            (
                "de",
                of(0, 1, 1),
                "vm-youhave digits/1F vm-INBOX vm-and digits/1F vm-Old vm-message",
            ),
            (
                "es",
                of(0, 1, 2),
                "vm-youhave digits/1M vm-message vm-INBOXs vm-and digits/2 vm-messages vm-Old",
            ),
            ("es", of(0, 0, 0), "vm-youhaveno vm-messages"),
            (
                "it",
                of(0, 1, 2),
                "vm-youhave digits/un vm-nuovo vm-message vm-and digits/2 vm-vecchi vm-messages",
            ),
            ("pt", of(0, 0, 0), "vm-nomessages"),
        ] {
            assert_eq!(
                prompts(language, counts).join(" "),
                expected,
                "{language} {counts:?}"
            );
        }
    }
}
