//! Faults planted by a program into correct plans: how many are found at the right line, and how often
//! something is found where nothing is wrong.

mod seeds;

use std::collections::BTreeMap;

use super::checking::findings;
use super::world::{files, in_repository};
use crate::finding::{Finding, Kind, text};
use config::Severity;
use seeds::SEEDS;

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
        for (number, house) in houses.iter().take(15).enumerate() {
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
        format!("[general]\n[sales]\nstrategy=ringall\ncontext=people\nmusicclass=jazz\n{members}"),
    );
    house.insert(
        "musiconhold.conf".to_owned(),
        "[default]\nmode=files\ndirectory=moh\n[jazz]\nmode=files\ndirectory=jazz\n".to_owned(),
    );
    for (name, text) in [
        (
            "confbridge.conf",
            "[general]\n[quiet]\ntype=user\nquiet=yes\n",
        ),
        (
            "res_parking.conf",
            "[general]\n[attic]\nparkext=750\nparkpos=751-760\ncontext=parked\n",
        ),
        (
            "followme.conf",
            "[general]\n[ann]\ncontext=people\nnumber=101,15\n",
        ),
    ] {
        house.insert(name.to_owned(), text.to_owned());
    }
    house
}

fn pjsip(phones: usize) -> String {
    let mut text = "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0\n".to_owned();
    for (name, context) in (1..=phones)
        .map(|n| (format!("p{n}"), "phones"))
        .chain([("trunk".to_owned(), "from-trunk")])
    {
        text.push_str(&format!(
            "[{name}]\ntype=endpoint\ncontext={context}\nallow=ulaw\ndirect_media=no\ntransport=udp\naors={name}\nauth={name}\n\
             [{name}]\ntype=aor\nmax_contacts=2\n[{name}]\ntype=auth\nauth_type=userpass\nusername={name}\n\
             password=kY7xw9{name}Qr2m\n"
        ));
    }
    text.push_str("[anonymous]\ntype=endpoint\ncontext=strangers\nallow=ulaw\n");
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
         [extras]\nexten => 901,1,AGI(who.php,${CALLERID(num)})\n same => n,Hangup()\n\
         exten => 902,1,Set(WHO=${CURL(http://host/?n=${URIENCODE(${CALLERID(num)})})})\n same => n,Verbose(1,${WHO})\n\
         exten => 903,1,System(log ${UNIQUEID})\nexten => 904,1,ConfBridge(1,,quiet)\nexten => 905,1,Park(attic)\n\
         exten => 906,1,FollowMe(ann)\nexten => 907,1,MusicOnHold(jazz,30)\n\
         exten => 908,1,Verbose(1,${QUEUE_MEMBER(sales,free)})\n[strangers]\nexten => s,1,Hangup()\n[from-trunk]\nexten => s,1,Goto(menu,s,1)\nexten => _X.,1,Goto(menu,s,1)\n",
    );
    text
}
