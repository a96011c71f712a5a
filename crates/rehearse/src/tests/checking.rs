//! What is found in files: one small plan for each kind of fault, and real installations.

use config::Severity;

use super::world::{Folders, files, fixture};
use crate::Material;
use crate::check::{Surroundings, check};
use crate::finding::{Finding, Kind, Severities, exit_status, json, sarif, text};

/// Everything that is found; sounds whose name begins with `missing` do not exist.
pub(crate) fn findings(files: &dyn config::Files) -> Vec<Finding> {
    let registry = apps::registry();
    let surroundings = Surroundings {
        registry: &registry,
        sounds: Some(&|name, _| !name.starts_with("missing")),
        scripts: Some(&|name| !name.starts_with("missing")),
        language: "en",
        more: Vec::new(),
    };
    check(&Material::read(files, false, &[]), &surroundings)
}

/// Kind, line and offending text of what is found in one file.
fn found(named: &[(&str, &str)], file: &str) -> Vec<(Kind, u32, String)> {
    let all = findings(&files(named));
    // What this exchange lacks changes with each release.
    let of_file = all.into_iter().filter(|finding| {
        &*finding.span.file == file
            && finding.kind != Kind::UnsupportedApplication
            && !finding.kind.is_of_form()
    });
    of_file
        .map(|f| (f.kind, f.span.line, f.offending))
        .collect()
}

/// A plan of one context, its first line being line 2, has exactly these faults.
#[track_caller]
fn plan(lines: &str, expected: &[(Kind, u32, &str)]) {
    let text = format!("[phones]\n{lines}");
    let found = found(&[("extensions.conf", &text)], "extensions.conf");
    let expected: Vec<_> = expected
        .iter()
        .map(|(k, l, t)| (*k, *l, (*t).to_owned()))
        .collect();
    assert_eq!(found, expected, "{text}");
}

#[test]
fn names_that_nobody_knows() {
    plan(
        "exten => 1,1,Answerr()",
        &[(Kind::UnknownApplication, 2, "Answerr")],
    );
    let faxing = findings(&files(&[(
        "extensions.conf",
        "[a]
exten => 1,1,SendFAX(/tmp/a.tif)
",
    )]));
    let of_meaning = faxing.iter().find(|f| !f.kind.is_of_form());
    assert_eq!(of_meaning.unwrap().kind, Kind::UnsupportedApplication);
    plan(
        "exten => 1,1,ExecIf($[1]?Playbak(a))",
        &[(Kind::UnknownApplication, 2, "Playbak")],
    );
    plan(
        "exten => 1,1,NoOp(${LENN(a)})",
        &[(Kind::UnknownFunction, 2, "LENN")],
    );
    plan(
        "exten => 1,1,Set(NOSUCH(x)=1)",
        &[(Kind::UnknownFunction, 2, "NOSUCH")],
    );
    plan(
        "exten => 1,1,Set(LEN(x)=1)",
        &[(Kind::BadExpression, 2, "LEN(x)")],
    );
    plan(
        "exten => 1,1,Dial(PJSIP/a,20,Y)",
        &[(Kind::UnknownOption, 2, "Y")],
    );
    plan(
        "exten => 1,1,Dial(IAX/a)",
        &[(Kind::UnknownTechnology, 2, "IAX/a")],
    );
    plan(
        "exten => 1,1,Dial(DAHDI/1)",
        &[(Kind::UnsupportedTechnology, 2, "DAHDI/1")],
    );
    plan("exten => 1,1,SetVar(A=1)", &[(Kind::OldForm, 2, "SetVar")]);
}

#[test]
fn arguments_are_counted() {
    plan("exten => 1,1,Dial()", &[(Kind::ArgumentCount, 2, "Dial")]);
    plan(
        "exten => 1,1,Wait(1,2,3)",
        &[(Kind::ArgumentCount, 2, "1,2,3")],
    );
    plan(
        "exten => 1,1,GotoIf($[1])",
        &[(Kind::ArgumentCount, 2, "GotoIf")],
    );
    plan("exten => 1,1,Set(A)", &[(Kind::ArgumentCount, 2, "Set")]);
    plan(
        "exten => 1,1,Verbose(1,a,b,c)\n same => n,NoOp(a,b)\n same => n,Playback(a&b,skip,noanswer)",
        &[],
    );
}

#[test]
fn brackets_pair() {
    plan(
        "exten => 1,1,NoOp(${EXTEN)",
        &[(Kind::UnbalancedBrackets, 2, "${EXTEN")],
    );
    plan(
        "exten => 1,1,GotoIf($[1 = 1?1)",
        &[
            (Kind::ArgumentCount, 2, "GotoIf"),
            (Kind::UnbalancedBrackets, 2, "$[1 = 1?1"),
        ],
    );
    plan(
        "exten => 1,1,Wait(5",
        &[(Kind::UnbalancedBrackets, 2, "Wait(5")],
    );
    plan(
        "exten => 1,1,Set(A=${EXTEN}})",
        &[(Kind::UnbalancedBrackets, 2, "}}")],
    );
    plan(
        "exten => 1,1,Set(A=$[\"${EXTEN}\" = \"1])",
        &[(Kind::UnbalancedBrackets, 2, "$[\"${EXTEN}\" = \"1]")],
    );
    plan(
        "exten => 1,1,Set(A=$[(1 + 2])",
        &[(Kind::UnbalancedBrackets, 2, "$[(1 + 2]")],
    );
    plan(
        "exten => 1,1,Set(A=$[${EXTEN} + ])",
        &[(Kind::BadExpression, 2, "$[${EXTEN} + ]")],
    );
    plan(
        "exten => 1,1,NoOp(:-)\n same => n,Set(B=$[\"${EXTEN}\" =~ \"^(1|2\"])",
        &[],
    );
}

#[test]
fn jumps_lead_somewhere() {
    let nowhere = |text: &'static str| [(Kind::JumpToNowhere, 2, text)];
    plan("exten => 1,1,Goto(nophones,1,1)", &nowhere("nophones"));
    plan("exten => 1,1,Goto(phones,2,1)", &nowhere("2"));
    plan("exten => 1,1,Goto(missing)", &nowhere("missing"));
    plan("exten => 1,1,Goto(7)", &nowhere("7"));
    plan(
        "exten => 1,1,GotoIf($[${EXTEN} = 1]?1:gone)",
        &nowhere("gone"),
    );
    plan(
        "exten => 1,1,Gosub(sub-gone,s,1(a,b))",
        &nowhere("sub-gone"),
    );
    plan("exten => 1,1,Macro(gone,a)", &nowhere("gone"));
    plan("exten => 1,1,ExecIf($[1]?Goto(gone,s,1))", &nowhere("gone"));
    plan("exten => 1,1,Dial(PJSIP/a,20,G(phones^9^1))", &nowhere("9"));
    plan(
        "exten => 1,1,Dial(PJSIP/a,20,U(sub-gone^x))",
        &nowhere("sub-gone"),
    );
    plan("exten => 1,1,Dial(Local/9@phones)", &nowhere("9"));
    plan(
        "exten => 1,1,GotoIfTime(9:00-17:00,mon-fri,*,*?gone,s,1)",
        &nowhere("gone"),
    );
    plan("exten => _X.,1,Goto(${EXTEN},phones)", &nowhere("phones"));
    plan(
        "exten => 1,1,Goto(${EXTEN},s,1)\nexten => _2X,1,Goto(${EXTEN:1},1)",
        &[],
    );
    plan(
        "exten => _X.,1(top),NoOp()\n same => n,GotoIf($[1]?top)",
        &[],
    );
    // What includes this context gives the extension.
    let text = "[outer]\ninclude => inner\nexten => 5,1,NoOp()\n[inner]\nexten => 1,1,Goto(5,1)\n";
    assert_eq!(found(&[("extensions.conf", text)], "extensions.conf"), []);
    let text = "[phones]\nexten => 1,1,Goto(more,9,1)\n[more]\nswitch => Realtime/@\n";
    assert_eq!(found(&[("extensions.conf", text)], "extensions.conf"), []);
}

#[test]
fn priorities_are_in_order() {
    plan(
        "exten => 1,1,NoOp()\nexten => 1,3,NoOp()",
        &[(Kind::GapInPriorities, 3, "3")],
    );
    plan("exten => 1,1,Goto(3)\nexten => 1,3,NoOp()", &[]);
    plan("exten => 1,2,NoOp()", &[(Kind::NoFirstPriority, 2, "1")]);
    plan(
        "exten => 1,1,NoOp()\nexten => 1,1,Answer()",
        &[(Kind::DuplicatePriority, 3, "1")],
    );
    plan(
        "exten => 1,1(a),NoOp()\n same => n(a),NoOp()",
        &[(Kind::DuplicateLabel, 3, "a")],
    );
    plan(
        "exten => 1,1,Hangup()\n same => n,Answer()\n same => n,NoOp()",
        &[(Kind::UnreachableLine, 3, "Answer")],
    );
    plan(
        "exten => 1,1,GotoIf($[1]?3:1)\n same => n,Answer()\n same => n,NoOp()",
        &[(Kind::UnreachableLine, 3, "Answer")],
    );
    plan(
        "exten => 1,1,Hangup()\n same => n(on),Answer()\n same => n,Goto(on)",
        &[],
    );
    plan("exten => _X.,1,NoOp()\nexten => 12,2,Answer()", &[]);
}

#[test]
fn contexts_include_what_is_there() {
    plan(
        "include => nothing",
        &[(Kind::IncludeOfNothing, 2, "nothing")],
    );
    plan("include => parkedcalls", &[]);
    let text = "[a]\ninclude => b\n[b]\ninclude => a\n";
    assert_eq!(
        found(&[("extensions.conf", text)], "extensions.conf"),
        [(Kind::IncludeCircle, 4, "a".to_owned())]
    );
    plan(
        "exten => 9XXX,1,NoOp()",
        &[(Kind::PatternWithoutUnderscore, 2, "9XXX")],
    );
    plan(
        "exten => [12],1,NoOp()",
        &[(Kind::PatternWithoutUnderscore, 2, "[12]")],
    );
    plan(
        "exten => MAX,1,NoOp()\nexten => X,1,NoOp()\nexten => 1.,1,NoOp()",
        &[(Kind::PatternWithoutUnderscore, 4, "1.")],
    );
    plan(
        "exten => 1,1,NoOp() ; exten => 2,1,NoOp()",
        &[(Kind::SwallowedByComment, 2, "exten => 2,1,NoOp()")],
    );
    plan(
        "exten => 1,1,Answer()\n same => n,Ringing()",
        &[(Kind::RingingAfterAnswer, 3, "Ringing")],
    );
}

#[test]
fn what_is_named_is_defined() {
    plan(
        "exten => 1,1,Queue(sales)",
        &[(Kind::UnknownQueue, 2, "sales")],
    );
    plan(
        "exten => 1,1,MusicOnHold(jazz)",
        &[(Kind::UnknownMusicClass, 2, "jazz")],
    );
    plan(
        "exten => 1,1,Playback(a&missing-b)",
        &[(Kind::UnknownSound, 2, "missing-b")],
    );
    plan(
        "exten => 1,1,NoOp(${NOBODY})",
        &[(Kind::VariableNeverSet, 2, "${NOBODY}")],
    );
    plan("exten => 1,1,Set(_A=1)\n same => n,NoOp(${A}${EXTEN})", &[]);
    let named = [
        ("voicemail.conf", "[default]\n100 => 5938,A\n"),
        (
            "extensions.conf",
            "[phones]\nexten => 1,1,VoiceMail(u100&101@default,u)\n",
        ),
    ];
    let found = found(&named, "extensions.conf");
    assert!(
        found.contains(&(Kind::UnknownMailbox, 2, "101@default".to_owned())),
        "{found:?}"
    );
    assert_eq!(found.len(), 1, "{found:?}");
}

const PHONE: &str = "[t]\ntype=transport\nprotocol=udp\nbind=0.0.0.0\n[a]\ntype=endpoint\ncontext=phones\n\
    allow=ulaw\naors=a\nauth=a\n[a]\ntype=aor\nmax_contacts=1\n[a]\ntype=auth\nauth_type=userpass\nusername=a\n\
    password=kY7xw9Qr2m\n";
const PLAN: &str = "[phones]\nexten => 1,1,Dial(PJSIP/a,20)\n";

#[test]
fn phones_are_whole() {
    let check = |from: &str, to: &str, expected: &[(Kind, u32, &str)]| {
        let pjsip = PHONE.replacen(from, to, 1);
        let found = found(
            &[("pjsip.conf", &pjsip), ("extensions.conf", PLAN)],
            "pjsip.conf",
        );
        let expected: Vec<_> = expected
            .iter()
            .map(|(k, l, t)| (*k, *l, (*t).to_owned()))
            .collect();
        assert_eq!(found, expected, "{from} -> {to}");
    };
    check("", "", &[]);
    check(
        "context=phones",
        "context=phoness",
        &[(Kind::PhoneWithoutContext, 7, "phoness")],
    );
    check("aors=a", "aors=b", &[(Kind::MissingPart, 9, "b")]);
    check(
        "auth=a",
        "auth=a\ntransport=none",
        &[(Kind::MissingPart, 11, "none")],
    );
    check("kY7xw9Qr2m", "a", &[(Kind::WeakPassword, 18, "a")]);
    check(
        "kY7xw9Qr2m",
        "654321",
        &[(Kind::WeakPassword, 18, "654321")],
    );
    check(
        "max_contacts",
        "max_contact",
        &[(Kind::Configuration, 13, "max_contact")],
    );
    let plan = PLAN.replace("PJSIP/a", "PJSIP/b");
    let found = found(
        &[("pjsip.conf", PHONE), ("extensions.conf", &plan)],
        "extensions.conf",
    );
    assert_eq!(found, [(Kind::UnknownEndpoint, 2, "b".to_owned())]);
}

#[test]
fn dangers_are_told() {
    let with_phone = |plan: &str| {
        found(
            &[("pjsip.conf", PHONE), ("extensions.conf", plan)],
            "extensions.conf",
        )
    };
    let plan = "[phones]\nexten => _XXX,1,Dial(PJSIP/a)\n";
    assert_eq!(
        with_phone(plan),
        [(Kind::EmergencyNumber, 2, "_XXX".to_owned())]
    );
    let plan = "[phones]\nexten => _XXX,1,Dial(PJSIP/a)\nexten => 112,1,Dial(PJSIP/112@a)\n\
        exten => 911,1,Goto(112,1)\nexten => 999,1,Goto(112,1)\n";
    assert_eq!(with_phone(plan), []);
    let injection = |text: &str| [(Kind::Injection, 2, text.to_owned())];
    assert_eq!(
        with_phone("[phones]\nexten => _55.,1,Dial(PJSIP/${EXTEN}@a)\n"),
        injection("${EXTEN}")
    );
    assert_eq!(
        with_phone("[phones]\nexten => _55.,1,Dial(PJSIP/${FILTER(0-9,${EXTEN})}@a)\n"),
        []
    );
    assert_eq!(
        with_phone("[phones]\nexten => _55XX,1,Dial(PJSIP/${EXTEN}@a)\n"),
        []
    );
    let plan = "[phones]\nexten => 1,1,Set(WHO=${CALLERID(name)})\n same => n,Dial(PJSIP/${WHO})\n";
    assert_eq!(
        with_phone(plan),
        [(Kind::Injection, 3, "${WHO}".to_owned())]
    );
    let found = found(
        &[
            (
                "sip.conf",
                "[general]\ncontext=open\n[trunk]\ntype=peer\nhost=192.0.2.1\ncontext=in\nsecret=kY7xw9Qr2m\n",
            ),
            (
                "extensions.conf",
                "[open]\ninclude => out\n[out]\nexten => _0X,1,Dial(SIP/trunk/${EXTEN})\n[in]\nexten => s,1,NoOp()\n",
            ),
        ],
        "sip.conf",
    );
    assert_eq!(found, [(Kind::GuestReachesTrunk, 2, "open".to_owned())]);
}

#[test]
fn findings_are_shown() {
    let text_of = "[phones]\nexten => 1,1,Goto(gone,s,1)\n same => n,Answerr(\"x\")\n";
    let found = findings(&files(&[("extensions.conf", text_of)]));
    let shown = text(&found);
    assert!(
        shown.contains("extensions.conf:2:19: error[jump-to-nowhere]: there is no context 'gone'"),
        "{shown}"
    );
    assert!(
        shown.contains(" 2 | exten => 1,1,Goto(gone,s,1)\n   |                   ^^^^\n"),
        "{shown}"
    );
    assert!(shown.contains("did you mean 'Answer'?"), "{shown}");
    assert!(json(&found).contains(r#"{"kind":"jump-to-nowhere","severity":"error","file":"extensions.conf","line":2,"column":19,"text":"gone""#));
    assert!(sarif(&found).contains(r#""region":{"startLine":2,"startColumn":19,"endColumn":23}"#));
    assert_eq!(exit_status(&found), 2);
    let mut severities = Severities::default();
    severities.allow(Kind::JumpToNowhere);
    severities.set(Kind::UnknownApplication, Severity::Note);
    let rest = severities.apply(found);
    assert!(rest.iter().all(|f| f.kind != Kind::JumpToNowhere));
    assert!(
        rest.iter()
            .any(|f| f.kind == Kind::UnknownApplication && f.severity == Severity::Note)
    );
    for kind in Kind::ALL {
        assert_eq!(Kind::from_name(kind.name()), Some(*kind));
        assert!(!kind.about().is_empty());
    }
}

/// Samples of many years, by people who knew what they wrote, hold few faults that are no mere lack of
/// ours; a check that complains a lot there complains about too much.
#[test]
fn stock_files_hold_little() {
    let Some(root) = fixture("stock-samples") else {
        return;
    };
    for release in [
        "asterisk-1.8/samples",
        "asterisk-20/samples",
        "asterisk-20/basic-pbx",
        "asterisk-master/samples",
    ] {
        let mut found = findings(&Folders(vec![root.join(release)]));
        found.retain(|f| {
            let lacking = [
                Kind::UnsupportedApplication,
                Kind::UnsupportedFunction,
                Kind::UnsupportedTechnology,
            ];
            f.severity > Severity::Note
                && !lacking.contains(&f.kind)
                && f.kind != Kind::WeakPassword
        });
        assert!(found.len() < 12, "{release}\n{}", text(&found));
    }
}
