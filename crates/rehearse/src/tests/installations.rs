//! Real installations: what their entry points do. Steps of applications that this exchange has not yet
//! end the call; what comes before them is as it is everywhere.

use std::time::Duration;

use super::world::{Folders, call, fixture, steps};
use crate::Material;
use crate::explain::{Answering, Keys, Question, Story, print};

fn read(folders: &[&str]) -> Option<Material> {
    let folders = folders
        .iter()
        .map(|folder| fixture(&format!("seeds/{folder}")));
    let folders: Option<Vec<_>> = folders.collect();
    Some(Material::read(&Folders(folders?), false, &[]))
}

/// The story has these lines in this order, among others.
#[track_caller]
fn tells(story: &Story, lines: &[&str]) {
    let text = print(story);
    let mut rest = text.as_str();
    for line in lines {
        let Some(at) = rest.find(line) else {
            panic!("'{line}' is not told, or not in its place:\n{text}");
        };
        rest = &rest[at + line.len()..];
    }
}

fn keys(text: &str) -> impl FnOnce(&mut Question) {
    let keys = Keys::parse_list(text).unwrap();
    move |question: &mut Question| question.digits = keys
}

fn answers(phone: &str, answering: Answering) -> impl FnOnce(&mut Question) {
    let row = (phone.to_owned(), answering);
    move |question: &mut Question| question.answers.push(row)
}

#[test]
fn the_line_is_answered_before_a_phone_rings() {
    let Some(material) = read(&["s0-freephonie-antispam", "s0-freephonie-antispam/completed"])
    else {
        return;
    };
    let story = call(&material, "SIP/freephonie-out", "fromfree", |_| {});
    tells(
        &story,
        &[
            "0.000  extensions.conf:2",
            "200 OK",
            "Ringing()",
            "hears a tone",
            "Wait(10)",
            "10.000  extensions.conf:5",
            "Dial(SIP/001,30,rt)",
            "SIP/001: rings",
            "40.000",
            "NOANSWER",
            "VoiceMail(001@default,su)",
        ],
    );
    // A robot that leaves after three seconds has rung nobody.
    let story = call(&material, "SIP/freephonie-out", "fromfree", |question| {
        question.hangs_up = Some(Duration::from_secs(3));
    });
    assert_eq!(story.rung().count(), 0);
    assert_eq!(story.ending.at, Duration::from_secs(3));
    let story = call(
        &material,
        "001",
        "0612345678",
        answers("freephonie-out", Answering::After(Duration::from_secs(2))),
    );
    tells(
        &story,
        &[
            "Dial(SIP/freephonie-out/0612345678)",
            "answers after 2 s",
            "ANSWER",
        ],
    );
    for number in ["05", "00336"] {
        let story = call(&material, "001", number, |_| {});
        assert_eq!(
            (story.ending.status, story.steps().count()),
            (404, 0),
            "{number}"
        );
    }
    let story = call(&material, "001", "**1", |_| {});
    tells(
        &story,
        &[
            "Answer()",
            "Wait(2)",
            "2.000  extensions.conf:14",
            "VoiceMailMain(s001@default)",
        ],
    );
}

#[test]
fn a_menu_jumps_to_a_context_that_is_not_there() {
    let Some(material) = read(&[
        "s1-laplateforme-ivr-dialer/ivr",
        "s1-laplateforme-ivr-dialer/completed",
    ]) else {
        return;
    };
    let enter = |question: &mut Question| question.caller.context = Some("ivr1".to_owned());
    let story = call(&material, "alice", "2", enter);
    tells(
        &story,
        &[
            "Dial(PJSIP/bob,10)",
            "PJSIP/bob: rings",
            "10.000",
            "PJSIP/bob: NOANSWER",
            "no step follows",
        ],
    );
    let story = call(&material, "alice", "t", enter);
    tells(
        &story,
        &[
            "Goto(ivr_1,s,3)",
            "invalid extension 's' in context 'ivr_1'",
        ],
    );
    // The whole menu is read out, one text after the other; nobody presses a key in ten seconds.
    let story = call(&material, "alice", "s", enter);
    tells(
        &story,
        &[
            "200 OK",
            "TIMEOUT(response)=10",
            "hears \"Bonjour et bienvenue chez La Plateforme !\"",
            "hears \"Pour joindre Alice, taper 1.\"",
            "hears \"Pour joindre Bob, taper 2.\"",
            "hears \"Pour joindre Malcom, taper 3.\"",
            "WaitExten()",
            "t@ivr1:1  Goto(ivr_1,s,3)",
            "invalid extension 's' in context 'ivr_1'",
        ],
    );
    // A key cuts the first text short and rings at once; nobody answers for ten seconds.
    for (key, phone) in [
        ("1", "PJSIP/alice"),
        ("2", "PJSIP/bob"),
        ("3", "PJSIP/malcom"),
    ] {
        let story = call(&material, "alice", "s", |question| {
            enter(question);
            question.digits = Keys::parse_list(key).unwrap();
        });
        assert_eq!(story.rung().collect::<Vec<_>>(), [phone], "{key}");
        assert_eq!(story.prompts().count(), 1, "{key}");
        assert_eq!(
            story.ending.dial_status.as_deref(),
            Some("NOANSWER"),
            "{key}"
        );
        assert_eq!(story.ending.at, Duration::from_millis(10_500), "{key}");
    }
    // Keys without a first priority end the call, and nobody hears that they are wrong.
    for key in ["0", "4", "9", "#", "*"] {
        let story = call(&material, "alice", "s", |question| {
            enter(question);
            question.digits = Keys::parse_list(key).unwrap();
        });
        assert_eq!(
            (story.rung().count(), story.prompts().count()),
            (0, 1),
            "{key}"
        );
        assert!(
            story.ending.why.contains("invalid extension"),
            "{key}: {}",
            story.ending.why
        );
    }
    // Only priority 2 is a pattern: nobody can dial it.
    assert_eq!(call(&material, "alice", "4", enter).ending.status, 404);
}

#[test]
fn a_jump_with_two_parts_ends_the_call() {
    let Some(material) = read(&["s2-tellows/full", "s2-tellows/completed"]) else {
        return;
    };
    let story = call(&material, "SIP/pstn", "123456", |_| {});
    tells(
        &story,
        &[
            "NoOp(Eingehender Anruf",
            "Set(TELLOWS_ANINUM=",
            "Macro(check-caller-reputation",
        ],
    );
    let story = call(&material, "SIP/pstn", "123456", |question| {
        question.caller.context = Some("intern-incoming".to_owned());
    });
    assert_eq!(story.rung().collect::<Vec<_>>(), ["SIP/123", "SIP/987"]);
}

/// What the service says of a number; what the macro does about it.
#[test]
fn a_caller_is_judged_by_a_script() {
    let Some(material) = read(&["s2-tellows/full", "s2-tellows/completed"]) else {
        return;
    };
    let judged = |given: &str| {
        call(&material, "SIP/pstn", "123456", |question| {
            let said =
                (!given.is_empty()).then(|| ("tellows-api.php".to_owned(), given.to_owned()));
            question.agi.extend(said);
            question.caller.caller_id = Some(call::Party::parse("0301231"));
        })
    };
    // As published the call ends behind the macro: nobody rings, whatever the service says.
    let nowhere = "Goto(123456,intern-incoming)";
    let good = judged("TLW_REQUEST=ok, TLW_SCORE=3, TLW_LOCATION=Berlin");
    tells(
        &good,
        &[
            "AGI(tellows-api.php,0301231)",
            "Set(CALLERID(name)=Berlin)",
            "MacroExit()",
            nowhere,
        ],
    );
    let bad = judged("TLW_REQUEST=ok, TLW_SCORE=8, TLW_CALLERTYPE=Gewinnspiel");
    tells(
        &bad,
        &[
            "Set(CALLERID(name)=Gewinnspiel)",
            "Set(TLW_ANNC_FILE=insc-gewinnspielen)",
            "caller gets 180",
            "Answer()",
            "Set(VOLUME(rx)=-999)",
            "hears de/tellows-grobi/guten-tag",
            "hears de/tellows-grobi/ansage-schlechte-reputation-part-1",
            "hears de/tellows-grobi/insc-gewinnspielen",
            "hears de/tellows-grobi/ansage-schlechte-reputation-part-2",
            "Set(VOLUME(rx)=0)",
            "Wait(2)",
            nowhere,
        ],
    );
    let answered = bad
        .moments
        .iter()
        .find(|moment| matches!(moment.what, crate::explain::What::Told { status: 200 }));
    let waited = answered.unwrap().at.as_secs();
    assert!((5..=11).contains(&waited), "{waited}");
    for (given, file) in [
        ("TLW_CALLERTYPE=Aggr. Werbung", "insc-aggressiver-werbung"),
        ("TLW_CALLERTYPE=Telefonterror", "insc-aggressiver-werbung"),
        ("TLW_CALLERTYPE=Unbekannt", "insc-telefon-marketing"),
    ] {
        let story = judged(&format!("TLW_REQUEST=ok, TLW_SCORE=8, {given}"));
        assert_eq!(
            story.prompts().nth(2),
            Some(format!("de/tellows-grobi/{file}").as_str()),
            "{given}"
        );
    }
    // Seven without a type, and a dead service: nothing is played.
    for given in ["TLW_REQUEST=ok, TLW_SCORE=7", "TLW_REQUEST=failed", ""] {
        let story = judged(given);
        assert_eq!(
            (story.prompts().count(), story.rung().count()),
            (0, 0),
            "{given}"
        );
        tells(&story, &["MacroExit()", nowhere]);
    }
}

#[test]
fn queues_that_nobody_serves() {
    let base = "s3-trunk-services/part2-q6-callcenter";
    let (published, phones) = (format!("{base}/variant-2"), "s3-trunk-services/final");
    let Some(material) = read(&[base, &published, phones]) else {
        return;
    };
    for number in ["7001", "7002"] {
        let story = call(&material, "bria", number, |question| {
            question.caller.context = Some("LocalSets".to_owned());
        });
        tells(
            &story,
            &[
                "Verbose(2,",
                "Queue(",
                "QUEUESTATUS = JOINEMPTY",
                "Hangup()",
            ],
        );
        assert_eq!(story.rung().count(), 0, "{number}");
    }
}

#[test]
fn a_trunk_works_from_one_side_only() {
    let Some(a) = read(&["s3-trunk-services/part1-trunk/server-a"]) else {
        return;
    };
    let story = call(&a, "amine", "900", |_| {});
    assert_eq!(story.rung().collect::<Vec<_>>(), ["SIP/trunk_A_vers_B/900"]);
    tells(
        &call(&a, "amine", "600", keys("#")),
        &["Playback(demo-echotest)", "hears itself", "presses #"],
    );
    let story = call(&a, "amine", "200", |_| {});
    assert_eq!(
        (story.ending.status, story.ending.dial_status.as_deref()),
        (503, Some("CHANUNAVAIL"))
    );
    for (number, status) in [("60", 484), ("9", 484), ("777", 404)] {
        assert_eq!(
            call(&a, "amine", number, |_| {}).ending.status,
            status,
            "{number}"
        );
    }
    let story = call(&a, "amine", "100", answers("amine", Answering::Declines));
    assert_eq!(
        (story.ending.status, story.ending.dial_status.as_deref()),
        (486, Some("BUSY"))
    );
    let Some(b) = read(&["s3-trunk-services/part1-trunk/server-b"]) else {
        return;
    };
    assert_eq!(
        call(&b, "guest", "900", |_| {}).rung().collect::<Vec<_>>(),
        ["SIP/chhinyleboss"]
    );
    assert_eq!(call(&b, "chhinyleboss", "100", |_| {}).ending.status, 503);
}

#[test]
fn services_of_an_office() {
    let Some(material) = read(&["s3-trunk-services/final", "s3-trunk-services/completed"]) else {
        return;
    };
    let story = call(&material, "bria", "6002", |_| {});
    tells(
        &story,
        &[
            "Gosub(stdexten,s,1(SIP/xlite,6002))",
            "s@stdexten:1  Dial(SIP/xlite,20,tT)",
            "20.000",
            "NOANSWER",
            "FollowMe(6002)",
            "Goto(NOANSWER)",
            "extensions.conf:48",
        ],
    );
    // A refusal is BUSY with this driver.
    let story = call(
        &material,
        "bria",
        "6001",
        answers("zoiper", Answering::Declines),
    );
    assert_eq!(story.ending.dial_status.as_deref(), Some("BUSY"));
    let menu = |text: &str| call(&material, "bria", "7", keys(text));
    assert_eq!(menu("1").rung().collect::<Vec<_>>(), ["SIP/zoiper"]);
    assert_eq!(menu("6001").rung().collect::<Vec<_>>(), ["SIP/xlite"]);
    tells(&menu("6"), &["presses 6", "5.500", "invalid extension '6'"]);
    tells(&menu("5"), &["presses 5", "0.500", "invalid extension '5'"]);
    // Nobody presses anything: the operator rings.
    let story = call(&material, "bria", "7", |_| {});
    assert_eq!(story.rung().collect::<Vec<_>>(), ["SIP/xlite"]);
    let story = call(&material, "SIP/siptrunk", "9999", keys("3"));
    assert_eq!(story.rung().collect::<Vec<_>>(), ["SIP/bria"]);
    tells(
        &call(&material, "bria", "9123", |_| {}),
        &["(as _9.)", "SIP/siptrunk/123: rings", "20.000", "NOANSWER"],
    );
    let story = call(&material, "bria", "8100", |_| {});
    tells(
        &story,
        &[
            "MusicOnHold(default,30)",
            "music on hold (default)",
            "ends after 30.000 s",
        ],
    );
    assert_eq!(
        call(&material, "SIP/siptrunk", "12", |_| {}).ending.status,
        404
    );
}

#[test]
fn a_line_in_a_comment_is_no_line() {
    let folder = "s4-laplateforme-asterisk21";
    let Some(material) = read(&[folder, "s4-laplateforme-asterisk21/completed"]) else {
        return;
    };
    let talk = Answering::After(Duration::from_secs(3));
    let story = call(&material, "alice", "6002", answers("bob", talk));
    tells(
        &story,
        &[
            "Dial(PJSIP/bob,10)",
            "PJSIP/bob: ANSWER",
            "talks with PJSIP/bob",
            "conversation with PJSIP/bob",
        ],
    );
    // Whatever keeps him from answering, priority 2 runs.
    for answering in [
        Answering::Never,
        Answering::Busy,
        Answering::Declines,
        Answering::Unreachable,
    ] {
        let story = call(&material, "alice", "6002", answers("bob", answering));
        assert_eq!(
            steps(&story).last().unwrap(),
            "12 VoiceMail(6002)",
            "{answering:?}"
        );
    }
    assert_eq!(call(&material, "alice", "7000", |_| {}).ending.status, 404);
    let menu = |question: &mut Question| question.caller.context = Some("menu".to_owned());
    let story = call(&material, "alice", "s", menu);
    tells(
        &story,
        &[
            "Answer()",
            "bonjour",
            "WaitExten(5)",
            "6.000",
            "Goto(menu,s,1)",
            "bonjour",
            "round and round",
        ],
    );
    let story = call(&material, "alice", "s", |question| {
        menu(question);
        question.digits = Keys::parse_list("2").unwrap();
    });
    assert_eq!(story.rung().collect::<Vec<_>>(), ["PJSIP/bob"]);
}
