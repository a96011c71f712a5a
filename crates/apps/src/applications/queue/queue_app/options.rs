//! The option letters of `Queue`.

options! {
    /// What `Queue` is told by letters.
    pub(crate) struct QueueLetters {
        /// Run a subroutine on each new channel before it is called.
        'b'("[[context^]exten^]priority[(arg1^...)]") => before_calling: Option<String>,
        /// Run a subroutine on the caller's channel when it joins.
        'B'("[[context^]exten^]priority[(arg1^...)]") => before_joining: Option<String>,
        /// Tell all cancelled phones that the call was answered elsewhere.
        'C' => answered_elsewhere: bool,
        /// Go on with the dialplan when the member hangs up.
        'c' => go_on: bool,
        /// When the caller hangs up, send the member there, or behind this step.
        'F'("[[context^]exten^]priority") => member_goes_on: Option<String>,
        /// The member may hang up by digits.
        'h' => member_may_disconnect: bool,
        /// The caller may hang up by digits, also while it waits.
        'H' => caller_may_disconnect: bool,
        /// Do not follow a phone that sends the call elsewhere.
        'i' => ignore_redirects: bool,
        /// The member may park the caller by digits.
        'k' => member_may_park: bool,
        /// The caller may park the member by digits.
        'K' => caller_may_park: bool,
        /// Play music of a class.
        'm'("class") => music: Option<String>,
        /// One round only: when nobody answers the dialplan goes on.
        'n' => one_round: bool,
        /// Ring instead of music.
        'r' => ringing: bool,
        /// Ring instead of music while a member is rung.
        'R' => ringing_while_rung: bool,
        /// The member may transfer the caller by digits.
        't' => member_may_transfer: bool,
        /// The caller may transfer the member by digits.
        'T' => caller_may_transfer: bool,
        /// The member may record the call with Monitor by digits.
        'w' => member_may_monitor: bool,
        /// The caller may record the call with Monitor by digits.
        'W' => caller_may_monitor: bool,
        /// The member may record the call with MixMonitor by digits.
        'x' => member_may_mix_monitor: bool,
        /// The caller may record the call with MixMonitor by digits.
        'X' => caller_may_mix_monitor: bool,
    }
    accepted {
        /// Data quality; there is nothing that could disturb data.
        'd',
        /// Do not tell the parties when the other's name or number changes; that is always so.
        'I',
    }
}
