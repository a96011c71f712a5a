//! What the switchboard tells, written down; and why a call ended.

use call::{ChannelId, Event, HangupCause, LogLevel};
use dialplan::times::{MomentForTimes, WallTime};
use dialplan::{Found, Location};

use super::stage::Stage;
use super::story::{Step, What};

impl Stage<'_> {
    pub(super) fn happened(&mut self, event: Event) {
        match event {
            Event::ChannelCreated {
                channel,
                name,
                parties,
                ..
            } => {
                self.names.insert(channel, name);
                self.numbers.insert(channel, parties.caller.number.clone());
            }
            Event::StepBegins {
                channel,
                location,
                application,
                arguments,
            } => self.step(channel, location, application, arguments),
            Event::VariableSet {
                channel,
                name,
                value,
            } => {
                let channel = channel.unwrap_or(self.caller);
                self.note(channel, What::Variable { name, value });
            }
            Event::DialEnds {
                caller,
                callee,
                status,
            } => {
                let destination = self.destinations.get(&callee).cloned();
                let destination = destination.or_else(|| self.names.get(&callee).cloned());
                let what = What::Dialled {
                    destination: destination.unwrap_or_default(),
                    status: status.text(),
                };
                self.note(caller.unwrap_or(self.caller), what);
            }
            Event::Log {
                level,
                channel,
                text,
            } if level >= LogLevel::Notice => self.logged(channel.unwrap_or(self.caller), text),
            Event::ChannelDestroyed { channel, cause, .. } if channel == self.caller => {
                self.caller_gone = Some((self.now, cause));
            }
            _ => {}
        }
    }

    fn step(&mut self, id: ChannelId, location: Location, application: String, arguments: String) {
        let key = (id, location.clone(), arguments.clone());
        let visits = self.visits.entry(key).or_default();
        *visits += 1;
        self.circling |= *visits > MOST_VISITS;
        if id == self.caller {
            self.caller_steps += 1;
            self.step_began = self.now;
        }
        let step = self.described(id, location, application, arguments, false);
        self.keep_last(id, &step);
        self.note(id, What::Step(step));
    }

    fn keep_last(&mut self, id: ChannelId, step: &Step) {
        if id == self.caller && &*step.location.extension != "h" {
            self.last_step = Some(step.clone());
        }
    }

    fn described(
        &self,
        id: ChannelId,
        location: Location,
        application: String,
        arguments: String,
        missing: bool,
    ) -> Step {
        let numbers = self
            .board
            .channels(|c| (c.id, c.parties.caller.number.clone()));
        let number = numbers.into_iter().find(|(other, _)| *other == id);
        let number = number.map(|(_, number)| number).unwrap_or_default();
        let mut step = Step {
            span: None,
            included_from: None,
            pattern: location.extension.to_string(),
            application,
            arguments,
            nested: false,
            missing,
            location,
        };
        self.find(&step.location.clone(), &number, |found| {
            step.span = Some(found.step.span.clone());
            found.pattern.clone_into(&mut step.pattern);
            let elsewhere = **found.context != *step.location.context;
            step.included_from = elsewhere.then(|| found.context.to_string());
            step.nested = !found
                .step
                .application
                .eq_ignore_ascii_case(&step.application);
        });
        step
    }

    fn find(&self, at: &Location, number: &str, mut with: impl FnMut(Found<'_>)) {
        let settings = &self.exchange.settings;
        let now = self.question.since_epoch + self.elapsed();
        let in_zone = |zone: &str| (settings.calendar)(now, Some(zone));
        let moment = MomentForTimes {
            local: (settings.calendar)(now, None).unwrap_or(NO_TIME),
            in_zone: &in_zone,
        };
        let plan = &self.exchange.dialplan;
        let found = plan.find(
            &moment,
            &at.context,
            &at.extension,
            at.priority,
            Some(number),
        );
        if let Some(found) = found {
            with(found);
        }
    }

    fn logged(&mut self, id: ChannelId, text: String) {
        // The place is told by the step.
        let (text, place) = match text.rfind(" [") {
            Some(at) if text.ends_with(']') => (
                text[..at].to_owned(),
                place_of(&text[at + 2..text.len() - 1]),
            ),
            _ => (text, None),
        };
        if let (Some(name), Some(location)) = (text.strip_prefix(NO_APPLICATION), place) {
            let name = name.trim_end_matches('\'').to_owned();
            let mut step = self.described(id, location, name, String::new(), true);
            self.find(&step.location.clone(), &self.number(id), |found| {
                found.step.raw_arguments.clone_into(&mut step.arguments);
            });
            self.keep_last(id, &step);
            self.note(id, What::Step(step));
        }
        if id == self.caller {
            self.last_warning = Some((self.caller_steps, text.clone()));
        }
        self.note(id, What::Warning(text));
    }

    /// The number of a channel's caller, as it is or was.
    fn number(&self, id: ChannelId) -> String {
        let numbers = self
            .board
            .channels(|c| (c.id, c.parties.caller.number.clone()));
        let number = numbers.into_iter().find(|(other, _)| *other == id);
        let number = number.map(|(_, number)| number);
        number
            .or_else(|| self.numbers.get(&id).cloned())
            .unwrap_or_default()
    }

    /// Why the caller's call ended, in a sentence.
    pub(super) fn why(&self) -> String {
        if let Some(why) = &self.caller_left {
            return why.clone();
        }
        let Some(step) = &self.last_step else {
            let warning = self.last_warning.as_ref().map(|(_, text)| text.clone());
            return warning.unwrap_or_else(|| "the call was refused".to_owned());
        };
        let place = match &step.span {
            Some(span) => format!("{}:{}", span.file, span.line),
            None => step.location.to_string(),
        };
        let application = &step.application;
        if step.missing {
            return format!(
                "{place}: there is no application '{application}' here, so the call ends"
            );
        }
        let in_last_step = |at: &usize| *at == self.caller_steps;
        let talk = self.talked_with.as_ref().filter(|(at, _)| in_last_step(at));
        if let Some((_, whom)) = talk
            && application.eq_ignore_ascii_case("Dial")
        {
            return format!(
                "{place}: the conversation with {whom} is over, and Dial without option g ends the call"
            );
        }
        if is_any(application, &["Hangup", "Busy", "Congestion"]) {
            return format!("{place}: {application}");
        }
        if let Some((at, warning)) = &self.last_warning
            && in_last_step(at)
        {
            return format!("{place}: {warning}");
        }
        let cause = self.caller_gone.map(|(_, cause)| cause);
        match cause {
            Some(HangupCause::NORMAL_CLEARING | HangupCause::NOT_DEFINED) | None => {
                format!("no step follows {place}")
            }
            Some(cause) => format!("no step follows {place} (cause {cause}, {})", cause.text()),
        }
    }
}

fn is_any(name: &str, of: &[&str]) -> bool {
    of.iter().any(|known| known.eq_ignore_ascii_case(name))
}

/// Reads `extension@context:priority on channel`.
fn place_of(text: &str) -> Option<Location> {
    let (place, _) = text.rsplit_once(" on ")?;
    let (place, priority) = place.rsplit_once(':')?;
    let (extension, context) = place.rsplit_once('@')?;
    Some(Location::new(context, extension, priority.parse().ok()?))
}

/// How the switchboard begins to say that an application is missing.
const NO_APPLICATION: &str = "there is no application '";
/// A step that runs more often with the same arguments is a loop without end.
const MOST_VISITS: u32 = 12;
const NO_TIME: WallTime = WallTime {
    minute_of_day: 0,
    weekday: 0,
    day: 1,
    month: 1,
};
