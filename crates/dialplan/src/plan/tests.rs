mod includes;
mod table;

use super::*;
use crate::times::WallTime;

const NOON: WallTime = WallTime {
    minute_of_day: 720,
    weekday: 3,
    day: 15,
    month: 5,
};

fn noon() -> MomentForTimes<'static> {
    MomentForTimes::local(NOON)
}

/// A plan from lines `context extension[/caller] priority[(label)]`; the application is the number
/// of the line. `context > included` includes.
fn plan(lines: &str) -> Dialplan {
    let mut builder = DialplanBuilder::new();
    for (number, line) in lines
        .lines()
        .map(str::trim)
        .filter(|line| !line.is_empty())
        .enumerate()
    {
        let words: Vec<&str> = line.split_whitespace().collect();
        if words[1] == ">" {
            builder.include(words[0], words[2], "test", None).unwrap();
            continue;
        }
        let (extension, caller) = words[1]
            .split_once('/')
            .map_or((words[1], None), |(name, caller)| (name, Some(caller)));
        let (priority, label) = words[2].split_once('(').unwrap_or((words[2], ""));
        let application = (number + 1).to_string();
        let mut step = NewStep::new(
            words[0],
            extension,
            priority.parse().unwrap(),
            &application,
            "",
            "test",
        );
        step.caller = caller;
        step.label = label.strip_suffix(')');
        builder.add_step(&step).unwrap();
    }
    builder.build().0
}

fn found<'a>(plan: &'a Dialplan, context: &str, extension: &str, priority: u32) -> Option<&'a str> {
    let found = plan.find(&noon(), context, extension, priority, None)?;
    Some(&found.step.application)
}

#[test]
fn names_before_patterns_and_exact_before_loose() {
    let plan = plan(
        "a _X. 1
         a _9. 1
         a 9 1
         a _9XX 1
         a _9[1-3]X 1
         a 911 1
         a _9NX 1
         a _! 1",
    );
    for (number, expected) in [
        ("9", "3"),
        ("911", "6"),
        ("921", "5"),
        ("951", "7"),
        ("901", "4"),
        ("9011", "2"),
        ("12", "1"),
        ("1", "8"),
        ("abc", "8"),
        ("", "8"),
        ("9-1-1", "6"),
    ] {
        assert_eq!(found(&plan, "a", number, 1), Some(expected), "{number}");
    }
    assert_eq!(found(&plan, "b", "9", 1), None);
    assert_eq!(found(&plan, "A", "9", 1), None);
}

#[test]
fn what_lacks_the_priority_is_passed_over() {
    let plan = plan(
        "a 100 1
         a _1XX 2
         a _XXX 3
         a > b
         b 100 4
         b _X. 1(here)",
    );
    for (priority, expected) in [(1, "1"), (2, "2"), (3, "3"), (4, "5")] {
        assert_eq!(
            found(&plan, "a", "100", priority),
            Some(expected),
            "{priority}"
        );
    }
    assert_eq!(found(&plan, "a", "100", 5), None);
    assert_eq!(plan.find_label(&noon(), "a", "100", "here", None), Some(1));
    assert_eq!(plan.find_label(&noon(), "a", "100", "Here", None), None);
    let step = plan.find(&noon(), "a", "77", 1, None).unwrap();
    assert_eq!((&**step.context, step.pattern), ("b", "_X."));
}

#[test]
fn includes_come_after_everything_of_the_context() {
    let plan = plan(
        "a > b
         a > c
         a _X. 1
         b 100 1
         b 5 1
         b > a
         b > d
         c 5 1
         c 6 1
         d 6 1",
    );
    for (number, expected) in [
        ("100", Some("3")),
        ("5", Some("5")),
        ("6", Some("10")),
        ("7", None),
    ] {
        assert_eq!(found(&plan, "a", number, 1), expected, "{number}");
    }
}

#[test]
fn includes_obey_the_clock() {
    let plan = plan(
        "a > day,9:00-17:00,mon-fri
         a > night|18:00-8:00|*|*|*
         day 1 1
         night 1 1
         night 2 1",
    );
    let at = |minute_of_day| {
        MomentForTimes::local(WallTime {
            minute_of_day,
            ..NOON
        })
    };
    assert_eq!(
        plan.find(&at(720), "a", "1", 1, None)
            .unwrap()
            .step
            .application,
        "3"
    );
    assert_eq!(
        plan.find(&at(1200), "a", "1", 1, None)
            .unwrap()
            .step
            .application,
        "4"
    );
    assert!(!plan.exists(&at(720), "a", "2", 1, None));
}

#[test]
fn the_caller_may_decide() {
    let plan = plan(
        "a 100 1
         a 100/_06X. 1
         a 100/123 1
         a 100/ 1
         a _1XX/555 1
         a _1XX 2",
    );
    let found = |caller: Option<&str>| {
        plan.find(&noon(), "a", "100", 1, caller)
            .unwrap()
            .step
            .application
            .clone()
    };
    assert_eq!(found(Some("0612")), "2");
    assert_eq!(found(Some("123")), "3");
    assert_eq!(found(Some("1-2-3")), "3");
    assert_eq!(found(Some("999")), "1");
    assert_eq!(found(None), "4");
    assert_eq!(found(Some("")), "4");
    assert_eq!(
        plan.find(&noon(), "a", "101", 1, Some("555"))
            .unwrap()
            .caller,
        Some("555")
    );
    assert!(plan.find(&noon(), "a", "101", 1, Some("556")).is_none());
}

#[test]
fn more_digits() {
    let plan = plan(
        "a 1 1
         a 100 1
         a 2 1
         a _3XX 1
         a _4. 1
         a _5! 1
         a 51 1
         a 9 2
         a > b
         b 22 1
         b 555 1
         b 7 1",
    );
    for (number, can_match, match_more) in [
        ("", true, true),
        ("1", true, true),
        ("10", true, true),
        ("100", true, false),
        ("101", false, false),
        ("2", true, true),
        ("22", true, false),
        ("3", true, true),
        ("31", true, true),
        ("311", true, false),
        ("4", true, true),
        ("41", true, true),
        // 51 is a name, and names come before `!`.
        ("5", true, true),
        // `!` decides, and what is included is not asked.
        ("51", true, false),
        ("55", true, false),
        ("6", false, false),
        ("7", true, false),
        ("9", false, false),
    ] {
        assert_eq!(
            plan.can_match(&noon(), "a", number, 1, None),
            can_match,
            "can {number}"
        );
        assert_eq!(
            plan.match_more(&noon(), "a", number, 1, None),
            match_more,
            "more {number}"
        );
    }
}

#[test]
fn a_pattern_can_be_dialled_by_its_text() {
    let plan = plan("a _X. 1\n a _9X. 1");
    assert_eq!(found(&plan, "a", "_x.", 1), Some("1"));
    assert_eq!(found(&plan, "a", "_9X.", 1), Some("2"));
    assert_eq!(found(&plan, "a", "_8X.", 1), None);
}

#[test]
fn equal_patterns_are_one_extension() {
    let plan = plan("a _N 1\n a _[2-9] 2\n a _n 3");
    assert_eq!(found(&plan, "a", "5", 2), Some("2"));
    assert_eq!(
        plan.steps()
            .map(|(_, extension, _)| extension)
            .collect::<Vec<_>>(),
        ["_N"; 3]
    );
}

#[test]
fn the_first_of_two_stays() {
    let mut builder = DialplanBuilder::new();
    let step = NewStep::new("a", "1", 1, "First", "${X", "test");
    assert_eq!(builder.add_step(&step).unwrap().len(), 1);
    let again = NewStep::new("a", "1", 1, "Second", "", "test");
    assert!(
        builder
            .add_step(&again)
            .unwrap_err()
            .to_string()
            .contains("already defined")
    );
    let bad = NewStep::new("a", "_[1", 1, "X", "", "test");
    assert!(matches!(
        builder.add_step(&bad),
        Err(AlreadyDefined::BadPattern(_))
    ));
    builder.include("a", "b", "test", None).unwrap();
    assert_eq!(
        builder.include("a", "b", "test", None),
        Err(AlreadyDefined::Included)
    );
    let (plan, problems) = builder.build();
    assert_eq!(found(&plan, "a", "1", 1), Some("First"));
    assert!(problems[0].message.contains("'b', which does not exist"));
}

#[test]
fn a_plan_can_be_taken_up_again() {
    let mut builder = plan("a 1 1\n a > b\n b 2 1").to_builder();
    builder.add_context("parkedcalls", "res_parking");
    builder
        .add_step(&NewStep::new("b", "70", 1, "Park", "", "res_parking"))
        .unwrap();
    assert!(
        builder
            .add_step(&NewStep::new("a", "1", 1, "X", "", "test"))
            .is_err()
    );
    let (plan, _) = builder.build();
    assert_eq!(found(&plan, "a", "1", 1), Some("1"));
    assert_eq!(found(&plan, "a", "70", 1), Some("Park"));
    assert!(plan.has_context("parkedcalls"));
}

#[test]
fn hints_are_found_like_steps() {
    let mut builder = DialplanBuilder::new();
    builder
        .add_hint("a", "_1XX", "PJSIP/${EXTEN}", "test", None)
        .unwrap();
    builder
        .add_hint("b", "100", "SIP/100&Custom:x", "test", None)
        .unwrap();
    assert!(
        builder
            .add_hint("b", "100", "SIP/other", "test", None)
            .is_err()
    );
    builder.include("b", "a", "test", None).unwrap();
    let (plan, _) = builder.build();
    assert_eq!(plan.hint(&noon(), "b", "100"), Some("SIP/100&Custom:x"));
    assert_eq!(plan.hint(&noon(), "b", "101"), Some("PJSIP/${EXTEN}"));
    assert_eq!(plan.hint(&noon(), "b", "201"), None);
    assert_eq!(plan.hints().count(), 2);
    assert!(!plan.exists(&noon(), "b", "100", 1, None));
}

#[test]
fn the_listing() {
    let mut builder =
        plan("internal 600 2(echo)\n internal 600 1\n internal _X. 1\n internal > other")
            .to_builder();
    builder
        .add_hint("internal", "600", "SIP/600", "test", None)
        .unwrap();
    builder.add_switch(
        "internal",
        SwitchKind::Plain,
        "Realtime",
        "x@y",
        "test",
        None,
    );
    builder.add_ignore_pattern("internal", "9", "test");
    let (plan, _) = builder.build();
    let expected = "\
[ Context 'internal' created by 'test' ]
  '600' =>          hint: SIP/600                                 [test]
                    1. 2()                                        [test]
     [echo]         2. 1()                                        [test]
  '_X.' =>          1. 3()                                        [test]
  Include =>        'other'                                       [test]
  Ignore pattern => '9'                                           [test]
  Alt. Switch =>    'Realtime/x@y'                                [test]

-= 2 extensions (4 priorities) in 1 context. =-
";
    assert_eq!(plan.show(None), expected);
    assert_eq!(plan.show(Some("internal")), expected);
    assert_eq!(plan.show(Some("none")), "There is no context 'none'\n");
    assert!(plan.ignore_pattern("internal", "9") && !plan.ignore_pattern("internal", "91"));
    assert_eq!(plan.switches("internal")[0].data, "x@y");
}

#[test]
fn a_loop_of_many_contexts_ends() {
    let mut builder = DialplanBuilder::new();
    for number in 0..2000 {
        for other in [number + 1, number / 2, 0] {
            let _ = builder.include(&format!("c{number}"), &format!("c{other}"), "test", None);
        }
    }
    let (plan, _) = builder.build();
    assert!(!plan.exists(&noon(), "c0", "1", 1, None));
}

/// Effort of one look-up of each kind, in nodes and map entries visited.
fn effort(count: u32) -> usize {
    let mut builder = DialplanBuilder::new();
    for number in 0..count {
        let name = format!("{:07}", number * 7);
        builder
            .add_step(&NewStep::new("a", &name, 1, "X", "", "t"))
            .unwrap();
        builder
            .add_step(&NewStep::new("a", &format!("_8{name}XX"), 1, "X", "", "t"))
            .unwrap();
    }
    builder
        .add_step(&NewStep::new("a", "_9.", 1, "X", "", "t"))
        .unwrap();
    let (plan, _) = builder.build();
    let mut steps = 0;
    for number in [
        "0000007",
        "8000000712",
        "912",
        "8",
        "80000",
        "nothing",
        "00",
    ] {
        for look in [Look::Match, Look::Prefix, Look::Longer] {
            let place = Place::Priority(1);
            plan.search_counted(&noon(), "a", number, None, place, look, &mut steps);
        }
    }
    steps
}

#[test]
fn the_effort_does_not_grow_with_the_plan() {
    let (small, large) = (effort(100), effort(50_000));
    assert!(
        large <= small * 2,
        "{small} steps among 200 extensions, {large} among 100000"
    );
}
