//! How a dialplan comes together: from files, and from whatever makes contexts of its own.

mod edit;

use std::collections::HashMap;
use std::fmt;
use std::sync::Arc;

use config::{Problem, Span};

use super::context::{Context, Include, StoredHint, Switch, SwitchKind};
use super::{Dialplan, Step};
use crate::substitute::Template;
use crate::times::TimeSpecification;

/// A dialplan in the making. Contexts named more than once are one.
#[derive(Clone, Debug, Default)]
pub struct DialplanBuilder {
    contexts: Vec<Context>,
    by_name: HashMap<Arc<str>, usize>,
}

/// A step to be added.
#[derive(Clone, Debug)]
pub struct NewStep<'a> {
    /// Context; made when it is not there.
    pub context: &'a str,
    /// Extension, `_` first for a pattern.
    pub extension: &'a str,
    /// Only for callers that this matches; `Some("")` for callers without a number.
    pub caller: Option<&'a str>,
    /// Priority, from 1.
    pub priority: u32,
    /// Label of the priority.
    pub label: Option<&'a str>,
    /// Application.
    pub application: &'a str,
    /// Its arguments, with `${…}` to be replaced when it runs.
    pub arguments: &'a str,
    /// Who makes it, such as `res_parking`.
    pub registrar: &'a str,
    /// Where it is written; `None` when no file has it.
    pub span: Option<&'a Span>,
}

/// Why a step, hint or include was not added.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum AlreadyDefined {
    /// That priority (or hint) is taken; the first one stays. Holds where it is written.
    At(Span),
    /// The context includes it already.
    Included,
    /// The extension is a pattern that can match nothing, for the reason given.
    BadPattern(String),
}

impl DialplanBuilder {
    /// Nothing yet.
    pub fn new() -> Self {
        Self::default()
    }

    /// Makes an empty context unless it is there. An existing one keeps its registrar.
    pub fn add_context(&mut self, name: &str, registrar: &str) {
        self.context(name, registrar);
    }

    /// Whether there is such a context by now.
    pub fn has_context(&self, name: &str) -> bool {
        self.by_name.contains_key(name)
    }

    /// Adds a step and returns what is wrong with its arguments, which are kept.
    ///
    /// # Errors
    /// The priority is taken, or the extension is not a usable pattern.
    pub fn add_step(&mut self, new: &NewStep<'_>) -> Result<Vec<String>, AlreadyDefined> {
        let context = self.context(new.context, new.registrar);
        let extension = context
            .extension(new.extension, new.caller)
            .map_err(AlreadyDefined::BadPattern)?;
        if let Some(first) = extension.steps.get(&new.priority) {
            return Err(AlreadyDefined::At(first.span.clone()));
        }
        if let Some(label) = new.label {
            extension
                .labels
                .entry(label.to_owned())
                .or_insert(new.priority);
        }
        let (arguments, faults) = Template::parse(new.arguments);
        let span = new
            .span
            .cloned()
            .unwrap_or_else(|| Span::of_file(new.registrar));
        let step = Step {
            application: new.application.to_owned(),
            arguments,
            raw_arguments: new.arguments.to_owned(),
            label: new.label.map(str::to_owned),
            span,
            priority: new.priority,
            registrar: new.registrar.into(),
        };
        extension.steps.insert(new.priority, step);
        Ok(faults)
    }

    /// Adds a hint.
    ///
    /// # Errors
    /// The extension has one, or is not a usable pattern.
    pub fn add_hint(
        &mut self,
        context: &str,
        extension: &str,
        devices: &str,
        registrar: &str,
        span: Option<&Span>,
    ) -> Result<(), AlreadyDefined> {
        let context = self.context(context, registrar);
        let extension = context
            .extension(extension, None)
            .map_err(AlreadyDefined::BadPattern)?;
        if let Some(first) = &extension.hint {
            return Err(AlreadyDefined::At(first.span.clone()));
        }
        let span = span.cloned().unwrap_or_else(|| Span::of_file(registrar));
        let devices = devices.to_owned();
        extension.hint = Some(StoredHint {
            devices,
            span,
            registrar: registrar.into(),
        });
        Ok(())
    }

    /// Includes a context: `name`, or `name,times,weekdays,days,months[,timezone]`. Returns what
    /// is wrong with the times.
    ///
    /// # Errors
    /// It is included already.
    pub fn include(
        &mut self,
        context: &str,
        included: &str,
        registrar: &str,
        span: Option<&Span>,
    ) -> Result<Vec<String>, AlreadyDefined> {
        let context = self.context(context, registrar);
        if context
            .includes
            .iter()
            .any(|include| include.text == included)
        {
            return Err(AlreadyDefined::Included);
        }
        let (name, times) = match included.split_once([',', '|']) {
            Some((name, times)) => (name, Some(TimeSpecification::parse(times))),
            None => (included, None),
        };
        let (times, faults) = times.unzip();
        context.includes.push(Include {
            context: name.trim().to_owned(),
            text: included.to_owned(),
            times,
            span: span.cloned().unwrap_or_else(|| Span::of_file(registrar)),
            registrar: registrar.into(),
        });
        Ok(faults.unwrap_or_default())
    }

    /// Adds a `switch`.
    pub fn add_switch(
        &mut self,
        context: &str,
        kind: SwitchKind,
        name: &str,
        data: &str,
        registrar: &str,
        span: Option<&Span>,
    ) {
        let switch = Switch {
            kind,
            name: name.to_owned(),
            data: data.to_owned(),
            registrar: registrar.into(),
            span: span.cloned(),
        };
        self.context(context, registrar).switches.push(switch);
    }

    /// Adds an `ignorepat`.
    pub fn add_ignore_pattern(&mut self, context: &str, pattern: &str, registrar: &str) {
        let patterns = &mut self.context(context, registrar).ignore_patterns;
        patterns.push((pattern.to_owned(), registrar.into()));
    }

    /// The priority of a label that was added to an extension.
    pub fn label(
        &self,
        context: &str,
        extension: &str,
        caller: Option<&str>,
        label: &str,
    ) -> Option<u32> {
        let context = self.contexts.get(*self.by_name.get(context)?)?;
        context
            .existing(extension, caller)?
            .labels
            .get(label)
            .copied()
    }

    /// Finishes it, and reports includes of contexts that are not there.
    pub fn build(self) -> (Dialplan, Vec<Problem>) {
        let Self {
            mut contexts,
            by_name,
        } = self;
        let mut problems = Vec::new();
        for context in &mut contexts {
            context.index();
            for include in &context.includes {
                if by_name.contains_key(include.context.as_str()) {
                    continue;
                }
                let (outer, inner) = (&context.name, &include.context);
                let text = format!("context '{outer}' includes '{inner}', which does not exist");
                let known = by_name.keys().map(|name| &**name);
                problems.push(Problem::warning(&include.span, text).did_you_mean(inner, known));
            }
        }
        (Dialplan { contexts, by_name }, problems)
    }

    pub(super) fn from_contexts(contexts: Vec<Context>) -> Self {
        let names = contexts.iter().enumerate();
        let by_name = names
            .map(|(index, context)| (context.name.clone(), index))
            .collect();
        Self { contexts, by_name }
    }

    fn context(&mut self, name: &str, registrar: &str) -> &mut Context {
        let index = match self.by_name.get(name) {
            Some(index) => *index,
            None => {
                let shared: Arc<str> = name.into();
                self.contexts
                    .push(Context::new(shared.clone(), registrar.into()));
                self.by_name.insert(shared, self.contexts.len() - 1);
                self.contexts.len() - 1
            }
        };
        &mut self.contexts[index]
    }
}

impl<'a> NewStep<'a> {
    /// A step for every caller, without label or file.
    pub fn new(
        context: &'a str,
        extension: &'a str,
        priority: u32,
        application: &'a str,
        arguments: &'a str,
        registrar: &'a str,
    ) -> Self {
        let (caller, label, span) = (None, None, None);
        Self {
            context,
            extension,
            caller,
            priority,
            label,
            application,
            arguments,
            registrar,
            span,
        }
    }
}

impl fmt::Display for AlreadyDefined {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::At(first) => write!(f, "already defined at {first}; the first one stays"),
            Self::Included => f.write_str("already included"),
            Self::BadPattern(why) => write!(f, "this pattern can match nothing: {why}"),
        }
    }
}

impl std::error::Error for AlreadyDefined {}
