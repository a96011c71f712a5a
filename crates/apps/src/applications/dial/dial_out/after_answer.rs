//! From the answer to the end: announcements, screening, digits, the conversation.

use std::cell::Cell;
use std::rc::Rc;
use std::time::Instant;

use call::dial::Leg;
use call::script::prelude::*;
use call::{BridgeEnd, BridgeFeatures, DialStatus};
use dialplan::Location;

use super::request::Request;
use crate::applications::flow::macros::run_macro;
use crate::places;
use crate::sending::{Pace, send_digits};

/// A dial that was answered.
pub(super) struct Answered<'a> {
    request: &'a Request,
    leg: Leg,
    began: Instant,
    answered: Instant,
}

/// What screening decides.
enum Verdict {
    /// Connect them.
    Connect,
    /// The called party does not want the call, but the caller goes on in the dialplan.
    GoOn,
    /// The call ends.
    Over,
}

impl<'a> Answered<'a> {
    pub(super) fn new(call: &Call, request: &'a Request, leg: Leg, began: Instant) -> Self {
        let there = call.on(leg.id());
        call.set("DIALEDPEERNAME", there.name());
        call.set(
            "DIALEDPEERNUMBER",
            there.get("DIALEDPEERNUMBER").unwrap_or_default(),
        );
        Self {
            request,
            leg,
            began,
            answered: call.now(),
        }
    }

    pub(super) async fn run(self, call: &mut Call) -> Flow {
        let options = &self.request.options;
        if options.answer_at_once {
            call.answer_at_once();
        }
        if let Some(text) = &options.announcement {
            self.announce(call, text).await?;
        }
        if let Some(target) = &options.both_go {
            return Ok(self.both_go(call, target));
        }
        match self.screen(call).await? {
            Verdict::Connect if self.callee_is_there(call) => {}
            Verdict::GoOn => return Ok(Continue),
            Verdict::Connect | Verdict::Over => {
                self.tell_times(call);
                return Ok(if options.go_on { Continue } else { End });
            }
        }
        if let Some(digits) = &options.digits {
            self.send_digits(call, digits).await?;
        }
        self.talk(call).await
    }

    fn callee_is_there(&self, call: &Call) -> bool {
        call.look_at(self.leg.id(), |c| !c.is_hung_up())
            .unwrap_or(false)
    }

    /// Option A: both may hear something at the same time; the caller waits for both.
    async fn announce(&self, call: &mut Call, text: &str) -> Result<(), HungUp> {
        let (to_callee, to_caller) = text.split_once(':').unwrap_or((text, ""));
        let names = |text: &str| -> Vec<String> {
            text.split('&')
                .filter(|n| !n.is_empty())
                .map(str::to_owned)
                .collect()
        };
        let (theirs, mine) = (names(to_callee), names(to_caller));
        let callee = self.leg.id();
        if mine.is_empty() {
            let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
            call.play_to_other(callee, &theirs).await?;
            return Ok(());
        }
        let over = Rc::new(Cell::new(false));
        let (tell, mut there) = (over.clone(), call.on(callee));
        call.start_on(callee, async move {
            let theirs: Vec<&str> = theirs.iter().map(String::as_str).collect();
            let _ = there.play(&theirs, "").await;
            tell.set(true);
        });
        call.answer_at_once();
        let mine: Vec<&str> = mine.iter().map(String::as_str).collect();
        call.play(&mine, "").await?;
        while !over.get() && self.callee_is_there(call) {
            call.next(None).await?;
        }
        Ok(())
    }

    /// Option G.
    fn both_go(self, call: &Call, target: &str) -> Next {
        let caller_at = match places::target_with_carets(call, target) {
            Ok(location) => location,
            Err(problem) => {
                call.warn(format!("Dial: {problem}"));
                return End;
            }
        };
        let priority = caller_at.priority.saturating_add(1);
        call.send_elsewhere(
            self.leg.id(),
            Location {
                priority,
                ..caller_at.clone()
            },
        );
        self.leg.release();
        call.jump(caller_at);
        Continue
    }

    /// Options M and U: dialplan on the called party's channel, which may refuse the call.
    async fn screen(&self, call: &mut Call) -> Result<Verdict, HungUp> {
        let options = &self.request.options;
        if let Some(text) = &options.macro_on_callee {
            let text = text.replace('^', ",");
            let flow = self.on_callee(call, async move |mut there| {
                run_macro(&mut there, &text).await
            });
            let flow = flow.await?;
            let verdict = self.verdict(call, "MACRO_RESULT", flow);
            if !matches!(verdict, Verdict::Connect) {
                return Ok(verdict);
            }
        }
        if let Some(text) = &options.gosub_on_callee {
            let mut parts = text.split('^').map(str::to_owned);
            let at = Location::new(parts.next().unwrap_or_default(), "s", 1);
            if !places::exists(call, &at).await {
                call.warn(format!("Dial: there is no {at} for option U"));
            }
            let arguments: Vec<String> = parts.collect();
            let flow = self.on_callee(call, async move |mut there| {
                there.run_subroutine(at, &arguments).await
            });
            let flow = flow.await?;
            return Ok(self.verdict(call, "GOSUB_RESULT", flow));
        }
        Ok(Verdict::Connect)
    }

    async fn on_callee(
        &self,
        call: &mut Call,
        run: impl AsyncFnOnce(Call) -> Flow + 'static,
    ) -> Result<Flow, HungUp> {
        let (callee, place) = (self.leg.id(), call.location());
        let result = Rc::new(Cell::new(Ok(Continue)));
        let (tell, there) = (result.clone(), call.on(callee));
        there.change(|c| c.location = place);
        call.run_on(callee, async move { tell.set(run(there).await) })
            .await?;
        Ok(result.get())
    }

    fn verdict(&self, call: &Call, variable: &str, flow: Flow) -> Verdict {
        if flow != Ok(Continue) || !self.callee_is_there(call) {
            return Verdict::Over;
        }
        let result = call.on(self.leg.id()).get(variable).unwrap_or_default();
        if let Some(target) = result.strip_prefix("GOTO:") {
            match places::target_with_carets(call, target.trim_start_matches('^')) {
                Ok(location) => call.jump(location),
                Err(problem) => call.warn(format!("Dial: {variable}: {problem}")),
            }
            return Verdict::GoOn;
        }
        match result.to_ascii_uppercase().as_str() {
            "BUSY" => call.set("DIALSTATUS", DialStatus::Busy.text()),
            "CONGESTION" | "CHANUNAVAIL" => call.set("DIALSTATUS", DialStatus::Congestion.text()),
            "CONTINUE" => {}
            "ABORT" => return Verdict::Over,
            _ => return Verdict::Connect,
        }
        Verdict::GoOn
    }

    /// Option D.
    async fn send_digits(&self, call: &mut Call, text: &str) -> Result<(), HungUp> {
        let mut parts = text.split(':');
        let (called, calling) = (
            parts.next().unwrap_or_default(),
            parts.next().unwrap_or_default(),
        );
        if parts.next().is_some_and(|progress| !progress.is_empty()) {
            call.warn("Dial: option D sends no digits before the answer");
        }
        let me = call.id();
        for (to, digits) in [(self.leg.id(), called), (me, calling)] {
            send_digits(call, to, digits, Pace::default(), "Dial").await?;
        }
        Ok(())
    }

    async fn talk(mut self, call: &mut Call) -> Flow {
        let options = &self.request.options;
        call.answer_at_once();
        let mine = BridgeFeatures {
            transfer: options.caller_may_transfer,
            disconnect: options.caller_may_disconnect,
            park: options.caller_may_park,
            monitor: options.caller_may_monitor,
            mix_monitor: options.caller_may_mix_monitor,
        };
        let theirs = BridgeFeatures {
            transfer: options.callee_may_transfer,
            disconnect: options.callee_may_disconnect,
            park: options.callee_may_park,
            monitor: options.callee_may_monitor,
            mix_monitor: options.callee_may_mix_monitor,
        };
        let limit = self.request.limit.for_talk(call, options.hang_up_after);
        let end = call.talk(&mut self.leg, mine, theirs, &limit).await;
        self.tell_times(call);
        let go_on = options.go_on;
        match end {
            Ok(BridgeEnd::CallerTransferred) => return Ok(Continue),
            Ok(BridgeEnd::CalleeTransferred) => self.leg.release(),
            Ok(BridgeEnd::TimeUp) => self.tell_time_up(call).await?,
            Ok(BridgeEnd::CalleeGone | BridgeEnd::Disconnected) => {}
            Err(HungUp) => {
                self.callee_goes_on(call);
                return Err(HungUp);
            }
        }
        Ok(if go_on { Continue } else { End })
    }

    async fn tell_time_up(self, call: &mut Call) -> Result<(), HungUp> {
        let file = call
            .get("LIMIT_TIMEOUT_FILE")
            .filter(|file| !file.is_empty());
        let limited = self.request.limit.duration.is_some();
        drop(self.leg);
        if let Some(file) = file.filter(|_| limited) {
            call.play(&[&file], "").await?;
        }
        Ok(())
    }

    /// Option F, when the caller has hung up.
    fn callee_goes_on(self, call: &Call) {
        let Some(target) = &self.request.options.callee_goes_on else {
            return;
        };
        if !self.callee_is_there(call) {
            return;
        }
        let here = call.location();
        let location = if target.is_empty() {
            Ok(Location {
                priority: here.priority.saturating_add(1),
                ..here
            })
        } else {
            places::target_with_carets(call, target)
        };
        match location {
            Ok(location) => {
                call.send_elsewhere(self.leg.id(), location);
                self.leg.release();
            }
            Err(problem) => call.warn(format!("Dial: {problem}")),
        }
    }

    fn tell_times(&self, call: &Call) {
        let now = call.now();
        for (name, since) in [("DIALEDTIME", self.began), ("ANSWEREDTIME", self.answered)] {
            let time = now.saturating_duration_since(since);
            call.set(name, time.as_secs().to_string());
            call.set(&format!("{name}_MS"), time.as_millis().to_string());
        }
    }
}
