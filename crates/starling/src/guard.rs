//! The check of all files at a reload: what is wrong is told, and with `strict` nothing is taken.

use std::sync::mpsc::{Receiver, TryRecvError, channel};
use std::time::{Duration, Instant};

use config::Severity;
use rehearse::finding::Finding;

use crate::check::of_installation;
use crate::directories::Installation;
use crate::house::House;

/// A check of a large plan that a thread of its own makes.
#[derive(Default)]
pub(crate) struct Checking {
    under_way: Option<(Receiver<Verdict>, Instant)>,
}

impl Checking {
    /// When to look whether it is done.
    pub(crate) fn next_deadline(&self) -> Option<Instant> {
        self.under_way.as_ref().map(|(_, look)| *look)
    }
}

/// What the check says in short.
pub(crate) struct Verdict {
    errors: Vec<String>,
    warnings: usize,
}

impl Verdict {
    /// Looks at all files of an installation.
    pub(crate) fn of(installation: &Installation) -> Self {
        let found = of_installation(installation.clone());
        let is = |finding: &&Finding, severity| finding.severity == severity;
        let errors = found.iter().filter(|f| is(f, Severity::Error));
        Self {
            errors: errors.map(line).collect(),
            warnings: found.iter().filter(|f| is(f, Severity::Warning)).count(),
        }
    }

    /// Would a strict exchange refuse these files?
    pub(crate) fn refuses(&self) -> bool {
        !self.errors.is_empty()
    }

    /// Lines for the console: errors. Warnings are for `starling check`, which shows them where they are.
    pub(crate) fn text(&self) -> String {
        self.errors.iter().map(|line| format!("{line}\n")).collect()
    }
}

fn line(finding: &Finding) -> String {
    let hint = finding.hint.as_ref();
    let hint = hint.map_or_else(String::new, |hint| format!("; {hint}"));
    let (span, kind) = (&finding.span, finding.kind.name());
    format!("{span}: error[{kind}]: {}{hint}", finding.message)
}

impl House {
    /// Checks a large plan while calls go on; what is found goes into the log.
    pub(crate) fn check_beside(&mut self, now: Instant) {
        let (tell, verdict) = channel();
        let installation = self.installation.clone();
        let thread = std::thread::Builder::new().name("check".to_owned());
        let started = thread.spawn(move || tell.send(Verdict::of(&installation)).is_ok());
        match started {
            Ok(_) => self.checking.under_way = Some((verdict, now + PAUSE)),
            Err(error) => self.complain(format!("the files cannot be checked: {error}")),
        }
    }

    /// Tells what the check beside the calls has found, once it is done.
    pub(crate) fn take_verdict(&mut self, now: Instant) {
        let Some((verdict, look)) = &mut self.checking.under_way else {
            return;
        };
        match verdict.try_recv() {
            Ok(verdict) => {
                self.checking.under_way = None;
                for line in &verdict.errors {
                    self.complain(line.clone());
                }
                let number = verdict.warnings;
                self.notice(format!("The files are checked: {number} warnings"));
            }
            Err(TryRecvError::Empty) => *look = now + PAUSE,
            Err(TryRecvError::Disconnected) => self.checking.under_way = None,
        }
    }
}

/// Plans with more steps are checked beside the calls.
pub(crate) const LARGE_PLAN: usize = 2_000;
const PAUSE: Duration = Duration::from_millis(200);
