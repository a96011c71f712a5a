//! Plans in AEL and Lua, and plans that are changed from the console.

use crate::exchange::{Exchange, PJSIP, pjsip_user};
use crate::wire_phone::WirePhone;

const CONF: &str = "[general]\nstatic=yes\nwriteprotect=no\n\
     [phones]\nexten => 100,1,Answer()\n same => n,Wait(60)\nexten => 100,hint,PJSIP/alice\n\
     include => in-ael\ninclude => in-lua\n[other]\nexten => 5,1,NoOp()\n";

const AEL: &str = r#"
globals { ANSWER=42; };
macro tell(what) { Set(GLOBAL(TOLD)=${what}); return; };
context in-ael {
  300 => {
    Answer();
    for (x=0; ${x} < 3; x=${x}+1) { NoOp(${x}); };
    if ("${ANSWER}" = "42") { &tell(ael${x}); } else { Hangup(); };
    Milliwatt();
  };
};
"#;

const LUA: &str = r#"
extensions = { ["in-lua"] = {
  ["400"] = function(context, extension)
    app.answer()
    channel["GLOBAL(TOLD)"] = "lua " .. extension .. channel["CALLERID(num)"]:get()
    app.milliwatt()
  end
} }
"#;

fn exchange() -> Exchange {
    let pjsip = format!("{PJSIP}{}", pjsip_user("alice"));
    Exchange::with(&[
        ("pjsip.conf", &pjsip),
        ("extensions.conf", CONF),
        ("extensions.ael", AEL),
        ("extensions.lua", LUA),
    ])
}

#[test]
fn ael_and_lua_answer_calls() {
    let exchange = exchange();
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    for (number, told) in [("300", "TOLD=ael3"), ("400", "TOLD=lua 400alice")] {
        assert_eq!(alice.dial(number), 200, "{number}");
        alice.voice.listens_afresh();
        alice.voice.hears(1004.0);
        let globals = exchange.console("dialplan show globals");
        assert!(globals.contains(told), "{number}: {globals}");
        alice.hangs_up();
    }
}

/// Each command with a part of its answer.
#[track_caller]
fn says(exchange: &Exchange, rows: &[(&str, &str)]) {
    for (command, expected) in rows {
        let answer = exchange.console(command);
        assert!(answer.contains(expected), "{command}: {answer}");
    }
}

#[test]
fn consoles_change_and_save_the_plan() {
    let exchange = exchange();
    let add = "dialplan add extension 777,1,NoOp";
    says(
        &exchange,
        &[
            (&format!("{add}(hi) into phones"), "added"),
            (&format!("{add}(ho) into phones"), "already defined"),
            ("dialplan show 777@phones", "NoOp(hi)"),
            (&format!("{add}(ho) into phones replace"), "added"),
            ("dialplan show 777@phones", "NoOp(ho)"),
            ("dialplan add include other into phones", "other"),
            ("dialplan add ignorepat 9 into phones", "9"),
            ("dialplan show phones", "Include =>        'other'"),
            ("dialplan show phones", "Ignore pattern => '9'"),
            ("dialplan save", "successfully saved"),
        ],
    );
    let saved = exchange.folder.read("etc/extensions.conf");
    assert!(saved.contains("exten => 777,1,NoOp(ho)"), "{saved}");
    assert!(saved.contains("include => other"), "{saved}");
    says(
        &exchange,
        &[
            ("dialplan remove extension 777@phones", "removed"),
            (
                "dialplan remove include other from phones",
                "not including 'other'",
            ),
            ("dialplan remove ignorepat 9 from phones", "'9'"),
            ("dialplan show 777@phones", "no existence"),
            ("dialplan reload", "Dialplan reloaded."),
            ("dialplan show 777@phones", "NoOp(ho)"),
        ],
    );
}

#[test]
fn consoles_look_into_the_plan() {
    let exchange = exchange();
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(alice.dial("100"), 200);
    let channels = exchange.console("core show channels concise");
    let channel = channels.split('!').next().unwrap_or_default();
    says(
        &exchange,
        &[
            ("core show hint 100", "PJSIP/alice"),
            ("core show hints", "100@phones"),
            ("core show switches", "Lua"),
            ("dialplan eval function MATH(2+3,int)", "Result: 5"),
            ("dialplan eval function EVAL(${ANYTHING})", "Success"),
            ("dialplan debug phones", "100"),
            (&format!("dialplan set chanvar {channel} FOO bar"), "FOO"),
            (&format!("core show channel {channel}"), "FOO=bar"),
            ("dialplan set global Q 5", "'Q' set to '5'"),
            ("dialplan show globals", "Q=5"),
            (
                "core show application Dial",
                "[Status Variables]\nDIALSTATUS",
            ),
        ],
    );
    alice.hangs_up();
}
