//! The measurements, one after the other. Each starts an exchange of its own.

mod dialplan;
mod media;
mod signalling;
mod starting;

use std::path::PathBuf;
use std::time::Duration;

use crate::bench::exchange::Exchange;
use crate::bench::options::{Options, Work};
use crate::bench::report::Report;
use crate::bench::usage::{Spent, Usage};
use crate::say;

/// What is measured, how, and what came of it.
pub(super) struct Bench {
    pub(super) binary: PathBuf,
    pub(super) options: Options,
    pub(super) report: Report,
}

impl Bench {
    /// Does all that was asked for. A work that fails is told of and the next one follows.
    pub(super) fn run(&mut self) -> bool {
        let mut all_measured = true;
        for work in self.options.works.clone() {
            say(&format!("bench: {}", work.name()));
            let outcome = match work {
                Work::Startup => self.startup(),
                Work::Register => self.register(),
                Work::Calls => self.calls(),
                Work::Bridged => self.bridged(),
                Work::Relay => self.relay(),
                Work::Transcode => self.transcode(),
                Work::Playback => self.playback(),
                Work::Echo => self.echo(),
                Work::Dialplan => self.dialplan(),
            };
            if let Err(error) = outcome {
                say(&format!("bench: {}: {error}", work.name()));
                all_measured = false;
            }
        }
        all_measured
    }
}

/// Tells a run apart from what the exchange spends on doing nothing.
struct Meter {
    before: Usage,
    began: std::time::Instant,
    /// Processor time for each second of idleness.
    idle: f64,
}

impl Meter {
    /// Starts measuring an exchange that is at rest.
    fn start(exchange: &Exchange, idle: f64) -> Result<Self, String> {
        Ok(Self {
            before: exchange.usage()?,
            began: crate::bench::clock::now(),
            idle,
        })
    }

    /// What was spent on the work, and on which threads.
    fn stop(&self, exchange: &Exchange) -> Result<(f64, Spent), String> {
        let spent = exchange.usage()?.since(&self.before);
        let elapsed = crate::bench::clock::now().duration_since(self.began);
        let idle = self.idle * elapsed.as_secs_f64();
        Ok(((milliseconds(spent.total) - idle).max(0.0), spent))
    }
}

/// Milliseconds of processor time that an idle exchange needs in a second.
fn idle_rate(exchange: &Exchange, window: Duration) -> Result<f64, String> {
    exchange.settle()?;
    Ok(milliseconds(exchange.spends(window)?.total) / window.as_secs_f64())
}

fn milliseconds(time: Duration) -> f64 {
    time.as_secs_f64() * 1000.0
}

/// `3 control, 41 media`, in percent of all that was spent.
fn shares(spent: &Spent) -> String {
    let all = spent.total.as_secs_f64().max(1e-9);
    let mut shares: Vec<(f64, &str)> = spent
        .by_thread
        .iter()
        .map(|(name, time)| (100.0 * time.as_secs_f64() / all, name.as_str()))
        .filter(|(share, _)| *share >= 1.0)
        .collect();
    shares.sort_by(|a, b| b.0.total_cmp(&a.0));
    let texts = shares
        .iter()
        .map(|(share, name)| format!("{share:.0} % {name}"));
    texts.collect::<Vec<_>>().join(", ")
}
