//! MD5, SHA1 and UUID: names that nobody guesses, or that everybody can check.

use call::script::prelude::*;

use crate::md5::md5_hex;

/// `MD5()`.
pub(crate) struct Md5;

impl Function for Md5 {
    const DOC: FunctionDoc = FunctionDoc {
        name: "MD5",
        synopsis: "The MD5 of a text.",
        syntax: &[Param::required("data", "The text.")],
        description: "32 lower-case digits.",
        see_also: &["UUID"],
        examples: &["${MD5(secret)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(md5_hex(args.0))
    }
}

/// `CHECK_MD5()`.
pub(crate) struct CheckMd5;

impl Function for CheckMd5 {
    const DOC: FunctionDoc = FunctionDoc {
        name: "CHECK_MD5",
        synopsis: "Whether a text has this MD5.",
        syntax: &[
            Param::required("digest", "32 digits."),
            Param::required("data", "The text."),
        ],
        description: "1 or 0. Asterisk has dropped it: compare with MD5() instead.",
        see_also: &["MD5"],
        examples: &["${CHECK_MD5(5ebe2294ecd0e0f08eab7690d2a6ee69,secret)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (digest, data) = args.0.split_once(',').ok_or("it needs a digest and data")?;
        let same = digest.trim().eq_ignore_ascii_case(&md5_hex(data));
        Ok(u8::from(same).to_string())
    }
}

/// `SHA1()`.
pub(crate) struct Sha1;

impl Function for Sha1 {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SHA1",
        synopsis: "The SHA-1 of a text.",
        syntax: &[Param::required("data", "The text.")],
        description: "40 lower-case digits.",
        see_also: &["MD5"],
        examples: &["${SHA1(secret)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        use sha1::Digest;
        let digest = sha1::Sha1::digest(args.0.as_bytes());
        Ok(digest.iter().map(|byte| format!("{byte:02x}")).collect())
    }
}

/// `UUID()`.
pub(crate) struct Uuid;

impl Function for Uuid {
    const DOC: FunctionDoc = FunctionDoc {
        name: "UUID",
        synopsis: "A name that nothing else has.",
        syntax: &[],
        description: "A random one of version 4 (RFC 9562).",
        see_also: &["RAND"],
        examples: &["${UUID()}"],
        since: "20",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, _: Args<'_>) -> Result<String, Fault> {
        let (high, low) = (call.random(), call.random());
        let high = high & 0xffff_ffff_ffff_0fff | 0x4000;
        let low = low & 0x3fff_ffff_ffff_ffff | 0x8000_0000_0000_0000;
        let (a, b, c) = (high >> 32, high >> 16 & 0xffff, high & 0xffff);
        let (d, e) = (low >> 48, low & 0xffff_ffff_ffff);
        Ok(format!("{a:08x}-{b:04x}-{c:04x}-{d:04x}-{e:012x}"))
    }
}
