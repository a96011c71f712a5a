//! The members of one queue that could be rung at this moment, in the order of its strategy. Asking for
//! the best one costs the same with ten members and with ten thousand.

use std::collections::{BTreeMap, BTreeSet, HashMap};

use super::config::Strategy;
use super::rules::Penalties;
use super::strategy::{Chance, Choice, order_of};

/// A member's place in its queue; the order of the file, then of coming.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub(super) struct MemberId(pub(super) u32);

/// Members that could be rung, by penalty.
#[derive(Debug, Default)]
pub(super) struct Pool {
    classes: BTreeMap<i32, Class>,
    count: usize,
}

/// Those of one penalty.
#[derive(Debug, Default)]
pub(super) struct Class {
    /// By rank, which the strategy gives, and place.
    pub(super) ranked: BTreeSet<(u64, MemberId)>,
    /// In no order, for choosing any.
    pub(super) listed: Vec<MemberId>,
    places: HashMap<MemberId, usize>,
}

impl Pool {
    pub(super) fn len(&self) -> usize {
        self.count
    }

    pub(super) fn insert(&mut self, penalty: i32, rank: u64, id: MemberId) {
        let class = self.classes.entry(penalty).or_default();
        class.ranked.insert((rank, id));
        class.places.insert(id, class.listed.len());
        class.listed.push(id);
        self.count += 1;
    }

    /// Takes out what was put in with the same penalty and rank.
    pub(super) fn remove(&mut self, penalty: i32, rank: u64, id: MemberId) {
        let Some(class) = self.classes.get_mut(&penalty) else {
            return;
        };
        if !class.ranked.remove(&(rank, id)) {
            return;
        }
        self.count -= 1;
        if let Some(place) = class.places.remove(&id) {
            class.listed.swap_remove(place);
            if let Some(moved) = class.listed.get(place) {
                class.places.insert(*moved, place);
            }
        }
        if class.ranked.is_empty() {
            self.classes.remove(&penalty);
        }
    }

    /// The next to be rung, best first: one, or all of the best penalty with `ringall`. `steps` counts
    /// the members that were looked at.
    pub(super) fn choose(
        &self,
        wish: &Wish<'_>,
        chance: &mut Chance,
        steps: &mut u64,
    ) -> Vec<MemberId> {
        let groups = self.groups(wish);
        let order = order_of(wish.strategy);
        if order.across_penalties() {
            let all: Vec<(i32, &Class)> = groups.into_iter().flatten().collect();
            return order.choose(&all, wish, chance, steps);
        }
        groups
            .iter()
            .map(|group| order.choose(group, wish, chance, steps))
            .find(|chosen| !chosen.is_empty())
            .unwrap_or_default()
    }

    /// Classes that count alike together, best first, each with the penalty that counts.
    fn groups(&self, wish: &Wish<'_>) -> Vec<Vec<(i32, &Class)>> {
        if !wish.penalties_count {
            let all = self.classes.values().map(|class| (0, class)).collect();
            return vec![all];
        }
        let mut groups: Vec<Vec<(i32, &Class)>> = Vec::new();
        for (penalty, class) in &self.classes {
            let Some(counts) = wish.penalties.of(*penalty) else {
                continue;
            };
            match groups.last_mut().filter(|g| g[0].0 == counts) {
                Some(group) => group.push((counts, class)),
                None => groups.push(vec![(counts, class)]),
            }
        }
        groups
    }
}

/// Whom a caller may be given to.
pub(super) struct Wish<'a> {
    pub(super) strategy: Strategy,
    pub(super) penalties: Penalties,
    /// There are more members than `penaltymemberslimit`.
    pub(super) penalties_count: bool,
    /// Where a round begins.
    pub(super) start: MemberId,
    /// Not this one: it was rung in this round, or another queue goes before.
    pub(super) passes: &'a dyn Fn(MemberId) -> bool,
}

impl Wish<'_> {
    /// The first that is not passed by.
    pub(super) fn first(
        &self,
        ids: impl Iterator<Item = MemberId>,
        steps: &mut u64,
    ) -> Option<MemberId> {
        let mut ids = ids.inspect(|_| *steps += 1);
        ids.find(|id| !(self.passes)(*id))
    }
}

pub(super) type Group<'a> = [(i32, &'a Class)];

/// The lowest of the ranked of a group.
pub(super) fn lowest(group: &Group<'_>, wish: &Wish<'_>, steps: &mut u64) -> Choice {
    let mut best: Option<(u64, MemberId)> = None;
    for (_, class) in group {
        let mut candidates = class.ranked.iter().inspect(|_| *steps += 1);
        let first = candidates.find(|(_, id)| !(wish.passes)(*id)).copied();
        best = match (best, first) {
            (Some(best), Some(first)) => Some(best.min(first)),
            (best, first) => best.or(first),
        };
    }
    best.into_iter().map(|(_, id)| id).collect()
}

/// The first from the start on, else the first of all.
pub(super) fn around(group: &Group<'_>, wish: &Wish<'_>, steps: &mut u64) -> Choice {
    let mut best: Option<(bool, MemberId)> = None;
    for (_, class) in group {
        // Members are ranked by their place here.
        let from = (u64::from(wish.start.0), wish.start);
        let behind = class.ranked.range(from..).map(|(_, id)| *id);
        let before = class.ranked.range(..from).map(|(_, id)| *id);
        let first = match wish.first(behind, steps) {
            Some(id) => Some((false, id)),
            None => wish.first(before, steps).map(|id| (true, id)),
        };
        best = match (best, first) {
            (Some(best), Some(first)) => Some(best.min(first)),
            (best, first) => best.or(first),
        };
    }
    best.into_iter().map(|(_, id)| id).collect()
}
