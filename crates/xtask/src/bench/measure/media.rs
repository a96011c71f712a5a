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
use crate::bench::streams::{Leg, Plan, Streamed, stream};
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
    /// Memory of the exchange for each call.
    kib: f64,
}

impl Bench {
    pub(super) fn relay(&mut self) -> Result<(), String> {
        let sockets = Sockets::open()?;
        // Before and after, so that a change of the machine's mood shows.
        let before = self.bare(&sockets)?;
        let window = self.window(&sockets, "ulaw", Codec::Ulaw, true)?;
        let after = self.bare(&sockets)?;
        let calls = self.options.calls;
        let mut add = |what: &str, value: f64, unit| {
            self.report
                .add("relay", format!("{what}, {calls} calls"), value, unit);
        };
        add("processor for a call-second", window.each_ms, "ms");
        let control = window.spent.total.saturating_sub(media_time(&window.spent));
        let control = milliseconds(control) / milliseconds(window.spent.total) * window.each_ms;
        add("of it outside the media thread", control, "ms");
        let bare = f64::midpoint(before.each_ms, after.each_ms);
        add(
            "bare relay (one thread, one socket) before",
            before.each_ms,
            "ms",
        );
        add(
            "bare relay (one thread, one socket) after",
            after.each_ms,
            "ms",
        );
        add("ratio to the bare relay", window.each_ms / bare, "times");
        add("lost", window.streamed.lost_percent(), "%");
        for (share, name) in [(0.5, "p50"), (0.99, "p99")] {
            let delay = window.streamed.delays.quantile_ms(share);
            let mut bare = before.streamed.delays.clone();
            bare.merge(&after.streamed.delays);
            let bare = bare.quantile_ms(share);
            add(&format!("delay through the exchange, {name}"), delay, "ms");
            add(&format!("delay through the bare relay, {name}"), bare, "ms");
        }
        add("resident memory for a call", window.kib, "KiB");
        Ok(())
    }

    pub(super) fn transcode(&mut self) -> Result<(), String> {
        let sockets = Sockets::open()?;
        for codec in [Codec::Alaw, Codec::G722, Codec::Gsm] {
            let window = self.window(&sockets, codec.name(), codec, false)?;
            self.add_window("transcode", &format!("ulaw and {}", codec.name()), &window);
        }
        Ok(())
    }

    pub(super) fn playback(&mut self) -> Result<(), String> {
        let sockets = Sockets::open()?;
        for kind in PROMPTS {
            let window = self.window(&sockets, &format!("play-{kind}"), Codec::Ulaw, false)?;
            self.add_window("playback", &format!("{kind} to ulaw"), &window);
        }
        Ok(())
    }

    pub(super) fn echo(&mut self) -> Result<(), String> {
        let sockets = Sockets::open()?;
        let window = self.window(&sockets, "echo", Codec::Ulaw, false)?;
        self.add_window("echo", "ulaw", &window);
        Ok(())
    }

    fn add_window(&mut self, work: &str, what: &str, window: &Window) {
        let calls = self.options.calls;
        let mut add = |of: &str, value: f64, unit| {
            self.report
                .add(work, format!("{what}: {of}, {calls} calls"), value, unit);
        };
        add("processor for a call-second", window.each_ms, "ms");
        add("lost", window.streamed.lost_percent(), "%");
        add("resident memory for a call", window.kib, "KiB");
    }

    /// Calls to `extension`, all of them streaming for a while.
    fn window(
        &self,
        sockets: &Sockets,
        extension: &str,
        phone_codec: Codec,
        is_stamped: bool,
    ) -> Result<Window, String> {
        let wire = Wire::open(CALLERS).map_err(|error| error.to_string())?;
        let exchange = Exchange::start(&self.binary, &wire, 0)?;
        exchange.settle()?;
        let empty = exchange.memory().resident_kib;
        let phones = Phones::with_audio(addresses(&sockets.phones)?);
        let audio = addresses(&sockets.callers)?;
        let mut calling = Calling::to(extension, Ending::Never, audio, phones);
        drive(&mut calling, &wire, 0..self.options.calls, SET_UP_RATE);
        let callers = calling.legs();
        if callers.len() < self.options.calls {
            return Err(format!(
                "{} of {} calls are up",
                callers.len(),
                self.options.calls
            ));
        }
        let legs = legs(&callers, &calling.phones.legs, phone_codec);
        let plan = Plan {
            window: Duration::from_secs(self.options.seconds.into()),
            is_stamped,
        };
        let dropped = dropped_datagrams();
        let mut window = measured(sockets, &legs, plan, callers.len(), || exchange.usage())?;
        let full = exchange.memory().resident_kib;
        window.kib = full.saturating_sub(empty) as f64 / callers.len() as f64;
        calling.leave(now(), &wire);
        let all = self.options.calls;
        drive(&mut calling, &wire, all..all, SET_UP_RATE);
        say(&format!(
            "  {extension}: {:.3} ms for a call-second ({}), {} of {} packets, {} dropped at full sockets",
            window.each_ms,
            shares(&window.spent),
            window.streamed.received,
            window.streamed.sent,
            dropped_datagrams().saturating_sub(dropped),
        ));
        Ok(window)
    }

    /// The same packets through the bare relay.
    fn bare(&self, sockets: &Sockets) -> Result<Window, String> {
        let relay = BareRelay::start(&addresses(&sockets.callers)?, &addresses(&sockets.phones)?)?;
        let remote = relay.address;
        let side: Vec<AudioLeg> = (0..self.options.calls)
            .map(|number| AudioLeg {
                line: number % LINES,
                remote,
            })
            .collect();
        let plan = Plan {
            window: Duration::from_secs(self.options.seconds.div_ceil(2).into()),
            is_stamped: true,
        };
        let legs = legs(&side, &side, Codec::Ulaw);
        let window = measured(sockets, &legs, plan, self.options.calls, || relay.usage())?;
        say(&format!(
            "  bare relay: {:.3} ms for a call-second, {} of {} packets",
            window.each_ms, window.streamed.received, window.streamed.sent
        ));
        Ok(window)
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
        kib: 0.0,
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

/// What the threads with "media" or "rtp" in their names have spent.
fn media_time(spent: &Spent) -> Duration {
    let names = spent.by_thread.iter();
    names
        .filter(|(name, _)| name.contains("media") || name.contains("rtp"))
        .map(|(_, time)| *time)
        .sum()
}

const SET_UP_RATE: f64 = 50.0;
