//! The kinds of faults, with the severity that each has unless somebody says otherwise.

use config::Severity;

macro_rules! kinds {
    ($( $(#[doc = $about:literal])+ $Name:ident = $name:literal, $severity:ident; )+) => {
        /// A sort of fault.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Kind { $( $(#[doc = $about])+ $Name, )+ }

        impl Kind {
            /// All of them, in the order of the documentation.
            pub const ALL: &'static [Self] = &[$( Self::$Name, )+];

            /// The name that stands in `--allow` and in reports.
            pub fn name(self) -> &'static str {
                match self { $( Self::$Name => $name, )+ }
            }

            /// What it means, in a sentence.
            pub fn about(self) -> &'static str {
                match self { $( Self::$Name => concat!($($about),+).trim_ascii(), )+ }
            }

            /// Its usual severity.
            pub fn severity(self) -> Severity {
                match self { $( Self::$Name => Severity::$severity, )+ }
            }
        }
    };
}

kinds! {
    /// A line or a file that cannot be read as it was meant.
    Syntax = "syntax", Warning;
    /// A line that stands before the first section.
    NoSection = "no-section", Warning;
    /// An option, a section or a value that is not known or not supported.
    Configuration = "configuration", Warning;
    /// A file that no module reads.
    FileNeverRead = "file-never-read", Note;
    /// A comment that holds what looks like a line of the dialplan.
    SwallowedByComment = "swallowed-by-comment", Warning;
    /// An old name or form that has a modern one.
    OldForm = "old-form", Note;

    /// An application that Asterisk has never had.
    UnknownApplication = "unknown-application", Error;
    /// An application of Asterisk that this exchange does not have.
    UnsupportedApplication = "unsupported-application", Warning;
    /// A function that Asterisk has never had.
    UnknownFunction = "unknown-function", Error;
    /// A function of Asterisk that this exchange does not have.
    UnsupportedFunction = "unsupported-function", Warning;
    /// A channel driver that does not exist.
    UnknownTechnology = "unknown-technology", Error;
    /// A channel driver of Asterisk that this exchange does not have.
    UnsupportedTechnology = "unsupported-technology", Warning;
    /// An option letter that the application does not have, or that is not supported.
    UnknownOption = "unknown-option", Warning;
    /// Too few or too many arguments.
    ArgumentCount = "argument-count", Warning;
    /// Brackets, parentheses or quotes that do not pair.
    UnbalancedBrackets = "unbalanced-brackets", Error;
    /// An expression that cannot be evaluated.
    BadExpression = "bad-expression", Warning;
    /// A variable that nothing sets.
    VariableNeverSet = "variable-never-set", Note;

    /// A jump to a context, an extension, a label or a priority that does not exist.
    JumpToNowhere = "jump-to-nowhere", Error;
    /// A priority that is missing between others.
    GapInPriorities = "gap-in-priorities", Warning;
    /// An extension without priority 1, which nobody can dial.
    NoFirstPriority = "no-first-priority", Warning;
    /// A priority that is written twice; the first counts.
    DuplicatePriority = "duplicate-priority", Warning;
    /// A label that is written twice in an extension; the first counts.
    DuplicateLabel = "duplicate-label", Warning;
    /// A line that is never run.
    UnreachableLine = "unreachable-line", Warning;
    /// An include of a context that does not exist.
    IncludeOfNothing = "include-of-nothing", Error;
    /// Contexts that include each other in a circle.
    IncludeCircle = "include-circle", Warning;
    /// Letters or brackets of a pattern in an extension that does not begin with `_`.
    PatternWithoutUnderscore = "pattern-without-underscore", Warning;
    /// A pattern that matches the special extensions too.
    GreedyPattern = "greedy-pattern", Note;

    /// A phone or trunk whose context does not exist.
    PhoneWithoutContext = "phone-without-context", Error;
    /// A phone that names an aor, an auth or a transport that is not there.
    MissingPart = "missing-part", Error;
    /// A phone that is called and that no file describes.
    UnknownEndpoint = "unknown-endpoint", Warning;
    /// A context for strangers that does not exist, or that is never used.
    GuestContextMissing = "guest-context-missing", Note;
    /// A mailbox that voicemail.conf does not have.
    UnknownMailbox = "unknown-mailbox", Warning;
    /// A queue that queues.conf does not have.
    UnknownQueue = "unknown-queue", Warning;
    /// A queue that nobody serves.
    QueueWithoutMembers = "queue-without-members", Note;
    /// A parking lot, conference profile, conference or follow-me profile that no file has.
    UnknownProfile = "unknown-profile", Warning;
    /// A music class that musiconhold.conf does not have.
    UnknownMusicClass = "unknown-music-class", Warning;
    /// A sound that no file has.
    UnknownSound = "unknown-sound", Warning;
    /// An AGI script that is not there.
    UnknownScript = "unknown-script", Warning;
    /// A context that a queue, a mailbox or a follow-me profile names and that does not exist.
    MissingContext = "missing-context", Warning;
    /// Ringing after the answer, which no phone can show.
    RingingAfterAnswer = "ringing-after-answer", Note;
    /// A blank that becomes part of a mailbox's field.
    BlankInMailbox = "blank-in-mailbox", Note;

    /// An emergency number that a pattern sends elsewhere.
    EmergencyNumber = "emergency-number", Warning;
    /// Text that callers choose reaches a shell, a dial string or a database unfiltered.
    Injection = "injection", Warning;
    /// Strangers can reach a trunk.
    GuestReachesTrunk = "guest-reaches-trunk", Error;
    /// A password that is short, published or equal to the name.
    WeakPassword = "weak-password", Warning;

    /// A `${…}` that cannot be read as it was meant.
    BadReference = "bad-reference", Warning;
    /// A blank that becomes part of a name.
    BlankInName = "blank-in-name", Warning;
    /// A condition that is empty or the same at every call.
    ConstantCondition = "constant-condition", Note;
    /// A character that no line needs and no editor shows.
    ControlCharacter = "control-character", Warning;

    /// Form: line ends that differ or are missing.
    LineEnds = "line-ends", Note;
    /// Form: blanks at the ends of lines, around operators and before comments.
    Blanks = "blanks", Note;
    /// Form: too many or too few empty lines.
    EmptyLines = "empty-lines", Note;
    /// Form: sections, options and priorities that are not where everybody looks for them.
    UnusualOrder = "unusual-order", Note;
    /// Form: names in other letters than usual.
    LetterCase = "letter-case", Note;
    /// Form: an application without its parentheses.
    MissingParentheses = "missing-parentheses", Note;
    /// Form: a pattern that is written longer than it need be.
    PatternForm = "pattern-form", Note;
    /// Form: a bracket, a quote or an apostrophe that stands alone.
    LooseBracket = "loose-bracket", Note;
}

impl Kind {
    /// It is about how files are written and never about what they do.
    pub fn is_of_form(self) -> bool {
        self >= Self::LineEnds
    }

    /// Reads a name.
    pub fn from_name(name: &str) -> Option<Self> {
        Self::ALL.iter().copied().find(|kind| kind.name() == name)
    }
}
