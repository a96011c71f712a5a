//! The step loop: what a channel does from the first priority to the end of the call.

use std::time::Duration;

use dialplan::{Location, Question};

use super::{Args, Asked, Call, Flow, HungUp, News, Next, Notice};
use crate::channel::Frame;
use crate::{Event, HangupCause, LogLevel};

/// What came of one step.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Spawned {
    /// There is no such step.
    NotFound,
    /// It ran.
    Done(Flow),
}

/// Why the steps of an extension came to an end.
enum Stop {
    /// No further priority.
    NoMore,
    /// The caller began a number.
    Digits(String),
    /// `Incomplete` asks for more digits.
    Incomplete,
    /// The call is over.
    Over,
}

/// Runs the dialplan from the channel's location, then `h`, then ends the channel.
pub(crate) async fn run_dialplan(mut call: Call) {
    call.change(|c| c.jumped = false);
    call.fall_back_to_s().await;
    call.run_extensions().await;
    call.run_h().await;
    call.finish();
}

/// What to do with a call to a number that nobody knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Admission {
    /// It came from outside; with `overlap`, more digits may come.
    Incoming {
        /// The far end may send the number piece by piece.
        overlap: bool,
    },
    /// It is the second half of a Local channel.
    Local,
}

/// As `run_dialplan`, for a number that only a switch may know.
pub(crate) async fn admit(mut call: Call, admission: Admission) {
    let at = call.location();
    if call.place_exists(&at).await {
        return run_dialplan(call).await;
    }
    let may_grow = match admission {
        Admission::Incoming { overlap: true } => {
            call.number_is_possible(&at.context, &at.extension).await
        }
        Admission::Incoming { overlap: false } | Admission::Local => false,
    };
    let mut house = call.house.borrow_mut();
    house.refuse_number(call.channel, &at, admission, may_grow);
}

/// Running steps.
impl Call {
    /// Runs the step at a location, if there is one.
    pub async fn spawn_extension(&mut self, at: &Location) -> Spawned {
        let (plan, caller) = (self.dialplan(), self.caller_number());
        let route = self.route(&plan, at, &caller, Question::Exists);
        let knowing = self.first_that_knows(&route, at, &caller, Question::Exists);
        if let Some((switch, context, data)) = knowing.await {
            let asked = Asked {
                context: &context,
                data: &data,
                extension: &at.extension,
                priority: at.priority,
                caller: Some(&caller),
            };
            return Spawned::Done((switch.run)(self, asked).await);
        }
        let Some(found) = route.found else {
            return Spawned::NotFound;
        };
        let step = found.step;
        let arguments = self.expand(&step.arguments).await;
        let application = self.house.borrow().registry.application(&step.application);
        let Some(application) = application else {
            self.warn(format!("there is no application '{}'", step.application));
            return Spawned::Done(Ok(Next::End));
        };
        self.begin_step(at, application.doc.name, &arguments);
        Spawned::Done((application.run)(self, Args(&arguments)).await)
    }

    /// Runs one application by name, outside of the dialplan. `None` when there is none of that name.
    pub async fn run_application(&mut self, name: &str, arguments: &str) -> Option<Flow> {
        let application = self.house.borrow().registry.application(name)?;
        let Some(_level) = self.nest(application.doc.name) else {
            return Some(Ok(Next::End));
        };
        let at = self.location();
        self.begin_step(&at, application.doc.name, arguments);
        Some((application.run)(self, Args(arguments)).await)
    }

    /// Runs a subroutine until its `Return`, from outside of the dialplan (`Dial` option U, handlers).
    /// The channel's place is the same afterwards.
    pub async fn run_subroutine(&mut self, at: Location, arguments: &[String]) -> Flow {
        let Some(_level) = self.nest("a subroutine") else {
            return Ok(Next::End);
        };
        let back_to = self.location();
        let depth = self.look(|c| c.frames.len()).ok_or(HungUp)?;
        self.enter_frame(back_to.clone(), arguments, true);
        self.change(|c| c.location = at);
        let flow = self.run_until_return(depth).await;
        self.change(|c| {
            if c.frames.len() > depth {
                c.variables.end_frame(depth + 1);
                c.frames.truncate(depth);
            }
            c.location = back_to;
            c.jumped = false;
        });
        flow
    }

    /// As `run_subroutine`, on another channel that runs nothing of its own; waits for its end, or for
    /// the other channel's.
    pub async fn run_subroutine_on(
        &mut self,
        other: crate::ChannelId,
        at: Location,
        arguments: Vec<String>,
    ) -> Result<(), HungUp> {
        let mut there = self.on(other);
        self.run_on(other, async move {
            let _ = there.run_subroutine(at, &arguments).await;
        })
        .await
    }

    /// Runs a script on another channel and waits for its end, or for the other channel's.
    pub async fn run_on(
        &mut self,
        other: crate::ChannelId,
        body: impl Future<Output = ()> + 'static,
    ) -> Result<(), HungUp> {
        if self.look_at(other, |c| !c.is_hung_up()) != Some(true) {
            return Ok(());
        }
        self.start_on(other, body);
        let own = self.channel;
        // Other news is for whoever asked for this; digits are read and dropped meanwhile.
        let wanted = |n: &Notice| match n.news {
            News::ScriptEnded | News::Gone(_) | News::Taken => n.about == other,
            News::Digit { .. } => n.about == own,
            _ => false,
        };
        while let Some(notice) = self.pick(None, true, wanted).await? {
            if notice.about == other {
                break;
            }
        }
        Ok(())
    }

    async fn run_until_return(&mut self, depth: usize) -> Flow {
        // What runs after the hang-up runs to its end.
        let lively = !self.is_hung_up();
        for step in 1..=MOST_STEPS {
            if lively && self.must_stop() {
                return Err(HungUp);
            }
            let at = self.location();
            match Box::pin(self.spawn_extension(&at)).await {
                Spawned::NotFound => return Ok(Next::Continue),
                Spawned::Done(Ok(Next::Continue)) => {}
                Spawned::Done(other) => return other,
            }
            if self.look(|c| c.frames.len()).ok_or(HungUp)? <= depth {
                return Ok(Next::Continue);
            }
            self.advance();
            self.breathe_now_and_then(step).await;
        }
        self.warn("this subroutine does not end; it was stopped");
        Ok(Next::End)
    }

    async fn breathe_now_and_then(&mut self, step: u32) {
        if step.is_multiple_of(STEPS_A_TURN) {
            self.take_a_breath().await;
        }
    }

    /// The far end is gone, or its time is up: no further step of the plan proper may run.
    fn must_stop(&self) -> bool {
        let now = self.now();
        let mut stop = true;
        self.change(|c| {
            c.timed_out |= c.timeouts.absolute.is_some_and(|at| at <= now);
            stop = !c.in_h && (c.hung_up || c.timed_out);
        });
        stop
    }

    /// Begins a subroutine: `ARG1`… and `ARGC` are its own, and so is what `LOCAL()` makes. Arguments
    /// that only an outer one has are hidden.
    pub fn enter_frame(&self, back_to: Location, arguments: &[String], outermost: bool) {
        self.change(|c| {
            let outer = c
                .variables
                .get("ARGC")
                .and_then(|n| n.parse::<usize>().ok())
                .unwrap_or(0);
            c.frames.push(Frame { back_to, outermost });
            let frame = c.frames.len();
            for index in 0..arguments.len().max(outer.min(MOST_ARGUMENTS)) {
                let argument = arguments.get(index).cloned().unwrap_or_default();
                c.variables
                    .push_local(frame, &format!("ARG{}", index + 1), argument);
            }
            c.variables
                .push_local(frame, "ARGC", arguments.len().to_string());
        });
    }

    /// Ends the innermost subroutine; tells where it was called from.
    pub fn leave_frame(&self) -> Option<Frame> {
        let mut left = None;
        self.change(|c| {
            c.variables.end_frame(c.frames.len().max(1));
            left = c.frames.pop();
        });
        left
    }

    pub(super) fn begin_step(&self, at: &Location, application: &str, arguments: &str) {
        self.change(|c| c.application = (application.to_owned(), arguments.to_owned()));
        self.verbose(3, || {
            let Location { context, extension, priority } = at;
            let name = self.name();
            format!(
                "Executing [{extension}@{context}:{priority}] {application}(\"{name}\", \"{arguments}\") in new stack"
            )
        });
        self.tell(Event::StepBegins {
            channel: self.channel,
            location: at.clone(),
            application: application.to_owned(),
            arguments: arguments.to_owned(),
        });
    }
}

impl Call {
    /// A number that does not exist where the channel starts: `s` takes it, or `s` of the context
    /// `default`.
    async fn fall_back_to_s(&mut self) {
        let at = self.location();
        if self.exists(&at.extension, at.priority).await {
            return;
        }
        if self.exists("s", 1).await {
            return self.place("s");
        }
        let fallback = Location::new("default", "s", 1);
        if self.place_exists(&fallback).await {
            self.change(|c| c.location = fallback);
        }
    }

    async fn run_extensions(&mut self) {
        loop {
            let stop = self.run_priorities().await;
            let go_on = match stop {
                Stop::Over => false,
                Stop::NoMore => self.at_the_end().await,
                Stop::Digits(digits) => self.jump_by_digits(digits).await,
                Stop::Incomplete => self.incomplete().await,
            };
            if !go_on {
                return;
            }
        }
    }

    async fn run_priorities(&mut self) -> Stop {
        let mut steps: u32 = 0;
        loop {
            if self.must_stop() && !self.continue_at_absolute_timeout().await {
                return Stop::Over;
            }
            let at = self.location();
            match self.spawn_extension(&at).await {
                Spawned::NotFound => return Stop::NoMore,
                Spawned::Done(Ok(Next::Continue)) => self.advance(),
                Spawned::Done(Ok(Next::Digit(digit))) => return Stop::Digits(digit.to_string()),
                Spawned::Done(Ok(Next::Incomplete)) => return Stop::Incomplete,
                Spawned::Done(Ok(Next::End)) => return Stop::Over,
                Spawned::Done(Err(HungUp)) => {
                    if !self.continue_at_absolute_timeout().await {
                        return Stop::Over;
                    }
                }
            }
            steps = steps.wrapping_add(1);
            self.breathe_now_and_then(steps).await;
        }
    }

    /// To the next priority, unless the step has sent the channel elsewhere.
    pub fn advance(&self) {
        self.change(|c| {
            if !std::mem::take(&mut c.jumped) {
                c.location.priority = c.location.priority.saturating_add(1);
            }
        });
    }

    /// To `T` or `e` when `TIMEOUT(absolute)` is over.
    async fn continue_at_absolute_timeout(&mut self) -> bool {
        if !self.look(|c| c.timed_out && !c.hung_up).unwrap_or(false) {
            return false;
        }
        if !self.exists("T", 1).await && !self.exists("e", 1).await {
            return false;
        }
        self.change(|c| {
            c.timed_out = false;
            c.timeouts.absolute = None;
        });
        self.special("T", "ABSOLUTETIMEOUT", "").await
    }

    /// No further priority: `i` when the extension does not exist at all, else fall through or wait
    /// for digits.
    async fn at_the_end(&mut self) -> bool {
        let at = self.location();
        if !self.exists(&at.extension, 1).await {
            return self.invalid(&at.extension).await;
        }
        if !self.settings().auto_fallthrough {
            let patience = self.look(|c| c.timeouts.response).unwrap_or_default();
            return self.collect(String::new(), patience).await;
        }
        let status = self
            .variable("DIALSTATUS")
            .unwrap_or_else(|| "UNKNOWN".to_owned());
        let name = self.name();
        self.verbose(3, || {
            format!("Auto fallthrough, channel '{name}' status is '{status}'")
        });
        match status.as_str() {
            "CONGESTION" | "CHANUNAVAIL" => self.indicate_congestion(),
            "BUSY" => self.indicate_busy(),
            _ => return false,
        }
        let _ = self.sleep(FALLTHROUGH_TONE).await;
        false
    }

    async fn jump_by_digits(&mut self, digits: String) -> bool {
        let patience = self.look(|c| c.timeouts.digit).unwrap_or_default();
        self.collect(digits, patience).await
    }

    async fn incomplete(&mut self) -> bool {
        let at = self.location();
        if !self.more_possible(&at.extension).await {
            return self.invalid(&at.extension).await;
        }
        let typed = at.extension.to_string();
        let patience = self.look(|c| c.timeouts.digit).unwrap_or_default();
        self.collect(typed, patience).await
    }

    /// Reads digits while a longer number is possible, then goes there.
    async fn collect(&mut self, mut digits: String, mut patience: Duration) -> bool {
        while digits.len() < LONGEST_NUMBER && self.more_possible(&digits).await {
            let until = self.after(patience);
            match self.next_digit(Some(until)).await {
                Err(HungUp) => return false,
                Ok(None) => break,
                Ok(Some(digit)) => digits.push(digit),
            }
            patience = self.look(|c| c.timeouts.digit).unwrap_or_default();
        }
        if self.exists(&digits, 1).await {
            self.place(&digits);
            return true;
        }
        if digits.is_empty() {
            let otherwise = "there is no 't' or 'e' for the time-out";
            return self.special("t", "RESPONSETIMEOUT", otherwise).await;
        }
        self.invalid(&digits).await
    }

    async fn invalid(&mut self, number: &str) -> bool {
        if self.exists("i", 1).await {
            self.set("INVALID_EXTEN", number);
        }
        let at = self.location();
        let text = format!(
            "sent to invalid extension '{number}' in context '{}', and there is no 'i' or 'e'",
            at.context
        );
        self.special("i", "INVALID", &text).await
    }

    /// Goes to a special extension, or to `e`; otherwise the call ends with a warning.
    async fn special(&mut self, extension: &str, reason: &str, otherwise: &str) -> bool {
        if self.exists(extension, 1).await {
            self.place(extension);
            return true;
        }
        if self.exists("e", 1).await {
            let at = self.location();
            self.set("EXCEPTION_REASON", reason);
            self.set("EXCEPTION_CONTEXT", at.context.to_string());
            self.set("EXCEPTION_EXTEN", at.extension.to_string());
            self.set("EXCEPTION_PRIORITY", at.priority.to_string());
            self.place("e");
            return true;
        }
        self.log(LogLevel::Warning, otherwise);
        false
    }

    /// `h`, with the far end gone: what needs it fails, all else works.
    async fn run_h(&mut self) {
        self.change(|c| {
            c.hung_up = true;
            c.in_h = true;
            c.frames.clear();
            c.jumped = false;
        });
        self.house.borrow_mut().clear_inbox(self.channel);
        if !self.exists("h", 1).await {
            return;
        }
        self.place("h");
        for step in 1..=MOST_STEPS {
            let at = self.location();
            match self.spawn_extension(&at).await {
                Spawned::Done(Ok(Next::Continue)) => self.advance(),
                Spawned::NotFound | Spawned::Done(_) => return,
            }
            self.breathe_now_and_then(step).await;
        }
        self.warn("'h' does not end; it was stopped");
    }

    fn finish(&self) {
        let mut house = self.house.borrow_mut();
        let cause = house.channels.get(&self.channel).map(|c| c.hangup_cause);
        let cause = match cause {
            Some(HangupCause::NOT_DEFINED) | None => HangupCause::NORMAL_CLEARING,
            Some(cause) => cause,
        };
        house.destroy_channel(self.channel, cause);
    }

    /// `h` and the end, for a script that is not the dialplan. A channel that was called has no `h`.
    pub async fn end_of_call(&mut self) {
        if self.look(|c| c.incoming).unwrap_or(false) {
            self.run_h().await;
        }
        self.finish();
    }

    fn place(&self, extension: &str) {
        self.change(|c| {
            c.location.extension = extension.into();
            c.location.priority = 1;
            c.jumped = false;
        });
    }

    async fn exists(&mut self, extension: &str, priority: u32) -> bool {
        let context = self.location().context;
        self.place_exists(&Location::new(context, extension, priority))
            .await
    }

    /// Is a number possible that begins with these digits and is longer?
    pub async fn more_possible(&mut self, digits: &str) -> bool {
        let context = self.location().context;
        self.number_may_grow(&context, digits).await
    }

    /// Does this extension exist in the channel's context, at priority 1?
    pub async fn extension_exists(&mut self, extension: &str) -> bool {
        self.exists(extension, 1).await
    }
}

/// So many steps run before others get their turn.
const STEPS_A_TURN: u32 = 10_000;
/// A subroutine or `h` that has run so many steps never ends by itself.
const MOST_STEPS: u32 = 1_000_000;
/// So many arguments of outer subroutines are hidden at most.
const MOST_ARGUMENTS: usize = 255;
/// Longest number that is collected digit by digit.
const LONGEST_NUMBER: usize = 79;
/// How long busy or congestion is heard before the call ends.
const FALLTHROUGH_TONE: Duration = Duration::from_secs(10);
