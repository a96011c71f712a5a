//! Messages to bytes. Content-Length always tells the body's length.

use super::{Body, Headers, Message, Request, Response, Version};
use crate::header::Known;

impl Message {
    /// Appends the message as it goes to the wire.
    pub fn write(&self, out: &mut Vec<u8>) {
        match self {
            Self::Request(request) => request.write(out),
            Self::Response(response) => response.write(out),
        }
    }

    /// The message as it goes to the wire.
    pub fn to_bytes(&self) -> Vec<u8> {
        let mut out = Vec::with_capacity(FIRST_GUESS + self.body().len());
        self.write(&mut out);
        out
    }
}

impl Request {
    /// Appends the request as it goes to the wire.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.method.as_str().as_bytes());
        out.push(b' ');
        out.extend_from_slice(self.uri.as_str().as_bytes());
        out.push(b' ');
        out.extend_from_slice(self.version.as_str().as_bytes());
        out.extend_from_slice(b"\r\n");
        write_rest(&self.headers, &self.body, out);
    }
}

impl Response {
    /// Appends the response as it goes to the wire.
    pub fn write(&self, out: &mut Vec<u8>) {
        out.extend_from_slice(self.version.as_str().as_bytes());
        let status = self.status.clamp(100, 699);
        out.extend_from_slice(format!(" {status} ").as_bytes());
        out.extend(self.reason.bytes().map(|b| if b < b' ' { b' ' } else { b }));
        out.extend_from_slice(b"\r\n");
        write_rest(&self.headers, &self.body, out);
    }
}

impl Version {
    /// The version as written.
    pub fn as_str(&self) -> &str {
        match self {
            Self::Sip2 => "SIP/2.0",
            Self::Other(text) => text,
        }
    }
}

fn write_rest(headers: &Headers, body: &Body, out: &mut Vec<u8>) {
    let length = body.len().to_string();
    let mut written = false;
    for at in 0..headers.len() {
        if headers.known_at(at) != Some(Known::ContentLength) {
            headers.write_line(at, out);
        } else if !std::mem::replace(&mut written, true) {
            if headers.all_known(Known::ContentLength).next() == Some(length.as_bytes()) {
                headers.write_line(at, out);
            } else {
                write_length(&length, out);
            }
        }
    }
    if !written {
        write_length(&length, out);
    }
    out.extend_from_slice(b"\r\n");
    out.extend_from_slice(body);
}

fn write_length(length: &str, out: &mut Vec<u8>) {
    out.extend_from_slice(b"Content-Length: ");
    out.extend_from_slice(length.as_bytes());
    out.extend_from_slice(b"\r\n");
}

const FIRST_GUESS: usize = 1024;
