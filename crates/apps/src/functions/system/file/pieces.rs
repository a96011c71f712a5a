//! A part of a text file, in bytes or lines.

use std::ops::Range;

use call::script::Fault;

use crate::numbers::leading_integer;

/// How lines end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum LineEnd {
    Unix,
    Dos,
    Macintosh,
}

impl LineEnd {
    pub(crate) fn from_letter(letter: &str) -> Option<Self> {
        match letter.chars().next()?.to_ascii_lowercase() {
            'u' => Some(Self::Unix),
            'd' => Some(Self::Dos),
            'm' => Some(Self::Macintosh),
            _ => None,
        }
    }

    pub(crate) fn letter(self) -> &'static str {
        match self {
            Self::Unix => "u",
            Self::Dos => "d",
            Self::Macintosh => "m",
        }
    }

    /// By the first end that stands in the file.
    pub(crate) fn of(contents: &[u8]) -> Self {
        let first = contents.iter().position(|b| matches!(b, b'\n' | b'\r'));
        match first.map(|at| (contents[at], contents.get(at + 1))) {
            Some((b'\r', Some(b'\n'))) => Self::Dos,
            Some((b'\r', _)) => Self::Macintosh,
            _ => Self::Unix,
        }
    }

    fn text(self) -> &'static [u8] {
        match self {
            Self::Unix => b"\n",
            Self::Dos => b"\r\n",
            Self::Macintosh => b"\r",
        }
    }

    /// Where each line stands, its end included.
    pub(crate) fn lines(self, contents: &[u8]) -> Vec<Range<usize>> {
        let end = self.text();
        let (mut lines, mut from) = (Vec::new(), 0);
        for at in 0..contents.len() {
            let behind = at + 1;
            if behind >= from + end.len() && contents[..behind].ends_with(end) {
                lines.push(from..behind);
                from = behind;
            }
        }
        if from < contents.len() {
            lines.push(from..contents.len());
        }
        lines
    }
}

/// What is meant by the arguments of `FILE()`.
pub(super) struct Piece {
    offset: Option<i64>,
    length: Option<i64>,
    by_lines: bool,
    pub(super) append: bool,
    bare: bool,
    end: Option<LineEnd>,
}

impl Piece {
    pub(super) fn parse(parts: &[String]) -> Result<Self, Fault> {
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let number = |at: usize| (!part(at).is_empty()).then(|| leading_integer(part(at)));
        let letters = part(3);
        if let Some(odd) = letters.chars().find(|c| !"lad".contains(*c)) {
            return Err(format!("there is no option '{odd}'").into());
        }
        Ok(Self {
            offset: number(1),
            length: number(2),
            by_lines: letters.contains('l'),
            append: letters.contains('a'),
            bare: letters.contains('d'),
            end: LineEnd::from_letter(part(4)),
        })
    }

    /// The whole file.
    pub(super) fn is_all(&self) -> bool {
        self.offset.is_none() && self.length.is_none()
    }

    /// The bytes that are meant.
    pub(super) fn range(&self, contents: &[u8]) -> Range<usize> {
        if !self.by_lines {
            return self.units(contents.len());
        }
        let lines = self.line_end(contents).lines(contents);
        let wanted = self.units(lines.len());
        let place = |line: usize| lines.get(line).map_or(contents.len(), |l| l.start);
        place(wanted.start)..place(wanted.end)
    }

    /// The file with this part replaced; only what is added when it is added at the end.
    pub(super) fn replaced(&self, old: Vec<u8>, value: &str) -> Vec<u8> {
        let mut new = value.as_bytes().to_vec();
        if self.by_lines && !self.bare {
            new.extend_from_slice(self.line_end(&old).text());
        }
        if self.append {
            return new;
        }
        let range = self.range(&old);
        let mut contents = old;
        contents.splice(range, new);
        contents
    }

    fn units(&self, count: usize) -> Range<usize> {
        let count = i64::try_from(count).unwrap_or(i64::MAX);
        let offset = self.offset.unwrap_or(0);
        let from = if offset < 0 {
            count.saturating_add(offset)
        } else {
            offset
        };
        let from = from.clamp(0, count);
        let to = match self.length {
            None => count,
            Some(length) if length < 0 => count.saturating_add(length),
            Some(length) => from.saturating_add(length),
        };
        let to = to.clamp(from, count);
        usize::try_from(from).unwrap_or(0)..usize::try_from(to).unwrap_or(0)
    }

    fn line_end(&self, contents: &[u8]) -> LineEnd {
        self.end.unwrap_or_else(|| LineEnd::of(contents))
    }
}
