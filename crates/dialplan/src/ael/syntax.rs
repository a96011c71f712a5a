//! What an AEL file says, before it becomes priorities.

use config::Span;

use crate::plan::SwitchKind;

/// A text and its place.
#[derive(Clone, Debug)]
pub(super) struct Word {
    pub(super) text: String,
    pub(super) span: Span,
}

#[derive(Clone, Debug)]
pub(super) enum Item {
    Context {
        name: Word,
        /// `extend context`: more of a context that is defined elsewhere.
        extends: bool,
        elements: Vec<Element>,
    },
    Macro {
        name: Word,
        parameters: Vec<Word>,
        elements: Vec<Element>,
        body: Vec<Statement>,
    },
    Globals(Vec<(Word, String)>),
}

/// What stands in a context.
#[derive(Clone, Debug)]
pub(super) enum Element {
    Include(Word),
    Switch(SwitchKind, Word),
    IgnorePattern(Word),
    Extension(Extension),
}

#[derive(Clone, Debug)]
pub(super) struct Extension {
    /// Name or pattern, perhaps with `/caller`.
    pub(super) name: Word,
    pub(super) hint: Option<Word>,
    pub(super) regexten: bool,
    pub(super) body: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub(super) struct Statement {
    pub(super) span: Span,
    pub(super) what: What,
}

#[derive(Clone, Debug)]
pub(super) enum What {
    /// An application with its arguments.
    Run(String, String),
    /// `&name(arguments)`.
    CallMacro(String, Vec<String>),
    /// `name=expression`; `local` for the frame only.
    Assign {
        local: bool,
        name: String,
        value: String,
    },
    Label(String),
    /// Context, extension and priority, as many as there are.
    Goto(Vec<String>),
    Branch {
        test: Test,
        then: Vec<Statement>,
        otherwise: Option<Vec<Statement>>,
    },
    While(String, Vec<Statement>),
    For {
        first: Box<Statement>,
        test: String,
        each: Box<Statement>,
        body: Vec<Statement>,
    },
    Switch(String, Vec<Case>),
    Catch(String, Vec<Statement>),
    Block(Vec<Statement>),
    Break,
    Continue,
    Return,
    /// `includes` inside a macro.
    Includes(Vec<Element>),
}

#[derive(Clone, Debug)]
pub(super) enum Test {
    /// `if (expression)`
    If(String),
    /// `ifTime (times|days|dates|months)`
    Time(String),
    /// `random (percent)`
    Random(String),
}

#[derive(Clone, Debug)]
pub(super) struct Case {
    pub(super) kind: CaseKind,
    pub(super) span: Span,
    pub(super) body: Vec<Statement>,
}

#[derive(Clone, Debug)]
pub(super) enum CaseKind {
    Value(String),
    Pattern(String),
    Default,
}
