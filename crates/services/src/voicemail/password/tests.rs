//! Tests of passwords.

use call::disk::{DiskWork, MemoryDisk};

use super::{ReadFromSpool, WriteToConf, WriteToSpool, fault};

#[test]
fn a_changed_password_leaves_all_else_as_it_is() {
    let before = "; ours\n[general]\n6001 => no\n[default]\n6001  =>\t1111,Alice ; her own\n\
                  60011 => 5,Not her\n[sales]\n6001 => 3,Third\n";
    for (context, mailbox, expected) in [
        ("default", "6001", before.replace("1111", "42")),
        ("sales", "6001", before.replace("=> 3,", "=> 42,")),
    ] {
        let disk = MemoryDisk::default();
        disk.put("/etc/voicemail.conf", before);
        let write = WriteToConf {
            path: "/etc/voicemail.conf".to_owned(),
            context: context.to_owned(),
            mailbox: mailbox.to_owned(),
            password: "42".to_owned(),
        };
        assert_eq!(write.perform(&disk), Ok(()));
        let after = String::from_utf8(disk.get("/etc/voicemail.conf").unwrap()).unwrap();
        assert_eq!(after, expected);
        disk.fails_after(Some(0));
        assert!(write.perform(&disk).is_err());
    }
}

#[test]
fn a_password_may_be_in_the_mailbox_itself() {
    let disk = MemoryDisk::default();
    let path = "/spool/default/1".to_owned();
    let read = ReadFromSpool { path: path.clone() };
    assert_eq!(read.perform(&disk), None);
    let password = "77".to_owned();
    assert_eq!(WriteToSpool { path, password }.perform(&disk), Ok(()));
    assert_eq!(read.perform(&disk).as_deref(), Some("77"));
}

#[test]
fn new_passwords_obey_rules() {
    for (new, minimum, taken) in [
        ("1234", 4, true),
        ("123", 4, false),
        ("", 0, false),
        ("12*", 0, false),
    ] {
        assert_eq!(fault(new, minimum).is_none(), taken, "{new}");
    }
}
