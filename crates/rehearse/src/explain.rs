//! The path of one call, told before it is made: the real switchboard and the real applications on a
//! virtual clock, with phones that do what they are told and media that only takes its time.

mod agi;
mod answering;
mod caller;
mod equip;
mod happenings;
mod media;
mod outside;
mod phones;
mod print;
mod stage;
mod status;
mod story;

use std::sync::Arc;
use std::time::{Duration, Instant};

use call::script::Registry;
use dialplan::Dialplan;
use sip_channel::settings::Settings;

pub use answering::{Answering, Keys, seconds};
pub use caller::{Caller, moment};
pub use print::print;
pub use story::{Ending, Moment, Step, Story, What};

/// What a rehearsal plays on.
pub struct Exchange<'a> {
    /// The dialplan.
    pub dialplan: Arc<Dialplan>,
    /// `[globals]`.
    pub globals: &'a [(String, String)],
    /// What the switchboard wants to know.
    pub settings: Arc<call::Settings>,
    /// The dialplan in Lua.
    pub program: Option<Arc<lua::Program>>,
    /// Applications and functions.
    pub registry: Registry,
    /// Databases and the functions over them.
    pub sources: services::Sources,
    /// Endpoints.
    pub sip: &'a Settings,
    /// Queues, parking lots and people who are looked for.
    pub services: &'a crate::Services,
    /// Music classes.
    pub music: &'a services::MusicClasses,
    /// How long a sound in a language lasts; `None` when there is no such file.
    pub sounds: &'a dyn Fn(&str, &str) -> Option<Duration>,
}

/// What is asked.
#[derive(Clone, Debug)]
pub struct Question {
    /// Who calls.
    pub caller: Caller,
    /// The number that is dialled.
    pub number: String,
    /// When, in time since the Unix epoch.
    pub since_epoch: Duration,
    /// What phones do when they are called, by endpoint, `Tech/endpoint` or number. Others ring and
    /// nobody answers.
    pub answers: Vec<(String, Answering)>,
    /// What the caller presses, each when the exchange next listens for digits.
    pub digits: Vec<Keys>,
    /// Variables of the caller's channel.
    pub variables: Vec<(String, String)>,
    /// Rows of the database: family, key, value.
    pub database: Vec<(String, String, String)>,
    /// What shell commands print: a part of the command, and the output. Others fail.
    pub commands: Vec<(String, String)>,
    /// What databases answer: a part of the statement, and rows such as `a=1, b=2; a=3, b=4`. Other
    /// statements fail.
    pub sql: Vec<(String, String)>,
    /// What web servers answer: a part of the address, and the body. Others fail.
    pub web: Vec<(String, String)>,
    /// What AGI scripts give: a part of the application's arguments, and `A=1, B=2`. Others fail.
    pub agi: Vec<(String, String)>,
    /// When the caller hangs up, unless the call is over before.
    pub hangs_up: Option<Duration>,
    /// A moment of the monotonic clock to begin at; which one does not matter.
    pub began: Instant,
}

impl Question {
    /// A call with nothing else said about it.
    pub fn new(caller: Caller, number: &str, since_epoch: Duration, began: Instant) -> Self {
        Self {
            caller,
            number: number.to_owned(),
            since_epoch,
            answers: Vec::new(),
            digits: Vec::new(),
            variables: Vec::new(),
            database: Vec::new(),
            commands: Vec::new(),
            sql: Vec::new(),
            web: Vec::new(),
            agi: Vec::new(),
            hangs_up: None,
            began,
        }
    }
}

/// Plays the call through.
///
/// # Errors
/// One line: there is no such phone, or it may not call.
pub fn explain(exchange: &Exchange<'_>, question: &Question) -> Result<Story, String> {
    stage::play(exchange, question)
}
