//! The list of switches: other sources of extensions for `switch =>` lines.

mod realtime;

use call::script::SwitchEntry;

/// All switches.
pub static SWITCHES: &[SwitchEntry] = &[SwitchEntry::of::<realtime::FromTable>()];
