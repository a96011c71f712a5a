use std::path::{Path, PathBuf};

use config::{LoadOptions, MemoryFiles, Severity};

use super::*;
use crate::times::{MomentForTimes, WallTime};

fn noon() -> MomentForTimes<'static> {
    MomentForTimes::local(WallTime {
        minute_of_day: 720,
        weekday: 3,
        day: 15,
        month: 5,
    })
}

fn tree(text: &str) -> Tree {
    let files = MemoryFiles::new().with("extensions.conf", text);
    config::load(&files, "extensions.conf", &LoadOptions::default())
        .unwrap()
        .tree
}

/// The plan of a file that must have nothing wrong.
fn good(text: &str) -> Dialplan {
    let (plan, _, _, problems) = Dialplan::parse(&tree(text));
    assert_eq!(problems, [], "{text}");
    plan
}

/// The steps of a plan as `context extension priority application(arguments)`.
fn steps(plan: &Dialplan) -> Vec<String> {
    plan.steps()
        .map(|(context, extension, step)| {
            let label = step
                .label
                .as_ref()
                .map(|label| format!("[{label}]"))
                .unwrap_or_default();
            let crate::Step {
                priority,
                application,
                raw_arguments,
                ..
            } = step;
            format!("{context} {extension} {priority}{label} {application}({raw_arguments})")
        })
        .collect()
}

/// One context with these lines, what came of it, and its problems.
fn lines(text: &str) -> (Vec<String>, Vec<String>) {
    let (plan, _, _, problems) = Dialplan::parse(&tree(&format!("[c]\n{text}\n")));
    (
        steps(&plan),
        problems.iter().map(ToString::to_string).collect(),
    )
}

fn check(text: &str, expected: &[&str]) {
    let (steps, problems) = lines(text);
    assert_eq!(problems, [""; 0], "{text}");
    assert_eq!(steps, expected, "{text}");
}

fn check_with_problem(text: &str, expected: &[&str], problem: &str) {
    let (steps, problems) = lines(text);
    assert_eq!(steps, expected, "{text}");
    assert_eq!(problems.len(), 1, "{text}: {problems:?}");
    assert!(problems[0].contains(problem), "{text}: {problems:?}");
}

#[test]
fn priorities() {
    check(
        "exten => 100,1,Answer()
         exten => 100,n,Wait(1)
         exten => 100,n(again),Playback(x)
         same => n,Goto(again)
         same => n+10(far),Hangup()",
        &[
            "c 100 1 Answer()",
            "c 100 2 Wait(1)",
            "c 100 3[again] Playback(x)",
            "c 100 4 Goto(again)",
            "c 100 15[far] Hangup()",
        ],
    );
    check(
        "exten => s,1(dial),Dial(x)
         exten => s,dial+101,Busy()
         exten => s,dial+102(l),Hangup()
         exten => t,s,NoOp()
         exten => i,n,NoOp(2)",
        &[
            "c i 104 NoOp(2)",
            "c s 1[dial] Dial(x)",
            "c s 102 Busy()",
            "c s 103[l] Hangup()",
            "c t 103 NoOp()",
        ],
    );
    check(
        "exten => 1, 2 , B\nexten = 1,1,A\nEXTEN => 1,3abc,C\nSame => next,D",
        &["c 1 1 A()", "c 1 2 B()", "c 1 3 C()", "c 1 4 D()"],
    );
}

#[test]
fn applications_and_arguments() {
    for (written, expected) in [
        ("Dial(SIP/x,30,tT)", "Dial(SIP/x,30,tT)"),
        (" Hangup()", "Hangup()"),
        ("hangup", "hangup()"),
        ("Set(A=f(x))", "Set(A=f(x))"),
        ("Set(A=f(x)) and more", "Set(A=f(x))"),
        (
            "GotoIf($[\"${A}\" = \"b\"]?x:y)",
            "GotoIf($[\"${A}\" = \"b\"]?x:y)",
        ),
        (
            "Verbose(2,text with ) inside)",
            "Verbose(2,text with ) inside)",
        ),
        ("Dial (SIP/x)", "Dial(SIP/x)"),
        ("Playback(été)", "Playback(été)"),
        ("NoOp()()", "NoOp()()"),
    ] {
        check(
            &format!("exten => 1,1,{written}"),
            &[&format!("c 1 1 {expected}")],
        );
    }
    for (written, expected, problem) in [
        ("Dial(SIP/x", "Dial(SIP/x)", "no closing ')'"),
        (
            "Dial,SIP/x|30|tT",
            "Dial(SIP/x,30,tT)",
            "without parentheses",
        ),
        ("Dial|SIP/x|30", "Dial(SIP/x,30)", "without parentheses"),
        ("SetVar,A=B,C", "SetVar(A=B,C)", "without parentheses"),
        ("", "()", "no application"),
        ("Set(A=${B)", "Set(A=${B)", "missing '}'"),
    ] {
        let expected = format!("c 1 1 {expected}");
        check_with_problem(&format!("exten => 1,1,{written}"), &[&expected], problem);
    }
}

#[test]
fn extensions() {
    check("exten => _[0,1]X,1,A", &["c _[0,1]X 1 A()"]);
    check(
        "exten => _0[1-9].,1,A\nexten => **1,1,B",
        &["c **1 1 B()", "c _0[1-9]. 1 A()"],
    );
    check(
        "exten => 100/555,1,A\nsame => n,B\nexten => 100,1,C",
        &["c 100 1 A()", "c 100 2 B()", "c 100 1 C()"],
    );
    check(
        "exten => 1 ,1,A\nexten => [04-9#],1,B",
        &["c 1 1 A()", "c [04-9#] 1 B()"],
    );
    let (plan, ..) = Dialplan::parse(&tree("[c]\nexten => 100/(06) 1-2_[1-3]X.,1,A\n"));
    let caller = |number| plan.exists(&noon(), "c", "100", 1, Some(number));
    assert!(caller("0612_[1-3]X.") && !caller("0612"));
}

#[test]
fn faulty_lines_are_skipped_with_a_warning() {
    for (line, problem) in [
        ("same => n,A", "no 'exten' comes before"),
        ("exten => 1,n,A", "needs a line before"),
        ("exten => 1,s,A", "needs a line before"),
        ("exten => 1", "'' is neither a priority nor a label"),
        ("exten => 1,foo,A", "'foo' is neither"),
        ("exten => 1,0,A", "0 is not a priority"),
        ("exten => 1,-1,A", "-1 is not a priority"),
        ("exten => 1,99999999999,A", "is not a priority"),
        ("exten => 1,1(x,A", "lacks its ')'"),
        ("exten => _[1,1,A", "neither a priority"),
        ("exten => _[]1,1,A", "can match nothing"),
        ("extne => 1,1,A", "did you mean 'exten'?"),
        ("includ => x", "did you mean 'include'?"),
    ] {
        check_with_problem(line, &[], problem);
    }
    check_with_problem(
        "exten => 1,1,A\nexten => 1,1,B\nsame => n,C",
        &["c 1 1 A()", "c 1 2 C()"],
        "extensions.conf:3",
    );
    check_with_problem(
        "exten => 1,hint,SIP/1\nsame => n,A\nsame => 1,B",
        &["c 1 1 B()"],
        "right after a hint",
    );
    check_with_problem("exten => _.,1,A", &["c _. 1 A()"], "_X.");
}

#[test]
fn a_warning_names_file_and_line() {
    let (_, problems) = lines("exten => 1,1,A\n\nexten => 1,1,B");
    assert!(problems[0].starts_with("extensions.conf:4"), "{problems:?}");
    assert!(
        problems[0].contains("already defined at extensions.conf:2"),
        "{problems:?}"
    );
}

#[test]
fn the_priority_before_is_kept_by_context_and_not_by_extension() {
    check(
        "exten => 1,1,A\nexten => 2,n,B\n[d]\n",
        &["c 1 1 A()", "c 2 2 B()"],
    );
    check_with_problem(
        "exten => 1,1,A\n[d]\nexten => 2,n,B",
        &["c 1 1 A()"],
        "needs a line before",
    );
    check_with_problem(
        "exten => 1,1,A\n[d]\nsame => n,B",
        &["c 1 1 A()"],
        "no 'exten'",
    );
}

#[test]
fn sections_of_one_name_are_one_context() {
    let plan = good("[a]\nexten => 1,1,A\n[b]\nexten => 1,1,B\n[a]\nexten => 2,1,C\n");
    assert_eq!(steps(&plan), ["a 1 1 A()", "a 2 1 C()", "b 1 1 B()"]);
    assert_eq!(
        plan.contexts().map(|name| &**name).collect::<Vec<_>>(),
        ["a", "b"]
    );
}

#[test]
fn globals_are_substituted_in_order() {
    let text = "[Globals]\nA=1\nB=${A}2\nTRUNK => SIP/prov\n[x]\nexten => ${B},1,Dial(${TRUNK})\n\
                include => y${A}\nignorepat => ${A}\nswitch => R/${A}\neswitch => R/${A}\n[y1]\n[GLOBALS]\nB=3\n";
    let (plan, globals, _, problems) = Dialplan::parse(&tree(text));
    assert_eq!(problems, []);
    let globals: Vec<_> = globals
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    assert_eq!(globals, ["A=1", "B=12", "TRUNK=SIP/prov", "B=3"]);
    assert_eq!(steps(&plan), ["x 3 1 Dial(${TRUNK})"]);
    assert!(plan.ignore_pattern("x", "1"));
    let switches: Vec<_> = plan
        .switches("x")
        .iter()
        .map(|switch| &switch.data)
        .collect();
    assert_eq!(switches, ["1", "${A}"]);
    assert!(!plan.has_context("Globals"));
}

#[test]
fn general_options() {
    let text = "[General]\nstatic=yes\nWriteProtect = no\nclearglobalvars=yes\nautofallthrough=no\nuserscontext=staff\n";
    let (plan, _, general, problems) = Dialplan::parse(&tree(text));
    assert_eq!(problems, []);
    assert!(
        general.r#static
            && general.clearglobalvars
            && !general.autofallthrough
            && !general.writeprotect
    );
    assert_eq!(general.userscontext, "staff");
    assert_eq!(plan.contexts().count(), 0);
    assert!(GeneralOptions::default().autofallthrough);

    for (line, expected) in [
        ("autofalltrough=yes", "did you mean 'autofallthrough'?"),
        ("exten => 1,1,A", "is not a context"),
        ("static=perhaps", "neither yes nor no"),
    ] {
        let (.., problems) = Dialplan::parse(&tree(&format!("[general]\n{line}\n")));
        assert!(problems[0].to_string().contains(expected), "{problems:?}");
    }
}

#[test]
fn includes() {
    let plan = good(
        "[a]\ninclude => b,9:00-17:00,mon-fri,*,*\ninclude => c\n[b]\nexten => 1,1,B\n[c]\nexten => 1,1,C\n",
    );
    assert_eq!(
        plan.find(&noon(), "a", "1", 1, None)
            .unwrap()
            .step
            .application,
        "B"
    );
    let (_, problems) = lines("include => outbond\n[outbound]");
    assert!(
        problems[0].contains("'outbond', which does not exist; did you mean 'outbound'?"),
        "{problems:?}"
    );
    let (_, problems) = lines("include => d,25:00\ninclude => d,25:00\n[d]");
    assert!(
        problems[0].contains("'25:00'") && problems[1].contains("already included"),
        "{problems:?}"
    );
}

#[test]
fn hints() {
    let plan = good(
        "[a]\nexten => 100,hint,PJSIP/100&Custom:x(y),CustomPresence:z\nexten => _2XX,hint,SIP/${EXTEN}\n",
    );
    assert_eq!(
        plan.hint(&noon(), "a", "100"),
        Some("PJSIP/100&Custom:x(y),CustomPresence:z")
    );
    assert_eq!(plan.hint(&noon(), "a", "234"), Some("SIP/${EXTEN}"));
}

#[test]
fn templates_are_no_contexts() {
    let plan = good("[t](!)\nexten => 1,1,A\n[a](t)\nexten => 2,1,B\n");
    assert_eq!(steps(&plan), ["a 1 1 A()", "a 2 1 B()"]);
}

#[test]
fn the_listing_names_lines() {
    let plan = good("[internal]\nexten => 600,1,Playback(demo-echotest)\n same => n,Echo()\n");
    let expected = "\
[ Context 'internal' created by 'pbx_config' ]
  '600' =>          1. Playback(demo-echotest)                    [extensions.conf:2]
                    2. Echo()                                     [extensions.conf:3]

-= 1 extension (2 priorities) in 1 context. =-
";
    assert_eq!(plan.show(Some("internal")), expected);
}

#[test]
fn real_files_load() {
    let Some(root) = fixtures() else { return };
    let mut files = Vec::new();
    collect(&root.join("seeds"), &mut files);
    collect(&root.join("stock-samples"), &mut files);
    assert!(files.len() > 15, "{files:?}");
    for path in files {
        let text = std::fs::read(&path).unwrap();
        let memory = MemoryFiles::new().with("extensions.conf", text);
        let loaded = match config::load(&memory, "extensions.conf", &LoadOptions::default()) {
            Ok(loaded) => loaded,
            Err(problems) => panic!("{}: {problems:?}", path.display()),
        };
        let (plan, _, _, problems) = Dialplan::parse(&loaded.tree);
        // Fragments that belong inside a context have nothing but problems.
        assert!(
            plan.steps().count() > 0 || !problems.is_empty(),
            "{}",
            path.display()
        );
        for problem in &problems {
            println!("{}: {problem}", path.display());
        }
        assert!(
            problems
                .iter()
                .all(|problem| problem.severity < Severity::Error)
        );
        // Everything that a file says is either a step, a hint or a warning.
        let written = loaded.tree.live().flat_map(|section| &section.entries);
        let written = written
            .filter(|entry| ["exten", "same"].contains(&entry.name.as_str()))
            .count();
        let kept = plan.steps().count() + plan.hints().count();
        assert!(
            kept + problems.len() >= written,
            "{}: {kept} of {written}",
            path.display()
        );
        assert!(plan.show(None).ends_with("=-\n"));
    }
}

#[test]
fn the_dialplan_of_a_real_office() {
    let Some(root) = fixtures() else { return };
    let path = root.join("seeds/s3-trunk-services/final/extensions.conf");
    let memory = MemoryFiles::new().with("extensions.conf", std::fs::read(path).unwrap());
    let loaded = config::load(&memory, "extensions.conf", &LoadOptions::default()).unwrap();
    let (plan, ..) = Dialplan::parse(&loaded.tree);
    assert!(
        plan.find_label(&noon(), "stdexten", "s", "BUSY", None)
            .is_some()
    );
    assert!(
        plan.find_label(&noon(), "stdexten", "s", "INVALIDARGS", None)
            .is_none()
    );
}

fn fixtures() -> Option<PathBuf> {
    let root = std::env::var_os("STARLING_FIXTURES").map(PathBuf::from);
    if root.is_none() {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        println!("skipped: STARLING_FIXTURES is not set");
    }
    root
}

/// Every extensions.conf below a folder.
fn collect(folder: &Path, files: &mut Vec<PathBuf>) {
    let entries = std::fs::read_dir(folder).unwrap();
    for path in entries.map(|entry| entry.unwrap().path()) {
        if path.is_dir() {
            collect(&path, files);
        } else if path
            .file_name()
            .is_some_and(|name| name == "extensions.conf")
        {
            files.push(path);
        }
    }
}

proptest::proptest! {
    #[test]
    fn never_panics(text in "(\\[[a-c]\\]\n|(exten|same|include|switch) => [a-c0-9_XN.!\\[\\]/,()+n${}\"-]{0,30}\n){0,12}") {
        let (plan, ..) = Dialplan::parse(&tree(&text));
        for number in ["1", "a", "_X", ""] {
            plan.find(&noon(), "a", number, 1, Some("1"));
            plan.match_more(&noon(), "a", number, 1, None);
        }
        plan.show(None);
    }
}
