use super::*;

const FILE: &str = "# made by a script\nChannel: PJSIP/1001\nCallerID: \"Shop\" <9000>\nMaxRetries: 2\n\
    retrytime: 60\nWaitTime: 30\nContext: auto\nExtension: s\nPriority: 1\n";

fn texts(orders: &[SpoolOrder]) -> Vec<String> {
    let text = |order: &SpoolOrder| match order {
        SpoolOrder::Call(wanted) => format!("call {}", wanted.dial_string),
        SpoolOrder::RunFailed {
            context, reason, ..
        } => format!("failed {context} {reason}"),
        SpoolOrder::Append { text, modified, .. } => format!("{} @{modified}", text.trim()),
        SpoolOrder::Remove { archive, .. } => format!("remove {archive:?}"),
        SpoolOrder::Warn(text) => format!("warn {text}"),
        SpoolOrder::Tell(_) => String::new(),
    };
    orders
        .iter()
        .map(text)
        .filter(|it| !it.is_empty())
        .collect()
}

#[test]
fn three_attempts_a_minute_after_each_other() {
    let mut spool = Spool::default();
    let mut text = FILE.to_owned();
    spool.seen("a.call", 100);
    let mut now = 100;
    for attempt in 1..=3 {
        assert_eq!(spool.next_due(now - 1), Some(now));
        assert_eq!(spool.take_due(now - 1), None);
        let name = spool.take_due(now).unwrap();
        let orders = spool.begin(now, &name, Some(&text));
        assert_eq!(
            texts(&orders),
            [
                format!("StartRetry: 1 {attempt} ({now}) @{}", now + 60),
                "call PJSIP/1001".to_owned()
            ]
        );
        spool.seen(&name, now + 60);
        assert_eq!(spool.next_due(now), None);
        now += 30;
        let orders = spool.ended(now, &name, DialStatus::NoAnswer, 3);
        if attempt < 3 {
            let end = format!("EndRetry: 1 {attempt} ({now})");
            assert_eq!(
                texts(&orders),
                ["failed auto 3".to_owned(), format!("{end} @{}", now + 60)]
            );
            text.push_str(&format!("\n{end}\n"));
            now += 60;
        } else {
            assert_eq!(texts(&orders), ["failed auto 3", "remove None"]);
        }
    }
    assert_eq!(spool.next_due(now), None);
}

#[test]
fn an_answer_ends_it() {
    let mut spool = Spool::default();
    spool.seen("a", 1);
    let name = spool.take_due(5).unwrap();
    let text = format!("{FILE}Archive: yes\n");
    spool.begin(5, &name, Some(&text));
    let orders = spool.ended(9, &name, DialStatus::Answer, 4);
    assert_eq!(texts(&orders), ["remove Some(\"Completed\")"]);
    assert!(spool.ended(9, &name, DialStatus::Answer, 4).is_empty());
}

#[test]
fn attempts_before_a_restart_count() {
    let mut spool = Spool::default();
    spool.seen("a", 1);
    let name = spool.take_due(5).unwrap();
    let text = format!("{FILE}\nEndRetry: 1 1 (1)\n\nEndRetry: 1 2 (2)\n\nEndRetry: 1 3 (3)\n");
    assert_eq!(texts(&spool.begin(5, &name, Some(&text))), ["remove None"]);
}

#[test]
fn thousands_of_files_go_out_at_a_pace() {
    let mut spool = Spool::default();
    for number in 0..1_000 {
        spool.seen(&format!("{number}.call"), 7);
    }
    let mut first = 0;
    while let Some(name) = spool.take_due(10) {
        spool.begin(10, &name, Some(FILE));
        first += 1;
    }
    assert_eq!(first, 50);
    assert_eq!(spool.next_due(10), Some(11));
    assert!(spool.take_due(11).is_some());
}

#[test]
fn what_is_no_call_file() {
    let rows = [
        (
            "",
            "warn call file f: it has no Channel: Tech/resource; it is removed",
        ),
        (
            "Channel: 7\nExtension: 1",
            "warn call file f: it has no Channel: Tech/resource; it is removed",
        ),
        (
            "Channel: SIP/7",
            "warn call file f: it has neither Application nor Extension; it is removed",
        ),
        (
            "Channel: SIP/7\nExtension: 1\nOdd",
            "warn call file f, line 3: 'Odd' means nothing here",
        ),
        (
            "Channel: SIP/7\nExtension: 1\nPriority: x",
            "warn call file f, line 3: 'Priority: x' means nothing here",
        ),
    ];
    for (text, expected) in rows {
        let mut spool = Spool::default();
        spool.seen("f", 1);
        let name = spool.take_due(1).unwrap();
        assert_eq!(
            texts(&spool.begin(1, &name, Some(text)))[0],
            expected,
            "{text}"
        );
    }
}

#[test]
fn every_key() {
    let text = "CHANNEL:SIP/7 ; the shop\nApplication: Playback\nData: a&b\nSet: A=1\nSetvar: B=x=y\n\
        Account: acc\nEarly_Media: yes\nAlwaysDelete: no\nArchive: 1\n";
    let file = CallFile::parse(text).unwrap();
    assert_eq!(file.channel, "SIP/7");
    assert!(file.archive && !file.always_delete && file.early_media);
    assert_eq!(
        (file.retry_seconds, file.wait.as_secs(), file.most_retries),
        (300, 45, 0)
    );
    let wanted = file.origination(2);
    assert!(wanted.early_media && wanted.account == "acc");
    let variables: Vec<String> = wanted
        .variables
        .iter()
        .map(|(n, v)| format!("{n}={v}"))
        .collect();
    assert_eq!(variables, ["A=1", "B=x=y", "AST_OUTGOING_ATTEMPT=2"]);
}
