use config::MemoryFiles;

use super::*;
use crate::Dialplan;

/// The steps as `extension,priority,application(arguments)`, problems last.
fn steps(text: &str) -> Vec<String> {
    let (plan, compiled) = compiled(text);
    let mut lines: Vec<String> = plan
        .steps()
        .map(|(_, extension, step)| {
            let label = step.label.as_ref().map(|l| format!("({l})"));
            format!(
                "{extension},{}{},{}({})",
                step.priority,
                label.unwrap_or_default(),
                step.application,
                step.raw_arguments
            )
        })
        .collect();
    lines.extend(compiled.problems.iter().map(ToString::to_string));
    lines
}

fn compiled(text: &str) -> (Dialplan, Compiled) {
    let files = MemoryFiles::new().with("extensions.ael", text);
    let mut builder = DialplanBuilder::new();
    let compiled = compile(&files, "extensions.ael", &mut builder).unwrap();
    (builder.build().0, compiled)
}

fn in_context(body: &str) -> Vec<String> {
    steps(&format!("context c {{ {body} }}"))
}

#[test]
fn applications_assignments_and_labels() {
    let body = "100 => { Answer(); Wait; start: x=${x} + 1; local y=\"a b\"; CALLERID(num)=7;\n\
                Dial(SIP/a&SIP/b, 20,\n   tT); goto start; goto 3; goto d|s|1; jump 5@d; jump 6; }";
    assert_eq!(
        in_context(body),
        [
            "100,1,Answer()",
            "100,2,Wait()",
            "100,3(start),MSet(x=$[${x} + 1])",
            "100,4,MSet(LOCAL(y)=$[\"a b\"])",
            "100,5,MSet(CALLERID(num)=$[7])",
            "100,6,Dial(SIP/a&SIP/b,20,tT)",
            "100,7,Goto(start)",
            "100,8,Goto(3)",
            "100,9,Goto(d,s,1)",
            "100,10,Goto(d,5,1)",
            "100,11,Goto(6,1)",
        ]
    );
}

#[test]
fn branches() {
    assert_eq!(
        in_context("1 => if (${a} = 1) NoOp(yes); else { NoOp(no); }"),
        [
            "1,1,GotoIf($[${a} = 1]?2:4)",
            "1,2,NoOp(yes)",
            "1,3,Goto(5)",
            "1,4,NoOp(no)",
            "1,5,NoOp(Finish if_c_1)",
        ]
    );
    assert_eq!(
        in_context("1 => { ifTime(9:00-17:00|mon-fri|*|*) { Busy(); }; random(25) Wait(1); }"),
        [
            "1,1,GotoIfTime(9:00-17:00,mon-fri,*,*?2:3)",
            "1,2,Busy()",
            "1,3,NoOp(Finish iftime_c_1)",
            "1,4,GotoIf($[${RAND(0,99)} < (25)]?5:6)",
            "1,5,Wait(1)",
            "1,6,NoOp(Finish rand_c_2)",
        ]
    );
}

#[test]
fn loops() {
    assert_eq!(
        in_context("1 => for (x=0; ${x} < 3; x=${x} + 1) { if (${x} = 1) continue; break; }"),
        [
            "1,1,MSet(x=$[0])",
            "1,2,GotoIf($[${x} < 3]?3:9)",
            "1,3,GotoIf($[${x} = 1]?4:5)",
            "1,4,Goto(7)",
            "1,5,NoOp(Finish if_c_2)",
            "1,6,Goto(9)",
            "1,7,MSet(x=$[${x} + 1])",
            "1,8,Goto(2)",
            "1,9,NoOp(Finish for_c_1)",
        ]
    );
    assert_eq!(
        in_context("1 => while (${x}) NoOp(in);"),
        [
            "1,1,GotoIf($[${x}]?2:4)",
            "1,2,NoOp(in)",
            "1,3,Goto(1)",
            "1,4,NoOp(Finish while_c_1)",
        ]
    );
}

#[test]
fn a_switch_dials_its_value() {
    let body = "_X. => { switch (${DIALSTATUS}) { case BUSY: NoOp(${EXTEN}); break; pattern N.: NoOp(n);\
                default: goto out; } out: Hangup(); }";
    let mut lines = in_context(body);
    lines.sort();
    let mut wanted = [
        "_X.,1,MSet(~~EXTEN~~=${EXTEN})",
        "_X.,2,Goto(sw_1_${DIALSTATUS},10)",
        "_X.,3,NoOp(Finish switch_c_1)",
        "_X.,4(out),Hangup()",
        "sw_1_BUSY,10,NoOp(${~~EXTEN~~})",
        "sw_1_BUSY,11,Goto(${~~EXTEN~~},3)",
        "_sw_1_N.,10,NoOp(n)",
        "_sw_1_N.,11,Goto(_sw_1_.,10)",
        "_sw_1_.,10,Goto(${~~EXTEN~~},out)",
        "sw_1_,10,Goto(_sw_1_.,10)",
    ];
    wanted.sort_unstable();
    assert_eq!(lines, wanted);
}

#[test]
fn macros_are_subroutines() {
    let text = "macro out(dev, n) { Dial(${dev}/${n}); if (${x}) return; catch a { NoOp(a); return; } }\n\
                context c { 1 => &out(SIP, ${EXTEN}); 2 => &nope(); 3 => &out(1); }";
    assert_eq!(
        steps(text),
        [
            "a,1,NoOp(a)",
            "a,2,Return()",
            "~~s~~,1,MSet(LOCAL(dev)=${ARG1})",
            "~~s~~,2,MSet(LOCAL(n)=${ARG2})",
            "~~s~~,3,Dial(${dev}/${n})",
            "~~s~~,4,GotoIf($[${x}]?5:6)",
            "~~s~~,5,Goto(7)",
            "~~s~~,6,NoOp(Finish if_out_1)",
            "~~s~~,7,NoOp(End of Macro ~~s~~)",
            "~~s~~,8,Return()",
            "1,1,Gosub(out,~~s~~,1(SIP,${EXTEN}))",
            "2,1,Gosub(nope,~~s~~,1)",
            "3,1,Gosub(out,~~s~~,1(1))",
            "extensions.ael:2:44: warning: there is no macro 'nope'; a call that gets here ends",
            "extensions.ael:2:58: warning: macro 'out' has 2 arguments, and 1 are given",
        ]
    );
}

#[test]
fn what_is_not_steps() {
    let text = "globals { A=\"x/y\"; B=1; };\nabstract context d {}\ncontext c { includes { d; d|9:00-17:00|mon-fri|*|*; }\n\
                switches { Realtime/x@y; } eswitches { Lua/${Z}; } ignorepat => 9;\n\
                hint(SIP/1&SIP/2) regexten 12 => NoOp(); 13/5551 => { hint(SIP/3); Busy(); } }\n\
                extend context c { i => Hangup(); }";
    let (plan, compiled) = compiled(text);
    assert_eq!(compiled.problems, []);
    assert_eq!(
        compiled.globals,
        [("A".into(), "x/y".into()), ("B".into(), "1".into())]
    );
    let shown = plan.show(Some("c"));
    for wanted in [
        "'12' =>           hint: SIP/1&SIP/2",
        "2. NoOp()",
        "'13' (CID match '5551') => 1. Busy()",
        "Include =>        'd'",
        "Include =>        'd,9:00-17:00,mon-fri,*,*'",
        "Alt. Switch =>    'Realtime/x@y'",
        "Eval. Switch =>   'Lua/${Z}'",
        "Ignore pattern => '9'",
    ] {
        assert!(shown.contains(wanted), "{wanted} in\n{shown}");
    }
    assert!(plan.has_context("d"));
}

#[test]
fn faults_have_their_places_and_the_rest_is_used() {
    let text =
        "context a {\n  1 => { NoOp(x) }\n}\n/* { */ context b {\n 2 => Busy(); // }\n}\nmacro";
    assert_eq!(
        steps(text),
        [
            "2,1,Busy()",
            "extensions.ael:2:18: error: expected ';', found '}'; everything up to the end of this \
             block is ignored",
            "extensions.ael:7:7: error: expected a name, found the end of the file; everything up \
             to the end of this block is ignored",
        ]
    );
    assert_eq!(
        in_context("1 => { break; goto nowhere; }"),
        [
            "1,1,Goto(nowhere)",
            "extensions.ael:1:20: warning: 'break' stands in no loop or switch; ignored",
            "extensions.ael:1:27: warning: there is no label 'nowhere' in extension '1'",
        ]
    );
}

#[test]
fn files_include_others_with_places_of_their_own() {
    let files = MemoryFiles::new()
        .with(
            "extensions.ael",
            "#include \"more.ael\"\ncontext a { 1 => oops }",
        )
        .with(
            "more.ael",
            "\ncontext b { 2 => Busy(); }\n#include \"more.ael\"\n",
        );
    let mut builder = DialplanBuilder::new();
    let compiled = compile(&files, "extensions.ael", &mut builder).unwrap();
    let places: Vec<String> = compiled
        .problems
        .iter()
        .map(|p| p.span.to_string())
        .collect();
    assert!(
        places.contains(&"extensions.ael:2:23".to_owned()),
        "{places:?}"
    );
    assert!(places.contains(&"more.ael:3:1".to_owned()), "{places:?}");
    assert!(builder.has_context("b"));
}

#[test]
fn the_distributed_sample_loads() {
    let Some(fixtures) = std::env::var_os("STARLING_FIXTURES") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        return println!("skipped");
    };
    for release in ["asterisk-1.8", "asterisk-20", "asterisk-master"] {
        let path = format!("stock-samples/{release}/samples/extensions.ael");
        let text = std::fs::read_to_string(std::path::Path::new(&fixtures).join(path)).unwrap();
        let (plan, compiled) = compiled(&text);
        assert_eq!(compiled.problems, [], "{release}");
        assert!(plan.has_context("ael-demo"));
        assert!(plan.show(Some("ael-demo")).contains("[restart]"));
    }
}

proptest::proptest! {
    #[test]
    fn any_text_ends_in_a_plan_or_problems(text in "(context|macro|[a-z(){};:=>&|,\" ]|switch|case|/\\*|\\$\\{|goto|if ?\\(|\\n){0,60}") {
        let _ = compiled(&text);
    }
}
