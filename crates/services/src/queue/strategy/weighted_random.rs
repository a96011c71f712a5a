//! `wrandom`: each member draws a number below 1000 times its penalty plus one, and the lowest wins. We
//! draw the lowest of each penalty at once, which comes to the same.

use super::{Chance, Choice, Group, Order, Standing, Wish, any_of};

pub(super) struct WeightedRandom;

impl Order for WeightedRandom {
    fn rank(&self, member: Standing) -> u64 {
        member.id.0.into()
    }

    fn across_penalties(&self) -> bool {
        true
    }

    fn choose(
        &self,
        group: &Group<'_>,
        wish: &Wish<'_>,
        chance: &mut Chance,
        steps: &mut u64,
    ) -> Choice {
        let mut draws: Vec<(f64, usize)> = Vec::new();
        for (at, (penalty, class)) in group.iter().enumerate() {
            let members = u32::try_from(class.listed.len()).unwrap_or(u32::MAX);
            // The lowest of n numbers below 1 is below x with the chance 1-(1-x)^n.
            let lowest = 1.0 - (1.0 - chance.fraction()).powf(1.0 / f64::from(members.max(1)));
            draws.push((lowest * (1.0 + f64::from((*penalty).max(0))), at));
        }
        draws.sort_by(|a, b| a.0.total_cmp(&b.0));
        let mut winners = draws.into_iter().filter_map(|(_, at)| {
            let class = group.get(at)?;
            any_of(std::slice::from_ref(class), wish, chance, steps)
        });
        winners.next().into_iter().collect()
    }
}
