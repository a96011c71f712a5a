//! The phone's answer to a digest challenge (RFC 2617): MD5, with or without qop.

use crate::bench::md5;

/// Who answers, and to what.
pub(super) struct Asked<'a> {
    pub(super) user: &'a str,
    pub(super) password: &'a str,
    pub(super) method: &'a str,
    pub(super) uri: &'a str,
}

/// The value of Authorization for `challenge`, the value of a WWW-Authenticate; `None` when the
/// challenge is not one for MD5.
pub(super) fn answer(asked: &Asked<'_>, challenge: &str) -> Option<String> {
    let field = |name: &str| parameter(challenge, name);
    if field("algorithm").is_some_and(|name| !name.eq_ignore_ascii_case("MD5")) {
        return None;
    }
    let (realm, nonce) = (field("realm")?, field("nonce")?);
    let Asked {
        user,
        password,
        method,
        uri,
    } = asked;
    let ha1 = md5::hex(format!("{user}:{realm}:{password}").as_bytes());
    let ha2 = md5::hex(format!("{method}:{uri}").as_bytes());
    let mut out = format!(
        "Digest username=\"{user}\", realm=\"{realm}\", nonce=\"{nonce}\", uri=\"{uri}\", algorithm=MD5"
    );
    let response = if field("qop").is_some() {
        out.push_str(&format!(", qop=auth, nc={COUNT}, cnonce=\"{CNONCE}\""));
        md5::hex(format!("{ha1}:{nonce}:{COUNT}:{CNONCE}:auth:{ha2}").as_bytes())
    } else {
        md5::hex(format!("{ha1}:{nonce}:{ha2}").as_bytes())
    };
    out.push_str(&format!(", response=\"{response}\""));
    if let Some(opaque) = field("opaque") {
        out.push_str(&format!(", opaque=\"{opaque}\""));
    }
    Some(out)
}

/// The value of `name=` or `name="…"` in a challenge.
fn parameter<'a>(challenge: &'a str, name: &str) -> Option<&'a str> {
    let rest = challenge.strip_prefix("Digest ").unwrap_or(challenge);
    rest.split(',').find_map(|part| {
        let (found, value) = part.split_once('=')?;
        let is_it = found.trim().eq_ignore_ascii_case(name);
        is_it.then(|| value.trim().trim_matches('"'))
    })
}

/// Each challenge is answered once, so one count and one nonce of ours do.
const COUNT: &str = "00000001";
const CNONCE: &str = "0a4f113b";
