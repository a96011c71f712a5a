//! Functions that configuration makes (`func_odbc.conf`). Their documents live as long as the program:
//! one that a reload makes again is the same one.

use std::sync::{Mutex, PoisonError};

use super::{FunctionDoc, FunctionEntry, Param};

/// A function as configuration describes it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MadeFunction {
    /// Its name.
    pub name: String,
    /// One line.
    pub synopsis: String,
    /// Its arguments, as they are to be shown.
    pub syntax: String,
    /// What it does.
    pub description: String,
    /// `${F()}` works.
    pub readable: bool,
    /// `Set(F()=...)` works.
    pub writable: bool,
}

impl MadeFunction {
    /// A row of the function table with the code of `like`.
    pub fn entry(&self, like: &FunctionEntry) -> &'static FunctionEntry {
        let mut made = MADE.lock().unwrap_or_else(PoisonError::into_inner);
        let same = made
            .iter()
            .find(|(known, entry)| known == self && std::ptr::fn_addr_eq(entry.read, like.read));
        if let Some((_, entry)) = same {
            return entry;
        }
        let syntax = match self.syntax.as_str() {
            "" => &[][..],
            text => &*Box::leak(Box::new([Param::optional(
                kept(text),
                "See the description.",
            )])),
        };
        let entry: &'static FunctionEntry = Box::leak(Box::new(FunctionEntry {
            doc: FunctionDoc {
                name: kept(&self.name),
                synopsis: kept(&self.synopsis),
                syntax,
                description: kept(&self.description),
                see_also: &[],
                examples: &[],
                since: like.doc.since,
                readable: self.readable,
                writable: self.writable,
            },
            ..*like
        }));
        made.push((self.clone(), entry));
        entry
    }
}

fn kept(text: &str) -> &'static str {
    Box::leak(text.to_owned().into_boxed_str())
}

static MADE: Mutex<Vec<(MadeFunction, &'static FunctionEntry)>> = Mutex::new(Vec::new());
