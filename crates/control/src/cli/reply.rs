//! What a command answers.

/// The answer to one line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Reply {
    /// Text to print, in whole lines.
    pub text: String,
    /// How it went.
    pub end: End,
    /// What the terminal itself shall do.
    pub ask: Option<Ask>,
}

/// How a command went.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// As wanted.
    Done,
    /// It could not be carried out; the text says why.
    Failed,
    /// The words after the command make no sense; the text is its usage.
    Misused,
    /// The exchange is not that far; ask again in a moment (`core waitfullybooted`).
    NotYet,
}

/// What a command wants of the terminal that it was typed at.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Ask {
    /// End this console.
    Quit,
    /// Show verbose text up to this level here.
    SetVerbosity {
        /// The level.
        level: u8,
        /// Only if it is lower now (`atleast`).
        at_least: bool,
    },
}

impl Reply {
    /// Done, with this to say.
    pub fn text(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            end: End::Done,
            ask: None,
        }
    }

    /// Not done, for this reason (whole lines).
    pub fn failed(text: impl Into<String>) -> Self {
        Self {
            text: text.into(),
            end: End::Failed,
            ask: None,
        }
    }

    /// The arguments make no sense: the usage is to be shown.
    pub fn misused() -> Self {
        Self {
            text: String::new(),
            end: End::Misused,
            ask: None,
        }
    }

    /// Done, and the terminal shall do something.
    pub fn asking(ask: Ask) -> Self {
        Self {
            text: String::new(),
            end: End::Done,
            ask: Some(ask),
        }
    }
}
