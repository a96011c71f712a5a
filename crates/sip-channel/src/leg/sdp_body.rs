//! The session description in a message: its whole body, or one part of several.

use media::sdp::Description;
use sip::header::HeaderName;
use sip::message::{Body, Headers};

/// Why a body cannot be used.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum BadBody {
    /// It is of another type.
    Type(String),
    /// It cannot be read as a session description.
    Syntax(String),
}

impl BadBody {
    /// The status that says so.
    pub(crate) fn status(&self) -> u16 {
        match self {
            Self::Type(_) => 415,
            Self::Syntax(_) => 400,
        }
    }
}

impl std::fmt::Display for BadBody {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            Self::Type(kind) => write!(f, "a body of type '{kind}' where a description belongs"),
            Self::Syntax(why) => write!(f, "the session description cannot be read: {why}"),
        }
    }
}

/// The description in a message; `None` when it has no body.
///
/// # Errors
/// When there is a body and no description in it.
pub(crate) fn offer_in(headers: &Headers, body: &Body) -> Result<Option<Description>, BadBody> {
    if body.is_empty() {
        return Ok(None);
    }
    let kind = headers.content_type().unwrap_or_else(|| SDP.to_owned());
    if kind.eq_ignore_ascii_case(SDP) {
        return parse(body.as_bytes()).map(Some);
    }
    if !kind.to_ascii_lowercase().starts_with("multipart/") {
        return Err(BadBody::Type(kind));
    }
    let full = headers.text(HeaderName::ContentType).unwrap_or_default();
    let parts = boundary(&full)
        .map(|mark| parts(body.as_bytes(), &mark))
        .unwrap_or_default();
    match parts.into_iter().find(|part| is_sdp(part.0)) {
        Some((_, part)) => parse(part).map(Some),
        None => Err(BadBody::Type(kind)),
    }
}

fn parse(bytes: &[u8]) -> Result<Description, BadBody> {
    Description::parse(bytes).map_err(|fault| BadBody::Syntax(fault.to_string()))
}

fn boundary(content_type: &str) -> Option<String> {
    let params = content_type.split(';').skip(1);
    let mut values = params.filter_map(|param| {
        let (name, value) = param.split_once('=')?;
        name.trim()
            .eq_ignore_ascii_case("boundary")
            .then_some(value)
    });
    let value = values.next()?.trim().trim_matches('"').to_owned();
    (!value.is_empty() && value.len() <= 70).then_some(value)
}

/// The parts between the marks, each as header text and content (RFC 2046 §5.1).
fn parts<'a>(body: &'a [u8], mark: &str) -> Vec<(&'a [u8], &'a [u8])> {
    let mark = format!("--{mark}");
    let mut found = Vec::new();
    let mut rest = body;
    while let Some(at) = find(rest, mark.as_bytes()) {
        let piece = rest.get(..at).unwrap_or_default();
        if let Some(part) = split_part(piece) {
            found.push(part);
        }
        rest = rest.get(at + mark.len()..).unwrap_or_default();
        if rest.starts_with(b"--") {
            break;
        }
    }
    found
}

fn split_part(piece: &[u8]) -> Option<(&[u8], &[u8])> {
    let blank: [&[u8]; 2] = [b"\r\n\r\n", b"\n\n"];
    blank.iter().find_map(|blank| {
        let at = find(piece, blank)?;
        Some((piece.get(..at)?, piece.get(at + blank.len()..)?))
    })
}

fn is_sdp(headers: &[u8]) -> bool {
    let text = String::from_utf8_lossy(headers).to_ascii_lowercase();
    text.lines().any(|line| {
        line.split_once(':').is_some_and(|(name, value)| {
            let kind = value.split(';').next().unwrap_or_default().trim();
            matches!(name.trim(), "content-type" | "c") && kind == SDP
        })
    })
}

fn find(text: &[u8], wanted: &[u8]) -> Option<usize> {
    text.windows(wanted.len())
        .position(|window| window == wanted)
}

/// The type of a session description.
pub(crate) const SDP: &str = "application/sdp";

#[cfg(test)]
mod tests;
