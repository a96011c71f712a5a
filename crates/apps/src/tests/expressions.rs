//! The table of expressions.txt: each line on a channel of its own.

use super::harness::World;

#[test]
fn the_table_of_expressions() {
    let (mut sets, mut faults, mut count) = (Vec::new(), Vec::new(), 0);
    for line in include_str!("expressions.txt").lines() {
        if let Some(set) = line.strip_prefix("set ") {
            sets.push(format!("same => n,Set({set})\n"));
        } else if let Some((text, wanted)) = line.split_once(" => ")
            && !line.starts_with('#')
        {
            count += 1;
            let sets: String = sets.concat();
            let mut world = World::new(&format!(
                "exten => 100,1,Wait(0)\n{sets}same => n,NoOp({text})\n"
            ));
            world.dials("100");
            let notes = world.notes();
            let value = notes.first().copied().unwrap_or("(it did not run)");
            if value != wanted {
                faults.push(format!("{text} is '{value}', not '{wanted}'"));
            }
        }
    }
    assert!(count >= 300, "only {count} lines");
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}
