//! What we are called.

/// The version that programs made for Asterisk are told.
pub(crate) const ASTERISK: &str = "21.0.0-starling";

/// `core show version`: begins with "Asterisk", for scripts that look for it.
pub(crate) fn line() -> String {
    let (name, version) = (env!("CARGO_PKG_NAME"), env!("CARGO_PKG_VERSION"));
    format!(
        "Asterisk {ASTERISK} ({name} {version}), a compatible exchange, on {}",
        std::env::consts::OS
    )
}

/// The machine's name.
pub(crate) fn host_name() -> String {
    let name = std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default();
    match name.trim() {
        "" => "localhost".to_owned(),
        name => name.to_owned(),
    }
}
