//! Old files rewritten: they load, nothing is wrong with them, and calls do the same.

use config::{Files, MemoryFiles};

use super::checking::findings;
use super::world::{call, files};
use crate::Material;
use crate::explain::{Answering, Story, What};
use crate::migrate::migrate;

fn migrated(named: &[(&str, &str)]) -> (MemoryFiles, String) {
    let old = files(named);
    let material = Material::read(&old, false, &[]);
    let migration = migrate(&old, &material);
    let mut new = named
        .iter()
        .fold(MemoryFiles::new(), |files, (name, text)| {
            files.with(name, *text)
        });
    for file in migration.files() {
        new = match file.text {
            Some(text) => new.with(&file.name, text),
            None => new.without(&file.name),
        };
    }
    (new, migration.diff())
}

fn text(files: &MemoryFiles, name: &str) -> String {
    String::from_utf8(files.read(name).unwrap()).unwrap()
}

/// Lines of a plan, and what they are today.
#[test]
fn lines_of_the_dialplan() {
    let table = [
        ("Macro(dial,SIP/1,20)", "Gosub(macro-dial,s,1(SIP/1,20))"),
        ("Macro(ring)", "Gosub(macro-ring,s,1)"),
        (
            "MacroIf($[1 = 1]?ring,a:other)",
            "GosubIf($[1 = 1]?macro-ring,s,1(a):macro-other,s,1)",
        ),
        (
            "ExecIf($[${A} = 1]?Macro(ring,a):Hangup())",
            "ExecIf($[${A} = 1]?Gosub(macro-ring,s,1(a)):Hangup())",
        ),
        ("Monitor(wav,call,m)", "MixMonitor(call.wav)"),
        ("Monitor(gsm,call,mb)", "MixMonitor(call.gsm,b)"),
        (
            "Monitor(,call)",
            "MixMonitor(call.wav,r(call-in.wav)t(call-out.wav))",
        ),
        ("StopMonitor()", "StopMixMonitor()"),
        ("Dial(IAX2/a|20|t)", "Dial(IAX2/a,20,t)"),
        (
            "Dial(IAX2/a,20,wtM(screen^1))",
            "Dial(IAX2/a,20,xtU(macro-screen^1))",
        ),
        ("Dial(IAX2/a,20,L(60000)W)", "Dial(IAX2/a,20,L(60000)X)"),
        ("Dial,IAX2/a|20", "Dial(IAX2/a,20)"),
        ("SetCIDName(Bob)", "Set(CALLERID(name)=Bob)"),
        ("SetGlobalVar(A=1)", "Set(GLOBAL(A)=1)"),
        ("DBget(x=family/key)", "Set(x=${DB(family/key)})"),
        ("DBput(family/key=1)", "Set(DB(family/key)=1)"),
        ("Set(LANGUAGE()=fr)", "Set(CHANNEL(language)=fr)"),
        (
            "NoOp(${CALLERIDNUM} ${TIMESTAMP})",
            "NoOp(${CALLERID(num)} ${STRFTIME(${EPOCH},,%Y%m%d-%H%M%S)})",
        ),
        ("WaitMusicOnHold(5)", "MusicOnHold(,5)"),
        ("DeadAGI(x.agi)", "AGI(x.agi)"),
        ("Queue(sales,wt)", "Queue(sales,xt)"),
        // What is of today stays as it is, comment and all.
        ("System(ls | wc)", "System(ls | wc)"),
        ("GotoIf($[${A} | ${B}]?1)", "GotoIf($[${A} | ${B}]?1)"),
        ("Set(x=a|b)", "Set(x=a|b)"),
        ("Hangup ; Macro(x)", "Hangup ; Macro(x)"),
        ("Answer", "Answer"),
    ];
    for (old, expected) in table {
        let plan = format!("[a]\nexten => _X.,1,{old}\n same => n,{old}\n");
        let (new, diff) = migrated(&[("extensions.conf", &plan)]);
        let expected = format!("[a]\nexten => _X.,1,{expected}\n same => n,{expected}\n");
        assert_eq!(text(&new, "extensions.conf"), expected, "{old}");
        assert_eq!(diff.is_empty(), plan == expected, "{old}: {diff}");
    }
}

#[test]
fn a_diff_has_its_reasons() {
    let plan = "[a]\nexten => 1,1,Answer()\nexten => 1,2,StopMonitor()\nexten => 1,3,Hangup()\n";
    let (_, diff) = migrated(&[("extensions.conf", plan)]);
    assert_eq!(
        diff,
        "# extensions.conf:3: StopMonitor is gone\n\
         --- a/extensions.conf\n+++ b/extensions.conf\n\
         @@ -1,4 +1,4 @@ StopMonitor is gone\n [a]\n exten => 1,1,Answer()\n\
         -exten => 1,2,StopMonitor()\n+exten => 1,2,StopMixMonitor()\n exten => 1,3,Hangup()\n"
    );
    assert_eq!(
        migrated(&[("extensions.conf", "[a]\nexten => 1,1,Answer()\n")]).1,
        ""
    );
}

#[test]
fn an_old_installation_does_the_same_afterwards() {
    let named = [
        ("sip.conf", SIP),
        ("extensions.conf", PLAN),
        ("meetme.conf", "[rooms]\nconf => 800,4711\n"),
    ];
    let (new, diff) = migrated(&named);
    assert!(diff.contains("--- a/sip.conf\n+++ /dev/null\n"), "{diff}");
    let (before, after) = (files(&named), new.clone());
    let worst: Vec<_> = findings(&after)
        .into_iter()
        .filter(|f| f.severity == config::Severity::Error)
        .collect();
    assert!(worst.is_empty(), "{worst:#?}\n{diff}");
    assert!(after.read("sip.conf").is_err());
    let (before, after) = (
        Material::read(&before, false, &[]),
        Material::read(&after, false, &[]),
    );
    for (caller, number) in [
        ("100", "101"),
        ("101", "100"),
        ("100", "0612345678"),
        ("100", "102"),
        ("100", "777"),
    ] {
        for answering in [
            Answering::Never,
            Answering::Busy,
            Answering::After(std::time::Duration::from_secs(2)),
        ] {
            let talk = |material: &Material| {
                call(material, caller, number, |question| {
                    question.answers.push(("101".to_owned(), answering));
                })
            };
            let (one, other) = (told(&talk(&before)), told(&talk(&after)));
            assert_eq!(one, other, "{caller} calls {number}: {answering:?}\n{diff}");
        }
    }
}

/// Who rings and how it ends, whatever the driver is called.
fn told(story: &Story) -> (Vec<String>, u16, Option<String>, usize) {
    let plain = |text: &str| {
        let text = text.replace("PJSIP/", "SIP/");
        match text
            .strip_prefix("SIP/")
            .and_then(|rest| rest.split_once('@'))
        {
            Some((number, peer)) => format!("SIP/{peer}/{number}"),
            None => text,
        }
    };
    let rings = story.rung().map(plain).collect();
    let heard = story
        .moments
        .iter()
        .filter(|m| matches!(m.what, What::Hears(_)))
        .count();
    (
        rings,
        story.ending.status,
        story.ending.dial_status.clone(),
        heard,
    )
}

#[test]
fn endpoints_keep_their_templates() {
    let (new, _) = migrated(&[("sip.conf", SIP), ("extensions.conf", PLAN)]);
    let pjsip = text(&new, "pjsip.conf");
    for part in [
        "[transport-udp]\ntype=transport\nprotocol=udp\nbind=10.0.0.1:5070\n",
        "external_media_address=198.51.100.7\nlocal_net=10.0.0.0/8\n",
        "[office](!)\ntype=endpoint\n",
        "direct_media=no\n",
        "[100](office)\ncallerid=\"One\" <100>\naors=100\nauth=100\n",
        "[100]\ntype=aor\nmax_contacts=1\nremove_existing=yes\n",
        "[100]\ntype=auth\nauth_type=userpass\nusername=100\npassword=k3yF0rOneHundred\n",
        "[provider]\ntype=aor\ncontact=sip:acc@sip.example.net:5080\nqualify_frequency=60\nqualify_timeout=2.0\n",
        "[provider]\ntype=identify\nendpoint=provider\nmatch=sip.example.net\n",
        "[register-1]\ntype=registration\nserver_uri=sip:sip.example.net:5080\nclient_uri=sip:acc@sip.example.net\n\
         contact_user=s\nexpiration=300\n",
    ] {
        assert!(pjsip.contains(part), "{part}\nis not in\n{pjsip}");
    }
    assert!(!pjsip.contains("[anonymous]"), "strangers were not let in");
}

#[test]
fn parking_lots_move() {
    let old = "[general]\nparkext => 700\nparkpos => 701-720\ncontext => parkedcalls\nfeaturedigittimeout = 500\n\
               \n[featuremap]\nautomon => *1\n";
    let (new, _) = migrated(&[
        ("features.conf", old),
        ("extensions.conf", "[a]\nexten => 1,1,Answer()\n"),
    ]);
    assert_eq!(
        text(&new, "res_parking.conf"),
        "[default]\nparkext=700\nparkpos=701-720\ncontext=parkedcalls\n"
    );
    assert_eq!(
        text(&new, "features.conf"),
        "[general]\nfeaturedigittimeout = 500\n\n[featuremap]\nautomixmon => *1\n"
    );
}

const SIP: &str = "[general]\nbindaddr=10.0.0.1\nbindport=5070\ncontext=phones\nallowguest=no\n\
    externip=198.51.100.7\nlocalnet=10.0.0.0/8\ndisallow=all\nallow=alaw\n\
    register => acc:pa55w0rdOfMine@sip.example.net:5080~300\n\
    [office](!)\ntype=friend\nhost=dynamic\ncontext=phones\ncanreinvite=no\nnat=yes\nqualify=yes\n\
    [100](office)\nsecret=k3yF0rOneHundred\ncallerid=\"One\" <100>\n\
    [101](office)\nsecret=k3yF0rOneHundred1\n\
    [provider]\ntype=peer\nhost=sip.example.net\nport=5080\ndefaultuser=acc\nsecret=pa55w0rdOfMine\n\
    insecure=invite\nqualify=yes\ncontext=incoming\n";

const PLAN: &str = "[general]\n\n[globals]\nTRUNK=SIP/provider\n\n\
    [macro-stdexten]\nexten => s,1,Dial(${ARG1},20,t)\nexten => s,2,Goto(s-${DIALSTATUS},1)\n\
    exten => s-NOANSWER,1,NoOp(nobody: ${MACRO_EXTEN})\nexten => s-BUSY,1,Playback(vm-isonphone)\n\
    exten => _s-.,1,Goto(s-NOANSWER,1)\n\n\
    [phones]\nexten => 100,1,Macro(stdexten,SIP/100)\nexten => 100,2,Playback(vm-goodbye)\n\
    exten => 101,1,Macro(stdexten,SIP/101)\nexten => 101,2,Congestion()\n\
    exten => 102,hint,SIP/101\nexten => 102,1,Dial(SIP/100&SIP/101,5)\n\
    exten => _0.,1,Dial(SIP/provider/${EXTEN},30)\n\n\
    [incoming]\nexten => s,1,Macro(stdexten,SIP/100)\n";
