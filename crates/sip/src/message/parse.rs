//! Bytes to messages. Lines are found, names recognised, nothing else is looked at until asked
//! for. Lenient about line ends, folds and blanks; strict about where a message ends.

use super::headers::{Entry, Headers, Span};
use super::status::reason_phrase;
use super::{Body, FaultKind, Message, Method, ParseFault, Request, Response, Version};
use crate::header::{Known, Uri, decode, is_token};
use std::borrow::Cow;
use std::ops::Range;
use std::sync::Arc;

/// How the end of a message is known.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Framing {
    /// A datagram or WebSocket frame is one message; Content-Length may be missing.
    Datagram,
    /// In a stream only Content-Length tells (RFC 3261 §18.3).
    Stream,
}

/// Reads one message. Bytes after its Content-Length are ignored (RFC 3261 §18.3).
///
/// # Errors
/// When the start line or the frame cannot be read; the fault says how to answer. Faults inside
/// of headers are found by [`super::inspect`].
pub fn parse(bytes: &[u8], framing: Framing) -> Result<Message, ParseFault> {
    let blanks = bytes.iter().take_while(|b| b"\r\n\0".contains(b)).count();
    if blanks == bytes.len() {
        return Err(fault(0, FaultKind::KeepAlive));
    }
    if bytes.len() > MAX_MESSAGE_BYTES {
        return Err(fault(MAX_MESSAGE_BYTES, FaultKind::TooLarge));
    }
    let raw: Arc<[u8]> = bytes.into();
    let first = next_line(&raw, blanks).ok_or_else(|| fault(bytes.len(), FaultKind::Truncated))?;
    let start = StartLine::parse(raw[first.text.clone()].trim_ascii_end())
        .ok_or_else(|| fault(blanks, FaultKind::StartLine))?;
    let mut headers = Headers::received(Arc::clone(&raw));
    let head = read_headers(&raw, first.next, &mut headers);
    let body = head.and_then(|at| Ok((body_range(&headers, at, raw.len(), framing)?, at)));
    let (range, problem) = match body {
        Ok((range, _)) => (range, None),
        Err((at, kind)) => (0..0, Some((at, kind))),
    };
    start.into_message(headers, Body::shared(&raw, range), blanks, problem)
}

/// The end of the header lines in a stream's bytes, and the length of the body after them.
///
/// # Errors
/// When Content-Length is missing or unusable.
pub(super) fn frame(head: &[u8]) -> Result<usize, FaultKind> {
    let mut found = None;
    let mut at = 0;
    while let Some(line) = next_line(head, at) {
        let text = &head[line.text];
        if let Some(colon) = memchr::memchr(b':', text)
            && Known::find(text[..colon].trim_ascii()) == Some(Known::ContentLength)
        {
            note_length(&mut found, &text[colon + 1..])?;
        }
        at = line.next;
    }
    found.ok_or(FaultKind::NoContentLength)
}

enum StartLine {
    Request {
        method: Method,
        uri: Option<Uri>,
        version: Version,
    },
    Response {
        status: u16,
        reason: Cow<'static, str>,
        version: Version,
    },
}

impl StartLine {
    fn parse(line: &[u8]) -> Option<Self> {
        if line
            .get(..4)
            .is_some_and(|word| word.eq_ignore_ascii_case(b"SIP/"))
        {
            return Self::parse_status(line);
        }
        let method_end = memchr::memchr2(b' ', b'\t', line)?;
        let uri_end = memchr::memrchr2(b' ', b'\t', line).filter(|end| *end > method_end)?;
        let version = Version::parse(&line[uri_end + 1..])?;
        let method = std::str::from_utf8(&line[..method_end])
            .ok()
            .filter(|m| is_token(m))?;
        let uri = Uri::parse(&decode(line[method_end..uri_end].trim_ascii())).ok();
        Some(Self::Request {
            method: Method::parse(method),
            uri,
            version,
        })
    }

    fn parse_status(line: &[u8]) -> Option<Self> {
        let (version, rest) = line.split_at(memchr::memchr(b' ', line)?);
        let rest = rest.trim_ascii_start();
        let digits = rest.iter().take_while(|b| b.is_ascii_digit()).count();
        let status: u16 = std::str::from_utf8(&rest[..digits]).ok()?.parse().ok()?;
        let words = &rest[digits..];
        let ends = words.is_empty() || words.starts_with(b" ");
        if digits != 3 || !(100..700).contains(&status) || !ends {
            return None;
        }
        let words = words.trim_ascii();
        let usual = reason_phrase(status);
        let reason = if words == usual.as_bytes() {
            Cow::Borrowed(usual)
        } else {
            Cow::Owned(decode(words).into_owned())
        };
        Some(Self::Response {
            status,
            reason,
            version: Version::parse(version)?,
        })
    }

    fn into_message(
        self,
        headers: Headers,
        body: Body,
        line_at: usize,
        mut problem: Option<(usize, FaultKind)>,
    ) -> Result<Message, ParseFault> {
        match self {
            Self::Request {
                method,
                uri,
                version,
            } => {
                if uri.is_none() && problem.is_none() {
                    problem = Some((line_at + method.as_str().len(), FaultKind::RequestUri));
                }
                let uri = uri.unwrap_or_else(Uri::unusable);
                let request = Request {
                    method,
                    uri,
                    version,
                    headers,
                    body,
                };
                match problem {
                    None => Ok(Message::Request(request)),
                    Some((at, kind)) => Err(ParseFault {
                        at,
                        kind,
                        partial: Some(Box::new(request)),
                    }),
                }
            }
            Self::Response {
                status,
                reason,
                version,
            } => match problem {
                None => Ok(Message::Response(Response {
                    status,
                    reason,
                    version,
                    headers,
                    body,
                })),
                Some((at, kind)) => Err(fault(at, kind)),
            },
        }
    }
}

impl Version {
    fn parse(word: &[u8]) -> Option<Self> {
        if word.eq_ignore_ascii_case(b"SIP/2.0") {
            return Some(Self::Sip2);
        }
        let word = std::str::from_utf8(word).ok()?;
        let known = word
            .get(..4)
            .is_some_and(|name| name.eq_ignore_ascii_case("SIP/"));
        known.then(|| Self::Other(word.into()))
    }
}

struct Line {
    /// Without the line end.
    text: Range<usize>,
    /// Where the next line begins.
    next: usize,
}

fn next_line(raw: &[u8], at: usize) -> Option<Line> {
    let rest = raw.get(at..).filter(|rest| !rest.is_empty())?;
    let (length, next) = match memchr::memchr(b'\n', rest) {
        Some(length) => (length, at + length + 1),
        None => (rest.len(), raw.len()),
    };
    let has_return = length > 0 && rest[length - 1] == b'\r';
    Some(Line {
        text: at..at + length - usize::from(has_return),
        next,
    })
}

/// Notes all headers from `at`; gives where the body begins.
fn read_headers(
    raw: &[u8],
    mut at: usize,
    headers: &mut Headers,
) -> Result<usize, (usize, FaultKind)> {
    while let Some(mut line) = next_line(raw, at) {
        if line.text.is_empty() {
            return Ok(line.next);
        }
        let first = line.text.clone();
        while raw.get(line.next).is_some_and(|b| b" \t".contains(b)) {
            let Some(more) = next_line(raw, line.next) else {
                break;
            };
            line = Line {
                text: first.start..more.text.end,
                next: more.next,
            };
        }
        let folded = line.text.end != first.end;
        // A line without colon is no header; RFC 3261 §7.3.1 lets the rest of the message stand.
        if let Some(entry) = read_header(raw, line.text, folded) {
            if headers.len() >= MAX_HEADERS {
                return Err((at, FaultKind::TooManyHeaders));
            }
            headers.note(entry);
        }
        at = line.next;
    }
    // Some phones leave out the empty line when there is no body.
    Ok(raw.len())
}

fn read_header(raw: &[u8], line: Range<usize>, folded: bool) -> Option<Entry> {
    let text = &raw[line.clone()];
    let colon = text.iter().position(|&b| b == b':')?;
    let name_length = text[..colon].trim_ascii_end().len();
    if name_length == 0 {
        return None;
    }
    let after = &text[colon + 1..];
    let value_start = line.end - after.trim_ascii_start().len();
    let value_end = (line.start + colon + 1 + after.trim_ascii_end().len()).max(value_start);
    let name = line.start..line.start + name_length;
    let unfolded = folded.then(|| unfold(&raw[value_start..value_end]));
    Some(Entry::received(
        Known::find(&raw[name.clone()]),
        Span::new(line.start, line.end),
        Span::new(name.start, name.end),
        Span::new(value_start, value_end),
        unfolded,
    ))
}

/// Makes one blank of each line end with the blanks around it (RFC 3261 §7.3.1).
fn unfold(value: &[u8]) -> Box<[u8]> {
    let lines = value
        .split(|b| *b == b'\n')
        .map(<[u8]>::trim_ascii)
        .filter(|l| !l.is_empty());
    lines.collect::<Vec<_>>().join(&b' ').into()
}

fn body_range(
    headers: &Headers,
    at: usize,
    end: usize,
    framing: Framing,
) -> Result<Range<usize>, (usize, FaultKind)> {
    let mut length = None;
    for value in headers.all_known(Known::ContentLength) {
        note_length(&mut length, value).map_err(|kind| (at, kind))?;
    }
    match (length, framing) {
        (Some(length), _) if length > end - at => Err((end, FaultKind::Truncated)),
        (Some(length), _) => Ok(at..at + length),
        (None, Framing::Datagram) => Ok(at..end),
        (None, Framing::Stream) => Err((at, FaultKind::NoContentLength)),
    }
}

/// Takes one Content-Length value. Equal repetitions are harmless, different ones are not.
fn note_length(found: &mut Option<usize>, value: &[u8]) -> Result<(), FaultKind> {
    let value = value.trim_ascii();
    let digits = !value.is_empty() && value.len() < 10 && value.iter().all(u8::is_ascii_digit);
    let length = std::str::from_utf8(value).ok().and_then(|v| v.parse().ok());
    match length.filter(|_| digits) {
        Some(length) if found.is_none_or(|before| before == length) => {
            *found = Some(length);
            Ok(())
        }
        _ => Err(FaultKind::ContentLength),
    }
}

fn fault(at: usize, kind: FaultKind) -> ParseFault {
    ParseFault {
        at,
        kind,
        partial: None,
    }
}

/// More headers than this are refused.
pub const MAX_HEADERS: usize = 256;

/// Larger messages are refused; no datagram can be.
pub const MAX_MESSAGE_BYTES: usize = 65_536;
