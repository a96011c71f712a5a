//! The tables of patterns and of searches.

use super::*;

#[test]
fn the_table_of_patterns() {
    let (mut faults, mut count) = (Vec::new(), 0);
    let lines = include_str!("patterns.txt").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        // The pattern may hold a bar; the numbers do not begin with one.
        let (rest, others) = line.rsplit_once(" |").unwrap();
        let (pattern, numbers) = rest.rsplit_once(" | ").unwrap();
        let plan = plan(&format!("a {pattern} 1"));
        let rows = numbers.split_whitespace().map(|number| (number, true));
        for (number, wanted) in rows.chain(others.split_whitespace().map(|n| (n, false))) {
            count += 1;
            if found(&plan, "a", number, 1).is_some() != wanted {
                faults.push(format!("{pattern} and {number}: not {wanted}"));
            }
        }
    }
    assert!(count >= 200, "only {count}");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

#[test]
fn the_table_of_searches() {
    let (mut builder, mut asked) = (DialplanBuilder::new(), Vec::new());
    let lines = include_str!("searches.txt").lines();
    for line in lines.filter(|line| !line.starts_with('#')) {
        let (context, rest) = line.split_once(' ').unwrap();
        if let Some(included) = rest.strip_prefix("> ") {
            builder.include(context, included, "test", None).unwrap();
        } else if let Some((number, wanted)) = rest.split_once(" => ") {
            asked.push((context, number, wanted));
        } else {
            let step = NewStep::new(context, rest, 1, "NoOp", "", "test");
            builder.add_step(&step).unwrap();
        }
    }
    let plan = builder.build().0;
    for (context, number, wanted) in asked {
        let found = plan.find(&noon(), context, number, 1, None);
        let found = found.map(|found| format!("{}@{}", found.pattern, found.context));
        assert_eq!(
            found.as_deref().unwrap_or("-"),
            wanted,
            "{context} {number}"
        );
    }
}
