//! A command line of AGI, taken apart.

/// Blanks separate words; quotes keep them together and are left out; a backslash takes the next
/// character as it is. `""` is an empty word.
pub(super) fn words(line: &str) -> Vec<String> {
    let mut words = Vec::new();
    let mut word: Option<String> = None;
    let mut quoted = false;
    let mut characters = line.chars();
    while let Some(c) = characters.next() {
        match c {
            '"' => {
                quoted = !quoted;
                word.get_or_insert_default();
            }
            ' ' | '\t' if !quoted => {
                words.extend(word.take());
                if words.len() >= MOST_WORDS {
                    return words;
                }
            }
            '\\' => {
                let escaped = characters.next().unwrap_or('\\');
                word.get_or_insert_default().push(escaped);
            }
            other => word.get_or_insert_default().push(other),
        }
    }
    words.extend(word);
    words
}

/// As many as Asterisk takes.
const MOST_WORDS: usize = 127;
