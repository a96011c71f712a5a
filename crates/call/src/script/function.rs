//! What a dialplan function is: a document, and `read` or `write`, or both.

use std::future::Future;
use std::pin::Pin;

use super::{Args, Call, Param};

/// Why a function could not be read or written; becomes a warning with the dialplan's file and line.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Fault(pub String);

impl<T: Into<String>> From<T> for Fault {
    fn from(text: T) -> Self {
        Self(text.into())
    }
}

/// What `core show function` prints.
#[derive(Clone, Copy, Debug)]
pub struct FunctionDoc {
    /// Its name, as Asterisk spells it.
    pub name: &'static str,
    /// One line.
    pub synopsis: &'static str,
    /// Arguments, in order.
    pub syntax: &'static [Param],
    /// What it tells and what setting it does.
    pub description: &'static str,
    /// Names of related applications and functions.
    pub see_also: &'static [&'static str],
    /// Texts with a use of it (`${LEN(abc)}` or `Set(CALLERID(name)=Bob)`).
    pub examples: &'static [&'static str],
    /// The Asterisk release that brought it ("1.2").
    pub since: &'static str,
    /// `${F()}` works.
    pub readable: bool,
    /// `Set(F()=...)` works.
    pub writable: bool,
}

/// A dialplan function.
pub trait Function {
    /// Its document.
    const DOC: FunctionDoc;
    /// It reaches files, programs or the network: programs outside of the dialplan may use it only
    /// with `live_dangerously`.
    const DANGEROUS: bool = false;

    /// The value of `${F(args)}`.
    fn read(_: &mut Call, _: Args<'_>) -> impl Future<Output = Result<String, Fault>> {
        std::future::ready(Err(Fault::from("it cannot be read")))
    }

    /// `Set(F(args)=value)`.
    fn write(_: &mut Call, _: Args<'_>, _: &str) -> impl Future<Output = Result<(), Fault>> {
        std::future::ready(Err(Fault::from("it cannot be set")))
    }
}

/// A value under way.
pub type Reading<'a> = Pin<Box<dyn Future<Output = Result<String, Fault>> + 'a>>;
/// A setting under way.
pub type Writing<'a> = Pin<Box<dyn Future<Output = Result<(), Fault>> + 'a>>;

/// A row of the function table.
#[derive(Clone, Copy)]
pub struct FunctionEntry {
    /// Its document.
    pub doc: FunctionDoc,
    /// See `Function::DANGEROUS`.
    pub dangerous: bool,
    /// See `Function::read`.
    /// It is told its own name, since functions that configuration makes share their code.
    pub read: for<'a> fn(&'a mut Call, &'static str, Args<'a>) -> Reading<'a>,
    /// See `Function::write`.
    pub write: for<'a> fn(&'a mut Call, &'static str, Args<'a>, &'a str) -> Writing<'a>,
}

impl FunctionEntry {
    /// The row of `F`.
    pub const fn of<F: Function + 'static>() -> Self {
        fn read<'a, F: Function + 'static>(
            call: &'a mut Call,
            _: &'static str,
            args: Args<'a>,
        ) -> Reading<'a> {
            Box::pin(F::read(call, args))
        }
        fn write<'a, F: Function + 'static>(
            call: &'a mut Call,
            _: &'static str,
            args: Args<'a>,
            value: &'a str,
        ) -> Writing<'a> {
            Box::pin(F::write(call, args, value))
        }
        Self {
            doc: F::DOC,
            dangerous: F::DANGEROUS,
            read: read::<F>,
            write: write::<F>,
        }
    }
}
