//! `fewestcalls`: the member that has taken the fewest calls of the queue.

use crate::queue::pool::lowest;

use super::{Chance, Choice, Group, Order, Standing, Wish};

pub(super) struct FewestCalls;

impl Order for FewestCalls {
    fn rank(&self, member: Standing) -> u64 {
        member.calls
    }

    fn choose(
        &self,
        group: &Group<'_>,
        wish: &Wish<'_>,
        _: &mut Chance,
        steps: &mut u64,
    ) -> Choice {
        lowest(group, wish, steps)
    }
}
