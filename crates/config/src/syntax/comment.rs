//! Comments: `;` to the end of the line, nested `;-- --;` over lines, and `\;` for the letter itself.

/// Block comments that are open from line to line of one file.
#[derive(Default)]
pub(crate) struct Comments {
    /// The line on which each open block began.
    open: Vec<u32>,
}

/// A line without its comments.
pub(crate) struct Clean {
    /// What is left.
    pub(crate) text: String,
    /// A block comment began that is nested too deep; it was not counted.
    pub(crate) too_deep: bool,
    /// Offsets in `text` and in the line from which text was taken.
    pieces: Vec<(usize, usize)>,
}

impl Comments {
    /// Takes the comments from a line.
    pub(crate) fn strip(&mut self, line: &str, number: u32) -> Clean {
        let mut clean = Clean {
            text: String::new(),
            too_deep: false,
            pieces: Vec::new(),
        };
        let (mut start, mut search) = (0, 0);
        while let Some(at) = line
            .get(search..)
            .and_then(|rest| rest.find(';'))
            .map(|at| at + search)
        {
            let before = line.get(search..at).unwrap_or_default();
            if before.ends_with('\\') {
                if self.open.is_empty() {
                    clean.take(line, start, at - 1);
                    start = at;
                }
                search = at + 1;
            } else if opens_block(line.get(at..).unwrap_or_default()) {
                if self.open.is_empty() {
                    clean.take(line, start, at);
                }
                if self.open.len() < MOST_NESTED {
                    self.open.push(number);
                } else {
                    clean.too_deep = true;
                }
                search = at + 3;
            } else if !self.open.is_empty() {
                search = at + 1;
                if before.ends_with("--") {
                    self.open.pop();
                    start = search;
                }
            } else {
                clean.take(line, start, at);
                return clean;
            }
        }
        if self.open.is_empty() {
            clean.take(line, start, line.len());
        }
        clean
    }

    /// At the end of the file: the line of the outermost block that is still open.
    pub(crate) fn unclosed(&self) -> Option<u32> {
        self.open.first().copied()
    }
}

impl Clean {
    /// The column, from 1, at which a byte of the text stood in its line.
    pub(crate) fn column(&self, line: &str, offset: usize) -> u32 {
        let piece = self.pieces.iter().rfind(|(in_text, _)| *in_text <= offset);
        let (in_text, in_line) = piece.copied().unwrap_or_default();
        let before = line.get(..in_line + (offset - in_text)).unwrap_or(line);
        u32::try_from(before.chars().count()).map_or(u32::MAX, |column| column.saturating_add(1))
    }

    fn take(&mut self, line: &str, from: usize, to: usize) {
        self.pieces.push((self.text.len(), from));
        self.text.push_str(line.get(from..to).unwrap_or_default());
    }
}

/// Rows of dashes after a semicolon are ornament, not the start of a block.
fn opens_block(text: &str) -> bool {
    text.starts_with(";--") && !text.starts_with(";---")
}

const MOST_NESTED: usize = 128;

#[cfg(test)]
mod tests;
