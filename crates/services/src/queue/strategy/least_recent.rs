//! `leastrecent`: the member whose last call is longest ago; who had none comes first.

use crate::queue::pool::lowest;

use super::{Chance, Choice, Group, Order, Standing, Wish};

pub(super) struct LeastRecent;

impl Order for LeastRecent {
    fn rank(&self, member: Standing) -> u64 {
        member.last_call_ms
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
