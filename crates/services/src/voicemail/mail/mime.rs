//! Mails as RFC 5322 and MIME (RFC 2045, 2047) want them.

use std::fmt::Write as _;

use super::Letter;

/// A file's name and contents.
pub type Attachment = (String, Vec<u8>);

/// A character set that mails are written in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Charset {
    /// One byte a letter, western Europe.
    Latin1,
    /// Everything.
    Utf8,
}

impl Charset {
    /// The one to use for texts: the wanted one where it has all of their letters, else UTF-8.
    pub fn for_texts(wanted: &str, texts: &[&str]) -> Self {
        let latin = ["iso-8859-1", "latin1", "iso8859-1", "us-ascii"];
        let wants_latin = latin.iter().any(|name| name.eq_ignore_ascii_case(wanted));
        let fits = texts
            .iter()
            .all(|text| text.chars().all(|c| u32::from(c) < 256));
        if wants_latin && fits {
            Self::Latin1
        } else {
            Self::Utf8
        }
    }

    fn name(self) -> &'static str {
        match self {
            Self::Latin1 => "ISO-8859-1",
            Self::Utf8 => "UTF-8",
        }
    }

    fn encode(self, text: &str) -> Vec<u8> {
        match self {
            Self::Utf8 => text.as_bytes().to_vec(),
            Self::Latin1 => text
                .chars()
                .map(|c| u8::try_from(u32::from(c)).unwrap_or(b'?'))
                .collect(),
        }
    }
}

pub(super) fn render(letter: &Letter, attached: Option<Attachment>) -> Vec<u8> {
    let texts = [
        letter.subject.as_str(),
        &letter.body,
        &letter.from.0,
        &letter.to.0,
    ];
    let charset = Charset::for_texts(&letter.charset, &texts);
    let mut mail = String::new();
    let mut header = |name: &str, value: String| {
        let _ = write!(mail, "{name}: {value}\r\n");
    };
    header("Date", one_line(&letter.date));
    header("From", address(&letter.from, charset));
    header("To", address(&letter.to, charset));
    header("Subject", word(&letter.subject, charset));
    header("Message-ID", format!("<{}>", one_line(&letter.id)));
    for (name, value) in &letter.headers {
        header(name, word(value, charset));
    }
    header("MIME-Version", "1.0".to_owned());
    let kind = format!("text/plain; charset={}", charset.name());
    let body = quoted_printable(&charset.encode(&letter.body));
    let Some((name, contents)) = attached else {
        header("Content-Type", kind);
        header("Content-Transfer-Encoding", "quoted-printable".to_owned());
        let _ = write!(mail, "\r\n{body}\r\n");
        return mail.into_bytes();
    };
    let boundary = format!(
        "voicemail_{}",
        letter.id.replace(|c: char| !c.is_ascii_alphanumeric(), "_")
    );
    header(
        "Content-Type",
        format!("multipart/mixed; boundary=\"{boundary}\""),
    );
    let _ = write!(
        mail,
        "\r\n--{boundary}\r\nContent-Type: {kind}\r\n\
         Content-Transfer-Encoding: quoted-printable\r\n\r\n{body}\r\n--{boundary}\r\n\
         Content-Type: {}; name=\"{name}\"\r\nContent-Transfer-Encoding: base64\r\n\
         Content-Description: Voicemail recording\r\n\
         Content-Disposition: attachment; filename=\"{name}\"\r\n\r\n{}--{boundary}--\r\n",
        media_type(&name),
        base64(&contents),
    );
    mail.into_bytes()
}

fn media_type(name: &str) -> String {
    let ending = name.rsplit('.').next().unwrap_or_default();
    match ending.to_ascii_lowercase().as_str() {
        "wav" => "audio/x-wav".to_owned(),
        "gsm" => "audio/x-gsm".to_owned(),
        "mp3" => "audio/mpeg".to_owned(),
        other => format!("audio/x-{other}"),
    }
}

/// Nothing that somebody typed or sent may begin a header of its own.
fn one_line(text: &str) -> String {
    text.chars().filter(|c| !c.is_control()).collect()
}

fn address((name, address): &(String, String), charset: Charset) -> String {
    let address = one_line(address).replace(['<', '>', ' '], "");
    if name.is_empty() {
        return format!("<{address}>");
    }
    let plain = name.is_ascii() && !name.contains(['"', '\\']) && one_line(name) == *name;
    match plain {
        true => format!("\"{name}\" <{address}>"),
        false => format!("{} <{address}>", encoded(name, charset)),
    }
}

/// A header's text; in encoded words (RFC 2047) where it must be.
fn word(text: &str, charset: Charset) -> String {
    let plain = text.bytes().all(|b| (b' '..0x7f).contains(&b)) && !text.contains("=?");
    if plain && text.len() < LONGEST_LINE * 4 {
        text.to_owned()
    } else {
        encoded(text, charset)
    }
}

fn encoded(text: &str, charset: Charset) -> String {
    let mut words: Vec<String> = Vec::new();
    let mut word = String::new();
    for letter in one_line(text).chars() {
        let mut piece = String::new();
        for byte in charset.encode(letter.encode_utf8(&mut [0; 4])) {
            match byte {
                b' ' => piece.push('_'),
                b'0'..=b'9' | b'a'..=b'z' | b'A'..=b'Z' => piece.push(char::from(byte)),
                _ => drop(write!(piece, "={byte:02X}")),
            }
        }
        if word.len() + piece.len() > LONGEST_WORD {
            words.push(std::mem::take(&mut word));
        }
        word.push_str(&piece);
    }
    words.push(word);
    let name = charset.name();
    let words: Vec<String> = words
        .iter()
        .map(|word| format!("=?{name}?Q?{word}?="))
        .collect();
    words.join("\r\n ")
}

fn quoted_printable(bytes: &[u8]) -> String {
    let mut out = String::new();
    for (number, line) in bytes.split(|b| *b == b'\n').enumerate() {
        if number > 0 {
            out.push_str("\r\n");
        }
        let line = line.strip_suffix(b"\r").unwrap_or(line);
        let mut length = 0;
        for (at, byte) in line.iter().enumerate() {
            let last = at + 1 == line.len();
            let piece = match byte {
                b' ' | b'\t' if !last => char::from(*byte).to_string(),
                // A lone dot could end the mail, "From " could be changed on the way.
                b'.' | b'F' if at == 0 => format!("={byte:02X}"),
                b'!'..=b'<' | b'>'..=b'~' => char::from(*byte).to_string(),
                _ => format!("={byte:02X}"),
            };
            if length + piece.len() > LONGEST_LINE - 1 {
                out.push_str("=\r\n");
                length = 0;
            }
            length += piece.len();
            out.push_str(&piece);
        }
    }
    out
}

fn base64(bytes: &[u8]) -> String {
    let mut out = String::with_capacity(bytes.len() * 4 / 3 + bytes.len() / 54 + 4);
    let mut column = 0;
    for chunk in bytes.chunks(3) {
        let mut group = [0_u8; 3];
        for (to, from) in group.iter_mut().zip(chunk) {
            *to = *from;
        }
        let [a, b, c] = group;
        let bits = u32::from(a) << 16 | u32::from(b) << 8 | u32::from(c);
        for at in 0..4_usize {
            let index = (bits >> (18 - 6 * at)) & 63;
            let letter = BASE64.get(index as usize).copied().unwrap_or(b'A');
            out.push(if at > chunk.len() {
                '='
            } else {
                char::from(letter)
            });
        }
        column += 4;
        if column >= LONGEST_LINE {
            out.push_str("\r\n");
            column = 0;
        }
    }
    if column > 0 {
        out.push_str("\r\n");
    }
    out
}

const BASE64: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
const LONGEST_LINE: usize = 76;
/// An encoded word may have 75 characters with its frame.
const LONGEST_WORD: usize = 48;
