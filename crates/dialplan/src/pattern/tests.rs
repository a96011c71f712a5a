use proptest::prelude::*;

use super::trie::{Outcome, Trie, Verdict, Wanted};
use super::*;

fn key(text: &str) -> Key {
    Key::parse(text).unwrap()
}

#[test]
fn single_patterns() {
    for (pattern, number, expected) in [
        ("100", "100", true),
        ("100", "1000", false),
        ("1-00", "100", true),
        ("100", "1-0-0", true),
        ("s", "s", true),
        ("s", "S", false),
        ("_X.", "1", false),
        ("_X.", "12", true),
        ("_X!", "1", true),
        ("_X!", "12345", true),
        ("_!", "", true),
        ("_.", "", false),
        ("_.", "h", true),
        ("_4.", "4", false),
        ("_4.", "4menu1", true),
        ("_0[1-9].", "01", false),
        ("_0[1-9].", "012", true),
        ("_0[1-9].", "002", false),
        ("_XXXX", "123", false),
        ("_XXXX", "1234", true),
        ("_XXXX", "12345", false),
        ("_xXzZnN", "001122", true),
        ("_xXzZnN", "001112", false),
        ("_ZXX", "099", false),
        ("_NXX", "199", false),
        ("_NXX", "299", true),
        ("_[04-9#]", "#", true),
        ("_[04-9#]", "0", true),
        ("_[04-9#]", "1", false),
        ("_[04-9#]", "7", true),
        ("[04-9#]", "7", false),
        ("[04-9#]", "[04-9#]", true),
        ("_[a-c]1", "b1", true),
        ("_[a-c]1", "B1", false),
        ("_*XX", "*12", true),
        ("_+33X.", "+3312", true),
        ("_1-NXX-XXXX", "11125551", false),
        ("_1-NXX-XXXX", "15552000", true),
        ("_1-NXX-XXXX", "1-555-2000", true),
        ("_[1-3-]X", "-", false),
        ("_abc", "abc", true),
        ("_abz", "ab5", true),
        ("_ 1 X", "12", true),
        ("_X.5", "123", true),
        ("fromfree", "fromfree", true),
        ("**1", "**1", true),
        ("_é.", "éa", true),
    ] {
        assert_eq!(key(pattern).matches(number), expected, "{pattern} {number}");
    }
}

#[test]
fn unusable_patterns() {
    assert!(
        Key::parse(&format!("_{}", "X".repeat(256)))
            .unwrap_err()
            .contains("255 places")
    );
    for (pattern, why) in [
        ("_[12", "no ']'"),
        ("_1[]", "holds nothing"),
        ("_[9-0]", "holds nothing"),
    ] {
        assert!(Key::parse(pattern).unwrap_err().contains(why), "{pattern}");
    }
}

#[test]
fn order_of_preference() {
    let expected = [
        "100", "9", "h", "_10", "_1[5]", "_1[2-3]", "_1[2-4]", "_1[357]", "_1N", "_1Z", "_1X",
        "_1.", "_1!", "_1", "_9NX", "_9XX", "_[1-4]X", "_N", "_Z.", "_Z!", "_XX", "_X.", "_X!",
        "_X", "_.", "_!",
    ];
    for mut shuffled in [expected, {
        let mut reversed = expected;
        reversed.reverse();
        reversed
    }] {
        shuffled.sort_by_key(|text| key(text));
        assert_eq!(shuffled, expected);
    }
    assert_eq!(key("_N"), key("_[2-9]"));
    assert_eq!(key("_x.").cmp(&key("_X.")), std::cmp::Ordering::Equal);
    assert!(ByteSet::range(b'2', b'4') > ByteSet::range(b'1', b'3'));
}

fn trie(patterns: &[Vec<Unit>]) -> Trie {
    let mut trie = Trie::default();
    for (index, pattern) in patterns.iter().enumerate() {
        trie.insert(pattern, index);
    }
    trie
}

/// Asterisk's comparison, position by position: 0 no match, 1 match, 2 match by `!`.
fn compare(units: &[Unit], number: &[u8], wanted: Wanted) -> u8 {
    let mut at = 0;
    for unit in units {
        let Some(byte) = number.get(at) else {
            return match (wanted, unit) {
                (_, Unit::Early) => 2,
                (Wanted::Match, _) => 0,
                _ => 1,
            };
        };
        match unit {
            Unit::Rest => return 1,
            Unit::Early => return 2,
            Unit::Byte(expected) if expected == byte => {}
            Unit::Set(set) if set.contains(*byte) => {}
            _ => return 0,
        }
        at += 1;
    }
    u8::from(at == number.len() && wanted != Wanted::Longer)
}

/// Every pattern in turn, sorted by preference: what the trie has to agree with.
fn naive(
    patterns: &[Vec<Unit>],
    number: &[u8],
    wanted: Wanted,
    verdict: impl Fn(usize) -> Verdict,
) -> Outcome {
    let mut order: Vec<usize> = (0..patterns.len()).collect();
    order.sort_by_key(|index| Key::Pattern(patterns[*index].clone()));
    for index in order {
        let result = compare(&patterns[index], number, wanted);
        if result == 0 || verdict(index) == Verdict::Ignore {
            continue;
        }
        if result == 2 && wanted == Wanted::Longer {
            return Outcome::Decided;
        }
        if verdict(index) == Verdict::Take {
            return Outcome::Taken(index);
        }
    }
    Outcome::Nothing
}

fn pattern() -> impl Strategy<Value = String> {
    proptest::string::string_regex("_([0-3XZN]|\\[[0-4]-[3-9]\\]|\\[[0-9]{1,3}\\]){0,4}[.!]?[X1]?")
        .unwrap()
}

proptest! {
    #[test]
    fn the_trie_agrees_with_trying_all(
        texts in proptest::collection::vec(pattern(), 0..24),
        numbers in proptest::collection::vec("[0-9]{0,6}", 8),
        verdicts in proptest::collection::vec(0u8..4, 24),
    ) {
        let patterns: Vec<Vec<Unit>> = texts
            .iter()
            .filter_map(|text| match Key::parse(text) {
                Ok(Key::Pattern(units)) => Some(units),
                _ => None,
            })
            .collect();
        let trie = trie(&patterns);
        let verdict = |index: usize| match verdicts[index] {
            0 => Verdict::Ignore,
            1 => Verdict::Pass,
            _ => Verdict::Take,
        };
        for number in &numbers {
            for wanted in [Wanted::Match, Wanted::Prefix, Wanted::Longer] {
                let found = trie.search(number.as_bytes(), wanted, &mut |index| verdict(index), &mut 0);
                let expected = naive(&patterns, number.as_bytes(), wanted, verdict);
                prop_assert_eq!(found, expected, "{} {:?} {:?}", number, wanted, texts);
            }
        }
    }

    #[test]
    fn parsing_never_panics(text in "\\PC{0,30}", number in "\\PC{0,10}") {
        if let Ok(key) = Key::parse(&text) {
            key.matches(&number);
        }
    }
}
