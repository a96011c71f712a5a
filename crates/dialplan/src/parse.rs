//! extensions.conf to a dialplan: `[general]`, `[globals]`, and every other section a context.

mod general;
mod line;

use std::future::Future;
use std::pin::Pin;

use config::{Entry, Problem, Section, Tree};

use crate::plan::{Dialplan, DialplanBuilder, SwitchKind};
use crate::substitute::{Scope, Template, expand_now};
pub use general::GeneralOptions;

/// Everything that extensions.conf says.
#[derive(Clone, Debug, Default)]
pub struct Parsed {
    /// The contexts, not yet built: other parts may add theirs before [`DialplanBuilder::build`].
    pub builder: DialplanBuilder,
    /// `[globals]` in order, values substituted. A later one of the same name overrides.
    pub globals: Vec<(String, String)>,
    /// `[general]`.
    pub general: GeneralOptions,
    /// What is wrong, line by line.
    pub problems: Vec<Problem>,
}

impl Dialplan {
    /// Reads a whole extensions.conf, with nothing but its own globals to substitute. What is
    /// wrong is borne as Asterisk bears it and told in the last part.
    pub fn parse(tree: &Tree) -> (Self, Vec<(String, String)>, GeneralOptions, Vec<Problem>) {
        let Parsed {
            builder,
            globals,
            general,
            mut problems,
        } = parse(tree, &mut Nothing);
        let (dialplan, missing) = builder.build();
        problems.extend(missing);
        (dialplan, globals, general, problems)
    }
}

/// Reads a whole extensions.conf. Names that are not in its own `[globals]`, and functions, are
/// asked of `outer`: what was set before, `${ASTETCDIR}`, `${ENV(HOME)}`.
pub fn parse(tree: &Tree, outer: &mut dyn Scope) -> Parsed {
    let mut parsed = Parsed::default();
    for section in tree.live() {
        if section.name.eq_ignore_ascii_case("general") {
            parsed.general.read(section, &mut parsed.problems);
        }
    }
    let mut scope = Globals {
        own: Vec::new(),
        outer,
    };
    for section in tree
        .live()
        .filter(|section| section.name.eq_ignore_ascii_case("globals"))
    {
        for entry in &section.entries {
            let value = substituted(&entry.value, entry, &mut scope, &mut parsed.problems);
            scope.own.push((entry.name.clone(), value));
        }
    }
    for section in tree.live() {
        let special = ["general", "globals"];
        if !special
            .iter()
            .any(|name| section.name.eq_ignore_ascii_case(name))
        {
            read_context(section, &mut scope, &mut parsed);
        }
    }
    parsed.globals = scope.own;
    parsed
}

fn read_context(section: &Section, scope: &mut Globals<'_>, parsed: &mut Parsed) {
    let Parsed {
        builder, problems, ..
    } = parsed;
    builder.add_context(&section.name, REGISTRAR);
    let mut reader = line::Reader::new(&section.name);
    for entry in &section.entries {
        let keyword = entry.name.to_ascii_lowercase();
        match keyword.as_str() {
            "exten" => {
                let (extension, rest) = line::cut_extension(&entry.value);
                let extension = substituted(extension, entry, scope, problems);
                reader.exten(&extension, rest, entry, builder, problems);
            }
            _ if keyword.starts_with("same") => reader.same(entry, builder, problems),
            "include" => {
                let included = substituted(&entry.value, entry, scope, problems);
                include(section, &included, entry, builder, problems);
            }
            "ignorepat" => {
                let pattern = substituted(&entry.value, entry, scope, problems);
                builder.add_ignore_pattern(&section.name, &pattern, REGISTRAR);
            }
            "switch" => {
                let value = substituted(&entry.value, entry, scope, problems);
                switch(section, SwitchKind::Plain, &value, entry, builder);
            }
            "lswitch" => switch(section, SwitchKind::Literal, &entry.value, entry, builder),
            "eswitch" => switch(section, SwitchKind::Evaluated, &entry.value, entry, builder),
            "autohints" => {
                let text = "autohints is not supported; write the hints out";
                problems.push(Problem::warning(&entry.span, text));
            }
            _ => {
                let text = format!("'{}' is not known in a context; ignored", entry.name);
                let problem = Problem::warning(&entry.span, text);
                problems.push(problem.did_you_mean(&keyword, KEYWORDS));
            }
        }
    }
}

fn include(
    section: &Section,
    included: &str,
    entry: &Entry,
    builder: &mut DialplanBuilder,
    problems: &mut Vec<Problem>,
) {
    match builder.include(&section.name, included, REGISTRAR, Some(&entry.span)) {
        Ok(faults) => {
            let faults = faults
                .into_iter()
                .map(|fault| Problem::warning(&entry.span, fault));
            problems.extend(faults);
        }
        Err(why) => {
            let text = format!("context '{}' includes '{included}': {why}", section.name);
            problems.push(Problem::warning(&entry.span, text));
        }
    }
}

fn switch(
    section: &Section,
    kind: SwitchKind,
    value: &str,
    entry: &Entry,
    builder: &mut DialplanBuilder,
) {
    let (name, data) = value.split_once('/').unwrap_or((value, ""));
    let (name, data, span) = (name.trim(), data.trim(), Some(&entry.span));
    builder.add_switch(&section.name, kind, name, data, REGISTRAR, span);
}

/// A value with the globals put in.
fn substituted(
    text: &str,
    entry: &Entry,
    scope: &mut Globals<'_>,
    problems: &mut Vec<Problem>,
) -> String {
    if !text.contains('$') {
        return text.to_owned();
    }
    let (template, faults) = Template::parse(text);
    problems.extend(
        faults
            .into_iter()
            .map(|fault| Problem::warning(&entry.span, fault)),
    );
    let mut warned = Warned {
        scope,
        problems,
        entry,
    };
    expand_now(&template, &mut warned)
}

/// The globals of the file so far, then whatever was there before.
struct Globals<'a> {
    own: Vec<(String, String)>,
    outer: &'a mut dyn Scope,
}

/// A scope whose warnings become problems of a line.
struct Warned<'a, 'b> {
    scope: &'a mut Globals<'b>,
    problems: &'a mut Vec<Problem>,
    entry: &'a Entry,
}

impl Scope for Warned<'_, '_> {
    fn variable(&mut self, name: &str) -> Option<String> {
        let own = self.scope.own.iter().rev().find(|(known, _)| known == name);
        match own {
            Some((_, value)) => Some(value.clone()),
            None => self.scope.outer.variable(name),
        }
    }

    fn function<'a>(
        &'a mut self,
        name: &'a str,
        arguments: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        self.scope.outer.function(name, arguments)
    }

    fn warn(&mut self, text: String) {
        self.problems.push(Problem::warning(&self.entry.span, text));
    }
}

/// A scope in which nothing is set.
struct Nothing;

impl Scope for Nothing {
    fn variable(&mut self, _: &str) -> Option<String> {
        None
    }

    fn function<'a>(
        &'a mut self,
        _: &'a str,
        _: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(std::future::ready(String::new()))
    }

    fn warn(&mut self, _: String) {}
}

/// Who makes what files say.
pub(crate) const REGISTRAR: &str = "pbx_config";

const KEYWORDS: [&str; 7] = [
    "exten",
    "same",
    "include",
    "ignorepat",
    "switch",
    "lswitch",
    "eswitch",
];

#[cfg(test)]
mod tests;
