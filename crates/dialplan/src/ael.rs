//! `extensions.ael`: the braces-and-semicolons language, compiled to the same contexts, extensions
//! and priorities as extensions.conf. A faulty context or macro is left out; the others are used.

mod compile;
mod parser;
mod scanner;
mod source;
mod syntax;

use config::{Files, Problem};

use crate::plan::DialplanBuilder;

/// What an AEL file says besides the contexts, which are in the builder.
#[derive(Clone, Debug, Default)]
pub struct Compiled {
    /// `globals { … }` in order.
    pub globals: Vec<(String, String)>,
    /// What is wrong, with its place.
    pub problems: Vec<Problem>,
    /// Every file that was read: the first and those that it includes.
    pub files: Vec<String>,
}

/// Reads an AEL file and adds what it says to the dialplan. `None` when there is no such file.
pub fn compile(files: &dyn Files, name: &str, builder: &mut DialplanBuilder) -> Option<Compiled> {
    let source = source::read(files, name)?;
    let mut parser = parser::Parser::new(&source);
    let items = parser.items();
    let mut compiled = Compiled {
        problems: source.problems.clone(),
        files: source.files.clone(),
        ..Compiled::default()
    };
    compiled.problems.extend(parser.problems);
    compile::items(&items, builder, &mut compiled);
    Some(compiled)
}

/// Who makes what AEL says.
const REGISTRAR: &str = "pbx_ael";

#[cfg(test)]
mod tests;
