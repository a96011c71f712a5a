//! The dialplan: how fast steps run, how long a long plan takes to load, and to load again.

use std::time::Duration;

use crate::bench::clock::{now, pause};
use crate::bench::exchange::Exchange;
use crate::bench::measure::{Bench, milliseconds};
use crate::bench::wire::{REGISTRANTS, Wire};

impl Bench {
    pub(super) fn dialplan(&mut self) -> Result<(), String> {
        self.steps()?;
        self.long_plan()
    }

    /// A call that goes round in a loop of `Set` and `GotoIf`.
    fn steps(&mut self) -> Result<(), String> {
        let wire = Wire::open(REGISTRANTS).map_err(|error| error.to_string())?;
        let exchange = Exchange::with_plan(&self.binary, &wire, &loop_plan())?;
        exchange.settle()?;
        let before = exchange.usage()?;
        exchange.console("channel originate Local/loop@loops/n application Wait 1")?;
        let until = now() + PATIENCE;
        while !exchange
            .console("dialplan show globals")?
            .contains("ROUND=done")
        {
            if now() > until {
                return Err(format!("the loop was not over after {PATIENCE:?}"));
            }
            pause(LOOK);
        }
        let spent = milliseconds(exchange.usage()?.since(&before).total) / 1000.0;
        let steps = f64::from(ROUNDS * 2);
        let what = "Set and GotoIf in a loop, for a second of processor time";
        self.report.add("dialplan", what, steps / spent, "steps");
        Ok(())
    }

    /// The same exchange with a plan of 100,000 lines and without.
    fn long_plan(&mut self) -> Result<(), String> {
        let wire = Wire::open(REGISTRANTS).map_err(|error| error.to_string())?;
        let empty = started(&Exchange::with_plan(&self.binary, &wire, "")?)?;
        let exchange = Exchange::with_plan(&self.binary, &wire, &long_plan())?;
        let full = started(&exchange)?;
        let mut add = |what: &str, value: f64, unit| self.report.add("dialplan", what, value, unit);
        add("100,000 lines: load, on the wall", full.0 - empty.0, "ms");
        add(
            "100,000 lines: load, processor time",
            full.1 - empty.1,
            "ms",
        );
        let (before, began) = (exchange.usage()?, now());
        let reply = exchange.console("dialplan reload")?;
        let waited = milliseconds(now().duration_since(began));
        if !reply.contains("Dialplan reloaded.") {
            return Err(format!("the reload failed: {reply}"));
        }
        let spent = exchange.usage()?.since(&before);
        let control = spent.by_thread.get("starling").copied();
        add(
            "100,000 lines: reload, until the console has its answer",
            waited,
            "ms",
        );
        add(
            "of it on the thread that serves calls, processor time",
            milliseconds(control.unwrap_or(Duration::ZERO)),
            "ms",
        );
        Ok(())
    }
}

/// From exec to the first answer, and the processor time of it.
fn started(exchange: &Exchange) -> Result<(f64, f64), String> {
    let spent = exchange.usage()?.total();
    Ok((milliseconds(exchange.started_in), milliseconds(spent)))
}

fn loop_plan() -> String {
    format!(
        "[loops]\nexten => loop,1,Set(I=0)\n same => n(top),Set(I=$[${{I}}+1])\n \
         same => n,GotoIf($[${{I}} < {ROUNDS}]?top)\n same => n,Set(GLOBAL(ROUND)=done)\n"
    )
}

fn long_plan() -> String {
    let mut plan = String::new();
    for context in 0..200 {
        plan.push_str(&format!("[long-{context}]\n"));
        for number in 1000..1100 {
            plan.push_str(&format!(
                "exten => {number},1,NoOp(from ${{CALLERID(num)}})\n same => n,Set(X=$[1+{number}])\n \
                 same => n,GotoIf($[\"${{X}}\"=\"7\"]?done)\n \
                 same => n,Dial(PJSIP/{number},20,tT)\n same => n(done),Hangup()\n"
            ));
        }
    }
    plan
}

const ROUNDS: u32 = 500_000;
const PATIENCE: Duration = Duration::from_secs(120);
const LOOK: Duration = Duration::from_millis(100);
