//! What the folder of call files asks of the house.

use std::time::Instant;

use call::script::Origination;
use call::{Command, Event, OriginateTo};

use super::House;
use crate::spool_thread::FromSpool;

impl House {
    /// Does what the spool asks.
    pub(crate) fn obey_spool(&mut self, now: Instant, order: FromSpool) {
        match order {
            FromSpool::Call(wanted) => self.originate(now, wanted),
            FromSpool::RunFailed {
                context,
                variables,
                reason,
            } => self.run_failed(now, &context, variables, reason),
            FromSpool::Warn(text) => self.complain(text),
            FromSpool::Tell(text) => self.announce(Event::Verbose {
                level: 3,
                channel: None,
                text,
            }),
        }
    }

    fn originate(&mut self, now: Instant, wanted: Box<Origination>) {
        self.switchboard_input(now, call::Input::Order(Command::Originate(wanted)));
    }

    /// The extension `failed` runs on a channel that nobody is at.
    fn run_failed(
        &mut self,
        now: Instant,
        context: &str,
        mut variables: Vec<(String, String)>,
        reason: u8,
    ) {
        let is_failed = |name: &str, extension: &str| name == context && extension == "failed";
        if !self
            .dialplan
            .steps()
            .any(|(name, extension, _)| is_failed(name, extension))
        {
            return;
        }
        for (name, _) in &mut variables {
            *name = format!("__{}", name.trim_start_matches('_'));
        }
        variables.push(("__REASON".to_owned(), reason.to_string()));
        let to = OriginateTo::Application {
            name: "Wait".to_owned(),
            arguments: "3600".to_owned(),
        };
        let at = format!("Local/failed@{context}/n");
        let mut wanted = Origination::new(&at, LONGEST, to);
        wanted.variables = variables;
        self.originate(now, Box::new(wanted));
    }
}

const LONGEST: std::time::Duration = std::time::Duration::from_secs(3_600);
