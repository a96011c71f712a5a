//! The lists: complete documents, unique names, examples that can be read.

use std::collections::BTreeSet;

use call::script::Param;

use super::harness::World;
use crate::{APPLICATIONS, FUNCTIONS};

fn check_texts(name: &str, texts: &[&str], params: &[Param]) {
    for text in texts
        .iter()
        .chain(params.iter().flat_map(|p| [&p.name, &p.help]))
    {
        assert!(!text.trim().is_empty(), "{name} has an empty text");
    }
}

#[test]
fn every_application_has_its_document() {
    let mut names = BTreeSet::new();
    for entry in APPLICATIONS {
        let doc = entry.doc;
        assert!(
            names.insert(doc.name.to_ascii_lowercase()),
            "{} is there twice",
            doc.name
        );
        check_texts(
            doc.name,
            &[doc.synopsis, doc.description, doc.since],
            doc.syntax,
        );
        check_texts(doc.name, &[], doc.options);
        assert!(!doc.examples.is_empty(), "{} has no example", doc.name);
        assert!(
            doc.synopsis.ends_with(['.', '?']),
            "{}: {}",
            doc.name,
            doc.synopsis
        );
        let letters: BTreeSet<_> = doc.options.iter().map(|o| o.name).collect();
        assert_eq!(
            letters.len(),
            doc.options.len(),
            "{} has an option twice",
            doc.name
        );
    }
}

#[test]
fn every_function_has_its_document() {
    let mut names = BTreeSet::new();
    for entry in FUNCTIONS {
        let doc = entry.doc;
        assert!(
            names.insert(doc.name.to_ascii_lowercase()),
            "{} is there twice",
            doc.name
        );
        check_texts(
            doc.name,
            &[doc.synopsis, doc.description, doc.since],
            doc.syntax,
        );
        assert!(
            doc.readable || doc.writable,
            "{} is good for nothing",
            doc.name
        );
        assert!(!doc.examples.is_empty(), "{} has no example", doc.name);
    }
}

#[test]
fn see_also_names_what_is_there() {
    let applications = APPLICATIONS.iter().map(|a| (a.doc.name, a.doc.see_also));
    let all: Vec<_> = applications
        .chain(FUNCTIONS.iter().map(|f| (f.doc.name, f.doc.see_also)))
        .collect();
    let later: [&str; 0] = [];
    for (name, others) in &all {
        for other in *others {
            let known = all.iter().any(|(known, _)| known == other) || later.contains(other);
            assert!(known && other != name, "{name} sees also {other}");
        }
    }
}

/// Each example parses, and its arguments please the application's own check.
#[test]
fn examples_of_applications_can_be_read() {
    for entry in APPLICATIONS {
        for example in entry.doc.examples {
            let world = World::new(&format!("exten => 100,1(again),NoOp()\n{example}"));
            drop(world);
            let arguments = example.split_once('(').map_or("", |(_, rest)| rest);
            let arguments = arguments
                .rsplit_once(')')
                .map_or("", |(arguments, _)| arguments);
            let problems = (entry.check)(arguments);
            assert_eq!(problems, Vec::<String>::new(), "{example}");
        }
    }
}

/// Each example of an application runs, with phones that answer and a caller who gives up in the end:
/// nothing is unknown, nothing is left, nothing goes on for ever.
#[test]
fn examples_of_applications_run() {
    let mut faults = Vec::new();
    for entry in APPLICATIONS {
        for example in entry.doc.examples {
            let mut world = World::new(&around(example));
            world
                .outside
                .files
                .insert("/etc/pins".to_owned(), b"1234\n".to_vec());
            world.dials("100");
            for second in 0..120 {
                for phone in world.phones_that_ring() {
                    world.answers(&phone);
                }
                if second % 10 == 5 && world.has_phone("alice") {
                    world.presses("alice", "1");
                }
                world.passes(1.0);
            }
            if world.has_phone("alice") {
                world.hangs_up("alice");
            }
            for phone in world.phones() {
                world.hangs_up(&phone);
            }
            world.passes(4000.0);
            // That nobody of a name is configured here is no fault of the example.
            let unknown = [
                "there is no application",
                "there is no function",
                "not known",
                "not supported",
                "cannot be read here",
                "cannot be set here",
                "invalid extension",
            ];
            let told = world.warnings().iter();
            let told = told.filter(|w| unknown.iter().any(|word| w.contains(word)));
            faults.extend(told.map(|warning| format!("{example}: {warning}")));
            if !world.is_quiet() {
                faults.push(format!("{example}: something is left"));
            }
        }
    }
    assert!(faults.is_empty(), "{}", faults.join("\n"));
}

/// A dialplan in which an example makes sense: the labels, contexts and macros that examples name, each
/// with a wait, as loops in no time never end.
fn around(example: &str) -> String {
    let rest = ["default", "outgoing", "inside", "open", "closed", "tell"];
    let mut plan = String::new();
    for context in rest {
        plan.push_str(&format!(
            "[{context}]\nexten => s,1,Wait(1)\nsame => n,Return()\nexten => _[1-9]!,1,Wait(1)\n"
        ));
        if context == "default" {
            plan.push_str(
                "exten => 100,1,Set(COUNT=5)\nsame => n,Set(OTHER=PJSIP/bob-1)\n\
                 same => n,Wait(1)\n",
            );
            plan.push_str("exten => i,1,Wait(1)\nexten => e,1,Wait(1)\nexten => 100,4,NoOp()\n");
            if !example.contains("n(again)") {
                plan.push_str("same => n(again),Wait(1)\n");
            }
            let (before, after) = match example {
                _ if example.contains(",While(") => {
                    ("", "same => n,Set(I=9)\nsame => n,EndWhile()")
                }
                _ if example.contains("EndWhile(") => ("same => n,While(0)\n", ""),
                _ if example.contains("While(") => (
                    "same => n,While($[${INC(COUNT)} < 9])\n",
                    "same => n,EndWhile()",
                ),
                _ => ("", ""),
            };
            plan.push_str(&format!("{before}{example}\n{after}"));
            plan.push_str("\nsame => n(done),NoOp(end)\nsame => n,Hangup()\n");
        }
    }
    for name in ["stdexten", "count", "other"] {
        plan.push_str(&format!("[macro-{name}]\nexten => s,1,Wait(1)\n"));
    }
    plan
}

/// Each example of a function runs without a warning.
#[test]
fn examples_of_functions_run() {
    for entry in FUNCTIONS {
        for example in entry.doc.examples {
            let step = if example.starts_with("Set(") {
                (*example).to_owned()
            } else {
                format!("NoOp({example})")
            };
            let mut world = World::new(&format!(
                "exten => 100,1,Set(COUNT=5)\nsame => n,{step}\nsame => n,NoOp(end)"
            ));
            world.dials("100");
            assert_eq!(world.notes().last(), Some(&"end"), "{example}");
            let expected = [
                "STACK_PEEK",
                "PJSIP_HEADER(add",
                "LANGUAGE()",
                "MUSICCLASS()",
                "FILE(/tmp/calls,0",
                "GROUP_COUNT()",
                // Nobody has queues, mailboxes or conferences here.
                "QUEUE_",
                "VM_INFO",
                "VMCOUNT",
                "MAILBOX_EXISTS",
                "CONFBRIDGE",
            ];
            let may_warn = expected.iter().any(|e| example.contains(e));
            assert!(
                may_warn || world.warnings().is_empty(),
                "{example}: {:?}",
                world.warnings()
            );
        }
    }
}

#[test]
fn wrong_options_are_told_at_load() {
    let check = |name: &str, arguments: &str| {
        let entry = APPLICATIONS.iter().find(|a| a.doc.name == name).unwrap();
        (entry.check)(arguments)
    };
    let rows = [
        ("Dial", "PJSIP/a,20,tTr${X}m(jazz)", ""),
        (
            "Dial",
            "PJSIP/a,20,tn",
            "option 'n' is not supported and is left out: callers cannot record who they are yet",
        ),
        (
            "Dial",
            "PJSIP/a,20,tj",
            "there is no option 'j'; it is left out",
        ),
        (
            "Dial",
            "PJSIP/a,20,A(x",
            "option 'A' lacks its closing parenthesis in 'A(x'",
        ),
        (
            "Dial",
            "IAX/a,20",
            "there is no channel type 'IAX' for 'IAX/a'",
        ),
        ("Dial", "100,20", "'100' is not technology/resource"),
        ("Dial", "${TRUNK}/100,20", ""),
        (
            "Playback",
            "a,loud",
            "Playback has no option 'loud'; it is left out",
        ),
        ("Set", "A", "Set needs name=value"),
        ("Read", "A,b,4,z", "there is no option 'z'; it is left out"),
    ];
    for (name, arguments, expected) in rows {
        assert_eq!(
            check(name, arguments).join("; "),
            expected,
            "{name}({arguments})"
        );
    }
}
