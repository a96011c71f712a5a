//! What a dialplan application is: a document, a check, and a straight-line `async fn`.

use std::future::Future;
use std::pin::Pin;

use super::{Call, Flow};

/// The arguments of a step, after substitution, as one text.
#[derive(Clone, Copy, Debug)]
pub struct Args<'a>(pub &'a str);

impl Args<'_> {
    /// Splits at commas outside of parentheses and quotes, as Asterisk's applications do.
    pub fn split(&self) -> Vec<String> {
        dialplan::arguments::split_arguments(self.0)
    }
}

/// One argument or option of an application or function.
#[derive(Clone, Copy, Debug)]
pub struct Param {
    /// Its name; for options the letter, with `(arg)` when it takes one.
    pub name: &'static str,
    /// It cannot be left out.
    pub required: bool,
    /// What it does.
    pub help: &'static str,
}

impl Param {
    /// One that must be there.
    pub const fn required(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            required: true,
            help,
        }
    }

    /// A variable that is set.
    pub const fn variable(name: &'static str, help: &'static str) -> Self {
        Self::optional(name, help)
    }

    /// One that may be left out.
    pub const fn optional(name: &'static str, help: &'static str) -> Self {
        Self {
            name,
            required: false,
            help,
        }
    }
}

/// A line of dialplan that shows the application; every one of them runs as a smoke scenario.
pub type Example = &'static str;

/// What `core show application` prints.
#[derive(Clone, Copy, Debug)]
pub struct AppDoc {
    /// Its name, as Asterisk spells it.
    pub name: &'static str,
    /// One line.
    pub synopsis: &'static str,
    /// Positional arguments, in order.
    pub syntax: &'static [Param],
    /// Option letters, when one of the arguments is `options`.
    pub options: &'static [Param],
    /// What it does, what it sets, how it ends.
    pub description: &'static str,
    /// Names of related applications and functions.
    pub see_also: &'static [&'static str],
    /// Lines of dialplan (`same => n,Echo()`).
    pub examples: &'static [Example],
    /// The Asterisk release that brought it ("1.0").
    pub since: &'static str,
}

/// A dialplan application.
pub trait Application {
    /// Its document; the table that prints it also finds it.
    const DOC: AppDoc;

    /// Variables of the channel that it sets: its status, and what it has found.
    const VARIABLES: &'static [Param] = &[];

    /// What is wrong with these arguments as they stand in the file, before substitution: problems
    /// that an administrator should hear of at load. Parts with `$` cannot be judged.
    fn check(_arguments: &str) -> Vec<String> {
        Vec::new()
    }

    /// Runs it on a channel.
    fn run(call: &mut Call, args: Args<'_>) -> impl Future<Output = Flow>;
}

/// A running application.
pub type Running<'a> = Pin<Box<dyn Future<Output = Flow> + 'a>>;

/// A row of the application table.
#[derive(Clone, Copy)]
pub struct AppEntry {
    /// Its document.
    pub doc: AppDoc,
    /// See `Application::VARIABLES`.
    pub variables: &'static [Param],
    /// See `Application::check`.
    pub check: fn(&str) -> Vec<String>,
    /// See `Application::run`.
    pub run: for<'a> fn(&'a mut Call, Args<'a>) -> Running<'a>,
}

impl AppEntry {
    /// The row of `A`.
    pub const fn of<A: Application + 'static>() -> Self {
        fn start<'a, A: Application + 'static>(call: &'a mut Call, args: Args<'a>) -> Running<'a> {
            Box::pin(A::run(call, args))
        }
        Self {
            doc: A::DOC,
            variables: A::VARIABLES,
            check: A::check,
            run: start::<A>,
        }
    }
}
