//! Faults planted by a program into correct plans: how many are found at the right line, and how often
//! something is found where nothing is wrong.

use std::collections::BTreeMap;

use super::checking::findings;
use super::world::{files, in_repository};
use crate::finding::{Finding, Kind, text};
use config::Severity;

/// The files of an installation, by name.
type House = BTreeMap<String, String>;

/// A fault that can be planted: how the file changes, and the kinds that name it.
struct Seed {
    name: &'static str,
    file: &'static str,
    kinds: &'static [Kind],
    /// Changes a line, or gives nothing when the fault does not fit there.
    plant: fn(&str, &mut Dice) -> Option<Vec<String>>,
    /// The line that is to be blamed, counted from the changed one.
    blamed: usize,
}

/// A small random sequence (SplitMix64); the same every time.
struct Dice(u64);

impl Dice {
    fn below(&mut self, limit: usize) -> usize {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        usize::try_from((z ^ (z >> 31)) % limit.max(1) as u64).unwrap()
    }
}

#[test]
fn planted_faults_are_found_at_their_lines() {
    let houses: Vec<House> = correct_houses();
    let mut dice = Dice(7);
    let (mut planted, mut missed) = (0, Vec::new());
    let mut by_seed: BTreeMap<&str, usize> = BTreeMap::new();
    for round in 0..2 {
        for (number, house) in houses.iter().enumerate() {
            for seed in SEEDS {
                let Some((broken, line)) = plant(house, seed, &mut dice) else {
                    continue;
                };
                planted += 1;
                *by_seed.entry(seed.name).or_default() += 1;
                let found = check(&broken);
                let is_found = found.iter().any(|f| {
                    &*f.span.file == seed.file
                        && f.span.line as usize == line
                        && seed.kinds.contains(&f.kind)
                });
                if !is_found {
                    let shown = broken[seed.file]
                        .lines()
                        .nth(line - 1)
                        .unwrap_or_default()
                        .to_owned();
                    missed.push(format!(
                        "{} round {round} house {number} line {line}: {shown}",
                        seed.name
                    ));
                }
            }
        }
    }
    println!("{planted} planted, {} missed: {by_seed:?}", missed.len());
    assert!(planted >= 1_000, "{planted}");
    assert!(by_seed.len() >= 12, "{by_seed:?}");
    assert!(
        missed.len() * 100 <= planted * 2,
        "{} of {planted} missed:\n{}",
        missed.len(),
        missed.join("\n")
    );
}

#[test]
fn correct_files_are_left_in_peace() {
    let houses = correct_houses();
    let mut false_reports = Vec::new();
    let mut all_files = 0;
    for house in &houses {
        all_files += house.len();
        let mut found = check(house);
        found.retain(|finding| !finding.kind.is_of_form());
        if !found.is_empty() {
            false_reports.push(text(&found));
        }
    }
    assert!(all_files >= 100, "{all_files}");
    assert!(
        false_reports.len() * 100 <= all_files,
        "{}",
        false_reports.join("\n")
    );
}

/// What is found, but for what this exchange lacks only.
fn check(house: &House) -> Vec<Finding> {
    let named: Vec<(&str, &str)> = house
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let lacking = [
        Kind::UnsupportedApplication,
        Kind::UnsupportedFunction,
        Kind::UnsupportedTechnology,
    ];
    let mut found = findings(&files(&named));
    found.retain(|f| f.severity > Severity::Note && !lacking.contains(&f.kind));
    found
}

/// Plants a fault at some line where it fits.
fn plant(house: &House, seed: &Seed, dice: &mut Dice) -> Option<(House, usize)> {
    let text = house.get(seed.file)?;
    let lines: Vec<&str> = text.lines().collect();
    let start = dice.below(lines.len());
    for step in 0..lines.len() {
        let at = (start + step) % lines.len();
        let Some(changed) = (seed.plant)(lines[at], dice) else {
            continue;
        };
        let mut new: Vec<String> = lines[..at].iter().map(|line| (*line).to_owned()).collect();
        new.extend(changed);
        new.extend(lines[at + 1..].iter().map(|line| (*line).to_owned()));
        let mut broken = house.clone();
        broken.insert(seed.file.to_owned(), new.join("\n") + "\n");
        return Some((broken, at + 1 + seed.blamed));
    }
    None
}

fn one(line: String) -> Option<Vec<String>> {
    Some(vec![line])
}

/// The line with one text replaced, when it holds it.
fn swapped(line: &str, from: &str, to: &str) -> Option<Vec<String>> {
    line.contains(from)
        .then(|| vec![line.replacen(from, to, 1)])
}

/// A name with two letters swapped or one lost; none when that gives the same name.
fn misspelt(name: &str, dice: &mut Dice) -> String {
    let letters: Vec<char> = name.chars().collect();
    let at = dice.below(letters.len().saturating_sub(1));
    let mut wrong = letters.clone();
    wrong.swap(at, at + 1);
    if wrong == letters {
        wrong.push('q');
    }
    wrong.into_iter().collect()
}

const SEEDS: &[Seed] = &[
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
];

/// Houses in which nothing is wrong: the example, and many that differ in size and habits.
fn correct_houses() -> Vec<House> {
    let mut houses = vec![example()];
    let mut dice = Dice(42);
    houses.extend((0..24).map(|_| generated(&mut dice)));
    houses
}

fn example() -> House {
    let folder = in_repository("examples/demo");
    let mut house = House::new();
    for name in [
        "extensions.conf",
        "musiconhold.conf",
        "pjsip.conf",
        "rtp.conf",
    ] {
        let text = std::fs::read_to_string(folder.join(name)).unwrap();
        let text = text
            .replace("@PORT@", "5060")
            .replace("@ALICE@", "kY7xw9Qr2m")
            .replace("@BOB@", "pL3vn8Zt5c");
        house.insert(name.to_owned(), text);
    }
    house
}

fn generated(dice: &mut Dice) -> House {
    let phones = 2 + dice.below(6);
    let mut house = House::new();
    house.insert("pjsip.conf".to_owned(), pjsip(phones));
    house.insert("extensions.conf".to_owned(), plan(phones, dice));
    let boxes: String = (1..=phones)
        .map(|n| format!("10{n} => 59{n}38,Phone {n}\n"))
        .collect();
    house.insert(
        "voicemail.conf".to_owned(),
        format!("[general]\nformat=wav\n[default]\n{boxes}"),
    );
    let members: String = (1..=phones)
        .map(|n| format!("member => PJSIP/p{n}\n"))
        .collect();
    house.insert(
        "queues.conf".to_owned(),
        format!("[general]\n[sales]\nstrategy=ringall\n{members}"),
    );
    house.insert(
        "musiconhold.conf".to_owned(),
        "[default]\nmode=files\ndirectory=moh\n".to_owned(),
    );
    house
}

fn pjsip(phones: usize) -> String {
    let mut text = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0\n".to_owned();
    for (name, context) in (1..=phones)
        .map(|n| (format!("p{n}"), "phones"))
        .chain([("trunk".to_owned(), "from-trunk")])
    {
        text.push_str(&format!(
            "[{name}]\ntype=endpoint\ncontext={context}\nallow=ulaw\ndirect_media=no\naors={name}\nauth={name}\n\
             [{name}]\ntype=aor\nmax_contacts=2\n[{name}]\ntype=auth\nauth_type=userpass\nusername={name}\n\
             password=kY7xw9{name}Qr2m\n"
        ));
    }
    text
}

fn plan(phones: usize, dice: &mut Dice) -> String {
    let mut text = "[general]\nstatic=yes\n[globals]\nRING=20\n[phones]\ninclude => people\ninclude => out\ninclude => services\n[people]\n".to_owned();
    for n in 1..=phones {
        let body = match dice.below(4) {
            0 => format!(
                "exten => 10{n},1,Gosub(sub-ring,s,1(PJSIP/p{n},10{n}))\n same => n,Hangup()\n"
            ),
            1 => format!(
                "exten => 10{n},1,NoOp(call for ${{EXTEN}})\nexten => 10{n},2,Dial(PJSIP/p{n},${{RING}})\n\
                 exten => 10{n},3,VoiceMail(10{n}@default,u)\nexten => 10{n},4,Hangup()\n"
            ),
            2 => format!(
                "exten => 10{n},1,Set(CALLERID(name)=From ${{CALLERID(num)}})\n\
                 same => n,GotoIf($[\"${{DB(dnd/10{n})}}\" = \"1\"]?busy)\n same => n,Dial(PJSIP/p{n},20,tT)\n\
                 same => n,Hangup()\n same => n(busy),Playback(vm-isonphone)\n same => n,Busy(5)\n"
            ),
            _ => format!(
                "exten => 10{n},1,Answer()\n same => n,Set(COUNT=0)\n same => n(again),Set(COUNT=$[${{COUNT}} + 1])\n\
                 same => n,Dial(PJSIP/p{n}&PJSIP/p1,15)\n same => n,GotoIf($[${{COUNT}} < 3]?again:done)\n\
                 same => n(done),Playback(vm-goodbye)\n same => n,Hangup()\n"
            ),
        };
        text.push_str(&body);
    }
    text.push_str(
        "[out]\nexten => 112,1,Dial(PJSIP/112@trunk)\nexten => 911,1,Dial(PJSIP/911@trunk)\nexten => 999,1,Goto(112,1)\n\
         exten => _0[1-9].,1,Dial(PJSIP/${FILTER(0-9,${EXTEN:1})}@trunk,60)\n same => n,Hangup()\n\
         exten => _2XXX,1,Dial(PJSIP/${EXTEN}@trunk)\n same => n,Playback(ss-noservice)\n same => n,Hangup()\n\
         [services]\nexten => 600,1,Answer()\n same => n,Wait(1)\n same => n,Echo()\n same => n,Hangup()\n\
         exten => 700,1,Queue(sales)\n same => n,Hangup()\nexten => 800,1,Goto(menu,s,1)\n\
         exten => 801,1,GotoIf($[${LEN(${CALLERID(num)})} > 3]?menu,s,1)\n same => n,Goto(night,s,1)\n\
         [menu]\ninclude => people\nexten => s,1,Answer()\n same => n,Set(TIMEOUT(digit)=3)\n\
         same => n(again),BackGround(main-menu)\n same => n,WaitExten(5)\n same => n,Goto(again)\n\
         exten => 1,1,Goto(night,s,1)\nexten => i,1,Playback(pbx-invalid)\n same => n,Goto(s,again)\n\
         exten => t,1,Hangup()\n\
         [night]\nexten => s,1,Playback(closed)\n same => n,GotoIfTime(20:00-6:00,*,*,*?menu,s,1)\n same => n,Hangup()\n\
         [sub-ring]\nexten => s,1,Dial(${ARG1},20)\n same => n,GotoIf($[\"${DIALSTATUS}\" = \"BUSY\"]?busy)\n\
         same => n,VoiceMail(${ARG2}@default,u)\n same => n,Return()\n same => n(busy),VoiceMail(${ARG2}@default,b)\n\
         same => n,Return()\n\
         [from-trunk]\nexten => s,1,Goto(menu,s,1)\nexten => _X.,1,Goto(menu,s,1)\n",
    );
    text
}
