//! Which worker has which session, decided by the control plane: sessions that hear each other are on
//! one worker, so that a packet never crosses threads. All mixes are on the first, since one session may
//! have to do with several of them.

use std::collections::{BTreeMap, BTreeSet};

use smallvec::SmallVec;

use crate::control::{MediaCommand, MediaId, MixId, Source};

/// Where everything is. Workers are numbered from 0.
#[derive(Debug)]
pub struct Placement {
    /// Sessions on each worker.
    loads: Vec<usize>,
    /// Where new sessions go while it is not much fuller than the others: the legs of one call open
    /// shortly after each other.
    favourite: usize,
    slack: usize,
    sessions: BTreeMap<MediaId, Place>,
    /// Who hears whom, from the other side.
    listeners: BTreeMap<Node, SmallVec<[MediaId; 2]>>,
}

/// A session must go to another worker before the order that caused it is handed over.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Move {
    /// The session.
    pub media: MediaId,
    /// The worker that has it.
    pub from: usize,
    /// The worker that gets it.
    pub to: usize,
}

#[derive(Clone, Copy, Debug)]
struct Place {
    worker: usize,
    hears: Option<Node>,
    /// A mix hears it, or is heard over what it hears, until it closes.
    pinned: bool,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum Node {
    Session(MediaId),
    Mix(MixId),
}

impl Placement {
    /// So many workers, all without work.
    pub fn new(workers: usize) -> Self {
        Self {
            loads: vec![0; workers.max(1)],
            favourite: 0,
            slack: SLACK,
            sessions: BTreeMap::new(),
            listeners: BTreeMap::new(),
        }
    }

    /// The same, but each new session goes to the emptiest worker: whoever is bridged has to move.
    pub fn spread(workers: usize) -> Self {
        Self {
            slack: 0,
            ..Self::new(workers)
        }
    }

    /// A new session; the worker that gets it. One that somebody waits for goes to them.
    pub fn open(&mut self, media: MediaId) -> usize {
        if let Some(place) = self.sessions.get(&media) {
            return place.worker;
        }
        let waiting = self.listeners.get(&Node::Session(media));
        let awaited = waiting.and_then(|all| self.sessions.get(all.first()?));
        let worker = match awaited {
            Some(place) => place.worker,
            None => self.emptiest(),
        };
        self.loads[worker] += 1;
        let place = Place {
            worker,
            hears: None,
            pinned: false,
        };
        self.sessions.insert(media, place);
        worker
    }

    /// Which worker an order goes to. `moves` get what has to be done before. What is about nothing that
    /// is open goes to the first: some orders have an answer even so.
    pub fn order(&mut self, command: &MediaCommand, moves: &mut Vec<Move>) -> usize {
        self.place_of(command, moves).unwrap_or(0)
    }

    fn place_of(&mut self, command: &MediaCommand, moves: &mut Vec<Move>) -> Option<usize> {
        match command {
            MediaCommand::Close { media } => return self.close(*media),
            MediaCommand::CloseMix { mix } => self.forget(Node::Mix(*mix)),
            MediaCommand::Lend { media, .. } | MediaCommand::Overhear { media, .. } => {
                self.pin(*media, moves);
            }
            MediaCommand::Send { media, source } => self.hear(*media, source, moves),
            _ => {}
        }
        match command.media() {
            Some(media) => self.sessions.get(&media).map(|place| place.worker),
            None => Some(OF_MIXES),
        }
    }

    /// Sessions on each worker.
    pub fn loads(&self) -> &[usize] {
        &self.loads
    }

    fn emptiest(&mut self) -> usize {
        let fewest = self.loads.iter().copied().min().unwrap_or(0);
        if self.loads[self.favourite] > fewest + self.slack {
            let found = self.loads.iter().position(|load| *load == fewest);
            self.favourite = found.unwrap_or(0);
        }
        self.favourite
    }

    fn close(&mut self, media: MediaId) -> Option<usize> {
        self.unlink(media);
        let Place { worker, .. } = self.sessions.remove(&media)?;
        self.loads[worker] -= 1;
        self.forget(Node::Session(media));
        Some(worker)
    }

    /// Nobody hears this any more.
    fn forget(&mut self, node: Node) {
        for listener in self.listeners.remove(&node).unwrap_or_default() {
            if let Some(place) = self.sessions.get_mut(&listener) {
                place.hears = None;
            }
        }
    }

    fn pin(&mut self, media: MediaId, moves: &mut Vec<Move>) {
        let Some(place) = self.sessions.get_mut(&media) else {
            return;
        };
        place.pinned = true;
        if place.worker != OF_MIXES {
            let group = self.group(Node::Session(media));
            self.send_group(&group, OF_MIXES, moves);
        }
    }

    fn hear(&mut self, media: MediaId, source: &Source, moves: &mut Vec<Move>) {
        self.unlink(media);
        let node = match source {
            Source::Relay { from, .. } if *from != media => Node::Session(*from),
            Source::Mix { mix, .. } => Node::Mix(*mix),
            _ => return,
        };
        let Some(place) = self.sessions.get(&media).copied() else {
            return;
        };
        let other = match node {
            Node::Session(from) => self.sessions.get(&from).map(|place| place.worker),
            Node::Mix(_) => Some(OF_MIXES),
        };
        // Who waits for the same that is not open yet waits together.
        let waiting = self.listeners.get(&node).and_then(|all| all.first());
        let other = other.or_else(|| Some(self.sessions.get(waiting?)?.worker));
        if let Some(other) = other
            && other != place.worker
        {
            self.unite((Node::Session(media), place.worker), (node, other), moves);
        }
        self.listeners.entry(node).or_default().push(media);
        if let Some(place) = self.sessions.get_mut(&media) {
            place.hears = Some(node);
        }
    }

    /// Brings two groups to one worker: the smaller one goes, but none that has to do with a mix.
    fn unite(&mut self, one: (Node, usize), other: (Node, usize), moves: &mut Vec<Move>) {
        let groups = [self.group(one.0), self.group(other.0)];
        let workers = [one.1, other.1];
        let fixed = groups
            .each_ref()
            .map(|group| group.iter().any(|node| self.is_fixed(*node)));
        let goes = match fixed {
            [true, true] => return,
            [true, false] => 1,
            [false, true] => 0,
            [false, false] if groups[0].len() != groups[1].len() => {
                usize::from(groups[0].len() > groups[1].len())
            }
            [false, false] => usize::from(self.loads[workers[1]] > self.loads[workers[0]]),
        };
        self.send_group(&groups[goes], workers[1 - goes], moves);
    }

    fn is_fixed(&self, node: Node) -> bool {
        match node {
            Node::Mix(_) => true,
            Node::Session(media) => self.sessions.get(&media).is_some_and(|place| place.pinned),
        }
    }

    fn send_group(&mut self, group: &BTreeSet<Node>, to: usize, moves: &mut Vec<Move>) {
        for node in group {
            let Node::Session(media) = node else { continue };
            let Some(place) = self.sessions.get_mut(media) else {
                continue;
            };
            let from = std::mem::replace(&mut place.worker, to);
            if from != to {
                self.loads[from] -= 1;
                self.loads[to] += 1;
                moves.push(Move {
                    media: *media,
                    from,
                    to,
                });
            }
        }
    }

    /// All that hear each other, directly or through others.
    fn group(&self, node: Node) -> BTreeSet<Node> {
        let mut found = BTreeSet::from([node]);
        let mut open = vec![node];
        while let Some(node) = open.pop() {
            let hears = match node {
                Node::Session(media) => self.sessions.get(&media).and_then(|place| place.hears),
                Node::Mix(_) => None,
            };
            let listeners = self.listeners.get(&node).into_iter().flatten();
            let near = listeners.map(|media| Node::Session(*media)).chain(hears);
            open.extend(near.filter(|near| found.insert(*near)));
        }
        found
    }

    fn unlink(&mut self, media: MediaId) {
        let Some(place) = self.sessions.get_mut(&media) else {
            return;
        };
        let Some(node) = place.hears.take() else {
            return;
        };
        if let Some(listeners) = self.listeners.get_mut(&node) {
            listeners.retain(|known| *known != media);
            if listeners.is_empty() {
                self.listeners.remove(&node);
            }
        }
    }
}

/// The worker of all mixes.
const OF_MIXES: usize = 0;
/// So many sessions more than the emptiest worker has the favourite one before the next gets its turn.
const SLACK: usize = 16;

#[cfg(test)]
mod tests;
