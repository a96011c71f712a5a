//! Names and forms of earlier releases, which work as they did there.

use call::script::Call;

/// Tells that a name is old, and what it is called today.
pub(crate) fn modern(call: &Call, old: &str, today: &str) {
    call.warn(format!("{old} is an old name; today it is {today}"));
}
