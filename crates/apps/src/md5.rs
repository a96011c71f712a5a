//! MD5 as text.

use md5::{Digest, Md5};

/// 32 lower-case digits.
pub(crate) fn md5_hex(text: &str) -> String {
    let digest = Md5::digest(text.as_bytes());
    digest.iter().map(|byte| format!("{byte:02x}")).collect()
}
