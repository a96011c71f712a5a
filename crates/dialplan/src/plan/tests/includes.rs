//! Random plans with includes, compared with trying everything in turn.

use proptest::prelude::*;

use super::*;
use crate::pattern::Key;

/// One context: extensions with a priority, and indexes of what it includes.
type Written = (Vec<(String, u32)>, Vec<usize>);

fn extension() -> impl Strategy<Value = (String, u32)> {
    let pattern = "(_([0-3XZN]|\\[[0-4]-[5-9]\\]){1,3}[.!]?|[0-3]{1,3})";
    (proptest::string::string_regex(pattern).unwrap(), 1u32..3)
}

fn contexts() -> impl Strategy<Value = Vec<Written>> {
    let one = (
        proptest::collection::vec(extension(), 0..6),
        proptest::collection::vec(0usize..6, 0..4),
    );
    proptest::collection::vec(one, 6)
}

fn name(index: usize) -> String {
    format!("c{index}")
}

fn built(written: &[Written]) -> Dialplan {
    let mut builder = DialplanBuilder::new();
    for (index, (extensions, includes)) in written.iter().enumerate() {
        let context = name(index);
        builder.add_context(&context, "test");
        for (extension, priority) in extensions {
            // What is there already stays.
            let _ = builder.add_step(&NewStep::new(
                &context, extension, *priority, "NoOp", "", "test",
            ));
        }
        for included in includes {
            let _ = builder.include(&context, &name(*included), "test", None);
        }
    }
    builder.build().0
}

/// The context and the key of what a number finds: its own extensions in the order of preference,
/// then what it includes in the order of the lines, and no context twice.
fn naive(
    written: &[Written],
    at: usize,
    number: &str,
    priority: u32,
    seen: &mut Vec<usize>,
) -> Option<(String, Key)> {
    if seen.contains(&at) {
        return None;
    }
    seen.push(at);
    let (extensions, includes) = &written[at];
    let fitting = extensions
        .iter()
        .filter(|(_, known)| *known == priority)
        .map(|(text, _)| Key::parse(text).unwrap())
        .filter(|key| key.matches(number))
        .min();
    if let Some(key) = fitting {
        return Some((name(at), key));
    }
    includes
        .iter()
        .find_map(|included| naive(written, *included, number, priority, seen))
}

proptest! {
    #[test]
    fn includes_are_searched_as_trying_all_does(
        written in contexts(),
        numbers in proptest::collection::vec("[0-9]{1,4}", 8),
    ) {
        let plan = built(&written);
        for number in &numbers {
            for priority in 1..3 {
                let found = plan.find(&noon(), "c0", number, priority, None);
                let found = found.map(|found| {
                    (found.context.to_string(), Key::parse(found.pattern).unwrap())
                });
                let expected = naive(&written, 0, number, priority, &mut Vec::new());
                prop_assert_eq!(found, expected, "{} {} {:?}", number, priority, &written);
            }
        }
    }
}
