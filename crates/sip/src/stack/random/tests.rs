use super::*;
use std::collections::BTreeSet;

#[test]
fn the_seed_decides_everything() {
    let draw = |seed| {
        let mut random = Random::new(seed);
        (0..4).map(|_| random.word()).collect::<Vec<_>>()
    };
    assert_eq!(draw([1, 2, 3, 4]), draw([1, 2, 3, 4]));
    let variants = [
        [0; 4],
        [1, 0, 0, 0],
        [0, 1, 0, 0],
        [0, 0, 1, 0],
        [0, 0, 0, 1],
    ];
    assert_eq!(
        variants
            .map(draw)
            .into_iter()
            .collect::<BTreeSet<_>>()
            .len(),
        5
    );
}

#[test]
fn tokens_do_not_repeat_and_numbers_stay_below_their_limit() {
    let mut random = Random::new([7; 4]);
    let tokens: BTreeSet<_> = (0..10_000).map(|_| random.token()).collect();
    assert_eq!(tokens.len(), 10_000);
    let drawn: BTreeSet<_> = (0..1000).map(|_| random.below(10)).collect();
    assert_eq!(drawn, (0..10).collect());
}
