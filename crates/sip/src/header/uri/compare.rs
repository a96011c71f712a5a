//! URI comparison (RFC 3261 §19.1.4).

use super::{Scheme, Uri};
use crate::header::scan::escaped_byte;

pub(super) fn equivalent(a: &Uri, b: &Uri) -> bool {
    if a.scheme() != b.scheme() {
        return false;
    }
    match a.scheme() {
        Scheme::Sip | Scheme::Sips => {
            same_identity(a, b) && same_place(a, b) && same_params(a, b) && same_headers(a, b)
        }
        Scheme::Tel => number_digits(a) == number_digits(b) && same_params(a, b),
        Scheme::Other => a.as_str() == b.as_str(),
    }
}

/// User and password, with regard to case.
fn same_identity(a: &Uri, b: &Uri) -> bool {
    a.raw_user().map(normal) == b.raw_user().map(normal) && a.password() == b.password()
}

/// Host and port. No port is not the same as 5060: name resolution differs.
fn same_place(a: &Uri, b: &Uri) -> bool {
    let hosts = match (a.host_ip(), b.host_ip()) {
        (Some(a), Some(b)) => a == b,
        _ => a.host().eq_ignore_ascii_case(b.host()),
    };
    hosts && a.port() == b.port()
}

/// Parameters in both must agree; a few count even when only one side has them.
fn same_params(a: &Uri, b: &Uri) -> bool {
    let agree = |one: &Uri, other: &Uri| {
        one.raw_params().all(|(name, value)| {
            let theirs = other
                .raw_params()
                .find(|(n, _)| n.eq_ignore_ascii_case(name));
            match theirs {
                Some((_, theirs)) => same_text(value.unwrap_or(""), theirs.unwrap_or("")),
                None => !COUNTS_WHEN_ABSENT
                    .iter()
                    .any(|n| n.eq_ignore_ascii_case(name)),
            }
        })
    };
    agree(a, b) && agree(b, a)
}

/// Headers are never ignored.
fn same_headers(a: &Uri, b: &Uri) -> bool {
    let list = |uri: &Uri| {
        let mut headers: Vec<_> = uri
            .raw_headers()
            .map(|(name, value)| {
                (
                    normal(name).to_ascii_lowercase(),
                    normal(value.unwrap_or("")),
                )
            })
            .collect();
        headers.sort();
        headers
    };
    list(a) == list(b)
}

fn same_text(a: &str, b: &str) -> bool {
    normal(a).eq_ignore_ascii_case(&normal(b))
}

/// Undoes needless escapes only: an escaped reserved character is not the character itself.
fn normal(text: &str) -> String {
    let mut plain = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(c) = rest.chars().next() {
        match escaped_byte(rest.as_bytes()) {
            Some(byte) if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) => {
                plain.push(char::from(byte));
                rest = &rest[3..];
            }
            Some(_) => {
                plain.push_str(&rest[..3].to_ascii_uppercase());
                rest = &rest[3..];
            }
            None => {
                plain.push(c);
                rest = &rest[c.len_utf8()..];
            }
        }
    }
    plain
}

/// RFC 3966 §5: visual separators do not count.
fn number_digits(uri: &Uri) -> String {
    let number = uri.raw_user().unwrap_or("");
    number
        .chars()
        .filter(|c| !"-.()".contains(*c))
        .collect::<String>()
        .to_ascii_lowercase()
}

const COUNTS_WHEN_ABSENT: &[&str] = &["transport", "user", "ttl", "method", "maddr"];
