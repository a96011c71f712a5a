//! Everything that moves in a world, and how time moves it: from deadline to deadline in a simulated
//! world, with the real clock where real processes take part.

use std::time::{Duration, Instant};

use crate::clock;
use crate::net::{Net, NodeId, Order};
use crate::phone::Body;
use crate::subject::Exchange;

/// Phones, exchanges and the network between them.
pub(crate) struct Universe {
    pub(crate) now: Instant,
    pub(crate) began: Instant,
    pub(crate) net: Net,
    pub(crate) phones: Vec<Body>,
    pub(crate) exchanges: Vec<Exchange>,
}

impl Universe {
    pub(crate) fn new(net: Net) -> Self {
        let now = clock::now();
        Self {
            now,
            began: now,
            net,
            phones: Vec::new(),
            exchanges: Vec::new(),
        }
    }

    /// Lets time pass until `done`, or until the moment has come. True when it was done.
    pub(crate) fn run(&mut self, until: Instant, mut done: impl FnMut(&mut Self) -> bool) -> bool {
        let mut idle_turns = 0;
        loop {
            self.settle();
            if done(self) {
                return true;
            }
            if self.now >= until {
                return false;
            }
            let before = self.now;
            match self.net {
                Net::Virtual(_) => self.jump(until),
                Net::Wire(_) => self.pass(until),
            }
            idle_turns = if self.now > before { 0 } else { idle_turns + 1 };
            assert!(
                idle_turns < MOST_TURNS,
                "time stands still: a deadline is never met"
            );
        }
    }

    /// To the next moment at which something happens.
    fn jump(&mut self, until: Instant) {
        let mut next = self.net.next_deadline().unwrap_or(until).min(until);
        for deadline in self.deadlines() {
            next = next.min(deadline);
        }
        self.now = self.now.max(next);
        self.serve();
    }

    /// A little while.
    fn pass(&mut self, until: Instant) {
        let next = self.deadlines().min().unwrap_or(until).min(until);
        self.now = clock::now();
        if !self.serve() {
            let wait = next.saturating_duration_since(self.now).min(POLL_PACE);
            clock::pause(wait.max(SHORTEST_PAUSE));
            self.now = clock::now();
        }
    }

    fn deadlines(&self) -> impl Iterator<Item = Instant> {
        let phones = self.phones.iter().filter_map(Body::next_deadline);
        phones.chain(self.exchanges.iter().filter_map(Exchange::next_deadline))
    }

    /// Brings what has arrived and wakes who is due. True when there was something.
    fn serve(&mut self) -> bool {
        let mut any = false;
        while let Some((node, arrival)) = self.net.arrival(self.now) {
            any = true;
            match node {
                NodeId::Phone(at) => self.phones[at].arrival(self.now, arrival),
                NodeId::Exchange(at) => self.exchanges[at].arrival(self.now, arrival),
            }
            self.settle();
        }
        let now = self.now;
        for phone in &mut self.phones {
            if phone.next_deadline().is_some_and(|at| at <= now) {
                any = true;
                phone.tick(now);
            }
        }
        for exchange in &mut self.exchanges {
            if exchange.next_deadline().is_some_and(|at| at <= now) {
                any = true;
                exchange.tick(now);
            }
        }
        any
    }

    /// Hands all orders to the network.
    pub(crate) fn settle(&mut self) {
        let (now, net) = (self.now, &mut self.net);
        // Exchanges first: they listen before anybody connects.
        for (at, exchange) in self.exchanges.iter_mut().enumerate() {
            let orders: Vec<Order> = exchange.orders();
            for order in orders {
                net.take(now, NodeId::Exchange(at), order);
            }
        }
        for (at, phone) in self.phones.iter_mut().enumerate() {
            phone.work(now);
            for order in phone.orders.drain(..) {
                net.take(now, NodeId::Phone(at), order);
            }
        }
    }

    /// What was said on the wire, for the message of a failed test.
    pub(crate) fn story(&self) -> String {
        let mut lines: Vec<(Instant, String)> = Vec::new();
        for phone in &self.phones {
            for record in &phone.diary {
                let arrow = if record.sent { "─►" } else { "◄─" };
                let text = format!(
                    "{:>12} {arrow} {}",
                    phone.setup.user,
                    headline(&record.message)
                );
                lines.push((record.at, text));
            }
        }
        for exchange in &self.exchanges {
            lines.extend(exchange.log());
        }
        lines.sort_by_key(|(at, _)| *at);
        let skip = lines.len().saturating_sub(LONGEST_STORY);
        let mut story = String::new();
        for (at, text) in lines.into_iter().skip(skip) {
            let seconds = at.saturating_duration_since(self.began).as_secs_f64();
            story.push_str(&format!("{seconds:>9.3}  {text}\n"));
        }
        story
    }
}

fn headline(message: &sip::message::Message) -> String {
    use sip::message::Message;
    let cseq = message
        .headers()
        .cseq()
        .map(|cseq| cseq.to_string())
        .unwrap_or_default();
    match message {
        Message::Request(request) => {
            format!(
                "{} {} (CSeq {cseq})",
                request.method.as_str(),
                request.uri.as_str()
            )
        }
        Message::Response(response) => {
            format!("{} {} (CSeq {cseq})", response.status, response.reason)
        }
    }
}

const POLL_PACE: Duration = Duration::from_millis(1);
const SHORTEST_PAUSE: Duration = Duration::from_micros(200);
/// So many turns at one moment mean that it will never end.
const MOST_TURNS: u32 = 100_000;
const LONGEST_STORY: usize = 120;
