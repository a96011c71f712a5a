//! SIP messages of a phone under test: read as far as needed, written from templates.

use std::fmt::Write;
use std::net::SocketAddr;

/// The status of a response; `None` for a request.
pub(super) fn status(text: &str) -> Option<u16> {
    text.strip_prefix("SIP/2.0 ")?.get(..3)?.parse().ok()
}

/// The method of a request, or the one in a response's CSeq.
pub(super) fn method(text: &str) -> &str {
    let found = match status(text) {
        Some(_) => header(text, "CSeq").and_then(|value| value.split(' ').nth(1)),
        None => text.split(' ').next(),
    };
    found.unwrap_or("")
}

/// The value of the first header called `name`.
pub(super) fn header<'a>(text: &'a str, name: &str) -> Option<&'a str> {
    headers(text, name).next()
}

/// The values of all headers called `name`, in order.
pub(super) fn headers<'a>(text: &'a str, name: &str) -> impl Iterator<Item = &'a str> {
    let head = text.split("\r\n\r\n").next().unwrap_or("");
    head.split("\r\n").skip(1).filter_map(move |line| {
        let (found, value) = line.split_once(':')?;
        found
            .trim()
            .eq_ignore_ascii_case(name)
            .then(|| value.trim())
    })
}

/// The URI in the first Contact.
pub(super) fn contact(text: &str) -> Option<&str> {
    let value = header(text, "Contact")?;
    match value.split_once('<') {
        Some((_, rest)) => rest.split('>').next(),
        None => value.split(';').next(),
    }
}

/// Where the description in the body wants its audio.
pub(super) fn audio_address(text: &str) -> Option<SocketAddr> {
    let (_, body) = text.split_once("\r\n\r\n")?;
    let mut lines = body.lines();
    let host = lines
        .clone()
        .find_map(|line| line.strip_prefix("c=IN IP4 "))?;
    let port = lines
        .find_map(|line| line.strip_prefix("m=audio "))?
        .split(' ')
        .next()?;
    let port: u16 = port.parse().ok()?;
    (port != 0).then_some(SocketAddr::new(host.trim().parse().ok()?, port))
}

/// A request from `from` to the exchange.
pub(super) struct Request<'a> {
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
    pub(super) from: SocketAddr,
    /// Makes the branch: the same for a repetition, another for another transaction.
    pub(super) branch: &'a str,
    pub(super) from_header: &'a str,
    pub(super) to_header: &'a str,
    pub(super) call_id: &'a str,
    pub(super) cseq: u32,
    /// Further header lines, each with its end.
    pub(super) more: &'a str,
    pub(super) body: &'a str,
}

impl Request<'_> {
    pub(super) fn text(&self) -> String {
        let Self {
            method,
            uri,
            from,
            branch,
            ..
        } = self;
        let mut out = format!(
            "{method} {uri} SIP/2.0\r\n\
             Via: SIP/2.0/UDP {from};branch=z9hG4bK{branch};rport\r\n\
             Max-Forwards: 70\r\n\
             From: {}\r\nTo: {}\r\nCall-ID: {}\r\nCSeq: {} {method}\r\n{}",
            self.from_header, self.to_header, self.call_id, self.cseq, self.more
        );
        finish(&mut out, self.body);
        out
    }
}

/// The response to `request`; `tag` makes the To header ours, `more` are header lines.
pub(super) fn response(request: &str, status: &str, tag: &str, more: &str, body: &str) -> String {
    let mut out = format!("SIP/2.0 {status}\r\n");
    for name in ["Via", "Record-Route", "From"] {
        for value in headers(request, name) {
            let _ = write!(out, "{name}: {value}\r\n");
        }
    }
    let to = header(request, "To").unwrap_or("");
    let tag = if to.contains(";tag=") {
        String::new()
    } else {
        format!(";tag={tag}")
    };
    let _ = write!(out, "To: {to}{tag}\r\n");
    for name in ["Call-ID", "CSeq"] {
        let _ = write!(out, "{name}: {}\r\n", header(request, name).unwrap_or(""));
    }
    out.push_str(more);
    finish(&mut out, body);
    out
}

/// A description that offers or takes `codec` and digits, with audio at `at`.
pub(super) fn description(at: SocketAddr, codec: Codec) -> String {
    let (payload, name) = (codec.payload_type(), codec.rtp_name());
    format!(
        "v=0\r\no=- 1 1 IN IP4 {host}\r\ns=-\r\nc=IN IP4 {host}\r\nt=0 0\r\n\
         m=audio {port} RTP/AVP {payload} 101\r\na=rtpmap:{payload} {name}/8000\r\n\
         a=rtpmap:101 telephone-event/8000\r\na=fmtp:101 0-16\r\na=ptime:20\r\na=sendrecv\r\n",
        host = at.ip(),
        port = at.port(),
    )
}

/// What a phone can speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Codec {
    Ulaw,
    Alaw,
    G722,
    Gsm,
}

impl Codec {
    /// Its name in the configuration.
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Ulaw => "ulaw",
            Self::Alaw => "alaw",
            Self::G722 => "g722",
            Self::Gsm => "gsm",
        }
    }

    /// RFC 3551 §6.
    pub(super) fn payload_type(self) -> u8 {
        match self {
            Self::Ulaw => 0,
            Self::Gsm => 3,
            Self::Alaw => 8,
            Self::G722 => 9,
        }
    }

    /// Bytes of 20 ms.
    pub(super) fn frame_bytes(self) -> usize {
        match self {
            Self::Ulaw | Self::Alaw | Self::G722 => 160,
            Self::Gsm => 33,
        }
    }

    fn rtp_name(self) -> &'static str {
        match self {
            Self::Ulaw => "PCMU",
            Self::Alaw => "PCMA",
            Self::G722 => "G722",
            Self::Gsm => "GSM",
        }
    }
}

pub(super) const CODECS: [Codec; 4] = [Codec::Ulaw, Codec::Alaw, Codec::G722, Codec::Gsm];

fn finish(out: &mut String, body: &str) {
    if !body.is_empty() {
        out.push_str("Content-Type: application/sdp\r\n");
    }
    let _ = write!(out, "Content-Length: {}\r\n\r\n{body}", body.len());
}
