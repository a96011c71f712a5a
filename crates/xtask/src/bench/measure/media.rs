//! Calls that talk: relayed, converted, listening, hearing themselves.

use std::net::{SocketAddr, UdpSocket};
use std::time::Duration;

use crate::bench::bare_relay::BareRelay;
use crate::bench::calling::{AudioLeg, Calling, Ending};
use crate::bench::clock::now;
use crate::bench::exchange::Exchange;
use crate::bench::load::drive;
use crate::bench::measure::{Bench, milliseconds, shares};
use crate::bench::message::Codec;
use crate::bench::phones::Phones;
use crate::bench::setup::PROMPTS;
use crate::bench::streams::{Ears, Leg, Plan, Streamed, stream};
use crate::bench::usage::{Spent, Usage, dropped_datagrams};
use crate::bench::wire::{CALLERS, LINES, PHONES, Wire, media_sockets};
use crate::say;

/// The media sockets of both sides: callers' first.
struct Sockets {
    callers: Vec<UdpSocket>,
    phones: Vec<UdpSocket>,
}

/// One window of streaming and what it cost.
struct Window {
    streamed: Streamed,
    spent: Spent,
    /// Processor time for each second of each call, in milliseconds.
    each_ms: f64,
}

/// An exchange with calls that are up.
struct Conversation {
    exchange: Exchange,
    wire: Wire,
    calling: Calling,
    legs: Vec<Leg>,
    calls: usize,
    /// Memory of the exchange before the first call.
    empty_kib: u64,
}

impl Bench {
    pub(super) fn relay(&mut self) -> Result<(), String> {
        let sockets = Sockets::open()?;
        let (mut bare, mut relayed) = (Vec::new(), Vec::new());
        let mut conversation = self.conversation(&sockets, "ulaw", Codec::Ulaw)?;
        // In turns, so that what else the machine does weighs on both alike.
        for _ in 0..TURNS {
            bare.push(self.bare(&sockets, self.plan(TURNS))?);
            relayed.push(self.window(&sockets, &conversation, self.plan(TURNS))?);
        }
        let timed = Plan {
            is_stamped: true,
            ears: Ears::Waiting,
            ..self.plan(TURNS)
        };
        let bare_timed = self.bare(&sockets, timed)?.streamed;
        let relayed_timed = self.window(&sockets, &conversation, timed)?.streamed;
        let kib = conversation.end();
        let ratios = bare
            .iter()
            .zip(&relayed)
            .map(|(bare, relayed)| relayed.each_ms / bare.each_ms);
        let ratio = median(ratios.collect());
        let calls = self.options.calls;
        let mut add = |what: &str, value: f64, unit| {
            self.report
                .add("relay", format!("{what}, {calls} calls"), value, unit);
        };
        let each = |windows: &[Window]| windows.iter().map(|window| window.each_ms).collect();
        add("processor for a call-second", median(each(&relayed)), "ms");
        add("the same, least of 3 windows", least(each(&relayed)), "ms");
        let outside = relayed.iter().map(Window::outside_media_ms).collect();
        add("of it outside the media thread", median(outside), "ms");
        add(
            "bare relay (1 thread, 1 socket) for a call-second",
            median(each(&bare)),
            "ms",
        );
        add("the same, least of 3 windows", least(each(&bare)), "ms");
        add("exchange : bare relay, window by window", ratio, "times");
        add("lost", relayed_timed.lost_percent(), "%");
        for (share, name) in [(0.5, "p50"), (0.99, "p99")] {
            let delay = relayed_timed.delays.quantile_ms(share);
            add(&format!("delay through the exchange, {name}"), delay, "ms");
            let delay = bare_timed.delays.quantile_ms(share);
            add(
                &format!("delay through the bare relay, {name}"),
                delay,
                "ms",
            );
        }
        add("resident memory for a call", kib, "KiB");
        Ok(())
    }

    pub(super) fn transcode(&mut self) -> Result<(), String> {
        for codec in [Codec::Alaw, Codec::G722, Codec::Gsm] {
            self.one(
                "transcode",
                &format!("ulaw and {}", codec.name()),
                codec.name(),
                codec,
            )?;
        }
        Ok(())
    }

    pub(super) fn playback(&mut self) -> Result<(), String> {
        for kind in PROMPTS {
            let extension = format!("play-{kind}");
            self.one(
                "playback",
                &format!("{kind} to ulaw"),
                &extension,
                Codec::Ulaw,
            )?;
        }
        Ok(())
    }

    pub(super) fn echo(&mut self) -> Result<(), String> {
        self.one("echo", "ulaw", "echo", Codec::Ulaw)
    }

    /// One conversation with one window.
    fn one(&mut self, work: &str, what: &str, extension: &str, codec: Codec) -> Result<(), String> {
        let sockets = Sockets::open()?;
        let mut conversation = self.conversation(&sockets, extension, codec)?;
        let window = self.window(&sockets, &conversation, self.plan(1))?;
        let kib = conversation.end();
        let calls = self.options.calls;
        let mut add = |of: &str, value: f64, unit| {
            self.report
                .add(work, format!("{what}: {of}, {calls} calls"), value, unit);
        };
        add("processor for a call-second", window.each_ms, "ms");
        add("lost", window.streamed.lost_percent(), "%");
        add("resident memory for a call", kib, "KiB");
        Ok(())
    }

    /// Brings calls to `extension` up.
    fn conversation(
        &self,
        sockets: &Sockets,
        extension: &str,
        phone_codec: Codec,
    ) -> Result<Conversation, String> {
        let calls = self.options.calls;
        let wire = Wire::open(CALLERS).map_err(|error| error.to_string())?;
        let exchange = Exchange::start(&self.binary, &wire, 0)?;
        exchange.settle()?;
        let empty = exchange.memory().resident_kib;
        let phones = Phones::with_audio(addresses(&sockets.phones)?);
        let audio = addresses(&sockets.callers)?;
        let mut calling = Calling::to(extension, Ending::Never, audio, phones);
        drive(&mut calling, &wire, 0..calls, SET_UP_RATE);
        let callers = calling.legs();
        if callers.len() < calls {
            return Err(format!(
                "{extension}: {} of {calls} calls are up",
                callers.len()
            ));
        }
        Ok(Conversation {
            legs: legs(&callers, &calling.phones.legs, phone_codec),
            empty_kib: empty,
            exchange,
            wire,
            calling,
            calls,
        })
    }

    /// One of so many parts of the time that was asked for.
    fn plan(&self, parts: u32) -> Plan {
        Plan {
            window: Duration::from_secs(self.options.seconds.into()) / parts,
            is_stamped: false,
            ears: Ears::Sweeping,
        }
    }

    fn window(
        &self,
        sockets: &Sockets,
        conversation: &Conversation,
        plan: Plan,
    ) -> Result<Window, String> {
        let Conversation {
            exchange,
            legs,
            calls,
            ..
        } = conversation;
        let dropped = dropped_datagrams();
        let window = measured(sockets, legs, plan, *calls, || exchange.usage())?;
        say(&format!(
            "  {:.3} ms for a call-second ({}), {} of {} packets, {} dropped at full sockets",
            window.each_ms,
            shares(&window.spent),
            window.streamed.received,
            window.streamed.sent,
            dropped_datagrams().saturating_sub(dropped),
        ));
        Ok(window)
    }

    /// The same packets through the bare relay.
    fn bare(&self, sockets: &Sockets, plan: Plan) -> Result<Window, String> {
        let relay = BareRelay::start(&addresses(&sockets.callers)?, &addresses(&sockets.phones)?)?;
        let remote = relay.address;
        let side: Vec<AudioLeg> = (0..self.options.calls)
            .map(|number| AudioLeg {
                line: number % LINES,
                remote,
            })
            .collect();
        let legs = legs(&side, &side, Codec::Ulaw);
        let window = measured(sockets, &legs, plan, self.options.calls, || relay.usage())?;
        say(&format!(
            "  bare relay: {:.3} ms for a call-second, {} of {} packets",
            window.each_ms, window.streamed.received, window.streamed.sent
        ));
        Ok(window)
    }
}

impl Conversation {
    /// All callers hang up. The result is what the exchange held for each of them, in KiB.
    fn end(&mut self) -> f64 {
        let full = self.exchange.memory().resident_kib;
        self.calling.leave(now(), &self.wire);
        drive(
            &mut self.calling,
            &self.wire,
            self.calls..self.calls,
            SET_UP_RATE,
        );
        full.saturating_sub(self.empty_kib) as f64 / self.calls as f64
    }
}

impl Window {
    /// The part of `each_ms` that other threads than those for media have spent.
    fn outside_media_ms(&self) -> f64 {
        let names = self.spent.by_thread.iter();
        let media: Duration = names
            .filter(|(name, _)| name.contains("media"))
            .map(|(_, time)| *time)
            .sum();
        let share = media.as_secs_f64() / self.spent.total.as_secs_f64().max(1e-9);
        self.each_ms * (1.0 - share).max(0.0)
    }
}

impl Sockets {
    fn open() -> Result<Self, String> {
        let open = |host| media_sockets(host).map_err(|error| format!("media sockets: {error}"));
        Ok(Self {
            callers: open(CALLERS)?,
            phones: open(PHONES)?,
        })
    }
}

fn measured(
    sockets: &Sockets,
    legs: &[Leg],
    plan: Plan,
    calls: usize,
    usage: impl Fn() -> Result<Usage, String>,
) -> Result<Window, String> {
    let all: Vec<&UdpSocket> = sockets.callers.iter().chain(&sockets.phones).collect();
    let mut edges = Vec::new();
    let streamed = stream(&all, legs, plan, || edges.push((now(), usage())))?;
    let mut edges = edges.into_iter();
    let (Some((began, before)), Some((ended, after))) = (edges.next(), edges.next()) else {
        return Err("the window was not seen".to_owned());
    };
    let spent = after?.since(&before?);
    let call_seconds = calls as f64 * ended.duration_since(began).as_secs_f64();
    Ok(Window {
        each_ms: milliseconds(spent.total) / call_seconds,
        streamed,
        spent,
    })
}

/// Callers have even SSRCs, phones odd ones.
fn legs(callers: &[AudioLeg], phones: &[AudioLeg], phone_codec: Codec) -> Vec<Leg> {
    let mut legs = Vec::new();
    for (number, leg) in callers.iter().enumerate() {
        legs.push(Leg {
            socket: leg.line,
            remote: leg.remote,
            ssrc: 2 * number as u32,
            codec: Codec::Ulaw,
        });
    }
    for (number, leg) in phones.iter().enumerate() {
        legs.push(Leg {
            socket: LINES + leg.line,
            remote: leg.remote,
            ssrc: 2 * number as u32 + 1,
            codec: phone_codec,
        });
    }
    legs
}

fn addresses(sockets: &[UdpSocket]) -> Result<Vec<SocketAddr>, String> {
    let addresses = sockets.iter().map(UdpSocket::local_addr);
    let all: Result<_, _> = addresses.collect();
    all.map_err(|error| format!("a media socket has no address: {error}"))
}

fn least(values: Vec<f64>) -> f64 {
    values.into_iter().fold(f64::INFINITY, f64::min)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}

/// Windows of the bare relay and of the exchange, one after the other.
const TURNS: u32 = 3;
const SET_UP_RATE: f64 = 50.0;
