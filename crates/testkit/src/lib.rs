//! Tests in the words of telephony: worlds, phones, ears. The same scenario runs in virtual time and
//! against the real program.
