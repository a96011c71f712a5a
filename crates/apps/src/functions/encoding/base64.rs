//! BASE64_ENCODE and BASE64_DECODE.

use call::script::prelude::*;

/// `BASE64_ENCODE()`.
pub(crate) struct Base64Encode;

impl Function for Base64Encode {
    const DOC: FunctionDoc = FunctionDoc {
        name: "BASE64_ENCODE",
        synopsis: "A text in base64.",
        syntax: &[Param::required("string", "The text.")],
        description: "RFC 4648 section 4, with padding.",
        see_also: &["BASE64_DECODE"],
        examples: &["${BASE64_ENCODE(hello)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(encode(args.0.as_bytes()))
    }
}

/// `BASE64_DECODE()`.
pub(crate) struct Base64Decode;

impl Function for Base64Decode {
    const DOC: FunctionDoc = FunctionDoc {
        name: "BASE64_DECODE",
        synopsis: "The text that base64 stands for.",
        syntax: &[Param::required("string", "Base64.")],
        description: "Stops at the first character that is no base64. Bytes that are no UTF-8 are \
            replaced.",
        see_also: &["BASE64_ENCODE"],
        examples: &["${BASE64_DECODE(aGVsbG8=)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(String::from_utf8_lossy(&decode(args.0.trim())).into_owned())
    }
}

pub(crate) fn encode(bytes: &[u8]) -> String {
    let mut out = String::new();
    for group in bytes.chunks(3) {
        let byte = |at: usize| u32::from(group.get(at).copied().unwrap_or_default());
        let bits = byte(0) << 16 | byte(1) << 8 | byte(2);
        for (at, shift) in [18, 12, 6, 0].into_iter().enumerate() {
            let letter = ALPHABET[(bits >> shift & 63) as usize];
            out.push(if at <= group.len() {
                char::from(letter)
            } else {
                '='
            });
        }
    }
    out
}

fn decode(text: &str) -> Vec<u8> {
    let mut out = Vec::new();
    let (mut bits, mut count) = (0_u32, 0);
    for letter in text.bytes() {
        let Some(value) = ALPHABET.iter().position(|known| *known == letter) else {
            break;
        };
        bits = bits << 6 | value as u32;
        count += 6;
        if count >= 8 {
            count -= 8;
            out.push((bits >> count & 0xff) as u8);
        }
    }
    out
}

const ALPHABET: &[u8; 64] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
