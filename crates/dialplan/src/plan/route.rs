//! Look-ups that take `switch` lines into account: which switches are to be asked, in order, before
//! the plan's own answer counts. Asking them is someone else's business, and may take time.

use std::sync::Arc;

use super::context::{Extension, Look, Place, Switch, Verdict};
use super::{Dialplan, Found, Next};
use crate::times::MomentForTimes;

/// What is asked of a plan or a switch about a number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Question {
    /// Is it an extension with that priority?
    Exists,
    /// Is it one, or the start of one?
    CanMatch,
    /// Could more digits make it another one?
    MatchMore,
}

/// The result of a look-up in a plan with switches.
#[derive(Clone, Debug)]
pub struct Route<'a> {
    /// To be asked in this order, each with the context that its line stands in. The first that knows
    /// the number has it.
    pub switches: Vec<(&'a Arc<str>, &'a Switch)>,
    /// What the files say, when no switch knows the number.
    pub found: Option<Found<'a>>,
}

impl Dialplan {
    /// The way to a number: a context's own extensions first, then its switches, then what it
    /// includes, in the same manner.
    pub fn route(
        &self,
        at: &MomentForTimes<'_>,
        context: &str,
        extension: &str,
        priority: u32,
        caller: Option<&str>,
        question: Question,
    ) -> Route<'_> {
        let look = match question {
            Question::Exists => Look::Match,
            Question::CanMatch => Look::Prefix,
            Question::MatchMore => Look::Longer,
        };
        let place = Place::Priority(priority);
        let mut route = Route {
            switches: Vec::new(),
            found: None,
        };
        self.walk(at, context, &mut |context| {
            let mut has_place = |extension: &Extension| extension.step(place).is_some();
            match context.find(extension, caller, &mut has_place, look, &mut 0) {
                Verdict::Found(extension) => {
                    route.found = extension.step(place).map(|step| Found {
                        step,
                        context: &context.name,
                        pattern: &extension.name,
                        caller: extension.caller.as_deref(),
                    });
                    Next::Enough
                }
                Verdict::Decided => Next::NoIncludes,
                Verdict::Nothing => {
                    let room = MOST_SWITCHES.saturating_sub(route.switches.len());
                    let switches = context.switches.iter().take(room);
                    route
                        .switches
                        .extend(switches.map(|switch| (&context.name, switch)));
                    Next::Includes
                }
            }
        });
        route
    }

    /// Every `switch` line with its context.
    pub fn all_switches(&self) -> impl Iterator<Item = (&Arc<str>, &Switch)> {
        self.contexts.iter().flat_map(|context| {
            let switches = context.switches.iter();
            switches.map(|switch| (&context.name, switch))
        })
    }
}

/// More switches than this are not asked for one number.
const MOST_SWITCHES: usize = 32;
