//! Programs that tell calls what to do, call files, and spoken texts, all with the real binary.

use std::fs;
use std::io::{BufRead, BufReader, Write};
use std::net::TcpListener;
use std::os::unix::fs::PermissionsExt;

use crate::clock;
use crate::exchange::{Exchange, PJSIP, pjsip_user};
use crate::wire_phone::WirePhone;

/// Imitates a program that speaks prompts: asks for the state, answers, asks for the codec, plays, and
/// sends the call where the key says.
const MENU: &str = r#"#!/usr/bin/python3
import sys
facts = {}
while True:
    line = sys.stdin.readline().strip()
    if not line:
        break
    name, _, value = line.partition(": ")
    facts[name] = value
def ask(text):
    print(text, flush=True)
    return sys.stdin.readline().strip()
def note(text):
    ask('VERBOSE "menu %s" 1' % text)
if ask("CHANNEL STATUS") == "200 result=4":
    ask("ANSWER")
note(ask("GET FULL VARIABLE ${CHANNEL(audionativeformat)}"))
reply = ask('STREAM FILE %s "0123456789#*"' % facts["agi_arg_1"])
digit = int(reply.split("result=")[1].split()[0])
ask("SET EXTENSION " + (chr(digit) if digit > 0 else "5"))
ask("SET PRIORITY 1")
"#;

fn exchange(plan: &str, scripts: &[(&str, &str)]) -> Exchange {
    let pjsip = format!("{PJSIP}{}{}", pjsip_user("alice"), pjsip_user("bob"));
    let plan = format!("[phones]\n{plan}");
    let mut exchange = Exchange::not_started(&[("pjsip.conf", &pjsip), ("extensions.conf", &plan)]);
    for (name, text) in scripts {
        let path = format!("lib/agi-bin/{name}");
        exchange.folder.write(&path, *text);
        let path = exchange.folder.path().join(path);
        fs::set_permissions(path, fs::Permissions::from_mode(0o755)).unwrap();
    }
    exchange.start();
    exchange
}

fn is_noted(exchange: &Exchange, text: &str) {
    clock::until(&format!("'{text}' is told"), || {
        exchange.printed().contains(text).then_some(())
    });
}

#[test]
fn a_program_plays_a_menu_and_says_where_to_go_on() {
    let plan = "exten => 700,1,AGI(menu.agi,FOLDER/long)\n same => n,Verbose(0,over ${AGISTATUS})\n\
        exten => 5,1,Answer()\n same => n,Echo()\n";
    let exchange = exchange("exten => 1,1,NoOp()\n", &[("menu.agi", MENU)]);
    let folder = exchange.folder.path().display().to_string();
    exchange.folder.write_tone("long.wav", 440.0, 2_000);
    let plan = format!("[phones]\n{}", plan.replace("FOLDER", &folder));
    exchange.rewrite("extensions.conf", &plan);
    exchange.console("dialplan reload");
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(alice.dial("700"), 200);
    alice.voice.hears(440.0);
    alice.voice.says(Some(600.0));
    alice.voice.hears(600.0);
    is_noted(&exchange, "menu 200 result=1 (");
    alice.hangs_up();
    exchange.becomes_idle();
    let help = exchange.console("agi show commands topic stream file");
    assert!(help.starts_with("Usage: STREAM FILE <filename>"), "{help}");
}

#[test]
fn programs_that_hang_flood_or_leave_cost_nobody_anything() {
    let scripts = [
        ("hangs", "#!/bin/sh\nexec sleep 1000\n"),
        ("floods", "#!/bin/sh\nexec yes NOOP\n"),
        ("leaves", "#!/bin/sh\nexec 0<&-\nexit 3\n"),
        ("garbage", "#!/bin/sh\nhead -c 300000 /dev/zero\n"),
        ("plain", "not a program\n"),
    ];
    let plan = "exten => _7.,1,Answer()\n same => n,AGI(${EXTEN:1})\n\
        same => n,Verbose(0,${EXTEN} is ${AGISTATUS})\n same => n,Echo()\n\
        exten => 600,1,Answer()\n same => n,Echo()\n";
    let exchange = exchange(plan, &scripts);
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    for (name, status) in [
        ("leaves", "FAILURE"),
        ("garbage", "SUCCESS"),
        ("plain", "FAILURE"),
        ("none", "NOTFOUND"),
    ] {
        assert_eq!(alice.dial(&format!("7{name}")), 200);
        is_noted(&exchange, &format!("7{name} is {status}"));
        alice.hangs_up();
    }
    for name in ["hangs", "floods"] {
        assert_eq!(alice.dial(&format!("7{name}")), 200);
        let mut bob = WirePhone::new("bob", exchange.address()).registered();
        assert_eq!(bob.dial("600"), 200);
        bob.voice.says(Some(500.0));
        bob.voice.hears(500.0);
        bob.hangs_up();
        alice.hangs_up();
        exchange.becomes_idle();
    }
}

#[test]
fn a_server_of_agi_is_asked() {
    let server = TcpListener::bind("127.0.0.1:0").unwrap();
    let port = server.local_addr().unwrap().port();
    let plan = format!(
        "exten => 700,1,AGI(agi://127.0.0.1:{port}/door?x=1,hello)\n \
         same => n,Verbose(0,door is ${{DOOR}} ${{AGISTATUS}})\n same => n,Answer()\n same => n,Echo()\n"
    );
    let exchange = exchange(&plan, &[]);
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    let serving = std::thread::spawn(move || {
        let (mut stream, _) = server.accept().unwrap();
        let mut lines = BufReader::new(stream.try_clone().unwrap()).lines();
        let greeting: Vec<String> = lines
            .by_ref()
            .map(Result::unwrap)
            .take_while(|line| !line.is_empty())
            .collect();
        stream
            .write_all(b"SET VARIABLE DOOR \"wide open\"\n")
            .unwrap();
        (greeting, lines.next().unwrap().unwrap())
    });
    assert_eq!(alice.dial("700"), 200);
    let (greeting, reply) = serving.join().unwrap();
    assert_eq!(reply, "200 result=1");
    assert_eq!(greeting[0], "agi_network: yes");
    assert_eq!(greeting[1], "agi_network_script: door?x=1");
    assert!(greeting.contains(&"agi_arg_1: hello".to_owned()));
    is_noted(&exchange, "door is wide open SUCCESS");
    alice.hangs_up();
}

#[test]
fn a_call_file_calls_and_is_gone() {
    let plan = "[auto]\nexten => s,1,Answer()\n same => n,Echo()\n";
    let exchange = exchange(plan, &[]);
    let mut bob = WirePhone::new("bob", exchange.address()).registered();
    let text = "# from a script\nChannel: PJSIP/bob\nCallerID: \"Shop\" <9000>\nMaxRetries: 1\n\
        RetryTime: 60\nContext: auto\nExtension: s\nPriority: 1\nArchive: yes\n";
    exchange.folder.write("one.call", text);
    let at = |name: &str| exchange.folder.path().join(name);
    fs::rename(at("one.call"), at("spool/outgoing/one.call")).unwrap();
    bob.answers();
    bob.voice.says(Some(700.0));
    bob.voice.hears(700.0);
    clock::until("the file is archived", || {
        at("spool/outgoing_done/one.call").exists().then_some(())
    });
    let text = exchange.folder.read("spool/outgoing_done/one.call");
    assert!(text.contains("\nStartRetry: 1 1 ("), "{text}");
    assert!(text.ends_with("\nStatus: Completed\n"), "{text}");
    bob.hangs_up();
    exchange
        .folder
        .write("spool/outgoing/bad.call", "nonsense\n");
    clock::until("a bad file is gone", || {
        (!at("spool/outgoing/bad.call").exists()).then_some(())
    });
}

#[test]
fn a_text_is_spoken() {
    let plan = "exten => 700,1,Speak(\"aaaaaaaaaaaa aaaaaaaaaaaa\",en)\n \
        same => n,Verbose(0,spoken ${SPEAKSTATUS})\n same => n,Echo()\n";
    let exchange = exchange(plan, &[]);
    let mut alice = WirePhone::new("alice", exchange.address()).registered();
    assert_eq!(alice.dial("700"), 200);
    is_noted(&exchange, "spoken SUCCESS");
    let folder = exchange.folder.path().join("spool/speech");
    let kept = fs::read_dir(folder).unwrap().flatten().count();
    assert_eq!(kept, 1);
    alice.hangs_up();
}
