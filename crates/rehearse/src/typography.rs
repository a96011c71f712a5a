//! How lines are written: line ends, blanks, empty lines. Nothing of it changes what a file means, and
//! all of it shows in a comparison of two versions.

/// What there is to say about the form of one line.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Form {
    /// A control character that no line needs.
    ControlCharacter,
    /// A line end that differs from the file's others, or is missing.
    LineEnd(&'static str),
    /// Blanks where none belong, or none where one belongs.
    Blank(&'static str),
    /// `#include "name` without its second quote.
    Quote,
    /// Too many empty lines, or too few.
    EmptyLines(&'static str),
}

/// A remark with its line and column, both from 1.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Remark {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) form: Form,
}

/// Everything there is to say about a file.
pub(crate) fn remarks(bytes: &[u8]) -> Vec<Remark> {
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut reader = Reader::default();
    reader.line_ends(bytes);
    for (number, line) in (1_u32..).zip(bytes.split(|byte| *byte == b'\n')) {
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let is_behind_the_end = line.is_empty() && bytes.ends_with(b"\n");
        if is_behind_the_end && ends_before(bytes, number) {
            break;
        }
        reader.line(number, line);
    }
    reader.end();
    let mut found = reader.found;
    found.sort_by_key(|remark| (remark.line, remark.column));
    found
}

/// Does a file that ends with a line feed have fewer lines than this?
fn ends_before(bytes: &[u8], number: u32) -> bool {
    let lines = bytes.iter().filter(|byte| **byte == b'\n').count();
    usize::try_from(number).is_ok_and(|number| number > lines)
}

#[derive(Default)]
struct Reader {
    found: Vec<Remark>,
    /// Inside `;--` … `--;`.
    in_comment: bool,
    /// Lines without a statement since the last one: number, and whether it holds a comment.
    blanks: Vec<(u32, bool)>,
    /// A section or an option was read.
    has_statement: bool,
    /// Statements of the section.
    statements: usize,
}

impl Reader {
    fn say(&mut self, line: u32, column: usize, form: Form) {
        let column = u32::try_from(column).unwrap_or(u32::MAX);
        self.found.push(Remark { line, column, form });
    }

    fn line_ends(&mut self, bytes: &[u8]) {
        let lines: Vec<&[u8]> = bytes.split_inclusive(|byte| *byte == b'\n').collect();
        let (Some(first), Some(last)) = (lines.first(), lines.last()) else {
            return;
        };
        let is_dos = first.ends_with(b"\r\n") || !first.ends_with(b"\n");
        for (number, line) in (1_u32..).zip(&lines) {
            let has_both = line.ends_with(b"\r\n");
            if is_dos && line.ends_with(b"\n") && !has_both {
                self.say(number, line.len(), Form::LineEnd(ONLY_LF));
            } else if !is_dos && has_both {
                self.say(number, line.len() - 1, Form::LineEnd(CR_TOO));
            }
        }
        let number = u32::try_from(lines.len()).unwrap_or(u32::MAX);
        if is_dos && last.ends_with(b"\n") {
            self.say(number, last.len().max(1), Form::LineEnd(DOS));
        } else if !is_dos && !last.ends_with(b"\n") {
            self.say(number, last.len().max(1), Form::LineEnd(NO_END));
        }
    }

    fn line(&mut self, number: u32, line: &[u8]) {
        let is_control = |byte: &u8| *byte < 0x20 && *byte != b'\t' && *byte != b'\r';
        if let Some(at) = line.iter().position(is_control) {
            self.say(number, at + 1, Form::ControlCharacter);
        }
        let text = String::from_utf8_lossy(line);
        let trimmed = text.trim_end_matches([' ', '\t']);
        if trimmed.len() < text.len() {
            let column = trimmed.chars().count() + 1;
            self.say(number, column, Form::Blank(AT_END));
        }
        if self.is_in_block(trimmed) {
            self.blanks.push((number, true));
            return;
        }
        let comment = comment_start(trimmed);
        let code = comment.map_or(trimmed, |at| &trimmed[..at]);
        let touches = comment.is_some() && !code.is_empty() && !code.ends_with([' ', '\t']);
        if touches {
            let column = code.chars().count() + 1;
            self.say(number, column, Form::Blank(BEFORE_COMMENT));
        }
        let code = code.trim_end_matches([' ', '\t']);
        self.statement(number, code, comment.is_some());
    }

    fn is_in_block(&mut self, line: &str) -> bool {
        if self.in_comment {
            self.in_comment = !line.contains("--;");
            return true;
        }
        let opens = line.starts_with(";--") && !line.starts_with(";---");
        self.in_comment = opens && !line[3..].contains("--;");
        opens
    }

    fn statement(&mut self, number: u32, code: &str, has_comment: bool) {
        let bare = code.trim_start_matches([' ', '\t']);
        if bare.is_empty() {
            self.blanks.push((number, has_comment));
            return;
        }
        let is_section = bare.starts_with('[') && bare.ends_with([']', ')']);
        let equals = code.find('=');
        let is_directive = bare.starts_with('#');
        let name = bare.split(['=', ' ', '\t']).next().unwrap_or_default();
        if bare.len() < code.len() && name != "same" {
            self.say(number, 1, Form::Blank(AT_START));
        }
        if is_directive {
            let behind = bare
                .split_once([' ', '\t'])
                .map_or("", |(_, behind)| behind);
            let name = behind.trim_start_matches([' ', '\t']);
            if !is_quoted_well(name) {
                self.say(number, code.chars().count(), Form::Quote);
            }
            let gap = &behind[..behind.len() - name.len()];
            if gap.contains('\t') || (!gap.is_empty() && bare.contains(" \t")) {
                self.say(number, 1, Form::Blank(MIXED));
            }
            return;
        }
        if is_section {
            let fewest = usize::from(self.statements > 2);
            self.flush(number, fewest, 2);
            self.statements = 0;
        } else if let Some(at) = equals {
            self.operator(number, code, at);
            self.flush(number, 0, 1);
            self.statements += 1;
        } else {
            return;
        }
        self.has_statement = true;
    }

    fn operator(&mut self, number: u32, code: &str, at: usize) {
        let before = &code[..at];
        let blanks_before = &before[before.trim_end_matches([' ', '\t']).len()..];
        let behind = &code[at + 1..];
        let (is_arrow, behind) = match behind.strip_prefix('>') {
            Some(behind) => (true, behind),
            None => (false, behind),
        };
        let blanks_behind = &behind[..behind.len() - behind.trim_start_matches([' ', '\t']).len()];
        let column = before.chars().count() + 1;
        if is_arrow && (blanks_before, blanks_behind) != (" ", " ") {
            self.say(number, column, Form::Blank(AROUND_ARROW));
        } else if !is_arrow && (blanks_before, blanks_behind) != ("", "") {
            self.say(number, column, Form::Blank(AROUND_EQUALS));
        }
    }

    /// The empty lines before a statement.
    fn flush(&mut self, number: u32, fewest: usize, most: usize) {
        let blanks = std::mem::take(&mut self.blanks);
        if blanks.len() < fewest {
            self.say(number, 1, Form::EmptyLines(TOO_FEW));
            return;
        }
        let mut groups = grouped(&blanks);
        if !self.has_statement
            && let Some(first) = groups.first().copied()
            && !first.2
        {
            self.say(first.0, 1, Form::EmptyLines(FIRST));
            groups.remove(0);
        }
        self.too_many(&groups, most);
    }

    fn too_many(&mut self, groups: &[(u32, u32, bool)], most: usize) {
        for (first, last, has_comment) in groups {
            let length = usize::try_from(last - first + 1).unwrap_or(usize::MAX);
            if !has_comment && length > most {
                self.say(*last, 1, Form::EmptyLines(TOO_MANY));
            }
        }
    }

    fn end(&mut self) {
        let blanks = std::mem::take(&mut self.blanks);
        let mut groups = grouped(&blanks);
        if let Some((_, last, false)) = groups.last().copied() {
            groups.pop();
            self.say(last, 1, Form::EmptyLines(LAST));
        }
        self.too_many(&groups, 2);
    }
}

/// A name without quotes, or with both of a pair.
fn is_quoted_well(name: &str) -> bool {
    let first = name.chars().next();
    let last = name.chars().next_back();
    let pair = match first {
        Some('"') => Some('"'),
        Some('<') => Some('>'),
        _ => None,
    };
    match pair {
        Some(closing) => name.len() > 1 && last == Some(closing),
        None => !matches!(last, Some('"' | '>')),
    }
}

/// Runs of lines of one sort: first, last, and whether they hold comments.
fn grouped(blanks: &[(u32, bool)]) -> Vec<(u32, u32, bool)> {
    let mut groups: Vec<(u32, u32, bool)> = Vec::new();
    for (number, has_comment) in blanks {
        match groups.last_mut() {
            Some((_, last, sort)) if sort == has_comment => *last = *number,
            _ => groups.push((*number, *number, *has_comment)),
        }
    }
    groups
}

/// Where the comment begins: at the first `;` without a backslash.
fn comment_start(line: &str) -> Option<usize> {
    let bytes = line.as_bytes();
    (0..bytes.len()).find(|at| bytes[*at] == b';' && (*at == 0 || bytes[at - 1] != b'\\'))
}

const ONLY_LF: &str = "this line ends with LF, the file's first with CR LF";
const CR_TOO: &str = "this line ends with CR LF, the file's first with LF";
const DOS: &str = "all of this file's lines end with CR LF";
const NO_END: &str = "the last line has no line end";
const AT_END: &str = "blanks at the end of a line";
const AT_START: &str = "blanks before a statement";
const BEFORE_COMMENT: &str = "no blank before a comment";
const AROUND_ARROW: &str = "'=>' stands between single blanks";
const AROUND_EQUALS: &str = "'=' stands between no blanks";
const MIXED: &str = "blanks and tabs between a directive and its file";
const TOO_FEW: &str = "no empty line between two sections";
const TOO_MANY: &str = "more empty lines than anybody needs";
const FIRST: &str = "empty lines at the beginning of a file";
const LAST: &str = "empty lines at the end of a file";
