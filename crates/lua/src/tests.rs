use std::time::Duration;

use config::MemoryFiles;
use dialplan::DialplanBuilder;
use mlua::MultiValue;

use super::*;
use crate::machine::{Answer, Machine, Wish};

fn loaded(files: &[(&str, &str)]) -> Loaded {
    let mut memory = MemoryFiles::new();
    for (name, text) in files {
        memory = memory.with(name, *text);
    }
    let environment = [("HOME".to_owned(), "/root".to_owned())];
    let now = Duration::from_secs(1_700_000_000);
    load(&memory, "extensions.lua", &environment, now).unwrap()
}

fn texts(loaded: &Loaded) -> Vec<String> {
    loaded.problems.iter().map(ToString::to_string).collect()
}

/// Runs extension `s` of context `c`, whose body is given: every wish as text, with the answers
/// given in order; last how it ended.
fn wishes(body: &str, answers: &[Option<&str>]) -> Vec<String> {
    let text =
        format!("extensions = {{ c = {{ s = function(context, extension)\n{body}\nend }} }}");
    let loaded = loaded(&[("extensions.lua", &text)]);
    assert_eq!(loaded.problems, []);
    let machine: Machine = loaded.program.unwrap().machine(Duration::ZERO).unwrap();
    let thread = machine.begin("c", "s").unwrap().unwrap();
    let mut next: MultiValue = machine.strings(&["c", "s"]).unwrap();
    let (mut lines, mut answers) = (Vec::new(), answers.iter());
    loop {
        let answer = match machine.resume(&thread, next, Duration::from_secs(60), false) {
            Err(error) => {
                lines.push(load::first_line(&error));
                return lines;
            }
            Ok(Wish::End) => return lines,
            Ok(Wish::Get(name)) => {
                lines.push(format!("get {name}"));
                Answer::Text(answers.next().copied().flatten().map(str::to_owned))
            }
            Ok(wish) => {
                lines.push(format!("{wish:?}"));
                Answer::Nothing
            }
        };
        next = machine.answer(answer).unwrap();
        assert!(lines.len() < 100, "{lines:?}");
    }
}

#[test]
fn applications_and_variables() {
    let body = "app.Dial('PJSIP/1', 20, nil, 'x') app['goto'](context, extension, 1) app.hangup()\n\
                channel.x = 5 channel['CALLERID(num)'] = 'a' channel.TIMEOUT('digit'):set(3)\n\
                local v = channel.DIALSTATUS:get() if v == nil then app.NoOp('none') end\n\
                app.NoOp(channel['LEN(abc)']:get() + 1, channel.y.value)";
    let answers = [None, Some("3"), Some("why")];
    assert_eq!(
        wishes(body, &answers),
        [
            r#"Run("Dial", "PJSIP/1,20,,x")"#,
            r#"Run("goto", "c,s,1")"#,
            r#"Run("hangup", "")"#,
            r#"Set("x", "5")"#,
            r#"Set("CALLERID(num)", "a")"#,
            r#"Set("TIMEOUT(digit)", "3")"#,
            "get DIALSTATUS",
            r#"Run("NoOp", "none")"#,
            "get LEN(abc)",
            "get y",
            r#"Run("NoOp", "4,why")"#,
        ]
    );
}

#[test]
fn a_wish_passes_through_pcall_loops_and_coroutines() {
    let body = "pcall(app.NoOp, 1) for name in coroutine.wrap(function()\n app.NoOp(2)\n\
                coroutine.yield('three') end) do app.NoOp(name) end\n\
                print(autoservice_status(), os.time(), os.getenv('HOME'))";
    assert_eq!(
        wishes(body, &[]),
        [
            r#"Run("NoOp", "1")"#,
            r#"Run("NoOp", "2")"#,
            r#"Run("NoOp", "three")"#,
            r#"Print("true\t60\t/root")"#,
        ]
    );
}

#[test]
fn a_program_that_never_waits_is_stopped() {
    for endless in [
        "while true do end",
        "while true do pcall(function() while true do end end) end",
        "local function f() return pcall(f) end while true do f() end",
        "while true do coroutine.wrap(function() while true do end end)() end",
        "repeat until xpcall(function() while true do end end, print)",
    ] {
        let lines = wishes(endless, &[]);
        let last = lines.last().unwrap();
        assert!(
            last.contains("ran too long without waiting"),
            "{endless}: {lines:?}"
        );
    }
}

#[test]
fn memory_has_a_bound() {
    for hungry in [
        "local t = {} while true do t[#t + 1] = ('x'):rep(100000) .. #t end",
        "local s = 'x' while true do s = s .. s end",
    ] {
        let lines = wishes(hungry, &[]);
        assert!(lines.last().unwrap().contains("memory"), "{lines:?}");
    }
}

#[test]
fn nothing_leads_out() {
    for (out, why) in [
        ("os.execute('true')", "os.execute is not available"),
        ("io.open('/etc/passwd')", "io.open is not available"),
        ("require 'socket'", "module 'socket' was not found"),
        ("local d = debug.getinfo", "'debug'"),
        ("local d = jit.on", "'jit'"),
        ("assert(loadstring('\\27LJ'))", "compiled programs"),
        ("coroutine.yield(1)", "an extension cannot yield"),
    ] {
        let lines = wishes(out, &[]);
        assert!(lines.last().unwrap().contains(why), "{out}: {lines:?}");
    }
}

#[test]
fn files_may_be_parts_of_the_program() {
    let files = [
        (
            "extensions.lua",
            "package.path = package.path .. ';lib/?.lua'\nlocal m = require 'a.b'\ndofile('c.lua')\n\
             extensions = { [m.name] = { s = require('d') } }",
        ),
        ("a/b.lua", "return { name = 'ctx' }"),
        ("c.lua", "seen = 1"),
        ("lib/d.lua", "return function() end"),
    ];
    let loaded = loaded(&files);
    assert_eq!(loaded.problems, []);
    let plan = plan(&loaded);
    assert!(plan.has_context("ctx"), "{}", plan.show(None));
}

#[test]
fn contexts_become_switches_and_hints_hints() {
    let text = "extensions = { a = { [100] = function() end, ['_2XX'] = function() end, \
                include = { 'b' } }, b = { s = function() end } }\n\
                hints = { a = { [100] = 'PJSIP/x' } }";
    let loaded = loaded(&[("extensions.lua", text)]);
    assert_eq!(loaded.problems, []);
    let shown = plan(&loaded).show(None);
    for wanted in [
        "[ Context 'a' created by 'pbx_lua' ]",
        "[ Context 'b' created by 'pbx_lua' ]",
        "'Lua/'",
        "hint: PJSIP/x",
    ] {
        assert!(shown.contains(wanted), "{wanted} in {shown}");
    }
}

#[test]
fn faults_have_their_places() {
    let fault = |text| texts(&loaded(&[("extensions.lua", text)]));
    assert_eq!(
        fault("a = 1\nb = = 2"),
        ["extensions.lua:2: error: unexpected symbol near '='"]
    );
    assert_eq!(
        fault("\n\nnothing.x = 1"),
        ["extensions.lua:3: error: attempt to index global 'nothing' (a nil value)"]
    );
    assert_eq!(
        fault("extensions = { a = 5, b = { s = 'x', include = {'zz'} } }"),
        [
            "extensions.lua: warning: extensions['a'] is not a table; ignored",
            "extensions.lua: warning: extensions['b']['s'] is not a function; ignored",
            "extensions.lua: warning: context 'b' includes 'zz', which does not exist",
        ]
    );
    assert!(fault("app.NoOp(1)")[0].contains("can only be used by extensions"));
    assert!(fault("while true do end")[0].contains("ran too long"));
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
        let path = format!("stock-samples/{release}/samples/extensions.lua");
        let text = std::fs::read_to_string(std::path::Path::new(&fixtures).join(path)).unwrap();
        let loaded = loaded(&[("extensions.lua", &text)]);
        assert_eq!(loaded.problems, [], "{release}");
        let index = &loaded.program.as_ref().unwrap().index;
        assert!(index.has_context("demo") && index.has_context("local"));
    }
}

fn plan(loaded: &Loaded) -> dialplan::Dialplan {
    let mut builder = DialplanBuilder::new();
    let program = loaded.program.as_ref().unwrap();
    program.add_to(&mut builder, &mut Vec::new());
    builder.build().0
}
