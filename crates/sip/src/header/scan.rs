//! The small scanners that all typed headers share: text, quotes, escapes, lists.

use super::HeaderFault;
use std::borrow::Cow;
use std::fmt::Write;

/// Header bytes as text: UTF-8, or else Latin-1, which old phones send in display names.
pub fn decode(bytes: &[u8]) -> Cow<'_, str> {
    match std::str::from_utf8(bytes) {
        Ok(text) => Cow::Borrowed(text),
        Err(_) => Cow::Owned(bytes.iter().map(|&byte| char::from(byte)).collect()),
    }
}

/// Splits a header value at a separator that is outside of quotes and angle brackets.
/// Empty pieces are left out; pieces are trimmed.
pub fn split_list(value: &[u8], separator: u8) -> impl Iterator<Item = &[u8]> {
    let mut rest = Some(value);
    std::iter::from_fn(move || {
        loop {
            let now = rest?;
            let end = find_outside(now, separator);
            rest = end.map(|at| &now[at + 1..]);
            let piece = now[..end.unwrap_or(now.len())].trim_ascii();
            if !piece.is_empty() {
                return Some(piece);
            }
        }
    })
}

/// Removes the quotes of a quoted string and its backslashes (RFC 3261 §25.1 `quoted-string`).
/// Text without quotes comes back as it is.
pub fn unquote(text: &str) -> Cow<'_, str> {
    let Some(inner) = text.strip_prefix('"').and_then(|t| t.strip_suffix('"')) else {
        return Cow::Borrowed(text);
    };
    if !inner.contains('\\') {
        return Cow::Borrowed(inner);
    }
    let mut plain = String::with_capacity(inner.len());
    let mut chars = inner.chars();
    while let Some(c) = chars.next() {
        plain.push(if c == '\\' {
            chars.next().unwrap_or('\\')
        } else {
            c
        });
    }
    Cow::Owned(plain)
}

/// Writes text as a quoted string. Line ends cannot be carried and become spaces.
pub fn quote(text: &str) -> String {
    let mut quoted = String::with_capacity(text.len() + 2);
    quoted.push('"');
    for c in text.chars() {
        match c {
            '"' | '\\' => quoted.extend(['\\', c]),
            '\r' | '\n' | '\0' => quoted.push(' '),
            _ => quoted.push(c),
        }
    }
    quoted.push('"');
    quoted
}

/// Undoes percent-escapes (RFC 3261 §19.1.2). A `%` without two hexadecimal digits stays.
pub fn unescape(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return Cow::Borrowed(text);
    }
    let bytes = text.as_bytes();
    let mut plain = Vec::with_capacity(bytes.len());
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        match escaped_byte(&bytes[at..]) {
            Some(value) => {
                plain.push(value);
                at += 3;
            }
            None => {
                plain.push(byte);
                at += 1;
            }
        }
    }
    Cow::Owned(decode(&plain).into_owned())
}

/// Percent-escapes every byte that is not unreserved (RFC 3261 §25.1) and not in `also_plain`.
pub fn escape(text: &str, also_plain: &str) -> String {
    let mut escaped = String::with_capacity(text.len());
    for &byte in text.as_bytes() {
        if byte.is_ascii_alphanumeric()
            || b"-_.!~*'()".contains(&byte)
            || also_plain.as_bytes().contains(&byte)
        {
            escaped.push(char::from(byte));
        } else {
            let _ = write!(escaped, "%{byte:02X}");
        }
    }
    escaped
}

/// The byte that a leading `%xx` stands for.
pub(crate) fn escaped_byte(bytes: &[u8]) -> Option<u8> {
    let [b'%', high, low, ..] = bytes else {
        return None;
    };
    let digit = |c: &u8| char::from(*c).to_digit(16);
    u8::try_from(digit(high)? * 16 + digit(low)?).ok()
}

/// The position of `wanted` outside of quoted strings and `<…>`.
pub(crate) fn find_outside(text: &[u8], wanted: u8) -> Option<usize> {
    let (mut quoted, mut bracketed, mut skip) = (false, false, false);
    text.iter().position(|&byte| {
        if skip {
            skip = false;
            return false;
        }
        match byte {
            b'\\' if quoted => skip = true,
            b'"' if !bracketed => quoted = !quoted,
            _ if quoted => {}
            b'<' if wanted != b'<' => bracketed = true,
            b'>' if wanted != b'>' => bracketed = false,
            _ => return byte == wanted && !bracketed,
        }
        false
    })
}

/// Whether the text is a non-empty RFC 3261 `token`.
pub(crate) fn is_token(text: &str) -> bool {
    !text.is_empty() && text.bytes().all(is_token_byte)
}

/// Whether the byte may stand in an RFC 3261 `token`.
pub(crate) fn is_token_byte(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"-.!%*_+`'~".contains(&byte)
}

/// Digits only, at most ten of them worth having.
pub(crate) fn number(text: &str) -> Result<u32, HeaderFault> {
    if text.is_empty() || !text.bytes().all(|b| b.is_ascii_digit()) {
        return Err(HeaderFault("not a number"));
    }
    text.parse().map_err(|_| HeaderFault("number too large"))
}
