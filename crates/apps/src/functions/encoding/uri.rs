//! URIENCODE and URIDECODE.

use call::script::prelude::*;

/// `URIENCODE()`.
pub(crate) struct UriEncode;

impl Function for UriEncode {
    const DOC: FunctionDoc = FunctionDoc {
        name: "URIENCODE",
        synopsis: "A text as it may stand in a URI.",
        syntax: &[Param::required("data", "The text.")],
        description: "Letters, digits and - _ . ! ~ * ' ( ) stay; everything else becomes %XX.",
        see_also: &["URIDECODE"],
        examples: &["${URIENCODE(a b)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let mut out = String::new();
        for byte in args.0.bytes() {
            if byte.is_ascii_alphanumeric() || b"-_.!~*'()".contains(&byte) {
                out.push(char::from(byte));
            } else {
                out.push_str(&format!("%{byte:02X}"));
            }
        }
        Ok(out)
    }
}

/// `URIDECODE()`.
pub(crate) struct UriDecode;

impl Function for UriDecode {
    const DOC: FunctionDoc = FunctionDoc {
        name: "URIDECODE",
        synopsis: "The text that %XX in a URI stands for.",
        syntax: &[Param::required("data", "The text.")],
        description: "A % without two hexadecimal digits behind it stays. Bytes that are no UTF-8 are \
            replaced.",
        see_also: &["URIENCODE"],
        examples: &["${URIDECODE(a%20b)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(decode(args.0))
    }
}

/// A text with `%41` replaced.
pub(crate) fn decode(text: &str) -> String {
    let bytes = text.as_bytes();
    let mut out = Vec::new();
    let mut at = 0;
    while let Some(&byte) = bytes.get(at) {
        let code = text.get(at + 1..at + 3).filter(|_| byte == b'%');
        let code = code.filter(|hex| hex.bytes().all(|b| b.is_ascii_hexdigit()));
        match code.and_then(|hex| u8::from_str_radix(hex, 16).ok()) {
            Some(decoded) => {
                out.push(decoded);
                at += 3;
            }
            None => {
                out.push(byte);
                at += 1;
            }
        }
    }
    String::from_utf8_lossy(&out).into_owned()
}
