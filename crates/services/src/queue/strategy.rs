//! In which order members are rung: one file each.

mod fewest_calls;
mod least_recent;
mod linear;
mod random;
mod ring_all;
mod round_robin;
mod weighted_random;

use super::config::Strategy;
use super::pool::{Group, MemberId, Wish};

/// Who is rung next.
pub(super) type Choice = Vec<MemberId>;

/// What a rank may depend on.
#[derive(Clone, Copy, Debug)]
pub(super) struct Standing {
    /// Place in the queue.
    pub(super) id: MemberId,
    /// Calls taken.
    pub(super) calls: u64,
    /// Milliseconds from the beginning of time to the last call; 0 for none.
    pub(super) last_call_ms: u64,
}

/// A strategy.
pub(super) trait Order {
    /// The place among members of the same penalty, as far as it does not depend on the caller.
    fn rank(&self, member: Standing) -> u64;

    /// Penalties do not come first: all members are chosen from at once.
    fn across_penalties(&self) -> bool {
        false
    }

    /// Who of these is rung next; nobody when all are passed by.
    fn choose(
        &self,
        group: &Group<'_>,
        wish: &Wish<'_>,
        chance: &mut Chance,
        steps: &mut u64,
    ) -> Choice;
}

/// The strategy of that name.
pub(super) fn order_of(strategy: Strategy) -> &'static dyn Order {
    match strategy {
        Strategy::RingAll => &ring_all::RingAll,
        Strategy::LeastRecent => &least_recent::LeastRecent,
        Strategy::FewestCalls => &fewest_calls::FewestCalls,
        Strategy::Random => &random::Random,
        Strategy::RoundRobinMemory | Strategy::RoundRobinOrdered => &round_robin::RoundRobin,
        Strategy::Linear => &linear::Linear,
        Strategy::WeightedRandom => &weighted_random::WeightedRandom,
    }
}

/// Random numbers from a seed (SplitMix64).
#[derive(Clone, Debug)]
pub(super) struct Chance(pub(super) u64);

impl Chance {
    pub(super) fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }

    /// Below `bound`, which is not 0.
    pub(super) fn below(&mut self, bound: usize) -> usize {
        let bound = u64::try_from(bound).unwrap_or(u64::MAX).max(1);
        usize::try_from(self.next() % bound).unwrap_or(0)
    }

    /// From 0 to 1.
    pub(super) fn fraction(&mut self) -> f64 {
        let top = u32::try_from(self.next() >> 32).unwrap_or(u32::MAX);
        f64::from(top) / f64::from(u32::MAX)
    }
}

/// Any of those that are not passed by: a few tries, then one by one from a random place on.
fn any_of(
    group: &Group<'_>,
    wish: &Wish<'_>,
    chance: &mut Chance,
    steps: &mut u64,
) -> Option<MemberId> {
    let total: usize = group.iter().map(|(_, class)| class.listed.len()).sum();
    let at = |mut index: usize| {
        for (_, class) in group {
            match class.listed.get(index) {
                Some(id) => return Some(*id),
                None => index -= class.listed.len(),
            }
        }
        None
    };
    for _ in 0..TRIES.min(total) {
        *steps += 1;
        let id = at(chance.below(total)).filter(|id| !(wish.passes)(*id));
        if id.is_some() {
            return id;
        }
    }
    let left: Vec<MemberId> = group
        .iter()
        .flat_map(|(_, class)| class.listed.iter().copied())
        .filter(|id| !(wish.passes)(*id))
        .collect();
    *steps += total as u64;
    let chosen = (!left.is_empty()).then(|| chance.below(left.len()))?;
    left.get(chosen).copied()
}

const TRIES: usize = 8;
