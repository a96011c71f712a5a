//! `rrmemory` and `rrordered`: one after the other; the next round of any caller begins behind the one
//! that was rung last.

use crate::queue::pool::around;

use super::{Chance, Choice, Group, Order, Standing, Wish};

pub(super) struct RoundRobin;

impl Order for RoundRobin {
    fn rank(&self, member: Standing) -> u64 {
        member.id.0.into()
    }

    fn choose(
        &self,
        group: &Group<'_>,
        wish: &Wish<'_>,
        _: &mut Chance,
        steps: &mut u64,
    ) -> Choice {
        around(group, wish, steps)
    }
}
