//! One line at a time: bytes to text, comments away, then header, directive or entry.

mod comment;
mod line;
mod statement;

pub(crate) use comment::Comments;
pub(crate) use line::{Line, lines};
pub(crate) use statement::{Assignment, Flaw, Header, Statement, statement};
