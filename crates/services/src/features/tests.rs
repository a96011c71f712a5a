//! features.conf: codes, applications, groups.

use config::{LoadOptions, MemoryFiles};

use super::codes;

fn read(text: &str) -> (call::FeatureCodes, Vec<String>) {
    let files = MemoryFiles::new().with("features.conf", text);
    let loaded = config::load(&files, "features.conf", &LoadOptions::default()).unwrap();
    let (codes, problems) = codes(&loaded.tree);
    (codes, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn applications_in_all_their_forms() {
    let rows = [
        (
            "a => *9,self,Playback,tt-monkeys",
            "*9 false true true Playback|tt-monkeys|",
        ),
        (
            "a => #9,peer/caller,Set(x=1),music",
            "#9 true true false Set|x=1|music",
        ),
        (
            "a => 1,self/callee,Macro,\"m,b\",default",
            "1 false false true Macro|m,b|default",
        ),
        (
            "a => 1,peer,Gosub(ctx,s,1(a,b))",
            "1 true true true Gosub|ctx,s,1(a,b)|",
        ),
        ("a => 1,self,NoOp", "1 false true true NoOp||"),
        (
            "a => 1,self,MixMonitor,/tmp/x.wav,default",
            "1 false true true MixMonitor|/tmp/x.wav|default",
        ),
    ];
    for (line, expected) in rows {
        let (codes, problems) = read(&format!("[applicationmap]\n{line}\n"));
        assert_eq!(problems, [""; 0], "{line}");
        let f = &codes.applications[0];
        let found = format!(
            "{} {} {} {} {}|{}|{}",
            f.code,
            f.on_other,
            f.by_caller,
            f.by_callee,
            f.application,
            f.arguments,
            f.music.clone().unwrap_or_default()
        );
        assert_eq!(found, expected, "{line}");
    }
    for line in [
        "a => *9",
        "a => ,self,NoOp",
        "a => 1,nobody,NoOp",
        "a => 1,self/x,NoOp",
    ] {
        let (codes, problems) = read(&format!("[applicationmap]\n{line}\n"));
        assert!(
            codes.applications.is_empty() && problems.len() == 1,
            "{line}"
        );
    }
}

#[test]
fn groups_name_features_and_may_change_their_codes() {
    let (codes, problems) = read(
        "[applicationmap]\na => 1,self,NoOp\nb => 2,self,NoOp\n[office]\na => yes\nb => *5\nc => yes\n",
    );
    assert_eq!(problems.len(), 1);
    let members = [
        ("a".to_owned(), String::new()),
        ("b".to_owned(), "*5".to_owned()),
    ];
    assert_eq!(codes.groups, [("office".to_owned(), members.to_vec())]);
}

#[test]
fn the_codes_of_the_file() {
    let (codes, problems) = read(
        "[general]\natxferdropcall=yes\natxfernoanswertimeout=20\n[featuremap]\nblindxfer => #1\natxfer => *2\n",
    );
    assert_eq!(problems, [""; 0]);
    assert_eq!(
        (
            codes.blind_transfer.as_str(),
            codes.attended_transfer.as_str()
        ),
        ("#1", "*2")
    );
    assert!(codes.consultation.drop_call);
    assert_eq!(codes.consultation.patience.as_secs(), 20);
}
