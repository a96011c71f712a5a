//! MD5 and UUID: names that nobody guesses, or that everybody can check.

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
