//! The piece tree of a text with `${}` and `$[]` in it.

/// A text parsed for substitution. Parsing never fails: what is broken is kept and borne as Asterisk
/// bears it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Template {
    text: Box<str>,
    /// `None` when nothing is to be replaced: the text is the result.
    pieces: Option<Box<[Piece]>>,
}

/// A part of a template.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Piece {
    Literal(Box<str>),
    Variable(Name),
    Expression(Template),
}

/// What stands between `${` and `}`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Name {
    Fixed(Reference),
    /// Holds substitutions itself: `${A${B}}`. Only its expansion tells what is meant.
    Computed(Template),
}

/// A variable or function, and which part of its value is wanted.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Reference {
    pub(crate) name: Box<str>,
    /// `Some` for a function.
    pub(crate) arguments: Option<Box<str>>,
    pub(crate) offset: i64,
    pub(crate) length: Option<i64>,
}

impl Template {
    /// Parses `text`; the second part says what is wrong with it.
    pub fn parse(text: &str) -> (Self, Vec<String>) {
        let mut faults = Vec::new();
        let template = Self::parse_nested(text, 0, &mut faults);
        (template, faults)
    }

    /// A template that is taken as it is, `${` and all.
    pub fn literal(text: &str) -> Self {
        Self {
            text: text.into(),
            pieces: None,
        }
    }

    /// The text as written.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The result, when it needs no scope.
    pub fn as_literal(&self) -> Option<&str> {
        self.pieces.is_none().then_some(&*self.text)
    }

    pub(crate) fn pieces(&self) -> &[Piece] {
        self.pieces.as_deref().unwrap_or_default()
    }

    fn parse_nested(text: &str, depth: usize, faults: &mut Vec<String>) -> Self {
        if depth > DEEPEST {
            faults.push(format!(
                "substitutions nest more than {DEEPEST} deep; the rest stays as it is"
            ));
            return Self::literal(text);
        }
        let mut pieces = Vec::new();
        let mut literal_from = 0;
        let mut at = 0;
        while let Some(dollar) = text[at..].find('$').map(|found| found + at) {
            let opening = text.as_bytes().get(dollar + 1);
            let (Some(b'{') | Some(b'[')) = opening else {
                at = dollar + 1;
                continue;
            };
            if literal_from < dollar {
                pieces.push(Piece::Literal(text[literal_from..dollar].into()));
            }
            let body = &text[dollar + 2..];
            let is_variable = opening == Some(&b'{');
            let (length, closed) = bracketed(body.as_bytes(), is_variable);
            if !closed {
                let missing = if is_variable { '}' } else { ']' };
                faults.push(format!("missing '{missing}' in '{text}'"));
            }
            let inner = Self::parse_nested(&body[..length], depth + 1, faults);
            pieces.push(if is_variable {
                Piece::Variable(Name::of(inner))
            } else {
                Piece::Expression(inner)
            });
            at = dollar + 2 + length + usize::from(closed);
            literal_from = at;
        }
        if pieces.is_empty() {
            return Self::literal(text);
        }
        if literal_from < text.len() {
            pieces.push(Piece::Literal(text[literal_from..].into()));
        }
        Self {
            text: text.into(),
            pieces: Some(pieces.into()),
        }
    }
}

impl Name {
    fn of(inner: Template) -> Self {
        match inner.as_literal() {
            Some(name) => Self::Fixed(Reference::parse(name)),
            None => Self::Computed(inner),
        }
    }
}

impl Reference {
    /// Takes `NAME`, `FUNCTION(arguments)` and `:offset:length` apart.
    pub(crate) fn parse(text: &str) -> Self {
        let (mut depth, mut is_function, mut cut) = (0i32, false, None);
        for (at, byte) in text.bytes().enumerate() {
            match byte {
                b'(' => {
                    is_function = true;
                    depth = depth.saturating_add(1);
                }
                b')' => depth = depth.saturating_sub(1),
                b':' if depth == 0 => {
                    cut = Some(at);
                    break;
                }
                _ => {}
            }
        }
        let (name, range) = cut.map_or((text, ""), |at| (&text[..at], &text[at + 1..]));
        let (offset, length) = range_of(range);
        if !is_function {
            return Self {
                name: name.into(),
                arguments: None,
                offset,
                length,
            };
        }
        let (name, arguments) = name.split_once('(').unwrap_or((name, ""));
        let arguments = arguments
            .rfind(')')
            .map_or(arguments, |end| &arguments[..end]);
        Self {
            name: name.into(),
            arguments: Some(arguments.into()),
            offset,
            length,
        }
    }
}

/// Length of the text up to the bracket that closes it, and whether there is one. Only brackets of
/// the own kind count, whether a `$` stands before them or not.
fn bracketed(text: &[u8], is_variable: bool) -> (usize, bool) {
    let (opening, closing) = if is_variable {
        (b'{', b'}')
    } else {
        (b'[', b']')
    };
    let mut depth = 1usize;
    for (at, byte) in text.iter().enumerate() {
        if *byte == opening {
            depth += 1;
        } else if *byte == closing {
            depth -= 1;
            if depth == 0 {
                return (at, true);
            }
        }
    }
    (text.len(), false)
}

/// `offset` or `offset:length`; what is not a number counts as not written.
fn range_of(text: &str) -> (i64, Option<i64>) {
    let Some((offset, rest)) = leading_integer(text) else {
        return (0, None);
    };
    let length = rest
        .strip_prefix(':')
        .and_then(leading_integer)
        .map(|(length, _)| length);
    (offset, length)
}

/// A decimal integer at the start, blanks before it allowed, and what follows it.
pub fn leading_integer(text: &str) -> Option<(i64, &str)> {
    let text = text.trim_start();
    let digits_from = usize::from(text.starts_with(['-', '+']));
    let digits = text[digits_from..]
        .bytes()
        .take_while(u8::is_ascii_digit)
        .count();
    if digits == 0 {
        return None;
    }
    let (number, rest) = text.split_at(digits_from + digits);
    let saturated = if number.starts_with('-') {
        i64::MIN
    } else {
        i64::MAX
    };
    Some((number.parse().unwrap_or(saturated), rest))
}

const DEEPEST: usize = 64;
