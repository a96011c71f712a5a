//! What happened in a rehearsal, in order.

use std::time::Duration;

use config::Span;
use dialplan::Location;

/// A call from its beginning to its end.
#[derive(Clone, Debug)]
pub struct Story {
    /// Who calls whom, where and when, in one line.
    pub beginning: String,
    /// What happened.
    pub moments: Vec<Moment>,
    /// How it ended.
    pub ending: Ending,
}

/// One thing that happened.
#[derive(Clone, Debug)]
pub struct Moment {
    /// Time since the call began.
    pub at: Duration,
    /// The channel it happened to; empty for the caller's own.
    pub channel: String,
    /// What.
    pub what: What,
}

/// A step of the dialplan.
#[derive(Clone, Debug)]
pub struct Step {
    /// Where it is written; `None` when no file has it.
    pub span: Option<Span>,
    /// The place in the dialplan.
    pub location: Location,
    /// The context that holds it, when that is not the location's.
    pub included_from: Option<String>,
    /// The extension as written: a name, or a pattern.
    pub pattern: String,
    /// The application.
    pub application: String,
    /// Its arguments after substitution.
    pub arguments: String,
    /// It runs inside of another step (`ExecIf`).
    pub nested: bool,
    /// There is no such application here: the call ends.
    pub missing: bool,
}

/// What may happen.
#[derive(Clone, Debug)]
pub enum What {
    /// A step begins.
    Step(Step),
    /// A variable is set.
    Variable {
        /// Its name.
        name: String,
        /// Its value.
        value: String,
    },
    /// A phone is called; `fate` says what it will do, `why` when that is not its own choice.
    Calls {
        /// `PJSIP/bob`.
        destination: String,
        /// What it does.
        fate: String,
        /// It rings.
        rings: bool,
    },
    /// A call out ended or was answered.
    Dialled {
        /// `PJSIP/bob`.
        destination: String,
        /// `ANSWER`, `BUSY`, …
        status: &'static str,
    },
    /// The caller, or a phone, hears sounds: names and length.
    Prompts {
        /// Names.
        names: Vec<String>,
        /// How long all of them are.
        length: Duration,
        /// Those for which no file was found.
        missing: Vec<String>,
    },
    /// Something else is heard: a tone, music, another party.
    Hears(String),
    /// The caller sees a SIP response.
    Told {
        /// 180, 183, 200.
        status: u16,
    },
    /// The caller presses keys.
    Presses(String),
    /// Something that would be done outside and is not, in a rehearsal.
    NotDone(String),
    /// Something is wrong.
    Warning(String),
    /// A party ends its call.
    HangsUp(String),
}

/// How the call ended.
#[derive(Clone, Debug, Default)]
pub struct Ending {
    /// After how long.
    pub at: Duration,
    /// The final SIP status that the caller saw: 200 when the call was answered.
    pub status: u16,
    /// The hangup cause's number and words.
    pub cause: (u8, String),
    /// Why, in a sentence.
    pub why: String,
    /// `DIALSTATUS` at the end, when anything was dialled.
    pub dial_status: Option<String>,
    /// Variables of the caller's channel at the end.
    pub variables: Vec<(String, String)>,
}

impl Story {
    /// The steps in order, with whose they are.
    pub fn steps(&self) -> impl Iterator<Item = &Step> {
        self.moments.iter().filter_map(|moment| match &moment.what {
            What::Step(step) => Some(step),
            _ => None,
        })
    }

    /// `PJSIP/bob` of every phone that rang.
    pub fn rung(&self) -> impl Iterator<Item = &str> {
        self.moments.iter().filter_map(|moment| match &moment.what {
            What::Calls {
                destination,
                rings: true,
                ..
            } => Some(destination.as_str()),
            _ => None,
        })
    }

    /// Names of all prompts that the caller heard.
    pub fn prompts(&self) -> impl Iterator<Item = &str> {
        let own = self
            .moments
            .iter()
            .filter(|moment| moment.channel.is_empty());
        own.flat_map(|moment| match &moment.what {
            What::Prompts { names, .. } => names.as_slice(),
            _ => &[],
        })
        .map(String::as_str)
    }

    /// All warnings.
    pub fn warnings(&self) -> impl Iterator<Item = &str> {
        self.moments.iter().filter_map(|moment| match &moment.what {
            What::Warning(text) => Some(text.as_str()),
            _ => None,
        })
    }

    /// The last value that a variable was set to, or its value at the end.
    pub fn variable(&self, name: &str) -> Option<&str> {
        let at_end = self
            .ending
            .variables
            .iter()
            .find(|(known, _)| known == name);
        let set = self
            .moments
            .iter()
            .rev()
            .find_map(|moment| match &moment.what {
                What::Variable { name: known, value } if known == name => Some(value.as_str()),
                _ => None,
            });
        set.or_else(|| at_end.map(|(_, value)| value.as_str()))
    }
}
