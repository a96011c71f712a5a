//! Words and bracketed texts of an AEL file. What counts as a word depends on where it stands, so
//! the parser asks for what it wants.

use config::Span;

use super::source::Source;
use super::syntax::Word;

/// Why the text cannot be read on: where, and what is wrong.
pub(super) type Fault = (Span, String);

pub(super) struct Scanner<'a> {
    source: &'a Source,
    at: usize,
}

impl<'a> Scanner<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self { source, at: 0 }
    }

    pub(super) fn position(&self) -> usize {
        self.at
    }

    pub(super) fn jump_to(&mut self, at: usize) {
        self.at = at;
    }

    pub(super) fn span(&self) -> Span {
        self.source.span(self.at)
    }

    /// The next letter behind blanks and comments; `None` at the end.
    pub(super) fn peek(&mut self) -> Option<char> {
        self.skip();
        self.rest().chars().next()
    }

    /// Takes a mark if it comes next.
    pub(super) fn take(&mut self, mark: &str) -> bool {
        self.skip();
        let there = self.rest().starts_with(mark);
        if there {
            self.at += mark.len();
        }
        there
    }

    /// Takes a mark that must come next.
    pub(super) fn expect(&mut self, mark: &str) -> Result<(), Fault> {
        if self.take(mark) {
            return Ok(());
        }
        let found = match self.peek() {
            Some(letter) => format!("'{letter}'"),
            None => "the end of the file".to_owned(),
        };
        Err((self.span(), format!("expected '{mark}', found {found}")))
    }

    /// The next word, not taken.
    pub(super) fn peek_word(&mut self) -> String {
        let at = self.position();
        let word = self.word().map(|word| word.text).unwrap_or_default();
        self.jump_to(at);
        word
    }

    /// A name, number or pattern; `${…}` in it is kept whole.
    pub(super) fn word(&mut self) -> Result<Word, Fault> {
        self.skip();
        let (start, span) = (self.at, self.span());
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                '$' if self.rest()[1..].starts_with(['{', '[']) => {
                    self.at += 1;
                    self.bracketed()?;
                }
                '[' if self.closes_on_line() => self.bracketed()?,
                '"' if self.at == start => self.quoted(),
                _ if letter.is_whitespace() || ENDS_A_WORD.contains(letter) => break,
                _ => self.at += letter.len_utf8(),
            }
        }
        let text = self.source.text[start..self.at].to_owned();
        if text.is_empty() {
            let found = self.rest().chars().next();
            let found =
                found.map_or_else(|| "the end of the file".to_owned(), |c| format!("'{c}'"));
            return Err((span, format!("expected a name, found {found}")));
        }
        Ok(Word { text, span })
    }

    /// Everything up to one of these marks outside brackets; the mark is left. Blanks at both ends
    /// are dropped, a line's end becomes one blank.
    pub(super) fn text_until(&mut self, marks: &[char]) -> Result<Word, Fault> {
        self.skip();
        let (start, span) = (self.at, self.span());
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                _ if marks.contains(&letter) => {
                    let text = joined(&self.source.text[start..self.at]);
                    return Ok(Word { text, span });
                }
                '(' | '[' | '{' => self.bracketed()?,
                '\\' => self.step_over_two(),
                _ => self.at += letter.len_utf8(),
            }
        }
        let marks: Vec<String> = marks.iter().map(|mark| format!("'{mark}'")).collect();
        let text = format!("the file ends where {} is missing", marks.join(" or "));
        Err((span, text))
    }

    /// The arguments between `(` and `)`, divided at commas outside brackets; both marks are taken.
    pub(super) fn arguments(&mut self) -> Result<Vec<String>, Fault> {
        self.expect("(")?;
        let mut arguments = Vec::new();
        loop {
            let argument = self.text_until(&[',', ')'])?.text;
            if self.take(",") {
                arguments.push(argument);
                continue;
            }
            self.expect(")")?;
            if !(arguments.is_empty() && argument.is_empty()) {
                arguments.push(argument);
            }
            return Ok(arguments);
        }
    }

    /// What stands between `(` and `)`; both marks are taken.
    pub(super) fn parenthesised(&mut self) -> Result<String, Fault> {
        self.expect("(")?;
        let text = self.text_until(&[')'])?.text;
        self.expect(")")?;
        Ok(text)
    }

    /// Steps over a bracket and what it holds.
    pub(super) fn bracketed(&mut self) -> Result<(), Fault> {
        let span = self.span();
        let mut open = Vec::new();
        while let Some(letter) = self.rest().chars().next() {
            match letter {
                '\\' => {
                    self.step_over_two();
                    continue;
                }
                '(' => open.push(')'),
                '[' => open.push(']'),
                '{' => open.push('}'),
                ')' | ']' | '}' if open.pop() != Some(letter) => {
                    let text = format!("this '{letter}' closes nothing");
                    return Err((self.span(), text));
                }
                _ => {}
            }
            self.at += letter.len_utf8();
            if open.is_empty() {
                return Ok(());
            }
        }
        Err((span, "this bracket is not closed".to_owned()))
    }

    /// Steps over a block of statements, comments aside; for going on behind a fault.
    pub(super) fn step_over_block(&mut self) {
        let mut open = 0usize;
        while let Some(letter) = self.peek() {
            self.at += letter.len_utf8();
            match letter {
                '{' => open += 1,
                '}' => {
                    open = open.saturating_sub(1);
                    if open == 0 {
                        return;
                    }
                }
                _ => {}
            }
        }
    }

    fn rest(&self) -> &'a str {
        self.source.text.get(self.at..).unwrap_or_default()
    }

    fn step_over_two(&mut self) {
        let length: usize = self.rest().chars().take(2).map(char::len_utf8).sum();
        self.at += length;
    }

    fn quoted(&mut self) {
        let line = self.rest().lines().next().unwrap_or_default();
        let end = line.get(1..).and_then(|rest| rest.find('"'));
        self.at += end.map_or(1, |end| end + 2);
    }

    fn closes_on_line(&self) -> bool {
        let line = self.rest().lines().next().unwrap_or_default();
        line.contains(']')
    }

    fn skip(&mut self) {
        loop {
            let rest = self.rest();
            let text = rest.trim_start();
            self.at += rest.len() - text.len();
            if text.starts_with("//") {
                self.at += text.find('\n').unwrap_or(text.len());
            } else if text.starts_with("/*") {
                self.at += text.find("*/").map_or(text.len(), |end| end + 2);
            } else {
                return;
            }
        }
    }
}

/// One line of several.
fn joined(text: &str) -> String {
    let lines = text.lines().map(str::trim);
    let lines: Vec<&str> = lines.filter(|line| !line.is_empty()).collect();
    lines.join(" ")
}

const ENDS_A_WORD: &str = "(){};:,|=&@?";
