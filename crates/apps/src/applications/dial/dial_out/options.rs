//! The option letters of `Dial`.

use std::time::Duration;

options! {
    /// What `Dial` is told by letters.
    pub(crate) struct DialOptions {
        /// Play x to the called party before connecting, and y to the caller.
        'A'("x[:y]") => announcement: Option<String>,
        /// Answer the caller as soon as the called party answers.
        'a' => answer_at_once: bool,
        /// Run a subroutine on the caller's channel before anything is called.
        'B'("[[context^]exten^]priority[(arg1^...)]") => before_dialling: Option<String>,
        /// Run a subroutine on each new channel before it is called.
        'b'("[[context^]exten^]priority[(arg1^...)]") => before_calling: Option<String>,
        /// Tell cancelled phones that the call was answered elsewhere.
        'c' => answered_elsewhere: bool,
        /// Begin the call's record anew.
        'C' => reset_record: bool,
        /// Send digits after the answer: to the called party, then to the caller. w waits half a second.
        'D'("[called][:calling]") => digits: Option<String>,
        /// While it rings the caller may go to an extension of one digit, in EXITCONTEXT or here.
        'd' => may_escape: bool,
        /// When the caller hangs up, send the called party there, or behind this step.
        'F'("[[context^]exten^]priority") => callee_goes_on: Option<String>,
        /// Go on with the dialplan when the called party hangs up.
        'g' => go_on: bool,
        /// On the answer, send the caller there and the called party to the priority behind.
        'G'("[[context^]exten^]priority") => both_go: Option<String>,
        /// The called party may hang up by digits.
        'h' => callee_may_disconnect: bool,
        /// The caller may hang up by digits, also while it rings.
        'H' => caller_may_disconnect: bool,
        /// Do not follow a phone that sends the call elsewhere.
        'i' => ignore_redirects: bool,
        /// The called party may park the caller by digits.
        'k' => callee_may_park: bool,
        /// The caller may park the called party by digits.
        'K' => caller_may_park: bool,
        /// End after x milliseconds; warn when y are left, again every z.
        'L'("x[:y[:z]]") => limit: Option<String>,
        /// Run a macro on the called party's channel before connecting. MACRO_RESULT may refuse.
        'M'("macro[^arg...]") => macro_on_callee: Option<String>,
        /// Play music of a class to the caller until somebody answers.
        'm'("class") => music: Option<String>,
        /// Show this number to the called party; without one, the caller's.
        'o'("number") => shown_number: Option<String>,
        /// Let the caller hear ringing at once, or another tone.
        'r'("tone") => ringing: Option<String>,
        /// Let the caller hear ringing until the called side has something to hear.
        'R' => ringing_until_sound: bool,
        /// End so many seconds after the answer.
        'S'("seconds") => hang_up_after: Option<Duration>,
        /// The called party may transfer the caller by digits.
        't' => callee_may_transfer: bool,
        /// The caller may transfer the called party by digits.
        'T' => caller_may_transfer: bool,
        /// Show the caller like this: allowed, prohib, unavailable, …
        'u'("x") => presentation: Option<String>,
        /// Run a subroutine (context x, extension s) on the called party's channel before connecting. GOSUB_RESULT may refuse.
        'U'("x[^arg...]") => gosub_on_callee: Option<String>,
        /// The called party may record by digits (Monitor).
        'w' => callee_may_monitor: bool,
        /// The caller may record by digits (Monitor).
        'W' => caller_may_monitor: bool,
        /// The called party may record by digits (MixMonitor).
        'x' => callee_may_mix_monitor: bool,
        /// The caller may record by digits (MixMonitor).
        'X' => caller_may_mix_monitor: bool,
    }
    accepted {
        /// Do not tell the parties when the other's name or number changes; that is always so.
        'I',
    }
    refused {
        /// the h extension does not run on the called party's channel
        'e',
        /// hooks for video are not there
        'E',
        /// the number that is shown on a forwarded call cannot be forced
        'f'("number"),
        /// callers cannot record who they are yet
        'n'("delete"),
        /// callers cannot record who they are yet
        'N',
        /// there is no operator mode
        'O'("mode"),
        /// callers cannot record who they are yet
        'p',
        /// there is no privacy database
        'P'("x"),
        /// the cause for cancelled phones is fixed
        'Q'("cause"),
        /// the caller's tag cannot be replaced here
        's'("tag"),
        /// the time-out holds for forwarded calls, too
        'z',
    }
}
