//! `random`: any member of the best penalty.

use super::{Chance, Choice, Group, Order, Standing, Wish, any_of};

pub(super) struct Random;

impl Order for Random {
    fn rank(&self, member: Standing) -> u64 {
        member.id.0.into()
    }

    fn choose(
        &self,
        group: &Group<'_>,
        wish: &Wish<'_>,
        chance: &mut Chance,
        steps: &mut u64,
    ) -> Choice {
        any_of(group, wish, chance, steps).into_iter().collect()
    }
}
