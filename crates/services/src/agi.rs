//! The commands of AGI: what each is called, how it is used, and whether it works on a call that is
//! over.

/// One command.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct AgiCommand {
    /// Its words, in capitals.
    pub name: &'static str,
    /// Behind its name.
    pub syntax: &'static str,
    /// It works when the call is over.
    pub after_the_call: bool,
    /// At least so many words stand behind its name, and at most.
    pub words: (usize, usize),
    /// What it does and answers.
    pub help: &'static str,
}

/// Finds the command that a line begins with; tells how many words its name has.
pub fn find_agi_command<S: AsRef<str>>(words: &[S]) -> Option<(&'static AgiCommand, usize)> {
    let fits = |command: &&AgiCommand| {
        let mut given = words.iter();
        command.name.split(' ').all(|word| {
            given
                .next()
                .is_some_and(|w| w.as_ref().eq_ignore_ascii_case(word))
        })
    };
    let found = AGI_COMMANDS.iter().filter(fits);
    let longest = found.max_by_key(|command| command.name.len())?;
    Some((longest, longest.name.split(' ').count()))
}

impl AgiCommand {
    /// As a program is told that used it wrongly.
    pub fn usage(&self) -> String {
        let syntax = if self.syntax.is_empty() { "" } else { " " };
        format!(
            "Usage: {}{syntax}{}\n\t{}\n",
            self.name, self.syntax, self.help
        )
    }
}

const fn row(
    name: &'static str,
    syntax: &'static str,
    after_the_call: bool,
    words: (usize, usize),
    help: &'static str,
) -> AgiCommand {
    AgiCommand {
        name,
        syntax,
        after_the_call,
        words,
        help,
    }
}

/// All of them, by name.
pub static AGI_COMMANDS: &[AgiCommand] = &[
    row(
        "ANSWER",
        "",
        false,
        (0, 0),
        "Answers the call. 0, or -1 when it is gone.",
    ),
    row(
        "ASYNCAGI BREAK",
        "",
        true,
        (0, 0),
        "Ends AsyncAGI; the dialplan goes on.",
    ),
    row(
        "CHANNEL STATUS",
        "[<channelname>]",
        false,
        (0, 1),
        "The state of a channel: 0 down, 1 reserved, 2 off hook, 3 dialling, 4 ringing here, 5 ringing there, 6 up, 7 busy; -1 when there is no such channel.",
    ),
    row(
        "CONTROL STREAM FILE",
        "<filename> <escape digits> [skipms] [ffchar] [rewchr] [pausechr] [offsetms]",
        false,
        (2, 7),
        "Plays a file that keys wind. 0, the code of the digit that ended it, or -1.",
    ),
    row(
        "DATABASE DEL",
        "<family> <key>",
        true,
        (2, 2),
        "Removes a value. 1, or 0 when there was none.",
    ),
    row(
        "DATABASE DELTREE",
        "<family> [keytree]",
        true,
        (1, 2),
        "Removes a family or a part of it. 1, or 0 when there was none.",
    ),
    row(
        "DATABASE GET",
        "<family> <key>",
        true,
        (2, 2),
        "1 and the value in parentheses, or 0.",
    ),
    row(
        "DATABASE PUT",
        "<family> <key> <value>",
        true,
        (3, 3),
        "Stores a value. 1, or 0.",
    ),
    row(
        "EXEC",
        "<application> <options>",
        true,
        (1, MANY),
        "Runs an application. What it gave, or -2 when there is none.",
    ),
    row(
        "GET DATA",
        "<file> [timeout] [maxdigits]",
        false,
        (1, 3),
        "Plays a file and reads digits, until # or the time-out in milliseconds. The digits.",
    ),
    row(
        "GET FULL VARIABLE",
        "<expression> [channelname]",
        true,
        (1, 2),
        "Replaces variables and functions in a text. 1 and the text in parentheses, or 0.",
    ),
    row(
        "GET OPTION",
        "<filename> <escape digits> [timeout]",
        false,
        (2, 3),
        "Plays a file, then waits for a digit. Its code, or 0.",
    ),
    row(
        "GET VARIABLE",
        "<variablename>",
        true,
        (1, 1),
        "1 and the value in parentheses, or 0 when it is not set.",
    ),
    row(
        "GOSUB",
        "<context> <extension> <priority> [<optional-argument>]",
        true,
        (3, 4),
        "Runs a subroutine of the dialplan.",
    ),
    row(
        "HANGUP",
        "[<channelname>]",
        false,
        (0, 1),
        "Ends a call, or another one. 1, or -1.",
    ),
    row("NOOP", "", true, (0, MANY), "Nothing, 0."),
    row(
        "RECEIVE CHAR",
        "<timeout>",
        false,
        (1, 1),
        "A character that the far end sends as text. Its code, or 0.",
    ),
    row(
        "RECEIVE TEXT",
        "<timeout>",
        false,
        (1, 1),
        "A text that the far end sends. 1 and the text, or -1.",
    ),
    row(
        "RECORD FILE",
        "<filename> <format> <escape digits> <timeout> [offset samples] [BEEP] [s=silence]",
        false,
        (4, 7),
        "Records until a digit, a time-out in milliseconds or a silence in seconds.",
    ),
    row(
        "SAY ALPHA",
        "<number> <escape digits>",
        false,
        (2, 2),
        "Says characters. 0, the code of the digit that ended it, or -1.",
    ),
    row(
        "SAY DATE",
        "<date> <escape digits>",
        false,
        (2, 2),
        "Says the day of a moment, in seconds since 1970.",
    ),
    row(
        "SAY DATETIME",
        "<time> <escape digits> [format] [timezone]",
        false,
        (2, 4),
        "Says a moment, in seconds since 1970.",
    ),
    row(
        "SAY DIGITS",
        "<number> <escape digits>",
        false,
        (2, 2),
        "Says digits. 0, the code of the digit that ended it, or -1.",
    ),
    row(
        "SAY NUMBER",
        "<number> <escape digits> [gender]",
        false,
        (2, 3),
        "Says a number. 0, the code of the digit that ended it, or -1.",
    ),
    row(
        "SAY PHONETIC",
        "<string> <escape digits>",
        false,
        (2, 2),
        "Says characters with the words of radio operators.",
    ),
    row(
        "SAY TIME",
        "<time> <escape digits>",
        false,
        (2, 2),
        "Says the time of a moment, in seconds since 1970.",
    ),
    row(
        "SEND IMAGE",
        "<image>",
        false,
        (1, 1),
        "No channel of this exchange shows images: 0.",
    ),
    row(
        "SEND TEXT",
        "<text to send>",
        false,
        (1, 1),
        "Sends a text to the far end. 0, or -1.",
    ),
    row(
        "SET AUTOHANGUP",
        "<time>",
        false,
        (1, 1),
        "Ends the call in so many seconds; 0 takes that back.",
    ),
    row(
        "SET CALLERID",
        "<number>",
        false,
        (1, 1),
        "Sets name and number of the caller.",
    ),
    row(
        "SET CONTEXT",
        "<desired context>",
        false,
        (1, 1),
        "Where the dialplan goes on.",
    ),
    row(
        "SET EXTENSION",
        "<new extension>",
        false,
        (1, 1),
        "Where the dialplan goes on.",
    ),
    row(
        "SET MUSIC",
        "<on|off> [class]",
        false,
        (1, 2),
        "Begins and ends music.",
    ),
    row(
        "SET PRIORITY",
        "<priority>",
        false,
        (1, 1),
        "Where the dialplan goes on: a number or a label.",
    ),
    row(
        "SET VARIABLE",
        "<variablename> <value>",
        true,
        (2, 2),
        "Sets a variable or a function. 1.",
    ),
    row(
        "SPEECH ACTIVATE GRAMMAR",
        "<grammar name>",
        true,
        (1, 1),
        "Uses a grammar.",
    ),
    row(
        "SPEECH CREATE",
        "<engine>",
        false,
        (1, 1),
        "Begins to recognize speech. 1, or 0 when there is no engine.",
    ),
    row(
        "SPEECH DEACTIVATE GRAMMAR",
        "<grammar name>",
        true,
        (1, 1),
        "Uses a grammar no longer.",
    ),
    row("SPEECH DESTROY", "", true, (0, 0), "Ends recognizing."),
    row(
        "SPEECH LOAD GRAMMAR",
        "<grammar name> <path to grammar>",
        true,
        (2, 2),
        "Reads a grammar.",
    ),
    row(
        "SPEECH RECOGNIZE",
        "<prompt> <timeout> [<offset>]",
        false,
        (2, 3),
        "Plays a prompt and recognizes what is said.",
    ),
    row(
        "SPEECH SET",
        "<name> <value>",
        true,
        (2, 2),
        "Changes a setting of the engine.",
    ),
    row(
        "SPEECH UNLOAD GRAMMAR",
        "<grammar name>",
        true,
        (1, 1),
        "Forgets a grammar.",
    ),
    row(
        "STREAM FILE",
        "<filename> <escape digits> [sample offset]",
        false,
        (2, 3),
        "Plays a file. 0, the code of the digit that ended it, or -1; and where it ended.",
    ),
    row(
        "TDD MODE",
        "<on|off>",
        false,
        (1, 1),
        "No channel of this exchange has it: 0.",
    ),
    row(
        "VERBOSE",
        "<message> [level]",
        true,
        (1, 2),
        "Tells consoles. 1.",
    ),
    row(
        "WAIT FOR DIGIT",
        "<timeout>",
        false,
        (1, 1),
        "Waits so many milliseconds, or forever with -1. The code of the digit, or 0.",
    ),
];

const MANY: usize = 128;

#[cfg(test)]
mod tests;
