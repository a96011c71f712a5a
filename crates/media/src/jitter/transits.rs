//! How long the packets of the last seconds were on their way, on a clock of unknown offset.

/// Transit times of the newest packets, in microseconds.
#[derive(Default)]
pub(super) struct Transits {
    ring: Vec<i64>,
    sorted: Vec<i64>,
    next: usize,
    since_measured: usize,
    least: i64,
    spread: i64,
}

impl Transits {
    pub(super) fn add(&mut self, transit: i64) {
        let first = self.ring.is_empty();
        if self.ring.len() < WINDOW {
            self.ring.push(transit);
        } else {
            self.ring[self.next] = transit;
        }
        self.next = (self.next + 1) % WINDOW;
        self.since_measured += 1;
        // What is far later than ever, or earlier than ever, counts at once.
        let surprising = transit < self.least || transit > self.least + self.spread + SURPRISE;
        let few = self.ring.len() < FEW;
        if first || few || self.since_measured >= INTERVAL || surprising {
            self.measure();
        }
    }

    /// The quickest packet's.
    pub(super) fn least(&self) -> i64 {
        self.least
    }

    /// How much slower than that the slowest are; one in fifty may be slower still.
    pub(super) fn spread(&self) -> i64 {
        self.spread
    }

    fn measure(&mut self) {
        self.since_measured = 0;
        let sorted = &mut self.sorted;
        sorted.clone_from(&self.ring);
        sorted.sort_unstable();
        let Some(&least) = sorted.first() else { return };
        let place = (sorted.len() * 49).div_ceil(50).saturating_sub(1);
        self.least = least;
        self.spread = sorted.get(place).map_or(0, |slow| slow - least);
    }
}

/// Five seconds of packets of 20 ms.
const WINDOW: usize = 256;
const INTERVAL: usize = 16;
const FEW: usize = 8;
const SURPRISE: i64 = 20_000;
