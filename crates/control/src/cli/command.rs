//! What a console command is: a document and a function; and how typed words find it.

use std::collections::BTreeSet;

use super::{Exchange, Reply};

/// What help prints, and what must be typed.
#[derive(Clone, Copy, Debug)]
pub(crate) struct CommandDoc {
    /// The words that must be typed. `{a|b}` is one of these; it and all that follows are given to
    /// the command as arguments.
    pub(crate) words: &'static str,
    /// Spellings of other Asterisk versions, written like `words`.
    pub(crate) aliases: &'static [&'static str],
    /// What may follow, for the usage line.
    pub(crate) syntax: &'static str,
    /// One line.
    pub(crate) summary: &'static str,
    /// What it does, for its help.
    pub(crate) description: &'static str,
}

/// A console command.
pub(crate) trait ConsoleCommand {
    /// Its document; the table that prints it also finds it.
    const DOC: CommandDoc;

    /// Carries it out.
    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply;

    /// Every word that may follow these arguments.
    fn complete(_: &dyn Exchange, _: &[&str]) -> Vec<String> {
        Vec::new()
    }
}

/// A row of the command table.
pub(crate) struct CommandEntry {
    pub(crate) doc: CommandDoc,
    pub(crate) run: fn(&mut dyn Exchange, &[&str]) -> Reply,
    complete: fn(&dyn Exchange, &[&str]) -> Vec<String>,
}

impl CommandEntry {
    /// The row of `C`.
    pub(crate) const fn of<C: ConsoleCommand>() -> Self {
        Self {
            doc: C::DOC,
            run: C::run,
            complete: C::complete,
        }
    }

    /// Usage line and description.
    pub(crate) fn usage(&self) -> String {
        let CommandDoc {
            words,
            syntax,
            description,
            ..
        } = self.doc;
        let mut text = format!("Usage: {words} {syntax}").trim_end().to_owned();
        text.push('\n');
        for line in description.lines() {
            text.push_str(&format!("       {}\n", line.trim_start()));
        }
        text
    }

    /// Do these words begin this command?
    pub(crate) fn begins_with(&self, words: &[&str]) -> bool {
        let pattern: Vec<&str> = self.doc.words.split_whitespace().collect();
        words.len() <= pattern.len() && words.iter().zip(&pattern).all(|(w, p)| fits(p, w))
    }

    fn patterns(&self) -> impl Iterator<Item = &'static str> {
        std::iter::once(self.doc.words).chain(self.doc.aliases.iter().copied())
    }
}

/// Splits a line at white space; double quotes keep words together, a backslash takes away the
/// meaning of what follows it.
pub(crate) fn split_words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let (mut quoted, mut escaped) = (false, false);
    for letter in line.chars() {
        match letter {
            _ if escaped => {
                word.get_or_insert_default().push(letter);
                escaped = false;
            }
            '\\' => escaped = true,
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            _ if letter.is_whitespace() && !quoted => words.extend(word.take()),
            _ => word.get_or_insert_default().push(letter),
        }
    }
    words.extend(word);
    words
}

/// The command whose words are the longest beginning of what was typed, with its arguments.
pub(crate) fn find<'t, 'w>(
    table: &'t [CommandEntry],
    words: &'w [&'w str],
) -> Option<(&'t CommandEntry, &'w [&'w str])> {
    let matches = table.iter().flat_map(|entry| {
        entry.patterns().filter_map(move |pattern| {
            let (length, fixed) = matched(pattern, words)?;
            Some((length, fixed, entry))
        })
    });
    let (_, fixed, entry) = matches.max_by_key(|(length, ..)| *length)?;
    Some((entry, &words[fixed..]))
}

/// See `cli::complete`.
pub(crate) fn complete(table: &[CommandEntry], exchange: &dyn Exchange, line: &str) -> Vec<String> {
    let mut words = split_words(line);
    let partial = match line.chars().next_back() {
        Some(last) if !last.is_whitespace() => words.pop().unwrap_or_default(),
        _ => String::new(),
    };
    let typed: Vec<&str> = words.iter().map(String::as_str).collect();
    let found = candidates(table, exchange, &typed);
    let begins = |word: &String| {
        word.get(..partial.len())
            .is_some_and(|start| start.eq_ignore_ascii_case(&partial))
    };
    found.into_iter().filter(begins).collect()
}

/// Every word that may follow the typed ones.
pub(crate) fn candidates(
    table: &[CommandEntry],
    exchange: &dyn Exchange,
    typed: &[&str],
) -> BTreeSet<String> {
    let mut found = BTreeSet::new();
    for entry in table {
        let pattern: Vec<&str> = entry.doc.words.split_whitespace().collect();
        if let Some(next) = pattern.get(typed.len()) {
            if typed
                .iter()
                .zip(&pattern)
                .all(|(word, fixed)| fits(fixed, word))
            {
                found.extend(choices(next).map(str::to_owned));
            }
        } else if let Some((_, fixed)) = matched(entry.doc.words, typed) {
            found.extend((entry.complete)(exchange, &typed[fixed..]));
        }
    }
    found
}

/// How many words a pattern takes, and how many of them are the command's own and no arguments.
fn matched(pattern: &str, words: &[&str]) -> Option<(usize, usize)> {
    let mut length = 0;
    let mut fixed = None;
    for wanted in pattern.split_whitespace() {
        if !words.get(length).is_some_and(|word| fits(wanted, word)) {
            return None;
        }
        if wanted.starts_with('{') {
            fixed.get_or_insert(length);
        }
        length += 1;
    }
    Some((length, fixed.unwrap_or(length)))
}

fn fits(wanted: &str, word: &str) -> bool {
    choices(wanted).any(|choice| choice.eq_ignore_ascii_case(word))
}

fn choices(wanted: &str) -> impl Iterator<Item = &str> {
    wanted
        .trim_start_matches('{')
        .trim_end_matches('}')
        .split('|')
}
