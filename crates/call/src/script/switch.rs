//! Switches: other sources of extensions, which a `switch =>` line of a context names. They are asked
//! after the context's own extensions and before those that it includes, and may take their time.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;

use dialplan::{Location, Question, Route, SwitchKind};

use super::{Args, Call, Flow, Next, Running};

/// What a switch is asked about.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// The context that the `switch` line stands in.
    pub context: &'a str,
    /// What the line says behind the name and `/`.
    pub data: &'a str,
    /// The number.
    pub extension: &'a str,
    /// The priority.
    pub priority: u32,
    /// The caller's number.
    pub caller: Option<&'a str>,
}

/// Another source of extensions.
pub trait Switch {
    /// Its name in `switch => Name/data`.
    const NAME: &'static str;

    /// Does it have such an extension, or more of it?
    fn knows(call: &mut Call, asked: Asked<'_>, question: Question) -> impl Future<Output = bool>;

    /// Runs the step that it said to have. Most of them end in `Call::run_step`.
    fn run(call: &mut Call, asked: Asked<'_>) -> impl Future<Output = Flow>;
}

/// An answer under way.
pub type Answering<'a> = Pin<Box<dyn Future<Output = bool> + 'a>>;

/// A row of the table of switches.
#[derive(Clone, Copy)]
pub struct SwitchEntry {
    /// See `Switch::NAME`.
    pub name: &'static str,
    /// See `Switch::knows`.
    pub knows: for<'a> fn(&'a mut Call, Asked<'a>, Question) -> Answering<'a>,
    /// See `Switch::run`.
    pub run: for<'a> fn(&'a mut Call, Asked<'a>) -> Running<'a>,
}

impl SwitchEntry {
    /// The row of `S`.
    pub const fn of<S: Switch + 'static>() -> Self {
        fn knows<'a, S: Switch + 'static>(
            call: &'a mut Call,
            asked: Asked<'a>,
            question: Question,
        ) -> Answering<'a> {
            Box::pin(S::knows(call, asked, question))
        }
        fn run<'a, S: Switch + 'static>(call: &'a mut Call, asked: Asked<'a>) -> Running<'a> {
            Box::pin(S::run(call, asked))
        }
        Self {
            name: S::NAME,
            knows: knows::<S>,
            run: run::<S>,
        }
    }
}

/// Places of the dialplan that only a switch may know.
impl Call {
    /// Is there such a place for this channel's caller, in the files or through a switch?
    pub async fn place_exists(&mut self, at: &Location) -> bool {
        self.ask_plan(at, Question::Exists).await
    }

    /// Could more digits make it another extension of the context?
    pub async fn number_may_grow(&mut self, context: &str, number: &str) -> bool {
        let at = Location::new(context, number, 1);
        self.ask_plan(&at, Question::MatchMore).await
    }

    /// Is the number an extension of the context, or the start of one?
    pub async fn number_is_possible(&mut self, context: &str, number: &str) -> bool {
        let at = Location::new(context, number, 1);
        self.ask_plan(&at, Question::CanMatch).await
    }

    /// Does the place exist in the files, or is there a switch that may know it? For those who cannot
    /// wait.
    pub fn place_may_exist(&self, at: &Location) -> bool {
        let caller = self.caller_number();
        self.house.borrow().may_exist(at, Some(&caller))
    }

    async fn ask_plan(&mut self, at: &Location, question: Question) -> bool {
        let (plan, caller) = (self.dialplan(), self.caller_number());
        let route = self.route(&plan, at, &caller, question);
        if route.switches.is_empty() {
            return route.found.is_some();
        }
        let knowing = self.first_that_knows(&route, at, &caller, question).await;
        knowing.is_some() || route.found.is_some()
    }

    /// The way to a place in a plan, at this moment.
    pub(super) fn route<'p>(
        &self,
        plan: &'p Arc<dialplan::Dialplan>,
        at: &Location,
        caller: &str,
        question: Question,
    ) -> Route<'p> {
        self.in_plan(|_, moment| {
            plan.route(
                moment,
                &at.context,
                &at.extension,
                at.priority,
                Some(caller),
                question,
            )
        })
    }

    /// Asks the switches of a route, one after the other: the first that knows the place, with its
    /// context and data.
    pub(super) async fn first_that_knows(
        &mut self,
        route: &Route<'_>,
        at: &Location,
        caller: &str,
        question: Question,
    ) -> Option<(&'static SwitchEntry, Arc<str>, String)> {
        for (context, switch) in &route.switches {
            let entry = self.house.borrow().registry.switch(&switch.name);
            let Some(entry) = entry else { continue };
            let _level = self.nest(entry.name)?;
            let data = match switch.kind {
                SwitchKind::Plain | SwitchKind::Literal => switch.data.clone(),
                SwitchKind::Evaluated => self.expand_text(&switch.data).await,
            };
            let asked = Asked {
                context,
                data: &data,
                extension: &at.extension,
                priority: at.priority,
                caller: Some(caller),
            };
            if (entry.knows)(self, asked, question).await {
                return Some((entry, Arc::clone(context), data));
            }
        }
        None
    }

    /// Runs an application as the step that the channel is at: what switches do with what they found.
    pub async fn run_step(&mut self, application: &str, arguments: &str) -> Flow {
        let found = self.house.borrow().registry.application(application);
        let Some(found) = found else {
            self.warn(format!("there is no application '{application}'"));
            return Ok(Next::End);
        };
        let at = self.location();
        self.begin_step(&at, found.doc.name, arguments);
        (found.run)(self, Args(arguments)).await
    }

    pub(super) fn caller_number(&self) -> String {
        self.look(|c| c.parties.caller.number.clone())
            .unwrap_or_default()
    }
}
