//! Expression text to tokens.

/// A token and where it starts.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) struct Token<'a> {
    pub(super) kind: Kind<'a>,
    pub(super) at: usize,
}

/// Tokens by what the grammar makes of them.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind<'a> {
    /// Digits with at most one point inside.
    Digits(&'a str),
    /// A bare word, or a text in quotes, which keeps them.
    Word(&'a str),
    Open,
    Close,
    Comma,
    Question,
    ColonColon,
    Or,
    And,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    Plus,
    Minus,
    Times,
    Divide,
    Remainder,
    Not,
    Colon,
    EqualTilde,
    TildeTilde,
}

/// Cuts the text up. The longest token wins; a character that fits nowhere is dropped, as
/// Asterisk's scanner does.
pub(super) fn tokens(text: &str) -> Vec<Token<'_>> {
    let mut tokens = Vec::new();
    let mut at = 0;
    while at < text.len() {
        let rest = &text[at..];
        let (kind, length) = next(rest);
        let length = length.max(1);
        if let Some(kind) = kind {
            tokens.push(Token { kind, at });
        }
        at += length;
        while !text.is_char_boundary(at) {
            at += 1;
        }
    }
    tokens
}

fn next(rest: &str) -> (Option<Kind<'_>>, usize) {
    let quoted = rest
        .strip_prefix('"')
        .and_then(|inside| inside.find('"'))
        .map(|end| end + 2);
    if let Some(length) = quoted {
        return (Some(Kind::Word(&rest[..length])), length);
    }
    let length = word(rest);
    if length > 0 {
        let text = &rest[..length];
        let kind = if is_digits(text) {
            Kind::Digits(text)
        } else {
            Kind::Word(text)
        };
        return (Some(kind), length);
    }
    OPERATORS
        .iter()
        .find(|(spelling, _)| rest.starts_with(spelling))
        .map_or((None, 1), |(spelling, kind)| (Some(*kind), spelling.len()))
}

/// Length of the bare word at the start. A `${…}` that was not substituted belongs to it.
fn word(text: &str) -> usize {
    let bytes = text.as_bytes();
    let mut at = 0;
    let mut after_variable = false;
    while let Some(byte) = bytes.get(at) {
        match byte {
            b'$' if bytes.get(at + 1) == Some(&b'{') => {
                let Some(length) = variable(&bytes[at + 2..]) else {
                    return at;
                };
                at += 2 + length;
                after_variable = true;
            }
            _ if after_variable && !TRAIL_ENDS.contains(byte) => at += 1,
            b'$' if at + 1 < bytes.len() && !after_variable => {
                at += 1 + text[at + 1..].chars().next().map_or(1, char::len_utf8);
            }
            b'.' | b'\'' | b';' | b'\\' | b'_' | b'^' | b'#' | b'@' | 0x80.. => at += 1,
            _ if byte.is_ascii_alphanumeric() => at += 1,
            _ => break,
        }
    }
    at
}

/// Length of `name}` with whatever braces are inside.
fn variable(bytes: &[u8]) -> Option<usize> {
    let mut depth = 1usize;
    for (at, byte) in bytes.iter().enumerate() {
        match byte {
            b'{' => depth += 1,
            b'}' => depth -= 1,
            _ => {}
        }
        if depth == 0 {
            return Some(at + 1);
        }
    }
    None
}

/// `12` or `12.5`, but neither `12.` nor `.5`.
fn is_digits(text: &str) -> bool {
    let all_digits =
        |part: &str| !part.is_empty() && part.bytes().all(|byte| byte.is_ascii_digit());
    match text.split_once('.') {
        Some((whole, fraction)) => all_digits(whole) && all_digits(fraction),
        None => all_digits(text),
    }
}

/// What ends a word after a `${…}` in it.
const TRAIL_ENDS: &[u8] = b"-\t\r \n$():?%/+=*<>!|&";

/// Longer spellings first.
const OPERATORS: [(&str, Kind<'static>); 26] = [
    ("=~~", Kind::EqualTilde),
    ("||", Kind::Or),
    ("&&", Kind::And),
    ("==", Kind::Equal),
    ("=~", Kind::EqualTilde),
    ("~~", Kind::TildeTilde),
    (">=", Kind::GreaterOrEqual),
    ("<=", Kind::LessOrEqual),
    ("!=", Kind::NotEqual),
    ("::", Kind::ColonColon),
    ("|", Kind::Or),
    ("&", Kind::And),
    ("=", Kind::Equal),
    (">", Kind::Greater),
    ("<", Kind::Less),
    ("+", Kind::Plus),
    (",", Kind::Comma),
    ("-", Kind::Minus),
    ("*", Kind::Times),
    ("/", Kind::Divide),
    ("%", Kind::Remainder),
    ("?", Kind::Question),
    ("!", Kind::Not),
    (":", Kind::Colon),
    ("(", Kind::Open),
    (")", Kind::Close),
];
