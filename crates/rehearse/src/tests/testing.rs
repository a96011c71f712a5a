//! Tests of dialplans: the language, failures, reports, and those of the examples.

use std::time::Duration;

use super::world::{Folders, exchange, first_instant, in_repository, material, settings};
use crate::Material;
use crate::plan_test::{Beginning, Report, Test, junit, parse, run, text};

fn beginning() -> Beginning {
    Beginning {
        since_epoch: Duration::from_secs(1_709_632_800),
        began: first_instant(),
        format_time: settings().format_time,
    }
}

fn read(tests: &str) -> Vec<Test> {
    parse("a.test", tests, beginning()).unwrap()
}

const PHONES: &str = "[alice]\ntype=endpoint\ncontext=phones\nallow=ulaw\naors=alice\n[alice]\ntype=aor\n\
    [bob]\ntype=endpoint\ncontext=phones\nallow=ulaw\naors=bob\n[bob]\ntype=aor\n";
const PLAN: &str = "[phones]\nexten => 1,1,GotoIf($[${DB(open/door)} = 1]?in)\n same => n,Dial(PJSIP/bob,10)\n\
     same => n,Hangup()\n same => n(in),Playback(hello)\n";

fn of(tests: &str) -> Report {
    let material = material(&[("pjsip.conf", PHONES), ("extensions.conf", PLAN)]);
    run(&exchange(&material), &read(tests))
}

#[test]
fn good_tests_pass() {
    let report = of(
        "test inside\n caller alice\n given database open/door = 1\n calls 1\n hears hello\n not rings\n\
        test outside\n caller alice\n at 2024-03-05 10:00\n calls 1\n rings bob\n lasts 10s\n ends Hangup\n status 603\n",
    );
    assert!(report.is_good(), "{}", text(&report));
    let (_, file) = report.coverage.files().next().unwrap();
    assert_eq!(
        (file.run.len(), file.lines.len(), file.ways.len()),
        (4, 4, 2)
    );
    assert!(
        text(&report).contains("extensions.conf: 4 of 4 lines (100 %), 2 of 2 branches (100 %)"),
        "{}",
        text(&report)
    );
}

#[test]
fn bad_tests_fail_with_reasons() {
    let check = |expectation: &str, reason: &str| {
        let report = of(&format!(
            "test t\n caller alice\n calls 1\n {expectation}\n"
        ));
        let failures = &report.verdicts[0].failures;
        assert_eq!(failures.len(), 1, "{expectation}");
        assert!(
            failures[0].1.contains(reason) && failures[0].0 == 4,
            "{expectation}: {failures:?}"
        );
    };
    check("rings carol", "carol does not ring; PJSIP/bob does");
    check("not rings", "PJSIP/bob rings");
    check("not rings bob", "PJSIP/bob rings");
    check("hears hello", "hello is not heard here; heard are nothing");
    check("runs Playback", "Playback does not run here");
    check("not runs Dial", "Dial(PJSIP/bob,10) runs");
    check("reaches other", "does not get to other");
    check(
        "variable DIALSTATUS is BUSY",
        "DIALSTATUS is 'NOANSWER', not 'BUSY'",
    );
    check("status 200", "sees 603, not 200");
    check("lasts 1s", "lasts 10 s");
    check("ends conversation", "it ends otherwise");
    check("warns nothing of that", "no warning");
    let report = of("test t\n caller nobody\n calls 1\n");
    assert!(!report.is_good());
    let xml = junit(&report);
    assert!(xml.contains("tests=\"1\" failures=\"1\""), "{xml}");
    assert!(
        xml.contains("there is no phone &apos;nobody'")
            || xml.contains("there is no phone 'nobody'"),
        "{xml}"
    );
    assert!(text(&report).contains("FAILED  t"));
}

#[test]
fn order_matters() {
    let plan = "[phones]\nexten => 1,1,Playback(a)\n same => n,Playback(b)\n";
    let material = material(&[("pjsip.conf", PHONES), ("extensions.conf", plan)]);
    let good = |tests: &str| run(&exchange(&material), &read(tests)).is_good();
    assert!(good(
        "test t\n caller alice\n calls 1\n hears a\n hears b\n"
    ));
    assert!(!good(
        "test t\n caller alice\n calls 1\n hears b\n hears a\n"
    ));
}

#[test]
fn what_is_no_test_is_refused() {
    let check = |tests: &str, line: u32, words: &str| {
        let problems = parse("a.test", tests, beginning()).unwrap_err();
        let problem = problems.first().unwrap();
        assert!(
            problem.span.line == line && problem.to_string().contains(words),
            "{problem}"
        );
    };
    check("caller alice\n", 1, "begins with 'test NAME'");
    check("test t\n caller alice\n", 1, "nobody is called");
    check(
        "test t\n caller a\n calls 1\n heers x\n",
        4,
        "did you mean 'hears'",
    );
    check(
        "test t\n caller a\n calls 1\n at noon\n",
        4,
        "expected a time",
    );
    check(
        "test t\n caller a\n calls 1\n given bob sleeps\n",
        4,
        "expected a phone",
    );
    check(
        "test t\n caller a\n calls 1\n hangs up now\n",
        4,
        "hangs up after",
    );
}

#[test]
fn the_examples_do_what_their_tests_say() {
    let folder = in_repository("examples/demo");
    let material = Material::read(&Folders(vec![folder.clone()]), false, &[]);
    let mut tests = Vec::new();
    let files = folder.join("tests").read_dir().unwrap().flatten();
    for file in files {
        let text = std::fs::read_to_string(file.path()).unwrap();
        tests.extend(parse(&file.file_name().to_string_lossy(), &text, beginning()).unwrap());
    }
    assert!(tests.len() >= 10, "{}", tests.len());
    let report = run(&exchange(&material), &tests);
    assert!(report.is_good(), "{}", text(&report));
    for (_, file) in report.coverage.files() {
        assert_eq!(
            file.missed().collect::<Vec<_>>(),
            [0; 0],
            "{}",
            text(&report)
        );
    }
}

#[test]
fn the_web_answers_as_the_test_says() {
    let plan = "[phones]\nexten => 1,1,Set(x=${CURL(http://example.org/who?n=${CALLERID(num)})})\n \
                same => n,NoOp(${x})\n same => n,Hangup()\n";
    let sip = "[general]\n[100]\ntype=friend\nhost=dynamic\ncontext=phones\n";
    let material = super::world::material(&[("extensions.conf", plan), ("sip.conf", sip)]);
    let told = |given: &str| {
        let story = super::world::call(&material, "SIP/100", "1", |question| {
            if !given.is_empty() {
                question.web.push(("who?n=".to_owned(), given.to_owned()));
            }
        });
        super::world::steps(&story)[1].clone()
    };
    assert_eq!(told("Bob"), "3 NoOp(Bob)");
    assert_eq!(told(""), "3 NoOp()");
}
