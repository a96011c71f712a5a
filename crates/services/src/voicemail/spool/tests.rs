//! Tests of mailboxes on disk; a full disk or a crash may come after any step.

use call::disk::{DiskWork, MemoryDisk};

use super::{
    Change, Count, Deposit, Deposited, Mailing, OpenFolder, Rearrange, Recording, box_path,
};
use crate::voicemail::mail::{Letter, Recover, jobs};
use crate::voicemail::{Counts, MailboxId, Message, MessageInfo};

const SPOOL: &str = "/spool";
const OUTBOX: &str = "/spool/.outbox";

fn id() -> MailboxId {
    MailboxId::parse("6001")
}

fn recorded(disk: &MemoryDisk, name: &str) -> Deposit {
    let stem = format!("{}/tmp/{name}", box_path(SPOOL, &id()));
    for ending in ["WAV", "wav"] {
        disk.put(&format!("{stem}.{ending}"), name.as_bytes());
    }
    let mut info = MessageInfo::default();
    info.set("msg_id", name);
    info.set("origtime", "1");
    Deposit {
        spool: SPOOL.to_owned(),
        mailbox: id(),
        recording: Recording {
            stem,
            endings: vec!["WAV".to_owned(), "wav".to_owned()],
        },
        keep: false,
        info,
        limit: 100,
        mailing: Some(Mailing {
            outbox: OUTBOX.to_owned(),
            name: name.to_owned(),
            letters: vec![Letter {
                to: (String::new(), "a@example.org".to_owned()),
                attach: Some("WAV".to_owned()),
                ..Letter::default()
            }],
            delete: false,
        }),
    }
}

fn inbox(disk: &MemoryDisk) -> Vec<Message> {
    OpenFolder {
        path: box_path(SPOOL, &id()),
        folder: "INBOX".to_owned(),
    }
    .perform(disk)
}

#[test]
fn messages_are_numbered_and_mailed() {
    let disk = MemoryDisk::default();
    for (number, name) in ["one", "two"].into_iter().enumerate() {
        let Deposited::Done {
            number: got,
            counts,
        } = recorded(&disk, name).perform(&disk)
        else {
            panic!("not deposited");
        };
        assert_eq!((got as usize, counts.new as usize), (number, number + 1));
    }
    assert_eq!(
        disk.get("/spool/default/6001/INBOX/msg0001.WAV").unwrap(),
        b"two"
    );
    assert_eq!(jobs(&disk, OUTBOX).len(), 2);
    assert!(disk.paths().iter().all(|path| !path.contains("/tmp/")));
}

#[test]
fn a_full_folder_takes_no_more() {
    let disk = MemoryDisk::default();
    let mut deposit = recorded(&disk, "one");
    deposit.limit = 0;
    assert_eq!(deposit.perform(&disk), Deposited::Full);
    assert_eq!(jobs(&disk, OUTBOX), []);
}

#[test]
fn whatever_step_fails_no_half_message_is_there_and_none_that_was_confirmed_is_lost() {
    for steps in 0..20 {
        let disk = MemoryDisk::default();
        recorded(&disk, "first").perform(&disk);
        let second = recorded(&disk, "second");
        disk.fails_after(Some(steps));
        let confirmed = matches!(second.perform(&disk), Deposited::Done { .. });
        // The machine starts again.
        disk.fails_after(None);
        Recover {
            folder: OUTBOX.to_owned(),
        }
        .perform(&disk);
        let there = inbox(&disk);
        for message in &there {
            for ending in ["WAV", "wav"] {
                let path = format!("{}/{}.{ending}", box_path(SPOOL, &id()), message.stem());
                assert!(disk.get(&path).is_some(), "after {steps} steps: {path}");
            }
        }
        let has = there.iter().any(|m| m.info.get("msg_id") == "second");
        assert!(has || !confirmed, "after {steps} steps");
        assert_eq!(
            jobs(&disk, OUTBOX).len(),
            there.len(),
            "after {steps} steps: mails"
        );
        // What a crash left is in nobody's way.
        recorded(&disk, "third").perform(&disk);
        let last = inbox(&disk).pop().unwrap();
        assert_eq!(last.info.get("msg_id"), "third", "after {steps} steps");
    }
}

#[test]
fn messages_move_and_gaps_close() {
    let disk = MemoryDisk::default();
    for name in ["one", "two", "three"] {
        recorded(&disk, name).perform(&disk);
    }
    let messages = inbox(&disk);
    let done = Rearrange {
        spool: SPOOL.to_owned(),
        mailbox: id(),
        changes: vec![
            (
                messages[0].clone(),
                Change::MoveTo("Old".to_owned(), true, 1),
            ),
            (messages[1].clone(), Change::Delete),
        ],
    }
    .perform(&disk);
    assert_eq!(done.faults, Vec::<String>::new());
    let counts = Counts {
        urgent: 0,
        new: 1,
        old: 1,
    };
    assert_eq!(done.counts, counts);
    assert_eq!(
        disk.get("/spool/default/6001/INBOX/msg0000.wav").unwrap(),
        b"three"
    );
    assert_eq!(
        disk.get("/spool/default/6001/Old/msg0000.wav").unwrap(),
        b"one"
    );
    let count = Count {
        spool: SPOOL.to_owned(),
        boxes: vec![id()],
    };
    assert_eq!(count.perform(&disk), [(id(), counts)]);
}

#[test]
fn a_message_that_another_program_moved_is_still_found() {
    let disk = MemoryDisk::default();
    for name in ["one", "two"] {
        recorded(&disk, name).perform(&disk);
    }
    let mut two = inbox(&disk).pop().unwrap();
    two.number = 0;
    Rearrange {
        spool: SPOOL.to_owned(),
        mailbox: id(),
        changes: vec![(two, Change::Delete)],
    }
    .perform(&disk);
    let left = inbox(&disk);
    assert_eq!(left.len(), 1);
    assert_eq!(left[0].info.get("msg_id"), "one");
}
