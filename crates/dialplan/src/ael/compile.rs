//! AEL's contexts and macros to extensions with priorities. A macro is a context of its own name
//! whose extension `~~s~~` is called by Gosub.

mod body;
mod routine;

use std::collections::HashMap;

use config::{Problem, Span};

use super::syntax::{Element, Extension, Item, Statement, What, Word};
use super::{Compiled, REGISTRAR};
use crate::plan::{DialplanBuilder, NewStep};
use body::Body;
use routine::{Routine, Written};

/// Adds everything to the builder.
pub(super) fn items(items: &[Item], builder: &mut DialplanBuilder, out: &mut Compiled) {
    let mut compiler = Compiler {
        builder,
        out,
        macros: macros(items),
        constructs: 0,
    };
    let mut seen: HashMap<&str, &Span> = HashMap::new();
    for item in items {
        let name = match item {
            Item::Context { name, extends, .. } => (!extends).then_some(name),
            Item::Macro { name, .. } => Some(name),
            Item::Globals(_) => None,
        };
        if let Some(name) = name
            && let Some(first) = seen.insert(&name.text, &name.span)
        {
            let text = format!(
                "'{}' is already defined at {first}; both count as one",
                name.text
            );
            let problem = Problem::warning(&name.span, text);
            compiler
                .out
                .problems
                .push(problem.with_hint("write 'extend context' if that is meant"));
        }
        compiler.item(item);
    }
}

/// How many parameters each macro has.
fn macros(items: &[Item]) -> HashMap<String, usize> {
    let of = |item: &Item| match item {
        Item::Macro {
            name, parameters, ..
        } => Some((name.text.clone(), parameters.len())),
        _ => None,
    };
    items.iter().filter_map(of).collect()
}

/// The compiler at work; it counts loops, branches and switches through the whole file, as their
/// names are to be unique.
struct Compiler<'a> {
    builder: &'a mut DialplanBuilder,
    out: &'a mut Compiled,
    macros: HashMap<String, usize>,
    constructs: usize,
}

impl Compiler<'_> {
    fn item(&mut self, item: &Item) {
        match item {
            Item::Globals(globals) => {
                let globals = globals.iter();
                let globals = globals.map(|(name, value)| (name.text.clone(), value.clone()));
                self.out.globals.extend(globals);
            }
            Item::Context { name, elements, .. } => {
                self.builder.add_context(&name.text, REGISTRAR);
                for element in elements {
                    self.element(&name.text, element);
                }
            }
            Item::Macro {
                name,
                parameters,
                elements,
                body,
            } => {
                self.builder.add_context(&name.text, REGISTRAR);
                for element in elements {
                    self.element(&name.text, element);
                }
                self.a_macro(name, parameters, body);
            }
        }
    }

    fn element(&mut self, context: &str, element: &Element) {
        match element {
            Element::Include(word) => {
                let span = Some(&word.span);
                match self.builder.include(context, &word.text, REGISTRAR, span) {
                    Ok(faults) => faults.into_iter().for_each(|f| self.warn(&word.span, f)),
                    Err(why) => {
                        let text = format!("context '{context}' includes '{}': {why}", word.text);
                        self.warn(&word.span, text);
                    }
                }
            }
            Element::Switch(kind, word) => {
                let (name, data) = word.text.split_once('/').unwrap_or((&word.text, ""));
                self.builder
                    .add_switch(context, *kind, name, data, REGISTRAR, Some(&word.span));
            }
            Element::IgnorePattern(word) => {
                self.builder
                    .add_ignore_pattern(context, &word.text, REGISTRAR);
            }
            Element::Extension(extension) => self.extension(context, extension),
        }
    }

    fn extension(&mut self, context: &str, extension: &Extension) {
        let Extension {
            name,
            hint,
            regexten,
            body,
        } = extension;
        let (number, caller) = match name.text.split_once('/') {
            Some((number, caller)) => (number, Some(caller)),
            None => (name.text.as_str(), None),
        };
        let mut hint = hint.clone();
        let body = without_hint(body, &mut hint);
        if let Some(hint) = &hint {
            let (text, span) = (&hint.text, Some(&hint.span));
            if let Err(why) = self
                .builder
                .add_hint(context, number, text, REGISTRAR, span)
            {
                self.warn(&hint.span, format!("hint of extension '{number}': {why}"));
            }
        }
        let mut root = Routine::new(number, caller);
        if *regexten {
            root.first_priority = 2;
        }
        let mut compiled = Body::new(self, context, root);
        compiled.extension(&body);
        let routines = compiled.finish();
        self.write(context, routines);
    }

    fn a_macro(&mut self, name: &Word, parameters: &[Word], body: &[Statement]) {
        let mut compiled = Body::new(self, &name.text, Routine::new(MACRO_EXTENSION, None));
        compiled.a_macro(parameters, body);
        let routines = compiled.finish();
        self.write(&name.text, routines);
    }

    fn write(&mut self, context: &str, routines: Vec<Written>) {
        for written in routines {
            for step in &written.steps {
                let new = NewStep {
                    context,
                    extension: &written.name,
                    caller: written.caller.as_deref(),
                    priority: step.priority,
                    label: step.label.as_deref(),
                    application: &step.application,
                    arguments: &step.arguments,
                    registrar: REGISTRAR,
                    span: Some(&step.span),
                };
                match self.builder.add_step(&new) {
                    Ok(faults) => faults.into_iter().for_each(|f| self.warn(&step.span, f)),
                    Err(why) => {
                        let text = format!("extension '{}' in '{context}': {why}", written.name);
                        self.warn(&step.span, text);
                        break;
                    }
                }
            }
        }
    }

    fn warn(&mut self, span: &Span, text: String) {
        self.out.problems.push(Problem::warning(span, text));
    }
}

/// The first language put `hint(devices);` among the statements.
fn without_hint(body: &[Statement], hint: &mut Option<Word>) -> Vec<Statement> {
    let mut kept = Vec::new();
    for statement in body {
        match &statement.what {
            What::Run(name, devices) if name == "hint" => {
                *hint = Some(Word {
                    text: devices.clone(),
                    span: statement.span.clone(),
                });
            }
            What::Block(inner) => kept.push(Statement {
                span: statement.span.clone(),
                what: What::Block(without_hint(inner, hint)),
            }),
            _ => kept.push(statement.clone()),
        }
    }
    kept
}

const MACRO_EXTENSION: &str = "~~s~~";
