//! What is told about calls.

use std::time::Duration;

use super::world::{call, material, steps, try_call};
use crate::explain::{Answering, Keys, print};

const PHONES: &str = "[transport]\ntype=transport\nprotocol=udp\nbind=0.0.0.0\n\
    [alice]\ntype=endpoint\ncontext=phones\nallow=ulaw\naors=alice\ncallerid=Alice <101>\n[alice]\ntype=aor\n\
    [bob]\ntype=endpoint\ncontext=phones\nallow=ulaw\naors=bob\ncallerid=Bob <102>\n[bob]\ntype=aor\n";

fn with_plan(plan: &str) -> crate::Material {
    material(&[("pjsip.conf", PHONES), ("extensions.conf", plan)])
}

#[test]
fn a_phone_that_nobody_answers() {
    let plan = "[phones]\nexten => 102,1,Dial(PJSIP/bob,20)\n same => n,Playback(vm-isunavail)\n same => n,Hangup()\n";
    let story = call(&with_plan(plan), "alice", "102", |_| {});
    let expected = [
        "2 Dial(PJSIP/bob,20)",
        "3 Playback(vm-isunavail)",
        "4 Hangup()",
    ];
    assert_eq!(steps(&story), expected);
    assert_eq!(story.rung().collect::<Vec<_>>(), ["PJSIP/bob"]);
    assert_eq!(story.prompts().collect::<Vec<_>>(), ["vm-isunavail"]);
    assert_eq!(story.ending.dial_status.as_deref(), Some("NOANSWER"));
    assert_eq!(story.ending.status, 200);
    assert_eq!(story.ending.at, Duration::from_secs(21));
    let text = print(&story);
    assert!(text.contains("  20.000  extensions.conf:3"), "{text}");
    assert!(text.contains("PJSIP/bob: rings, nobody answers"), "{text}");
}

#[test]
fn each_way_of_answering_leads_its_own_way() {
    let plan = "[phones]\nexten => 102,1,Dial(PJSIP/bob,20)\n same => n,Goto(${DIALSTATUS})\n\
        same => n(BUSY),Busy(2)\n same => n(NOANSWER),Congestion(2)\n same => n(CHANUNAVAIL),Hangup(1)\n";
    let material = with_plan(plan);
    let check = |answering: Answering, status: u16, dial_status: &str| {
        let story = call(&material, "alice", "102", |question| {
            question.answers.push(("bob".to_owned(), answering));
        });
        let text = print(&story);
        assert_eq!(story.ending.status, status, "{answering:?}\n{text}");
        assert_eq!(
            story.ending.dial_status.as_deref(),
            Some(dial_status),
            "{answering:?}\n{text}"
        );
    };
    check(Answering::Never, 503, "NOANSWER");
    check(Answering::Busy, 486, "BUSY");
    check(Answering::Declines, 404, "CHANUNAVAIL");
    check(Answering::Unreachable, 404, "CHANUNAVAIL");
    check(Answering::After(Duration::from_secs(3)), 200, "ANSWER");
}

#[test]
fn a_conversation_ends_the_call() {
    let plan = "[phones]\nexten => 102,1,Dial(PJSIP/bob,20)\n same => n,NoOp(never)\n";
    let story = call(&with_plan(plan), "alice", "102", |question| {
        let answer = Answering::After(Duration::from_secs(5));
        question.answers.push(("PJSIP/bob".to_owned(), answer));
    });
    assert_eq!(steps(&story), ["2 Dial(PJSIP/bob,20)"]);
    assert_eq!(story.ending.at, Duration::from_secs(15));
    assert!(
        story.ending.why.contains("conversation with PJSIP/bob"),
        "{}",
        story.ending.why
    );
}

#[test]
fn digits_go_where_they_are_asked_for() {
    let plan = "[phones]\nexten => 800,1,Answer()\n same => n,BackGround(menu)\n same => n,WaitExten(5)\n\
        exten => 1,1,Read(CODE,beep,4)\n same => n,NoOp(${CODE})\nexten => t,1,Playback(goodbye)\n";
    let material = with_plan(plan);
    let story = call(&material, "alice", "800", |question| {
        question.digits = Keys::parse_list("1,4242").unwrap();
    });
    assert_eq!(
        steps(&story).last().unwrap(),
        "6 NoOp(4242)",
        "{}",
        print(&story)
    );
    assert_eq!(story.variable("CODE"), Some("4242"));
    let story = call(&material, "alice", "800", |_| {});
    assert_eq!(story.prompts().collect::<Vec<_>>(), ["menu", "goodbye"]);
}

#[test]
fn times_decide() {
    let plan = "[phones]\ninclude => day,9:00-17:00,mon-fri,*,*\nexten => _X.,1,Playback(closed)\n\
        [day]\nexten => 100,1,Playback(open)\n";
    let at = |since_epoch: u64| {
        let story = call(&with_plan(plan), "alice", "100", |question| {
            question.since_epoch = Duration::from_secs(since_epoch);
        });
        story.prompts().map(str::to_owned).collect::<Vec<_>>()
    };
    // `_X.` of the context itself comes before anything included.
    assert_eq!(at(1_709_632_800), ["closed"]);
    let plan = plan.replace("_X.", "_2X.");
    let at = |since_epoch: u64| {
        let story = call(&with_plan(&plan), "alice", "100", |question| {
            question.since_epoch = Duration::from_secs(since_epoch);
        });
        story.ending.status
    };
    assert_eq!((at(1_709_632_800), at(1_709_672_400)), (200, 404));
}

#[test]
fn what_does_not_exist_is_said() {
    let plan = "[phones]\nexten => 1,1,Answer()\n same => n,NoSuchThing(a,b)\nexten => 2,1,Goto(nowhere,s,1)\n";
    let material = with_plan(plan);
    let story = call(&material, "alice", "1", |_| {});
    assert_eq!(steps(&story), ["2 Answer()", "3 NoSuchThing(a,b)"]);
    assert!(
        story.ending.why.contains("no application 'NoSuchThing'"),
        "{}",
        story.ending.why
    );
    let story = call(&material, "alice", "2", |_| {});
    assert!(
        story.ending.why.contains("invalid extension"),
        "{}",
        story.ending.why
    );
    let story = call(&material, "alice", "777", |_| {});
    assert_eq!(story.ending.status, 404);
    assert!(story.ending.why.contains("'777'"), "{}", story.ending.why);
    let refused = try_call(&material, "alicia", "1", |_| {}).unwrap_err();
    assert!(refused.contains("did you mean 'alice'"), "{refused}");
    assert!(try_call(&material, "guest", "1", |_| {}).is_err());
}

#[test]
fn a_plan_that_never_ends_is_left() {
    let plan = "[phones]\nexten => 1,1,Answer()\n same => n(again),Playback(bonjour)\n same => n,Goto(again)\n\
        exten => 2,1,NoOp(a)\n same => n,Goto(1)\nexten => 3,1,Answer()\n same => n,MusicOnHold()\n";
    let material = with_plan(plan);
    for number in ["1", "2", "3"] {
        let story = call(&material, "alice", number, |_| {});
        assert!(
            story.ending.why.contains("the caller hangs up"),
            "{number}: {}",
            story.ending.why
        );
        assert!(
            story.moments.len() < 4_100,
            "{number}: {}",
            story.moments.len()
        );
    }
}

#[test]
fn answers_and_keys_are_read() {
    let answering = |text: &str| Answering::parse(text);
    let after = |ms| Some(Answering::After(Duration::from_millis(ms)));
    assert_eq!(answering("after 5s"), after(5000));
    assert_eq!(answering("answers after 1.5"), after(1500));
    assert_eq!(answering("busy"), Some(Answering::Busy));
    assert_eq!(answering("is unreachable"), Some(Answering::Unreachable));
    assert_eq!(answering("later"), None);
    let keys = Keys::parse_list("1, 2#@12s").unwrap();
    assert_eq!(keys[0].keys, "1");
    assert_eq!(keys[1].at, Some(Duration::from_secs(12)));
    assert_eq!(Keys::parse_list("1,x"), None);
}
