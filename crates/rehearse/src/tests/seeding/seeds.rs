//! The faults that are planted.

use super::{Seed, misspelt, one, swapped};
use crate::finding::Kind;

pub(super) const SEEDS: &[Seed] = &[
    Seed {
        name: "application misspelt",
        file: "extensions.conf",
        kinds: &[Kind::UnknownApplication],
        plant: |line, dice| {
            let names = [
                "Answer",
                "Playback",
                "Dial",
                "Hangup",
                "Goto",
                "Set",
                "NoOp",
                "WaitExten",
                "Gosub",
            ];
            let name = names
                .iter()
                .find(|name| line.contains(&format!(",{name}(")))?;
            let wrong = format!(",{}x(", misspelt(name, dice));
            swapped(line, &format!(",{name}("), &wrong)
        },
        blamed: 0,
    },
    Seed {
        name: "function misspelt",
        file: "extensions.conf",
        kinds: &[Kind::UnknownFunction],
        plant: |line, dice| {
            let name = ["CALLERID", "FILTER", "TIMEOUT", "DB", "LEN"]
                .iter()
                .find(|n| line.contains(&format!("{n}(")))?;
            swapped(
                line,
                &format!("{name}("),
                &format!("{}Q(", misspelt(name, dice)),
            )
        },
        blamed: 0,
    },
    Seed {
        name: "jump to a missing context",
        file: "extensions.conf",
        kinds: &[Kind::JumpToNowhere],
        plant: |line, dice| {
            let name = ["menu", "sub-ring", "night"]
                .iter()
                .find(|n| line.contains(&format!("({n},s,")))?;
            swapped(
                line,
                &format!("({name},"),
                &format!("({}z,", misspelt(name, dice)),
            )
        },
        blamed: 0,
    },
    Seed {
        name: "jump to a missing label",
        file: "extensions.conf",
        kinds: &[Kind::JumpToNowhere],
        plant: |line, dice| {
            let label = ["again", "busy", "done"].iter().find(|l| {
                line.contains(&format!("?{l}"))
                    || line.contains(&format!("({l})")) && line.contains("Goto")
            })?;
            let wrong = misspelt(label, dice) + "q";
            swapped(line, label, &wrong)
        },
        blamed: 0,
    },
    Seed {
        name: "jump to a missing extension",
        file: "extensions.conf",
        kinds: &[Kind::JumpToNowhere],
        plant: |line, _| {
            let at = line.find(",Goto(menu,s,").map(|_| ());
            at.and_then(|()| swapped(line, "Goto(menu,s,", "Goto(menu,sss,"))
        },
        blamed: 0,
    },
    Seed {
        name: "brace lost",
        file: "extensions.conf",
        kinds: &[Kind::UnbalancedBrackets],
        plant: |line, _| {
            let at = line.find("${").filter(|_| {
                line.contains(",Set(") || line.contains(",Dial(") || line.contains(",GotoIf(")
            })?;
            let end = at + line[at..].find('}')?;
            one(format!("{}{}", &line[..end], &line[end + 1..]))
        },
        blamed: 0,
    },
    Seed {
        name: "bracket lost",
        file: "extensions.conf",
        kinds: &[Kind::UnbalancedBrackets, Kind::ArgumentCount],
        plant: |line, _| {
            let at = line.find("$[")?;
            let end = at + line[at..].rfind(']')?;
            one(format!("{}{}", &line[..end], &line[end + 1..]))
        },
        blamed: 0,
    },
    Seed {
        name: "parenthesis lost",
        file: "extensions.conf",
        kinds: &[Kind::UnbalancedBrackets],
        plant: |line, _| {
            let is_step = line.contains("exten =>") || line.contains("same =>");
            (is_step && line.ends_with(')') && line.matches('(').count() == 1)
                .then(|| vec![line[..line.len() - 1].to_owned()])
        },
        blamed: 0,
    },
    Seed {
        name: "quote lost",
        file: "extensions.conf",
        kinds: &[Kind::UnbalancedBrackets],
        plant: |line, _| {
            let at = line.find("$[\"")?;
            one(format!("{}{}", &line[..at + 2], &line[at + 3..]))
        },
        blamed: 0,
    },
    Seed {
        name: "option letter of nobody",
        file: "extensions.conf",
        kinds: &[Kind::UnknownOption],
        plant: |line, dice| {
            let letter = ["Y", "j", "y", "E"][dice.below(4)];
            line.contains(",Dial(PJSIP/").then(|| {
                let base = line.split(",Dial(").next().unwrap();
                vec![format!("{base},Dial(PJSIP/p1,20,{letter})")]
            })
        },
        blamed: 0,
    },
    Seed {
        name: "include of nothing",
        file: "extensions.conf",
        kinds: &[Kind::IncludeOfNothing],
        plant: |line, dice| {
            let name = line.strip_prefix("include => ")?;
            one(format!("include => {}x", misspelt(name, dice)))
        },
        blamed: 0,
    },
    Seed {
        name: "priority twice",
        file: "extensions.conf",
        kinds: &[Kind::DuplicatePriority],
        plant: |line, _| {
            (line.starts_with("exten =>") && line.contains(",1,"))
                .then(|| vec![line.to_owned(), line.to_owned()])
        },
        blamed: 1,
    },
    Seed {
        name: "priority left out",
        file: "extensions.conf",
        kinds: &[Kind::GapInPriorities],
        plant: |line, _| {
            let number = line.strip_prefix("exten => ")?.split(',').next()?;
            let third = format!("exten => {number},3,");
            line.starts_with(&third)
                .then(|| vec![line.replacen(",3,", ",4,", 1)])
        },
        blamed: 0,
    },
    Seed {
        name: "line behind a hangup",
        file: "extensions.conf",
        kinds: &[Kind::UnreachableLine],
        plant: |line, _| {
            line.contains(",Hangup()")
                .then(|| vec![line.to_owned(), " same => n,NoOp(never)".to_owned()])
        },
        blamed: 1,
    },
    Seed {
        name: "pattern without its mark",
        file: "extensions.conf",
        kinds: &[Kind::PatternWithoutUnderscore],
        plant: |line, _| swapped(line, "exten => _", "exten => "),
        blamed: 0,
    },
    Seed {
        name: "argument left out",
        file: "extensions.conf",
        kinds: &[Kind::ArgumentCount],
        plant: |line, _| {
            let name = ["Playback", "Wait", "GotoIf", "Dial"]
                .iter()
                .find(|name| line.contains(&format!(",{name}(")))?;
            let base = line.split(&format!(",{name}(")).next()?;
            one(format!("{base},{name}()"))
        },
        blamed: 0,
    },
    Seed {
        name: "phone that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownEndpoint],
        plant: |line, _| swapped(line, "Dial(PJSIP/p", "Dial(PJSIP/qp"),
        blamed: 0,
    },
    Seed {
        name: "driver that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownTechnology],
        plant: |line, _| swapped(line, "Dial(PJSIP/", "Dial(PJSSIP/"),
        blamed: 0,
    },
    Seed {
        name: "sound that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownSound],
        plant: |line, _| swapped(line, "Playback(", "Playback(missing-"),
        blamed: 0,
    },
    Seed {
        name: "mailbox that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownMailbox],
        plant: |line, _| swapped(line, "VoiceMail(10", "VoiceMail(910"),
        blamed: 0,
    },
    Seed {
        name: "queue that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownQueue],
        plant: |line, _| swapped(line, "Queue(", "Queue(old"),
        blamed: 0,
    },
    Seed {
        name: "unfiltered number",
        file: "extensions.conf",
        kinds: &[Kind::Injection],
        plant: |line, _| {
            (line.starts_with("exten => _") && line.contains("FILTER")).then(|| {
                let base = line.split(",Dial(").next().unwrap();
                vec![format!("{base},Dial(PJSIP/${{CALLERID(num)}}@trunk)")]
            })
        },
        blamed: 0,
    },
    Seed {
        name: "phone in a context that is not there",
        file: "pjsip.conf",
        kinds: &[Kind::PhoneWithoutContext],
        plant: |line, dice| {
            let name = line.strip_prefix("context=")?;
            one(format!("context={}x", misspelt(name, dice)))
        },
        blamed: 0,
    },
    Seed {
        name: "aor that is not there",
        file: "pjsip.conf",
        kinds: &[Kind::MissingPart],
        plant: |line, _| Some(vec![format!("aors=no{}", line.strip_prefix("aors=")?)]),
        blamed: 0,
    },
    Seed {
        name: "auth that is not there",
        file: "pjsip.conf",
        kinds: &[Kind::MissingPart],
        plant: |line, _| Some(vec![format!("auth=no{}", line.strip_prefix("auth=")?)]),
        blamed: 0,
    },
    Seed {
        name: "option misspelt",
        file: "pjsip.conf",
        kinds: &[Kind::Configuration],
        plant: |line, dice| {
            let (name, value) = line
                .split_once('=')
                .filter(|(n, _)| matches!(*n, "max_contacts" | "direct_media"))?;
            one(format!("{}={value}", misspelt(name, dice)))
        },
        blamed: 0,
    },
    Seed {
        name: "password of nobody's trouble",
        file: "pjsip.conf",
        kinds: &[Kind::WeakPassword],
        plant: |line, dice| {
            let weak = ["1234", "password", "changeme", "asterisk"][dice.below(4)];
            line.starts_with("password=")
                .then(|| vec![format!("password={weak}")])
        },
        blamed: 0,
    },
    Seed {
        name: "script that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownScript],
        plant: |line, _| swapped(line, "AGI(who", "AGI(missing"),
        blamed: 0,
    },
    Seed {
        name: "address made of a caller",
        file: "extensions.conf",
        kinds: &[Kind::Injection],
        plant: |line, _| swapped(line, "${URIENCODE(${CALLERID(num)})}", "${CALLERID(num)}"),
        blamed: 0,
    },
    Seed {
        name: "command made of a caller",
        file: "extensions.conf",
        kinds: &[Kind::Injection],
        plant: |line, _| {
            swapped(
                line,
                "System(log ${UNIQUEID})",
                "System(log ${CALLERID(name)})",
            )
        },
        blamed: 0,
    },
    Seed {
        name: "profile that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownProfile],
        plant: |line, _| swapped(line, "ConfBridge(1,,quiet", "ConfBridge(1,,quite"),
        blamed: 0,
    },
    Seed {
        name: "parking lot that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownProfile],
        plant: |line, _| swapped(line, "Park(attic", "Park(attics"),
        blamed: 0,
    },
    Seed {
        name: "person whom nobody looks for",
        file: "extensions.conf",
        kinds: &[Kind::UnknownProfile],
        plant: |line, _| swapped(line, "FollowMe(ann", "FollowMe(anne"),
        blamed: 0,
    },
    Seed {
        name: "music that nobody has",
        file: "extensions.conf",
        kinds: &[Kind::UnknownMusicClass],
        plant: |line, _| swapped(line, "MusicOnHold(jazz", "MusicOnHold(jaz"),
        blamed: 0,
    },
    Seed {
        name: "mailbox that a subroutine is given",
        file: "extensions.conf",
        kinds: &[Kind::UnknownMailbox],
        plant: |line, _| swapped(line, ",10", ",910").filter(|_| line.contains("Gosub(sub-ring")),
        blamed: 0,
    },
    Seed {
        name: "queue that a function asks for",
        file: "extensions.conf",
        kinds: &[Kind::UnknownQueue],
        plant: |line, _| swapped(line, "QUEUE_MEMBER(sales", "QUEUE_MEMBER(sale"),
        blamed: 0,
    },
    Seed {
        name: "circle of includes",
        file: "extensions.conf",
        kinds: &[Kind::IncludeCircle],
        plant: |line, _| {
            (line == "[people]").then(|| vec![line.to_owned(), "include => phones".to_owned()])
        },
        blamed: 1,
    },
    Seed {
        name: "member that nobody has",
        file: "queues.conf",
        kinds: &[Kind::UnknownEndpoint],
        plant: |line, _| swapped(line, "PJSIP/p", "PJSIP/qp"),
        blamed: 0,
    },
    Seed {
        name: "context of a queue",
        file: "queues.conf",
        kinds: &[Kind::MissingContext],
        plant: |line, _| swapped(line, "context=people", "context=peeple"),
        blamed: 0,
    },
    Seed {
        name: "music of a queue",
        file: "queues.conf",
        kinds: &[Kind::UnknownMusicClass],
        plant: |line, _| swapped(line, "musicclass=jazz", "musicclass=jaz"),
        blamed: 0,
    },
    Seed {
        name: "transport that is not there",
        file: "pjsip.conf",
        kinds: &[Kind::MissingPart],
        plant: |line, _| {
            swapped(line, "transport=udp", "transport=tcp")
                .filter(|_| line.starts_with("transport="))
        },
        blamed: 0,
    },
    Seed {
        name: "PIN equal to the box",
        file: "voicemail.conf",
        kinds: &[Kind::WeakPassword],
        plant: |line, _| {
            line.split_once(" => ")
                .filter(|(name, _)| name.starts_with("10"))
                .map(|(name, rest)| {
                    vec![format!(
                        "{name} => {name},{}",
                        rest.split_once(',').map_or("", |(_, name)| name)
                    )]
                })
        },
        blamed: 0,
    },
    Seed {
        name: "strangers in the wrong place",
        file: "pjsip.conf",
        kinds: &[Kind::GuestReachesTrunk],
        plant: |line, _| swapped(line, "context=strangers", "context=out"),
        blamed: 0,
    },
];
