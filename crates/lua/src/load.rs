//! Reading `extensions.lua` at a start or reload: which contexts and extensions it has. The program
//! itself runs anew for each channel.

use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;
use std::time::Duration;

use config::{Files, Problem, Span};
use dialplan::{Dialplan, DialplanBuilder, NewStep, SwitchKind};
use mlua::{Table, Value};

use crate::REGISTRAR;
use crate::machine::{Machine, Sources};

/// A program that was read: its sources, and an index of its extensions.
#[derive(Debug)]
pub struct Program {
    pub(crate) name: String,
    pub(crate) sources: Sources,
    pub(crate) environment: Vec<(String, String)>,
    /// The contexts as a dialplan whose steps are functions.
    pub(crate) index: Dialplan,
    hints: Vec<(String, String, String)>,
}

/// What came of reading.
#[derive(Clone, Debug)]
pub struct Loaded {
    /// The program, when it can be used.
    pub program: Option<Arc<Program>>,
    /// What is wrong.
    pub problems: Vec<Problem>,
}

/// Reads a program. `environment` is what `os.getenv` knows. `None` when there is no such file.
pub fn load(
    files: &dyn Files,
    name: &str,
    environment: &[(String, String)],
    now: Duration,
) -> Option<Loaded> {
    let mut sources = Sources::new();
    sources.insert(name.to_owned(), files.read(name).ok()?);
    for other in files.expand("*.lua") {
        if let Ok(source) = files.read(&other) {
            sources.entry(other).or_insert(source);
        }
    }
    let mut problems = Vec::new();
    let read = read(files, name, sources, environment, now, &mut problems);
    let program = match read {
        Ok(program) => Some(Arc::new(program)),
        Err(error) => {
            problems.push(problem(name, &error));
            None
        }
    };
    Some(Loaded { program, problems })
}

impl Program {
    /// Adds the contexts, which ask the program through a switch, and its hints.
    pub fn add_to(&self, builder: &mut DialplanBuilder, problems: &mut Vec<Problem>) {
        let span = Span::of_file(&self.name);
        for context in self.index.contexts() {
            builder.add_context(context, REGISTRAR);
            let kind = SwitchKind::Plain;
            builder.add_switch(context, kind, "Lua", "", REGISTRAR, Some(&span));
        }
        for (context, extension, devices) in &self.hints {
            let added = builder.add_hint(context, extension, devices, REGISTRAR, Some(&span));
            if let Err(why) = added {
                let text = format!("hint of extension '{extension}' in '{context}': {why}");
                problems.push(Problem::warning(&span, text));
            }
        }
    }

    pub(crate) fn machine(&self, now: Duration) -> mlua::Result<Machine> {
        let machine = Machine::new(Rc::new(self.sources.clone()), &self.environment)?;
        let source = self.sources.get(&self.name).map(Vec::as_slice);
        machine.run_file(&self.name, source.unwrap_or_default(), now)?;
        Ok(machine)
    }
}

/// Runs the file to see its tables, again and again while it asks for files that were not read yet.
fn read(
    files: &dyn Files,
    name: &str,
    mut sources: Sources,
    environment: &[(String, String)],
    now: Duration,
    problems: &mut Vec<Problem>,
) -> mlua::Result<Program> {
    loop {
        let machine = Machine::new(Rc::new(sources.clone()), environment)?;
        let source = sources.get(name).cloned().unwrap_or_default();
        let outcome = machine.run_file(name, &source, now);
        let before = sources.len();
        for missing in machine.missing.take() {
            if let Ok(source) = files.read(&missing) {
                sources.insert(missing, source);
            }
        }
        if sources.len() > before && sources.len() < MOST_FILES {
            continue;
        }
        outcome?;
        let index = index(&machine, name, problems);
        let hints = hints(&machine);
        return Ok(Program {
            name: name.to_owned(),
            sources,
            environment: environment.to_vec(),
            index,
            hints,
        });
    }
}

fn index(machine: &Machine, name: &str, problems: &mut Vec<Problem>) -> Dialplan {
    let mut builder = DialplanBuilder::new();
    let span = Span::of_file(name);
    let mut warn = |text: String| problems.push(Problem::warning(&span, text));
    let Some(extensions) = machine.table("extensions") else {
        warn("it has no table 'extensions', so nothing can be dialled in it".to_owned());
        return builder.build().0;
    };
    let mut contexts = named(&extensions);
    contexts.sort_by(|one, other| one.0.cmp(&other.0));
    for (context, value) in contexts {
        let Value::Table(table) = value else {
            warn(format!("extensions['{context}'] is not a table; ignored"));
            continue;
        };
        builder.add_context(&context, REGISTRAR);
        for (extension, value) in named(&table) {
            match value {
                Value::Table(included) if matches!(&*extension, "include" | "includes") => {
                    for included in included.sequence_values::<String>().flatten() {
                        let _ = builder.include(&context, &included, REGISTRAR, Some(&span));
                    }
                }
                Value::Function(_) => {
                    let new = NewStep::new(&context, &extension, 1, "Lua", "", REGISTRAR);
                    if let Err(why) = builder.add_step(&new) {
                        warn(format!("extension '{extension}' in '{context}': {why}"));
                    }
                }
                _ => warn(format!(
                    "extensions['{context}']['{extension}'] is not a function; ignored"
                )),
            }
        }
    }
    let (plan, missing) = builder.build();
    problems.extend(missing);
    plan
}

fn hints(machine: &Machine) -> Vec<(String, String, String)> {
    let mut hints = Vec::new();
    let contexts = machine.table("hints").map(|table| named(&table));
    for (context, value) in contexts.unwrap_or_default() {
        let Value::Table(table) = value else { continue };
        for (extension, devices) in named(&table) {
            if let Value::String(devices) = devices {
                hints.push((context.clone(), extension, devices.to_string_lossy()));
            }
        }
    }
    hints.sort();
    hints
}

/// The entries of a table, keys as text.
fn named(table: &Table) -> Vec<(String, Value)> {
    let entries = table.pairs::<Value, Value>().flatten();
    let named = entries.filter_map(|(key, value)| {
        let key = match key {
            Value::String(text) => text.to_string_lossy(),
            Value::Integer(number) => number.to_string(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        Some((key, value))
    });
    let named: HashMap<String, Value> = named.collect();
    let mut named: Vec<_> = named.into_iter().collect();
    named.sort_by(|one, other| one.0.cmp(&other.0));
    named
}

/// What Lua says, with the place that it begins with.
fn problem(name: &str, error: &mlua::Error) -> Problem {
    let text = first_line(error);
    let mut parts = text.splitn(3, ':');
    let (file, line, rest) = (parts.next(), parts.next(), parts.next());
    match (file, line.and_then(|line| line.parse().ok()), rest) {
        (Some(file), Some(line), Some(rest)) => {
            let (file, column) = (file.into(), 0);
            Problem::error(&Span { file, line, column }, rest.trim())
        }
        _ => Problem::error(&Span::of_file(name), text),
    }
}

/// A message of Lua without the list of calls that led to it.
pub(crate) fn first_line(error: &mlua::Error) -> String {
    let text = error.to_string();
    let line = text.lines().next().unwrap_or_default();
    let line = line.trim_start_matches("syntax error: ");
    line.trim_start_matches("runtime error: ").to_owned()
}

/// A program is made of so many files at most.
const MOST_FILES: usize = 1000;
