//! `ringall`: all members of the best penalty at once.

use super::{Chance, Choice, Group, Order, Standing, Wish};

pub(super) struct RingAll;

impl Order for RingAll {
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
        let mut all: Choice = group
            .iter()
            .flat_map(|(_, class)| class.listed.iter().copied())
            .filter(|id| !(wish.passes)(*id))
            .collect();
        *steps += all.len() as u64;
        all.sort();
        all
    }
}
