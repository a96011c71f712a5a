//! Each thing that the check must find: a correct installation without it, and the same with the fault.

use super::checking::findings;
use super::world::files;
use crate::finding::{Kind, text};

/// The installation in which each fault is tried.
const GOOD: &[(&str, &str)] = &[
    (
        "pjsip.conf",
        "[udp]\ntype=transport\nprotocol=udp\nbind=0.0.0.0\n[a]\ntype=endpoint\ncontext=phones\nallow=ulaw\n\
         aors=a\nauth=a\ntransport=udp\nmailboxes=101@default\n[a]\ntype=aor\nmax_contacts=1\n[a]\ntype=auth\n\
         auth_type=userpass\nusername=a\npassword=kY7xw9Qr2m\n",
    ),
    (
        "sip.conf",
        "[general]\ncontext=strangers\n[line]\ntype=peer\nhost=192.0.2.1\ncontext=phones\nsecret=pL3vn8Zt5c\n",
    ),
    (
        "extensions.conf",
        "[strangers]\nexten => s,1,Hangup()\n[out]\nexten => _0X,1,Dial(SIP/line/${EXTEN})\n[more]\n\
         exten => 7,1,NoOp()\n[sub]\nexten => s,1,VoiceMail(${ARG1}@default,u)\n same => n,Return()\n\
         [phones]\ninclude => more\n",
    ),
    (
        "voicemail.conf",
        "[general]\nformat=wav\n[default]\n101 => 5938,Ann\n",
    ),
    (
        "queues.conf",
        "[general]\n[sales]\nstrategy=ringall\nmember => PJSIP/a\n",
    ),
    (
        "res_parking.conf",
        "[general]\n[attic]\nparkext=700\nparkpos=701-720\ncontext=parked\n",
    ),
    (
        "confbridge.conf",
        "[general]\n[quiet]\ntype=user\n[round]\ntype=bridge\n[keys]\ntype=menu\n*=toggle_mute\n",
    ),
    (
        "followme.conf",
        "[general]\n[ann]\ncontext=phones\nnumber=7,15\n",
    ),
    ("meetme.conf", "[rooms]\nconf => 1234\n"),
    (
        "musiconhold.conf",
        "[default]\nmode=files\ndirectory=moh\n[jazz]\nmode=files\ndirectory=jazz\n",
    ),
];

/// An exchanged text in a file: what was there, what is there now, the kind and the line that is blamed.
struct Swap(&'static str, &'static str, &'static str, Kind, u32);

fn with(file: &str, change: impl Fn(&str) -> String) -> Vec<(String, String)> {
    let changed = |(name, text): &(&str, &str)| {
        let text = if *name == file {
            change(text)
        } else {
            (*text).to_owned()
        };
        ((*name).to_owned(), text)
    };
    let mut all: Vec<(String, String)> = GOOD.iter().map(changed).collect();
    if !all.iter().any(|(name, _)| name == file) {
        all.push((file.to_owned(), change("")));
    }
    all
}

/// What is found above the form of lines, but for what this exchange lacks.
fn found(house: &[(String, String)]) -> Vec<crate::finding::Finding> {
    let named: Vec<(&str, &str)> = house
        .iter()
        .map(|(n, t)| (n.as_str(), t.as_str()))
        .collect();
    let mut found = findings(&files(&named));
    found.retain(|f| {
        !f.kind.is_of_form()
            && !matches!(
                f.kind,
                Kind::UnsupportedApplication | Kind::UnsupportedFunction | Kind::VariableNeverSet
            )
    });
    found
}

#[track_caller]
fn has(house: &[(String, String)], file: &str, kind: Kind, line: u32) {
    let found = found(house);
    let is_there = found
        .iter()
        .any(|f| &*f.span.file == file && f.kind == kind && f.span.line == line);
    assert!(is_there, "{kind:?} at {file}:{line}:\n{}", text(&found));
}

#[test]
fn each_fault_is_told_and_its_correct_form_is_not() {
    for row in ROWS.lines().filter(|line| !line.is_empty()) {
        let parts: Vec<&str> = row.split(" | ").collect();
        let [kind, place, good, bad] = parts.as_slice() else {
            panic!("{row}");
        };
        let kind = Kind::from_name(kind).unwrap();
        let (file, blamed) = place.split_once('+').unwrap();
        let (good, bad) = (good.replace("\\n", "\n"), bad.replace("\\n", "\n"));
        let house = with(file, |text| format!("{text}{good}\n"));
        let told = found(&house);
        assert!(told.is_empty(), "{good}\n{}", text(&told));
        let house = with(file, |text| format!("{text}{bad}\n"));
        let before = GOOD.iter().find(|(name, _)| *name == file);
        let before = before.map_or(0, |(_, text)| text.lines().count());
        let blamed: u32 = blamed.parse().unwrap();
        has(
            &house,
            file,
            kind,
            u32::try_from(before).unwrap() + 1 + blamed,
        );
    }
}

#[test]
fn each_broken_reference_between_files_is_told() {
    let told = found(&with("", str::to_owned));
    assert!(told.is_empty(), "{}", text(&told));
    for Swap(file, from, to, kind, line) in SWAPS {
        let house = with(file, |text| {
            assert!(text.contains(from), "{file}: {from}");
            text.replacen(from, to, 1)
        });
        has(&house, file, *kind, *line);
    }
}

/// A row a fault: the kind; the file, and which of the added lines is blamed; lines added to the end of the
/// file with nothing wrong; the same with the fault.
const ROWS: &str = r#"
unknown-mailbox | extensions.conf+0 | exten => 1,1,VoiceMail(101,u) | exten => 1,1,VoiceMail(102,u)
unknown-mailbox | extensions.conf+0 | exten => 1,1,VoiceMailMain(s101@default) | exten => 1,1,VoiceMailMain(s109@default)
unknown-mailbox | extensions.conf+0 | exten => 101,1,Gosub(sub,s,1(${EXTEN})) | exten => 102,1,Gosub(sub,s,1(${EXTEN}))
unknown-mailbox | extensions.conf+0 | exten => 1,1,Set(N=${VMCOUNT(101@default)}) | exten => 1,1,Set(N=${VMCOUNT(102@default)})
unknown-queue | extensions.conf+0 | exten => 1,1,Queue(sales) | exten => 1,1,Queue(sale)
unknown-queue | extensions.conf+0 | exten => 1,1,Set(N=${QUEUE_MEMBER(sales,count)}) | exten => 1,1,Set(N=${QUEUE_MEMBER(sails,count)})
unknown-queue | extensions.conf+0 | exten => 1,1,AddQueueMember(sales,PJSIP/a) | exten => 1,1,AddQueueMember(sail,PJSIP/a)
unknown-profile | extensions.conf+0 | exten => 1,1,Park(attic) | exten => 1,1,Park(cellar)
unknown-profile | extensions.conf+0 | exten => 1,1,ParkedCall(701,attic) | exten => 1,1,ParkedCall(701,cellar)
unknown-profile | extensions.conf+0 | exten => 1,1,Set(CHANNEL(parkinglot)=attic) | exten => 1,1,Set(CHANNEL(parkinglot)=cellar)
unknown-profile | extensions.conf+0 | exten => 1,1,ConfBridge(1,round,quiet,keys) | exten => 1,1,ConfBridge(1,rounds,quiet,keys)
unknown-profile | extensions.conf+0 | exten => 1,1,ConfBridge(1,,quiet) | exten => 1,1,ConfBridge(1,,loud)
unknown-profile | extensions.conf+0 | exten => 1,1,ConfBridge(1,,,keys) | exten => 1,1,ConfBridge(1,,,quiet)
unknown-profile | extensions.conf+0 | exten => 1,1,MeetMe(1234) | exten => 1,1,MeetMe(4321)
unknown-profile | extensions.conf+0 | exten => 1,1,FollowMe(ann) | exten => 1,1,FollowMe(bea)
unknown-music-class | extensions.conf+0 | exten => 1,1,MusicOnHold(jazz) | exten => 1,1,MusicOnHold(jaz)
unknown-music-class | extensions.conf+0 | exten => 1,1,Dial(PJSIP/a,20,m(jazz)) | exten => 1,1,Dial(PJSIP/a,20,m(rock))
unknown-music-class | extensions.conf+0 | exten => 1,1,Set(CHANNEL(musicclass)=jazz) | exten => 1,1,Set(CHANNEL(musicclass)=rock)
unknown-sound | extensions.conf+0 | exten => 1,1,Playback(hello) | exten => 1,1,Playback(missing)
unknown-sound | extensions.conf+0 | exten => 1,1,BackGround(one&two) | exten => 1,1,BackGround(one&missing-two)
unknown-sound | extensions.conf+0 | exten => 1,1,Read(X,ask) | exten => 1,1,Read(X,missing-ask)
unknown-sound | extensions.conf+0 | exten => 1,1,Queue(sales,,,whisper) | exten => 1,1,Queue(sales,,,missing-whisper)
unknown-sound | extensions.conf+0 | exten => 1,1,Dial(PJSIP/a,20,A(beep)) | exten => 1,1,Dial(PJSIP/a,20,A(missing-beep))
unknown-script | extensions.conf+0 | exten => 1,1,AGI(who.php,1) | exten => 1,1,AGI(missing.php,1)
unknown-script | extensions.conf+0 | exten => 1,1,AGI(agi://localhost/x) | exten => 1,1,EAGI(missing.sh)
emergency-number | extensions.conf+0 | exten => _5XX,1,NoOp() | exten => _9XX,1,Dial(PJSIP/a)
emergency-number | extensions.conf+0 | exten => 999,1,Dial(SIP/line/${EXTEN}) | exten => _X!,1,Dial(PJSIP/a)
injection | extensions.conf+0 | exten => _5.,1,System(log ${FILTER(0-9,${EXTEN})}) | exten => _5.,1,System(log ${EXTEN})
injection | extensions.conf+0 | exten => 1,1,TrySystem(log ${UNIQUEID}) | exten => 1,1,TrySystem(log ${CALLERID(name)})
injection | extensions.conf+0 | exten => 1,1,Set(X=${SHELL(date)}) | exten => 1,1,Set(X=${SHELL(who ${CALLERID(num)})})
injection | extensions.conf+0 | exten => 1,1,MixMonitor(a.wav,,mv a.wav b.wav) | exten => 1,1,MixMonitor(a.wav,,mv a.wav ${CALLERID(name)})
injection | extensions.conf+0 | exten => _5X,1,Dial(SIP/line/${EXTEN}) | exten => _5.,1,Dial(SIP/line/${EXTEN})
injection | extensions.conf+0 | exten => 1,1,Set(X=${ODBC_WHO(${SQL_ESC(${CALLERID(num)})})}) | exten => 1,1,Set(X=${ODBC_WHO(${CALLERID(num)})})
injection | extensions.conf+0 | exten => 1,1,Set(X=${CURL(http://h/?n=${URIENCODE(${CALLERID(num)})})}) | exten => 1,1,Set(X=${CURL(http://h/?n=${CALLERID(num)})})
injection | extensions.conf+1 | exten => 1,1,ExecIf($[1]?System(log ${UNIQUEID})) | exten => 1,1,Set(W=${CALLERID(name)})\n same => n,System(log ${W})
jump-to-nowhere | extensions.conf+0 | exten => 1,1,Goto(more,7,1) | exten => 1,1,Goto(mor,7,1)
jump-to-nowhere | extensions.conf+0 | exten => 1,1,Goto(7,1) | exten => 1,1,Goto(8,1)
jump-to-nowhere | extensions.conf+0 | exten => 1,1(x),Goto(x) | exten => 1,1(x),Goto(y)
jump-to-nowhere | extensions.conf+0 | exten => 1,1,Goto(more,7,1) | exten => 1,1,Goto(more,7,3)
include-of-nothing | extensions.conf+0 | include => out | include => outt
include-circle | extensions.conf+3 | [x]\ninclude => y\n[y]\nexten => 1,1,NoOp() | [x]\ninclude => y\n[y]\ninclude => x
gap-in-priorities | extensions.conf+1 | exten => 1,1,NoOp()\nexten => 1,2,NoOp() | exten => 1,1,NoOp()\nexten => 1,3,NoOp()
unreachable-line | extensions.conf+1 | exten => 1,1,Hangup() | exten => 1,1,Hangup()\n same => n,NoOp()
unknown-application | extensions.conf+0 | exten => 1,1,Wait(1) | exten => 1,1,Wiat(1)
unknown-function | extensions.conf+0 | exten => 1,1,NoOp(${LEN(a)}) | exten => 1,1,NoOp(${LNE(a)})
unknown-option | extensions.conf+0 | exten => 1,1,Dial(PJSIP/a,20,t) | exten => 1,1,Dial(PJSIP/a,20,Y)
argument-count | extensions.conf+0 | exten => 1,1,Wait(1) | exten => 1,1,Wait(1,2,3)
unbalanced-brackets | extensions.conf+0 | exten => 1,1,NoOp(${EXTEN}) | exten => 1,1,NoOp(${EXTEN)
unknown-endpoint | extensions.conf+0 | exten => 1,1,Dial(PJSIP/a) | exten => 1,1,Dial(PJSIP/aa)
missing-context | queues.conf+0 | context=more | context=moor
unknown-endpoint | queues.conf+0 | member => PJSIP/a | member => PJSIP/aa
unknown-music-class | queues.conf+0 | musicclass=jazz | musicclass=rock
unknown-music-class | followme.conf+0 | musicclass=jazz | musicclass=rock
unknown-music-class | confbridge.conf+2 | [loud]\ntype=user\nmusic_on_hold_class=jazz | [loud]\ntype=user\nmusic_on_hold_class=rock
unknown-music-class | res_parking.conf+0 | parkedmusicclass=jazz | parkedmusicclass=rock
weak-password | voicemail.conf+0 | 103 => 7391,Bea | 103 => 103,Bea
weak-password | manager.conf+2 | [general]\n[boss]\nsecret=kY7xw9Qr2m | [general]\n[boss]\nsecret=mysecret
weak-password | ari.conf+3 | [general]\n[app]\ntype=user\npassword=kY7xw9Qr2m | [general]\n[app]\ntype=user\npassword=asterisk
"#;

const SWAPS: &[Swap] = &[
    Swap(
        "pjsip.conf",
        "context=phones",
        "context=phone",
        Kind::PhoneWithoutContext,
        7,
    ),
    Swap("pjsip.conf", "aors=a", "aors=b", Kind::MissingPart, 9),
    Swap("pjsip.conf", "auth=a", "auth=b", Kind::MissingPart, 10),
    Swap(
        "pjsip.conf",
        "transport=udp",
        "transport=tcp",
        Kind::MissingPart,
        11,
    ),
    Swap(
        "pjsip.conf",
        "mailboxes=101",
        "mailboxes=102",
        Kind::UnknownMailbox,
        12,
    ),
    Swap(
        "pjsip.conf",
        "password=kY7xw9Qr2m",
        "password=changeme",
        Kind::WeakPassword,
        20,
    ),
    Swap(
        "pjsip.conf",
        "max_contacts",
        "max_contact",
        Kind::Configuration,
        15,
    ),
    Swap(
        "sip.conf",
        "context=strangers",
        "context=out",
        Kind::GuestReachesTrunk,
        2,
    ),
    Swap(
        "sip.conf",
        "context=phones",
        "context=phone",
        Kind::PhoneWithoutContext,
        6,
    ),
    Swap(
        "sip.conf",
        "secret=pL3vn8Zt5c",
        "secret=line",
        Kind::WeakPassword,
        7,
    ),
    Swap(
        "sip.conf",
        "host=192.0.2.1",
        "host=192.0.2.1\nparkinglot=cellar",
        Kind::UnknownProfile,
        6,
    ),
    Swap(
        "followme.conf",
        "context=phones",
        "context=phone",
        Kind::MissingContext,
        3,
    ),
];
