//! What consoles and programs may ask of channel drivers without knowing their protocol.

/// A table that a driver shows (`sip show peers`, `pjsip show endpoints`, …), as text ready to print.
pub trait DriverQueries {
    /// The answer to a driver's own console command, already without its arguments checked; `None`
    /// when the driver does not know this one.
    fn show(&self, command: &[&str]) -> Option<String>;
}
