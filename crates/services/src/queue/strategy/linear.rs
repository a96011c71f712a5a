//! `linear`: one after the other, for each caller from the first; its later rounds go on where the one
//! before ended.

use crate::queue::pool::around;

use super::{Chance, Choice, Group, Order, Standing, Wish};

pub(super) struct Linear;

impl Order for Linear {
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
