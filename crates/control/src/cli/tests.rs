use super::fake::Fake;
use super::*;

fn said(fake: &mut Fake, line: &str) -> String {
    execute(fake, line).text
}

/// What the answer must contain.
#[track_caller]
fn check(fake: &mut Fake, line: &str, expected: &str) {
    let text = said(fake, line);
    assert!(text.contains(expected), "{line:?} gave:\n{text}");
}

#[test]
fn answers() {
    let mut fake = Fake::new();
    for (line, expected) in [
        ("core show version", "Asterisk 21.0.0-test\n"),
        ("CORE  show Version", "Asterisk 21.0.0-test\n"),
        ("show version", "Asterisk 21.0.0-test\n"),
        ("core waitfullybooted", "Asterisk has fully booted.\n"),
        (
            "core show uptime",
            "System uptime: 1 day, 1 hour, 1 minute, 1 second\nLast reload: 1 second\n",
        ),
        (
            "core show uptime seconds",
            "System uptime: 90061\nLast reload: 1\n",
        ),
        (
            "core show settings",
            "  Log directory:               /var/log\n",
        ),
        (
            "core show channels",
            "Channel              Location             State   Application(Data)             \n0 active channels\n0 active calls\n1 call processed\n",
        ),
        ("core show calls", "0 active calls\n1 call processed\n"),
        (
            "core show applications",
            "    -= Registered Asterisk Applications =-\n                  Echo: Plays back what it hears.\n    -= 1 Applications Registered =-\n",
        ),
        (
            "show applications like ech",
            "    -= Matching Asterisk Applications =-\n                  Echo",
        ),
        (
            "core show applications describing presses somebody",
            "Echo: Plays",
        ),
        (
            "core show applications describing presses nobody",
            "No Matching",
        ),
        (
            "core show application echo",
            "  -= Info about Application 'Echo' =- \n\n[Synopsis]\nPlays back what it hears.\n",
        ),
        (
            "core show application echo",
            "\n[Syntax]\nEcho(first[,options])\n",
        ),
        (
            "core show application Nope",
            "Your application(s) is (are) not registered\n",
        ),
        ("core show functions", "1 custom functions installed.\n"),
        (
            "core show functions like x",
            "0 matching custom functions installed.\n",
        ),
        ("core show function LEN", "\n[Access]\ncan be read\n"),
        (
            "core show hints",
            "600@internal        : SIP/600               State:Idle\n",
        ),
        ("core show hints", "- 1 hint registered\n"),
        ("core show codecs", " audio ulaw         ulaw             ("),
        (
            "core show file formats",
            "gsm        gsm        gsm                 \n",
        ),
        ("core show translation", "ulaw"),
        ("core show translation paths gsm", "(gsm)->(slin)->(ulaw)"),
        (
            "core show channeltypes",
            "PJSIP            PJSIP Channel Driver",
        ),
        ("features show", "Blind Transfer            #       ##"),
        (
            "moh show classes",
            "Class: default\n\tMode: files\n\tDirectory: moh\n",
        ),
        ("module show like sip", "chan_sip.so"),
        ("module show like sip", "1 module loaded\n"),
        ("logger show channels", "/var/log/asterisk/messages"),
        ("sip show peers", "driver: sip show peers\n"),
        ("sip show PEER Alice", "driver: sip show peer Alice\n"),
        ("pjsip list aors", "driver: pjsip list aors\n"),
        (
            "pjsip show endpoint bob",
            "driver: pjsip show endpoint bob\n",
        ),
        (
            "dialplan show default",
            "[ Context 'default' created by 'test' ]\n",
        ),
        (
            "dialplan show nowhere",
            "There is no existence of 'nowhere' context\nCommand 'dialplan show nowhere' failed.\n",
        ),
        ("dialplan set extenpatternmatchnew true", "nothing changes"),
        (
            "core show help core show version",
            "Usage: core show version\n",
        ),
        (
            "help core stop",
            "Usage: core stop {now|gracefully|when} [convenient]\n",
        ),
        (
            "core show help",
            "             core show version -- Display version info\n",
        ),
        ("help database", "                  database get -- "),
        ("help nonsense", "No such command 'nonsense'.\n"),
        (
            "core show help core show uptime",
            "'seconds' gives plain numbers",
        ),
        (
            "core show uptime minutes",
            "Usage: core show uptime [seconds]\n",
        ),
        (
            "core shov",
            "No such command 'core shov' (type 'core show help core' for other possible commands)\n",
        ),
        ("frobnicate", "No such command 'frobnicate'"),
        ("cor show version", "No such command"),
        ("core show", "No such command 'core show'"),
        ("!rm -rf /", "your own side"),
        ("   ", ""),
    ] {
        check(&mut fake, line, expected);
    }
}

#[test]
fn a_channel_in_every_list() {
    let mut fake = Fake::new().with_caller(1, "alice");
    for (line, expected) in [
        (
            "core show channels",
            "PJSIP/alice-00000000 600@internal:1       Ring    Echo(x)                       \n1 active channel\n1 active call\n",
        ),
        (
            "core show channels concise",
            "PJSIP/alice-00000000!internal!600!1!Ring!Echo!x!100!acc!!3!90061!!1700000000.0\n",
        ),
        (
            "core show channels verbose",
            "PJSIP/alice-00000000 internal             600                 1 Ring    Echo         x                         100             25:01:01 acc",
        ),
        (
            "core show channels count",
            "1 active channel\n1 active call\n1 call processed\n",
        ),
        (
            "core show channel pjsip/ALICE-00000000",
            "                 State: Ring (4)\n",
        ),
        (
            "core show channel 1700000000.0",
            "          Elapsed Time: 25h1m1s\n",
        ),
        (
            "core show channel SIP/none",
            "SIP/none is not a known channel\n",
        ),
        (
            "channel redirect PJSIP/alice-00000000 default,s,1",
            "successfully redirected",
        ),
        (
            "channel redirect PJSIP/alice-00000000 nowhere,s,1",
            "There is no context 'nowhere'.",
        ),
        (
            "channel redirect PJSIP/alice-00000000 0",
            "Usage: channel redirect",
        ),
        ("core show channels", "s@default:1"),
        (
            "channel request hangup all",
            "Requested Hangup on channel 'PJSIP/alice-00000000'\n",
        ),
        ("core show channels", "0 active channels\n"),
        (
            "channel request hangup PJSIP/alice-00000000",
            "is not a known channel",
        ),
    ] {
        check(&mut fake, line, expected);
    }
    let concise = Fake::new().with_caller(1, "alice");
    let text = said(&mut { concise }, "core show channels concise");
    assert_eq!(text.trim_end().split('!').count(), 14);
}

#[test]
fn a_call_out_is_ordered_as_typed() {
    use call::OriginateTo::{Application, Extension};
    let mut fake = Fake::new();
    for (line, expected) in [
        (
            "channel originate PJSIP/bob application Echo a b",
            Some("Application Echo a b"),
        ),
        (
            "originate SIP/bob extension 600@internal",
            Some("Extension internal 600 1"),
        ),
        (
            "channel originate SIP/bob extension",
            Some("Extension default s 1"),
        ),
        (
            "channel originate SIP/bob extension @internal",
            Some("Extension internal s 1"),
        ),
        ("channel originate SIP/bob extension 1@nowhere", None),
        ("channel originate bob application Echo", None),
        ("channel originate DAHDI/1 application Echo", None),
        ("channel originate SIP/bob application Nope", None),
        ("channel originate SIP/bob", None),
        ("channel originate SIP/bob application", None),
    ] {
        fake.ordered.clear();
        let reply = execute(&mut fake, line);
        let ordered = fake.ordered.first().map(|command| match command {
            call::Command::Originate(wanted) => match &wanted.to {
                Application { name, arguments } => format!("Application {name} {arguments}"),
                Extension {
                    context,
                    extension,
                    priority,
                } => format!("Extension {context} {extension} {priority}"),
            },
            other => format!("{other:?}"),
        });
        assert_eq!(ordered.as_deref(), expected, "{line}");
        assert_eq!(reply.end == End::Done, expected.is_some(), "{line}");
    }
}

#[test]
fn the_database() {
    let mut fake = Fake::new();
    for (line, expected) in [
        (
            "database put cidname 100 \"Bob Builder\"",
            "Updated database successfully\n",
        ),
        ("database put cidname/sub 1 x", "Updated"),
        ("database get cidname 100", "Value: Bob Builder\n"),
        ("database get cidname 101", "Database entry not found.\n"),
        (
            "database show",
            "/cidname/100                                      : Bob Builder              \n",
        ),
        ("database show", "2 results found.\n"),
        ("database show cidname 100", "1 result found.\n"),
        ("database showkey 1", "/cidname/sub/1"),
        ("database showkey 0", "0 results found.\n"),
        ("database del cidname 100", "Database entry removed.\n"),
        (
            "database del cidname 100",
            "Database entry does not exist.\n",
        ),
        ("database deltree \"\"", "Usage: database deltree"),
        ("database deltree cidname", "1 database entries removed.\n"),
        (
            "database deltree cidname",
            "Database entries do not exist.\n",
        ),
        (
            "database get cidname",
            "Usage: database get <family> <key>\n",
        ),
    ] {
        check(&mut fake, line, expected);
    }
}

#[test]
fn the_dialplan_can_be_seen_in_part_and_added_to() {
    let mut fake = Fake::new();
    let text = said(&mut fake, "dialplan show 600@default");
    assert!(
        text.starts_with("[ Context 'internal' created by 'test' ]\n  '600' =>"),
        "{text}"
    );
    assert!(
        text.contains("'_6XX' =>") && !text.contains("'_9.'"),
        "{text}"
    );
    assert!(
        text.ends_with("-= 2 extensions (3 priorities) in 1 context. =-\n"),
        "{text}"
    );
    for (line, expected) in [
        ("dialplan show 9123@", "'_9.' =>"),
        (
            "dialplan show 7@internal",
            "There is no existence of 7@internal extension",
        ),
        (
            "dialplan show 7@",
            "There is no existence of '7' extension in all contexts",
        ),
        (
            "dialplan add extension 7,1,Echo(a,b) into new",
            "added into 'new' context\n",
        ),
        ("dialplan show 7@new", "1. Echo(a,b)"),
        (
            "dialplan add extension 7,1,Echo into new",
            "already defined",
        ),
        ("dialplan add extension 8/100,1,Echo,a,b into new", "added"),
        ("dialplan show 8@new", "(CID match '100') =>"),
        ("dialplan show 8@new", "1. Echo(a,b)"),
        ("dialplan add extension 9,hint,SIP/9 into new", "added"),
        ("dialplan show new", "hint: SIP/9"),
        (
            "dialplan add extension 9,0,Echo into new",
            "Usage: dialplan add extension",
        ),
        ("dialplan add extension 9,1,Echo onto new", "Usage:"),
        ("dialplan add extension _[1,1,Echo into new", "not added"),
        (
            "dialplan add extension 7,1,Echo into new replace",
            "Extension '7,1,Echo' added into 'new' context\n",
        ),
        (
            "dialplan add include default into new",
            "Context 'default' included in 'new' context\n",
        ),
        (
            "dialplan add include default into new",
            "already included in 'new' context!\n",
        ),
        (
            "dialplan add include new into other",
            "did not exist prior to add include",
        ),
        ("dialplan show other", "Include =>        'new'"),
        (
            "dialplan remove include new from other",
            "We are not including 'new' into 'other' now\n",
        ),
        (
            "dialplan remove include new from other",
            "Context 'new' is not included in context 'other'\n",
        ),
        (
            "dialplan add ignorepat 9 into new",
            "Ignore pattern '9' added into 'new' context\n",
        ),
        ("dialplan show new", "Ignore pattern => '9'"),
        ("dialplan add ignorepat 9 into new", "already included"),
        (
            "dialplan remove ignorepat 9 from new",
            "Ignore pattern '9' removed from 'new' context\n",
        ),
        ("dialplan remove ignorepat 9 from new", "no existence"),
        ("dialplan add extension 5,1,Echo into new", "added"),
        ("dialplan add extension 5,2,Echo into new", "added"),
        (
            "dialplan remove extension 5@new 2",
            "Extension 5@new with priority 2 removed\n",
        ),
        (
            "dialplan remove extension 5@new",
            "Whole extension 5@new removed\n",
        ),
        (
            "dialplan remove extension 5@new",
            "Failed to remove extension 5@new\n",
        ),
        ("dialplan remove extension 5", "Usage:"),
        ("dialplan debug internal", "600\n       _6XX\n       _9."),
        ("dialplan remove context other", "Removed context 'other'\n"),
        (
            "dialplan remove context other",
            "There is no dialplan context called 'other'\n",
        ),
        ("dialplan show default", "'s' =>"),
        (
            "dialplan save /tmp",
            "Dialplan successfully saved into '/tmp/extensions.conf'\n",
        ),
        ("dialplan save", "I can't save dialplan now"),
        ("core show hint 60", "600@internal        : SIP/600"),
        ("core show hint 7", "No hints matching extension 7\n"),
        ("core show switches", "no registered alternative switches"),
        (
            "dialplan eval function NOTHING(1)",
            "No function by that name registered: NOTHING\n",
        ),
        (
            "dialplan set global COLOUR blue",
            "    -- Global variable 'COLOUR' set to 'blue'\n",
        ),
        (
            "dialplan show globals",
            "   COLOUR=blue\n\n    -- 1 variable\n",
        ),
    ] {
        check(&mut fake, line, expected);
    }
}

#[test]
fn stopping() {
    let mut fake = Fake::new();
    let how = |gracefully, when_convenient, restart| {
        Some(Stop {
            gracefully,
            when_convenient,
            restart,
        })
    };
    for (line, expected) in [
        ("core stop now", how(false, false, false)),
        ("stop gracefully", how(true, false, false)),
        ("core stop when convenient", how(false, true, false)),
        ("restart now", how(false, false, true)),
        ("core restart when convenient", how(false, true, true)),
        ("core restart gracefully", how(true, false, true)),
        ("core stop", None),
        ("core stop when", None),
        ("core stop now gracefully", None),
    ] {
        fake.stop = None;
        execute(&mut fake, line);
        assert_eq!(fake.stop, expected, "{line}");
    }
    execute(&mut fake, "core stop gracefully");
    check(
        &mut fake,
        "core abort shutdown",
        "The shutdown is cancelled.\n",
    );
    check(
        &mut fake,
        "core abort shutdown",
        "No shutdown was under way.\n",
    );
    fake.booted = false;
    assert_eq!(execute(&mut fake, "core waitfullybooted").end, End::NotYet);
}

#[test]
fn reloads_and_traces_reach_the_right_part() {
    let mut fake = Fake::new();
    for (line, part) in [
        ("core reload", None),
        ("reload", None),
        ("module reload", None),
        ("dialplan reload", Some("dialplan")),
        ("sip reload", Some("sip")),
        ("pjsip reload", Some("pjsip")),
        ("logger reload", Some("logger")),
        ("module reload features", Some("features")),
        ("reload chan_sip.so", Some("sip")),
        (
            "module reload res_pjsip_endpoint_identifier_ip.so",
            Some("pjsip"),
        ),
        ("module reload RES_PJSIP.so", Some("pjsip")),
        ("module reload pbx_config", Some("dialplan")),
        ("module reload res_musiconhold.so", Some("musiconhold")),
        ("module reload app_queue.so", Some("queue")),
    ] {
        fake.reloaded.clear();
        let reply = execute(&mut fake, line);
        assert_eq!(fake.reloaded, [part.map(str::to_owned)], "{line}");
        assert!(reply.text.contains("done\n"), "{line}");
    }
    check(
        &mut fake,
        "module reload nothing",
        "No such module 'nothing'\n",
    );
    for (line, trace, expected) in [
        (
            "sip set debug on",
            Some((true, None)),
            "SIP Debugging enabled\n",
        ),
        (
            "sip set debug off",
            Some((false, None)),
            "SIP Debugging Disabled\n",
        ),
        (
            "sip set debug ip 1.2.3.4",
            Some((true, Some("1.2.3.4"))),
            "for IP: 1.2.3.4",
        ),
        (
            "sip set debug ip x",
            Some((true, Some("x"))),
            "'x' is no address.\n",
        ),
        ("sip set debug ip", None, "Usage:"),
        (
            "pjsip set logger on",
            Some((true, None)),
            "PJSIP Logging enabled\n",
        ),
        (
            "pjsip set logger host ::1",
            Some((true, Some("::1"))),
            "for host: ::1",
        ),
        (
            "pjsip set logger off",
            Some((false, None)),
            "PJSIP Logging disabled\n",
        ),
    ] {
        fake.traced.clear();
        check(&mut fake, line, expected);
        let trace = trace.map(|(on, host)| (on, host.map(str::to_owned)));
        assert_eq!(fake.traced.first(), trace.as_ref(), "{line}");
    }
    check(
        &mut fake,
        "core set debug 3",
        "Core debug was OFF and is now 3.\n",
    );
    check(
        &mut fake,
        "core set debug atleast 2",
        "Core debug is still 3.\n",
    );
    check(&mut fake, "core set debug 999", "was 3 and is now 255");
    check(&mut fake, "core set debug some", "Usage:");
}

#[test]
fn completion_offers_what_may_follow() {
    let fake = Fake::new().with_caller(1, "alice");
    for (line, expected) in [
        ("core stop ", vec!["gracefully", "now", "when"]),
        ("core stop when ", vec!["convenient"]),
        ("core show cha", vec!["channel", "channels", "channeltypes"]),
        ("CORE sh", vec!["show"]),
        ("core show channels c", vec!["concise", "count"]),
        ("core show channels concise ", vec![]),
        ("core show channel P", vec!["PJSIP/alice-00000000"]),
        ("core show application E", vec!["Echo"]),
        (
            "core show help core stop ",
            vec!["gracefully", "now", "when"],
        ),
        ("sip show peer", vec!["peer", "peers"]),
        ("dialplan show int", vec!["internal"]),
        ("channel originate p", vec!["PJSIP/"]),
        ("channel originate SIP/x a", vec!["application"]),
        ("pjsip li", vec!["list"]),
        ("ex", vec!["exit"]),
        ("nonsense ", vec![]),
        ("module reload chan", vec!["chan_sip.so"]),
    ] {
        assert_eq!(complete(&fake, line), expected, "{line:?}");
    }
    assert!(complete(&fake, "").contains(&"core".to_owned()));
    // Letters of several bytes must not be cut in two.
    assert!(complete(&fake, "core show é").is_empty());
}

#[test]
fn words_may_be_quoted() {
    for (line, expected) in [
        ("a  b\tc", vec!["a", "b", "c"]),
        (r#"put x "a b" c"#, vec!["put", "x", "a b", "c"]),
        (r#"a "" b"#, vec!["a", "", "b"]),
        (r#"say \"hi\ there\""#, vec!["say", "\"hi there\""]),
        (r#"open "end"#, vec!["open", "end"]),
        ("", vec![]),
    ] {
        assert_eq!(command::split_words(line), expected, "{line}");
    }
}

#[test]
fn every_command_is_documented_and_found_by_all_its_names() {
    for entry in commands::COMMANDS {
        let doc = entry.doc;
        assert!(
            !doc.summary.is_empty() && !doc.description.is_empty(),
            "{}",
            doc.words
        );
        for name in std::iter::once(&doc.words).chain(doc.aliases) {
            let pick = |word: &str| {
                let first = word.trim_matches(['{', '}']).split('|').next();
                first.unwrap_or_default().to_owned()
            };
            let words: Vec<String> = name.split_whitespace().map(pick).collect();
            let words: Vec<&str> = words.iter().map(String::as_str).collect();
            let found = command::find(commands::COMMANDS, &words).map(|(entry, _)| entry.doc.words);
            assert_eq!(found, Some(doc.words), "{name}");
        }
    }
}
