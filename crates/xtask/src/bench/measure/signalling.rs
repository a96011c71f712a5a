//! Registrations and calls without media: at a few fixed rates, then as fast as goes cleanly.

use std::time::Duration;

use crate::bench::calling::{Calling, Ending};
use crate::bench::clock::now;
use crate::bench::exchange::Exchange;
use crate::bench::load::drive;
use crate::bench::measure::{Bench, Meter, idle_rate, shares};
use crate::bench::phones::Phones;
use crate::bench::registering::Registering;
use crate::bench::setup::USERS;
use crate::bench::tally::Tally;
use crate::bench::wire::{CALLERS, LINES, REGISTRANTS, Side, Wire};
use crate::say;

/// Runs so many at a rate, on sockets of their own.
type Run<'a> = &'a dyn Fn(usize, f64) -> Result<(Tally, Duration), String>;

/// One kind of signalling.
struct Kind {
    work: &'static str,
    one: &'static str,
    rates: &'static [u32],
}

/// One run at one rate.
struct Probe {
    tally: Tally,
    /// Processor time for each that succeeded, in milliseconds.
    each_ms: f64,
    kept_pace: bool,
    shares: String,
}

impl Bench {
    pub(super) fn register(&mut self) -> Result<(), String> {
        let kind = Kind {
            work: "register",
            one: "registration",
            rates: &[200],
        };
        let wire = Wire::open(REGISTRANTS).map_err(|error| error.to_string())?;
        let exchange = Exchange::start(&self.binary, &wire, USERS)?;
        let mut traffic = Registering::default();
        drive(&mut traffic, &wire, 0..USERS, 200.0);
        say(&format!(
            "  {} of {USERS} users registered first",
            traffic.tally.succeeded
        ));
        let run = |count: usize, rate: f64| {
            let wire = wire.again(REGISTRANTS).map_err(|error| error.to_string())?;
            let mut traffic = Registering::default();
            let sending = drive(&mut traffic, &wire, 0..count, rate);
            Ok((traffic.tally, sending))
        };
        self.signalling(&kind, &exchange, &run)
    }

    pub(super) fn calls(&mut self) -> Result<(), String> {
        let kind = Kind {
            work: "calls",
            one: "call",
            rates: &[50, 100, 200],
        };
        self.call_rates(&kind, "answer", Ending::ByExchange)
    }

    pub(super) fn bridged(&mut self) -> Result<(), String> {
        let kind = Kind {
            work: "bridged",
            one: "call",
            rates: &[50, 100, 200],
        };
        self.call_rates(&kind, "ulaw", Ending::After(TALK))
    }

    fn call_rates(&mut self, kind: &Kind, extension: &str, ending: Ending) -> Result<(), String> {
        // The phones keep their sockets, which the configuration names; callers get new ones.
        let wire = Wire::open(CALLERS).map_err(|error| error.to_string())?;
        let exchange = Exchange::start(&self.binary, &wire, 0)?;
        let run = |count: usize, rate: f64| {
            let wire = wire.again(CALLERS).map_err(|error| error.to_string())?;
            let audio = |side| (0..LINES).map(|line| wire.address(side, line)).collect();
            let phones = Phones::with_audio(audio(Side::Phone));
            let mut traffic = Calling::to(extension, ending, audio(Side::Caller), phones);
            let sending = drive(&mut traffic, &wire, 0..count, rate);
            Ok((traffic.tally, sending))
        };
        self.signalling(kind, &exchange, &run)
    }

    fn signalling(&mut self, kind: &Kind, exchange: &Exchange, run: Run<'_>) -> Result<(), String> {
        let Kind { work, one, rates } = kind;
        let idle = idle_rate(exchange, Duration::from_secs(1))?;
        let rates = self
            .options
            .rate
            .map_or_else(|| rates.to_vec(), |rate| vec![rate]);
        for rate in rates {
            let probe = probe(exchange, idle, f64::from(rate), FIXED, run)?;
            let mut add = |what: &str, value: f64, unit| {
                self.report
                    .add(work, format!("{what}, {rate}/s"), value, unit);
            };
            add(&format!("processor for a {one}"), probe.each_ms, "ms");
            add(
                "time to the answer, p50",
                probe.tally.answers.quantile_ms(0.5),
                "ms",
            );
            add(
                "time to the answer, p99",
                probe.tally.answers.quantile_ms(0.99),
                "ms",
            );
            add("failed", probe.tally.failed_percent(), "%");
        }
        if self.options.ramp {
            let (rate, each_ms) = highest(exchange, idle, run)?;
            self.report.add(work, "highest clean rate", rate, "1/s");
            self.report.add(
                work,
                format!("processor for a {one}, at that rate"),
                each_ms,
                "ms",
            );
            exchange.settle()?;
            let mib = exchange.memory().resident_kib as f64 / 1024.0;
            self.report
                .add(work, "resident memory afterwards", mib, "MiB");
        }
        Ok(())
    }
}

fn probe(
    exchange: &Exchange,
    idle: f64,
    rate: f64,
    length: Duration,
    run: Run<'_>,
) -> Result<Probe, String> {
    exchange.settle()?;
    let meter = Meter::start(exchange, idle)?;
    let begun = now();
    let count = (rate * length.as_secs_f64()).ceil() as usize;
    let (tally, sending) = run(count, rate)?;
    let took = now().duration_since(begun);
    exchange.settle()?;
    let (spent_ms, spent) = meter.stop(exchange)?;
    let probe = Probe {
        each_ms: spent_ms / tally.succeeded.max(1) as f64,
        kept_pace: sending < length.mul_f64(1.1) + Duration::from_millis(300),
        shares: shares(&spent),
        tally,
    };
    say(&format!(
        "  {rate:.0}/s: {} of {} in {:.1} s, {} repeated, {:.3} ms each ({}), p99 {:.2} ms",
        probe.tally.succeeded,
        probe.tally.asked,
        took.as_secs_f64(),
        probe.tally.repeated,
        probe.each_ms,
        probe.shares,
        probe.tally.answers.quantile_ms(0.99),
    ));
    Ok(probe)
}

/// Half as much again until it is no longer clean, then the middle until that is within a tenth.
/// What is not clean is tried twice: others may use the machine too.
fn highest(exchange: &Exchange, idle: f64, run: Run<'_>) -> Result<(f64, f64), String> {
    let (mut clean, mut each_ms, mut unclean) = (0.0, f64::NAN, f64::INFINITY);
    let mut rate: f64 = FIRST;
    for _ in 0..PROBES_MAX {
        let mut best = None;
        for _ in 0..2 {
            let probe = probe(exchange, idle, rate, RAMP, run)?;
            if probe.tally.is_clean() && probe.kept_pace {
                best = Some(probe.each_ms);
                break;
            }
            // What an overload left behind is not the next probe's fault.
            exchange.rest(RECOVERY)?;
        }
        match best {
            Some(each) => (clean, each_ms) = (rate, each),
            None => unclean = rate,
        }
        rate = match (clean == 0.0, unclean.is_finite()) {
            (true, _) => rate / 2.0,
            (false, false) => rate * 1.5,
            (false, true) => f64::midpoint(clean, unclean),
        }
        .round();
        if rate < 1.0 || unclean / clean < 1.1 {
            break;
        }
    }
    Ok((clean, each_ms))
}

const FIXED: Duration = Duration::from_secs(5);
const RAMP: Duration = Duration::from_secs(4);
/// From the answer until the caller hangs up.
const TALK: Duration = Duration::from_millis(200);
const FIRST: f64 = 300.0;
/// Longer than any timer of a transaction that was given up.
const RECOVERY: Duration = Duration::from_secs(40);
const PROBES_MAX: u32 = 14;
