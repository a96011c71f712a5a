//! All patterns of a context, in a tree whose edges are tried in the order of preference. A search
//! follows only the edges that fit the number, however many patterns there are.

use super::{ByteSet, Unit};

/// Patterns and the entries that belong to them.
#[derive(Clone, Debug, Default)]
pub(crate) struct Trie {
    nodes: Vec<Node>,
}

#[derive(Clone, Debug, Default)]
struct Node {
    /// Sorted by byte.
    bytes: Vec<(u8, usize)>,
    /// Sorted by preference.
    sets: Vec<(ByteSet, usize)>,
    rest: Option<usize>,
    early: Option<usize>,
    /// Entries of the pattern that ends here.
    entries: Vec<usize>,
}

/// What a search wants to know.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wanted {
    /// Patterns that match the number as it is.
    Match,
    /// Patterns that match it, or could once more is dialled.
    Prefix,
    /// Patterns that could match a longer number.
    Longer,
}

/// What the caller of a search says about an entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Verdict {
    /// This is the one.
    Take,
    /// It matches, but lacks what is wanted.
    Pass,
    /// It is not meant for this caller.
    Ignore,
}

/// How a search ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Outcome {
    Taken(usize),
    Nothing,
    /// A pattern with `!` has decided that nothing longer is wanted.
    Decided,
}

impl Trie {
    /// Adds an entry; entries of one pattern are offered in the order they were added.
    pub(crate) fn insert(&mut self, units: &[Unit], entry: usize) {
        if self.nodes.is_empty() {
            self.nodes.push(Node::default());
        }
        let mut at = 0;
        for unit in units {
            let fresh = self.nodes.len();
            at = self.nodes[at].edge(unit, fresh);
            if at == fresh {
                self.nodes.push(Node::default());
            }
        }
        self.nodes[at].entries.push(entry);
    }

    /// Offers the fitting entries in order of preference until one is taken. `steps` counts the
    /// nodes that were visited.
    pub(crate) fn search(
        &self,
        number: &[u8],
        wanted: Wanted,
        offer: &mut dyn FnMut(usize) -> Verdict,
        steps: &mut usize,
    ) -> Outcome {
        if self.nodes.is_empty() {
            return Outcome::Nothing;
        }
        Search {
            nodes: &self.nodes,
            wanted,
            offer,
            steps,
        }
        .visit(0, number)
    }
}

impl Node {
    /// The node that an edge leads to; `fresh` when the edge is new.
    fn edge(&mut self, unit: &Unit, fresh: usize) -> usize {
        match unit {
            Unit::Byte(byte) => edge_in(&mut self.bytes, *byte, fresh),
            Unit::Set(set) => edge_in(&mut self.sets, *set, fresh),
            Unit::Rest => *self.rest.get_or_insert(fresh),
            Unit::Early => *self.early.get_or_insert(fresh),
        }
    }
}

fn edge_in<K: Ord>(edges: &mut Vec<(K, usize)>, key: K, fresh: usize) -> usize {
    match edges.binary_search_by(|(known, _)| known.cmp(&key)) {
        Ok(at) => edges[at].1,
        Err(at) => {
            edges.insert(at, (key, fresh));
            fresh
        }
    }
}

struct Search<'a> {
    nodes: &'a [Node],
    wanted: Wanted,
    offer: &'a mut dyn FnMut(usize) -> Verdict,
    steps: &'a mut usize,
}

impl<'a> Search<'a> {
    fn visit(&mut self, at: usize, number: &[u8]) -> Outcome {
        *self.steps += 1;
        let node = &self.nodes[at];
        let Some((byte, after)) = number.split_first() else {
            return self.visit_end(node);
        };
        if let Ok(found) = node.bytes.binary_search_by_key(byte, |(known, _)| *known) {
            let outcome = self.visit(node.bytes[found].1, after);
            if outcome != Outcome::Nothing {
                return outcome;
            }
        }
        for (set, next) in &node.sets {
            if set.contains(*byte) {
                let outcome = self.visit(*next, after);
                if outcome != Outcome::Nothing {
                    return outcome;
                }
            }
        }
        let outcome = self.visit_all(node.rest);
        if outcome != Outcome::Nothing {
            return outcome;
        }
        self.visit_early(node.early)
    }

    /// The whole number is used up at this node.
    fn visit_end(&mut self, node: &'a Node) -> Outcome {
        if self.wanted != Wanted::Match {
            let bytes = node.bytes.iter().map(|(_, next)| *next);
            let longer = bytes
                .chain(node.sets.iter().map(|(_, next)| *next))
                .chain(node.rest);
            for next in longer {
                let outcome = self.visit_all(Some(next));
                if outcome != Outcome::Nothing {
                    return outcome;
                }
            }
        }
        let outcome = self.visit_early(node.early);
        if outcome != Outcome::Nothing || self.wanted == Wanted::Longer {
            return outcome;
        }
        self.offer_entries(node)
    }

    /// Everything behind a `!`, which ends a search for something longer.
    fn visit_early(&mut self, next: Option<usize>) -> Outcome {
        let Some(next) = next else {
            return Outcome::Nothing;
        };
        if self.wanted != Wanted::Longer {
            return self.visit_all(Some(next));
        }
        let mut meant = false;
        let offer = &mut *self.offer;
        let mut look = |entry| {
            meant |= offer(entry) != Verdict::Ignore;
            if meant {
                Verdict::Take
            } else {
                Verdict::Ignore
            }
        };
        let (nodes, wanted) = (self.nodes, self.wanted);
        Search {
            nodes,
            wanted,
            offer: &mut look,
            steps: &mut *self.steps,
        }
        .visit_all(Some(next));
        if meant {
            Outcome::Decided
        } else {
            Outcome::Nothing
        }
    }

    /// Offers every entry from a node on.
    fn visit_all(&mut self, next: Option<usize>) -> Outcome {
        let Some(next) = next else {
            return Outcome::Nothing;
        };
        *self.steps += 1;
        let node = &self.nodes[next];
        let bytes = node.bytes.iter().map(|(_, next)| *next);
        let sets = node.sets.iter().map(|(_, next)| *next);
        for next in bytes.chain(sets).chain(node.rest).chain(node.early) {
            let outcome = self.visit_all(Some(next));
            if outcome != Outcome::Nothing {
                return outcome;
            }
        }
        self.offer_entries(node)
    }

    fn offer_entries(&mut self, node: &Node) -> Outcome {
        for entry in &node.entries {
            if (self.offer)(*entry) == Verdict::Take {
                return Outcome::Taken(*entry);
            }
        }
        Outcome::Nothing
    }
}
