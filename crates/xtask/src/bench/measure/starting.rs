//! How soon it answers, and what it holds and spends when nobody calls.

use std::time::Duration;

use crate::bench::exchange::Exchange;
use crate::bench::measure::{Bench, idle_rate};
use crate::bench::setup::USERS;
use crate::bench::wire::{REGISTRANTS, Wire};
use crate::say;

impl Bench {
    pub(super) fn startup(&mut self) -> Result<(), String> {
        for users in [0, USERS] {
            let who = if users == 0 {
                String::new()
            } else {
                format!(", {users} users")
            };
            let mut starts = Vec::new();
            let mut last = None;
            for _ in 0..STARTS {
                // The one before is stopped first, so that they do not share the machine.
                drop(last.take());
                let wire = Wire::open(REGISTRANTS).map_err(|error| error.to_string())?;
                let exchange = Exchange::start(&self.binary, &wire, users)?;
                starts.push(exchange.started_in);
                last = Some(exchange);
            }
            starts.sort();
            let median = starts[starts.len() / 2].as_secs_f64() * 1000.0;
            let what = format!("exec to first answer, median of {STARTS}{who}");
            self.report.add("startup", what, median, "ms");
            let Some(exchange) = last else {
                continue;
            };
            let idle = idle_rate(&exchange, IDLE)?;
            let memory = exchange.memory();
            let mib = memory.resident_kib as f64 / 1024.0;
            self.report
                .add("startup", format!("resident memory, idle{who}"), mib, "MiB");
            self.report.add(
                "startup",
                format!("processor, idle{who}"),
                idle / 10.0,
                "% of a core",
            );
            say(&format!(
                "  {median:.1} ms, {mib:.1} MiB, {} threads{who}",
                memory.threads
            ));
        }
        Ok(())
    }
}

const STARTS: usize = 5;
const IDLE: Duration = Duration::from_secs(3);
