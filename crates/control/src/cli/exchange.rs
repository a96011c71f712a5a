//! What a console command may see and ask of the running exchange; `starling` implements it.

use std::rc::Rc;
use std::sync::Arc;
use std::time::{Duration, Instant};

use call::script::Registry;
use call::{Command, Event, FeatureCodes, Switchboard};
use dialplan::Dialplan;
use services::queue::{Loaded, Queues};
use services::{Database, MusicClasses, Parking};

use crate::programs::Question;

/// How to end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Stop {
    /// Wait until the last call is over; no new ones are taken.
    pub gracefully: bool,
    /// Wait until no call is up, but take new ones meanwhile (`when convenient`).
    pub when_convenient: bool,
    /// Start again afterwards.
    pub restart: bool,
}

/// Facts about the program and its start.
#[derive(Clone, Debug)]
pub struct Facts {
    /// The version line of `core show version`, which begins with "Asterisk".
    pub version_line: String,
    /// The version that compatible programs are told ("21.0.0-starling").
    pub version: String,
    /// The machine's name.
    pub host: String,
    /// Process id.
    pub pid: u32,
    /// Time since the start.
    pub uptime: Duration,
    /// Time since the last reload.
    pub since_reload: Duration,
    /// Calls since the start.
    pub calls_handled: u64,
    /// Name and value of settings, in the order of `core show settings`.
    pub settings: Vec<(String, String)>,
}

/// Where log lines go: one row of `logger show channels`.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LogChannel {
    /// The file's path, or `console`.
    pub name: String,
    /// `File` or `Console`.
    pub kind: &'static str,
    /// It can be written.
    pub enabled: bool,
    /// What goes there (`NOTICE WARNING ERROR`).
    pub levels: String,
}

/// The running exchange, as a console sees it.
pub trait Exchange {
    /// The moment that answers are about.
    fn now(&self) -> Instant;
    /// All live calls.
    fn switchboard(&self) -> &Switchboard;
    /// Asks the switchboard for something.
    fn order(&mut self, command: Command);
    /// The dialplan in force.
    fn dialplan(&self) -> Arc<Dialplan>;
    /// Replaces the dialplan (`dialplan add`, `dialplan remove`).
    fn set_dialplan(&mut self, dialplan: Dialplan);
    /// Tells consoles, the log and programs that something happened.
    fn tell(&mut self, event: Event);
    /// Writes the dialplan to a file (`dialplan save`), in this folder or under this name; returns
    /// the file's name.
    ///
    /// # Errors
    /// It may not be written, or cannot; says why.
    fn save_dialplan(&mut self, place: Option<&str>) -> Result<String, String>;
    /// Applications and functions.
    fn registry(&self) -> &Registry;
    /// The database.
    fn database(&self) -> &Database;
    /// The queues.
    fn queues(&self) -> Rc<Queues>;
    /// The parking lots.
    fn parking(&self) -> Rc<Parking>;
    /// Lets the switchboard act on what services want by now.
    fn settle(&mut self);
    /// Reads the files of the queues again, as far as is asked: of one queue, or of all. Tells what is
    /// wrong with them; `None` when they cannot be used.
    fn reload_queues(&mut self, what: Loaded, only: Option<&str>) -> Option<String>;
    /// Music classes.
    fn music(&self) -> MusicClasses;
    /// Digits with a meaning during a call.
    fn features(&self) -> FeatureCodes;
    /// Where log lines go.
    fn log_channels(&self) -> Vec<LogChannel>;
    /// A channel driver's own table (`sip show peers`); `None` when no driver knows the command.
    fn driver_show(&self, command: &[&str]) -> Option<String>;
    /// Takes what files say by now: everything, or one part (`dialplan`, `sip`, `pjsip`, `features`, …). Tells
    /// what came of it, in lines; `None` when there is no such part.
    fn reload(&mut self, part: Option<&str>) -> Option<String>;
    /// Files are read beside the calls: the number of the reading that must be over before what was
    /// just asked can be answered. Then the same is to be asked again; what came now counts for nothing.
    fn take_awaited(&mut self) -> Option<u64>;
    /// Does this when that reading is over.
    fn once_read(&mut self, reading: u64, then: Question);
    /// The parts that can be reloaded, with a description: what `module show` lists.
    fn parts(&self) -> Vec<(&'static str, &'static str)>;
    /// Ends the program.
    fn stop(&mut self, stop: Stop);
    /// Takes back `stop`; false when none was asked for.
    fn abort_stop(&mut self) -> bool;
    /// Is everything loaded?
    fn fully_booted(&self) -> bool;
    /// Facts about the program.
    fn facts(&self) -> Facts;
    /// How detailed verbose text on this exchange's own console and log is (`core set verbose`).
    fn verbosity(&self) -> u8;
    /// Sets it.
    fn set_verbosity(&mut self, level: u8);
    /// How detailed debug lines are.
    fn debug_level(&self) -> u8;
    /// Sets it.
    fn set_debug_level(&mut self, level: u8);
    /// Switches the trace of SIP messages on or off (`sip set debug on`, `pjsip set logger on`);
    /// `host` limits it to one address. False when the address cannot be read.
    fn trace_sip(&mut self, on: bool, host: Option<&str>) -> bool;
}
