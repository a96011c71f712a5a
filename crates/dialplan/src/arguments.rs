//! How applications and functions read their argument text: commas that separate, quotes and
//! brackets that protect, and option letters with an argument in parentheses.

/// Splits at commas as Asterisk's standard argument splitter does: a comma inside `()`, `[]` or
/// `""` does not separate, `"` is removed, `\x` becomes a literal `x`. Blanks are kept. An empty
/// text has no arguments and a comma at the very end adds none.
pub fn split_arguments(text: &str) -> Vec<String> {
    split(text, ',', usize::MAX, Marks::Removed)
}

/// Like [`split_arguments`], but the `max`-th argument is the unread rest of the text, commas,
/// quotes and all.
pub fn split_arguments_max(text: &str, max: usize) -> Vec<String> {
    split(text, ',', max, Marks::Removed)
}

/// Splits at `delimiter` with the same protection, removing quotes and backslashes.
pub fn split_at_delimiter(text: &str, delimiter: char, max: usize) -> Vec<String> {
    split(text, delimiter, max, Marks::Removed)
}

/// Splits at `delimiter` with the same protection, leaving quotes and backslashes in place.
pub fn split_raw(text: &str, delimiter: char, max: usize) -> Vec<String> {
    split(text, delimiter, max, Marks::Kept)
}

/// An option string such as `kwtxrmA(beep)`, taken apart.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct OptionLetters {
    letters: Vec<(char, Option<String>)>,
    fault: Option<String>,
}

impl OptionLetters {
    /// Reads letters, each with an argument when `(` follows it. Never fails: what is wrong is in
    /// [`fault`](Self::fault), and what could be read before it is kept.
    pub fn parse(text: &str) -> Self {
        let mut options = Self::default();
        let mut rest = text.chars().peekable();
        while let Some(letter) = rest.next() {
            if rest.peek() != Some(&'(') {
                options.letters.push((letter, None));
                continue;
            }
            rest.next();
            let (argument, closed) = parenthesised(&mut rest);
            if !closed {
                options.fault = Some(format!(
                    "option '{letter}' lacks its closing parenthesis in '{text}'"
                ));
                break;
            }
            options.letters.push((letter, Some(argument)));
        }
        options
    }

    /// Whether `letter` was given.
    pub fn has(&self, letter: char) -> bool {
        self.letters.iter().any(|(given, _)| *given == letter)
    }

    /// The argument of `letter`; the last one wins. `None` when the letter is absent or bare.
    pub fn argument(&self, letter: char) -> Option<&str> {
        let (_, argument) = self
            .letters
            .iter()
            .rev()
            .find(|(given, _)| *given == letter)?;
        argument.as_deref()
    }

    /// Letters in the order written.
    pub fn iter(&self) -> impl Iterator<Item = (char, Option<&str>)> {
        self.letters
            .iter()
            .map(|(letter, argument)| (*letter, argument.as_deref()))
    }

    /// Whether no letter was given.
    pub fn is_empty(&self) -> bool {
        self.letters.is_empty()
    }

    /// Letters that are not in `known`, each once, blanks aside.
    pub fn unknown(&self, known: &str) -> Vec<char> {
        let mut unknown = Vec::new();
        for (letter, _) in &self.letters {
            if !known.contains(*letter) && !letter.is_whitespace() && !unknown.contains(letter) {
                unknown.push(*letter);
            }
        }
        unknown
    }

    /// What was wrong with the text, if anything.
    pub fn fault(&self) -> Option<&str> {
        self.fault.as_deref()
    }
}

/// Reads an option's argument, `(` being already taken. Returns whether the `)` was there.
fn parenthesised(rest: &mut std::iter::Peekable<std::str::Chars<'_>>) -> (String, bool) {
    let mut argument = String::new();
    let reads_quotes = rest.peek() == Some(&'"');
    let mut quoted = false;
    let mut depth = 1u32;
    while let Some(letter) = rest.next() {
        match letter {
            '(' if !quoted => depth = depth.saturating_add(1),
            ')' if !quoted => {
                depth -= 1;
                if depth == 0 {
                    return (argument, true);
                }
            }
            '"' if reads_quotes => {
                quoted = !quoted;
                continue;
            }
            '\\' if !quoted || rest.peek() == Some(&'"') => {
                argument.extend(rest.next());
                continue;
            }
            _ => {}
        }
        argument.push(letter);
    }
    (argument, false)
}

#[derive(Clone, Copy, PartialEq, Eq)]
enum Marks {
    Removed,
    Kept,
}

fn split(text: &str, delimiter: char, max: usize, marks: Marks) -> Vec<String> {
    let mut arguments = Vec::new();
    let (mut parentheses, mut brackets, mut quoted) = (0u32, 0u32, false);
    let mut rest = text;
    while !rest.is_empty() && arguments.len() + 1 < max {
        let mut argument = String::new();
        let mut letters = rest.char_indices();
        rest = "";
        while let Some((_, letter)) = letters.next() {
            match letter {
                '(' => parentheses += 1,
                ')' => parentheses = parentheses.saturating_sub(1),
                '[' => brackets += 1,
                ']' => brackets = brackets.saturating_sub(1),
                '"' if delimiter != '"' => {
                    quoted = !quoted;
                    if marks == Marks::Removed {
                        continue;
                    }
                }
                '\\' => {
                    if marks == Marks::Kept {
                        argument.push('\\');
                    }
                    argument.extend(letters.next().map(|(_, literal)| literal));
                    continue;
                }
                _ if letter == delimiter && parentheses == 0 && brackets == 0 && !quoted => {
                    rest = letters.as_str();
                    break;
                }
                _ => {}
            }
            argument.push(letter);
        }
        arguments.push(argument);
    }
    if !rest.is_empty() && max > 0 {
        arguments.push(rest.to_owned());
    }
    arguments
}

#[cfg(test)]
mod tests;
