//! The whole dialplan: contexts with their extensions, immutable once built, and the look-ups that
//! follow a number through a context, its patterns and its includes.

mod builder;
mod context;
mod route;
mod save;
mod show;

use std::collections::HashMap;
use std::sync::Arc;

use config::Span;

use crate::substitute::Template;
use crate::times::MomentForTimes;
pub use builder::{AlreadyDefined, DialplanBuilder, NewStep};
use context::{Context, Extension, Look, Place, Verdict};
pub use context::{Switch, SwitchKind};
pub use route::{Question, Route};

/// A loaded dialplan.
#[derive(Clone, Debug, Default)]
pub struct Dialplan {
    contexts: Vec<Context>,
    by_name: HashMap<Arc<str>, usize>,
}

/// One line of the dialplan: what to run at a priority.
#[derive(Clone, Debug)]
pub struct Step {
    /// Name of the application as written; looked up without regard to case.
    pub application: String,
    /// Its arguments, ready to be expanded.
    pub arguments: Template,
    /// Its arguments as written.
    pub raw_arguments: String,
    /// The label, as in `n(label)`.
    pub label: Option<String>,
    /// Where it is written.
    pub span: Span,
    /// Priority, from 1.
    pub priority: u32,
    /// Who made it: `pbx_config` for files.
    pub registrar: Arc<str>,
}

/// A step that was found, and where.
#[derive(Clone, Copy, Debug)]
pub struct Found<'a> {
    /// The step.
    pub step: &'a Step,
    /// The context that really holds it: the one asked for, or one that it includes.
    pub context: &'a Arc<str>,
    /// The extension as written there: a name, or a pattern with its `_`.
    pub pattern: &'a str,
    /// The caller's number that it is restricted to, as written after `/`.
    pub caller: Option<&'a str>,
}

/// A hint: which devices tell whether an extension is busy.
#[derive(Clone, Copy, Debug)]
pub struct Hint<'a> {
    /// Its context.
    pub context: &'a Arc<str>,
    /// The extension as written: a name, or a pattern with its `_`.
    pub extension: &'a str,
    /// Devices and presence providers as written, `${…}` not replaced.
    pub devices: &'a str,
    /// Where it is written.
    pub span: &'a Span,
}

impl Dialplan {
    /// The step at a priority of whatever extension of the context matches the number. What
    /// matches without having that priority is passed over for what matches less exactly, and at
    /// last for the included contexts.
    pub fn find(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        extension: &str,
        priority: u32,
        caller: Option<&str>,
    ) -> Option<Found<'_>> {
        self.search(
            at,
            context,
            extension,
            caller,
            Place::Priority(priority),
            Look::Match,
        )
    }

    /// The priority that bears a label, searched like [`find`](Self::find).
    pub fn find_label(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        extension: &str,
        label: &str,
        caller: Option<&str>,
    ) -> Option<u32> {
        let found = self.search(
            at,
            context,
            extension,
            caller,
            Place::Label(label),
            Look::Match,
        );
        found.map(|found| found.step.priority)
    }

    /// Whether [`find`](Self::find) finds a step.
    pub fn exists(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        extension: &str,
        priority: u32,
        caller: Option<&str>,
    ) -> bool {
        self.find(at, context, extension, priority, caller)
            .is_some()
    }

    /// Whether the number is an extension with that priority, or the start of one.
    pub fn can_match(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        extension: &str,
        priority: u32,
        caller: Option<&str>,
    ) -> bool {
        self.search(
            at,
            context,
            extension,
            caller,
            Place::Priority(priority),
            Look::Prefix,
        )
        .is_some()
    }

    /// Whether more digits could make it another extension with that priority. A pattern with `!`
    /// that matches ends the search in its context: nothing longer is waited for.
    pub fn match_more(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        extension: &str,
        priority: u32,
        caller: Option<&str>,
    ) -> bool {
        self.search(
            at,
            context,
            extension,
            caller,
            Place::Priority(priority),
            Look::Longer,
        )
        .is_some()
    }

    /// Whether there is such a context. Case matters.
    pub fn has_context(&self, context: &str) -> bool {
        self.by_name.contains_key(context)
    }

    /// Names of all contexts in the order of their appearance.
    pub fn contexts(&self) -> impl Iterator<Item = &Arc<str>> {
        self.contexts.iter().map(|context| &context.name)
    }

    /// Whether the dial tone goes on although these digits were dialled: `ignorepat`.
    pub fn ignore_pattern(&self, context: &str, digits: &str) -> bool {
        self.context(context)
            .is_some_and(|context| context.ignores(digits))
    }

    /// `switch`, `lswitch` and `eswitch` lines of a context, in order.
    pub fn switches(&self, context: &str) -> &[Switch] {
        self.context(context)
            .map(|context| context.switches.as_slice())
            .unwrap_or_default()
    }

    /// The hint of an extension, searched like a step: its devices as written.
    pub fn hint(&self, at: &MomentForTimes<'_>, context: &str, extension: &str) -> Option<&str> {
        let mut found = None;
        self.walk(at, context, &mut |context| {
            let mut hint = |extension: &Extension| extension.hint.is_some();
            let extension = context.find(extension, None, &mut hint, Look::Match, &mut 0);
            if let Verdict::Found(extension) = extension {
                found = extension.hint.as_ref().map(|hint| hint.devices.as_str());
            }
            if found.is_some() {
                Next::Enough
            } else {
                Next::Includes
            }
        });
        found
    }

    /// Every hint, context by context.
    pub fn hints(&self) -> impl Iterator<Item = Hint<'_>> {
        self.contexts.iter().flat_map(|context| {
            context.extensions.iter().filter_map(|extension| {
                let hint = extension.hint.as_ref()?;
                Some(Hint {
                    context: &context.name,
                    extension: &extension.name,
                    devices: &hint.devices,
                    span: &hint.span,
                })
            })
        })
    }

    /// Every step of every extension, context by context, as `(context, extension, step)`.
    pub fn steps(&self) -> impl Iterator<Item = (&Arc<str>, &str, &Step)> {
        self.contexts.iter().flat_map(|context| {
            context.extensions.iter().flat_map(|extension| {
                let steps = extension.steps.values();
                steps.map(|step| (&context.name, extension.name.as_str(), step))
            })
        })
    }

    /// `ignorepat` lines of a context.
    pub fn ignore_patterns(&self, context: &str) -> impl Iterator<Item = &str> {
        let context = self.context(context).into_iter();
        context.flat_map(|context| {
            context
                .ignore_patterns
                .iter()
                .map(|(text, _)| text.as_str())
        })
    }

    /// Extensions of a context in the order of preference, each with the caller that it is for.
    pub fn extensions(&self, context: &str) -> impl Iterator<Item = (&str, Option<&str>)> {
        let context = self.context(context).into_iter();
        let extensions = context.flat_map(|context| &context.extensions);
        extensions.map(|extension| (extension.name.as_str(), extension.caller.as_deref()))
    }

    /// The text of `dialplan show`, of one context or of all. Ends with a line of totals.
    pub fn show(&self, context: Option<&str>) -> String {
        show::show(self, context)
    }

    /// A builder that starts with everything that is here.
    pub fn to_builder(&self) -> DialplanBuilder {
        DialplanBuilder::from_contexts(self.contexts.clone())
    }

    fn context(&self, name: &str) -> Option<&Context> {
        self.by_name
            .get(name)
            .and_then(|index| self.contexts.get(*index))
    }

    fn search(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        number: &str,
        caller: Option<&str>,
        place: Place<'_>,
        look: Look,
    ) -> Option<Found<'_>> {
        self.search_counted(at, context, number, caller, place, look, &mut 0)
    }

    #[expect(
        clippy::too_many_arguments,
        reason = "the count is for tests of effort only"
    )]
    fn search_counted(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        number: &str,
        caller: Option<&str>,
        place: Place<'_>,
        look: Look,
        steps: &mut usize,
    ) -> Option<Found<'_>> {
        let mut found = None;
        self.walk(at, context, &mut |context| {
            let mut has_place = |extension: &Extension| extension.step(place).is_some();
            let extension = match context.find(number, caller, &mut has_place, look, steps) {
                Verdict::Found(extension) => extension,
                Verdict::Nothing => return Next::Includes,
                Verdict::Decided => return Next::NoIncludes,
            };
            found = extension.step(place).map(|step| Found {
                step,
                context: &context.name,
                pattern: &extension.name,
                caller: extension.caller.as_deref(),
            });
            Next::Enough
        });
        found
    }

    /// Visits a context and then what it includes at this moment, each context once.
    fn walk<'a>(
        &'a self,
        at: &MomentForTimes<'_>,
        context: &str,
        visit: &mut dyn FnMut(&'a Context) -> Next,
    ) {
        let Some(first) = self.by_name.get(context) else {
            return;
        };
        let mut seen = Vec::new();
        // What is to be visited next stands last.
        let mut waiting = vec![*first];
        while let Some(index) = waiting.pop() {
            if seen.contains(&index) || seen.len() >= MOST_CONTEXTS {
                continue;
            }
            seen.push(index);
            let Some(context) = self.contexts.get(index) else {
                continue;
            };
            match visit(context) {
                Next::Enough => return,
                Next::NoIncludes => continue,
                Next::Includes => {}
            }
            let included = context
                .includes
                .iter()
                .rev()
                .filter(|include| include.is_active(at));
            waiting
                .extend(included.filter_map(|include| self.by_name.get(include.context.as_str())));
        }
    }
}

/// Where a search goes after a context.
enum Next {
    Enough,
    Includes,
    NoIncludes,
}

/// More contexts than this are not searched for one number.
const MOST_CONTEXTS: usize = 1024;

#[cfg(test)]
mod tests;
