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

/// A plan that asks a script who calls.
const ASKS: &str = "[phones]\nexten => 1,1,AGI(who.php,${CALLERID(num)})\n \
    same => n,GotoIf($[\"${AGISTATUS}\" = \"SUCCESS\"]?known:unknown)\n \
    same => n(known),NoOp(${WHO} of ${TOWN})\n same => n,Hangup()\n \
    same => n(unknown),Playback(sorry)\n";

fn asked(tests: &str) -> Report {
    let material = material(&[("pjsip.conf", PHONES), ("extensions.conf", ASKS)]);
    run(&exchange(&material), &read(tests))
}

#[test]
fn scripts_give_what_the_test_says() {
    let good = |lines: &str| {
        let report = asked(&format!("test t\n caller alice\n calls 1\n{lines}"));
        assert!(report.is_good(), "{}", text(&report));
    };
    good(" given agi who.php gives WHO=Ann, TOWN=Kyiv\n runs NoOp(Ann of Kyiv)\n not warns\n");
    // A part without a name belongs to the value before it; another script's answer is not taken.
    good(
        " given agi else.php gives WHO=Bob\n given agi who.php gives TOWN=Bonn, Rhein\n \
         runs NoOp( of Bonn, Rhein)\n",
    );
    good(" callerid 77\n given agi who.php,77 gives WHO=Bea\n variable WHO is Bea\n");
    good(" given agi who.php gives AGISTATUS=FAILURE\n hears sorry\n");
    good(" hears sorry\n variable AGISTATUS is FAILURE\n warns who.php\n");
    let problems = parse(
        "a.test",
        "test t\n caller a\n calls 1\n given agi who.php\n",
        beginning(),
    );
    let problems = problems.unwrap_err();
    assert!(
        problems[0].to_string().contains("given agi TEXT gives"),
        "{problems:?}"
    );
}

#[test]
fn a_text_that_is_read_aloud_is_heard() {
    let plan = "[phones]\nexten => 1,1,Answer()\n same => n,agi(googletts.agi,\"Press two, please\",en,any)\n \
        same => n,Playback(nothing)\nexten => 2,1,Playback(two)\n";
    let material = material(&[("pjsip.conf", PHONES), ("extensions.conf", plan)]);
    let good = |lines: &str| {
        let tests = read(&format!("test t\n caller alice\n calls 1\n{lines}"));
        let report = run(&exchange(&material), &tests);
        assert!(report.is_good(), "{}", text(&report));
    };
    good(" hears \"Press two, please\"\n hears nothing\n not hears two\n not warns\n");
    good(" given digits 2\n hears two\n not hears nothing\n reaches phones,2,1\n");
    good(" given digits 9\n not hears nothing\n ends invalid extension\n");
}

#[test]
fn lines_and_branches_are_counted() {
    let coverage = |tests: &str| {
        let report = asked(tests);
        let (_, file) = report.coverage.files().next().unwrap();
        let counted = (
            file.run.len(),
            file.lines.len(),
            file.ways.len(),
            file.forks.len(),
        );
        (counted, file.missed().collect::<Vec<_>>(), text(&report))
    };
    let known = "test a\n caller alice\n given agi who gives WHO=A\n calls 1\n";
    let unknown = "test b\n caller alice\n calls 1\n";
    let (counted, missed, told) = coverage(known);
    assert_eq!((counted, missed), ((4, 5, 1, 1), vec![6]), "{told}");
    let line = "extensions.conf: 4 of 5 lines (80 %), 1 of 2 branches (50 %)\n  not run: lines 6\n";
    assert!(told.contains(line), "{told}");
    let (counted, missed, told) = coverage(unknown);
    assert_eq!((counted, missed), ((3, 5, 1, 1), vec![4, 5]), "{told}");
    // The same way twice is one way.
    let (counted, ..) = coverage(&format!("{unknown}{unknown}"));
    assert_eq!(counted, (3, 5, 1, 1));
    let (counted, missed, told) = coverage(&format!("{known}{unknown}"));
    assert_eq!((counted, missed), ((5, 5, 2, 1), vec![]), "{told}");
    let (counted, ..) = coverage("test c\n caller nobody\n calls 1\n");
    assert_eq!(counted, (0, 5, 0, 1));
}

#[test]
fn junit_tells_each_test_with_its_failures() {
    let report = asked(
        "test it's <good> & \"well\"\n caller alice\n calls 1\n hears sorry\n\
         test bad\n caller alice\n calls 1\n hears <gone>\n status 486\n",
    );
    let xml = junit(&report);
    let begins = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<testsuite name=\"dialplan\" tests=\"2\" failures=\"1\">\n";
    assert!(xml.starts_with(begins), "{xml}");
    assert!(xml.ends_with("</testsuite>\n"), "{xml}");
    let good =
        "<testcase classname=\"a.test\" name=\"it's &lt;good&gt; &amp; &quot;well&quot;\" time=\"";
    assert!(xml.contains(good), "{xml}");
    assert_eq!(xml.matches("<testcase ").count(), 2, "{xml}");
    assert_eq!(xml.matches("</testcase>").count(), 1, "{xml}");
    assert_eq!(xml.matches("<failure ").count(), 2, "{xml}");
    assert_eq!(xml.matches("</failure>").count(), 2, "{xml}");
    assert!(
        xml.contains("message=\"a.test:8: '&lt;gone&gt;'")
            || xml.contains("message=\"a.test:8: &lt;gone&gt;"),
        "{xml}"
    );
    assert!(xml.contains("a.test:9: "), "{xml}");
    // Nothing of a text can end an element.
    let inside = xml.lines().filter(|line| line.contains("<gone>"));
    assert_eq!(inside.count(), 0, "{xml}");
}
