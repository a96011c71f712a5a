//! Tests of the service as a whole.

use std::sync::Arc;
use std::time::Duration;

use super::{Counts, Machine, MailboxId, Voicemail, VoicemailConf};

#[test]
fn a_mailbox_without_a_context_is_in_the_usual_one() {
    for (text, expected) in [
        ("6001", "6001@default"),
        (" 6001@sales ", "6001@sales"),
        ("6001@", "6001@default"),
    ] {
        assert_eq!(MailboxId::parse(text).to_string(), expected);
    }
}

#[test]
fn only_changed_counts_are_news() {
    let voicemail = Voicemail::new(Arc::new(VoicemailConf::default()), Machine::default());
    let id = MailboxId::parse("1");
    let counts = Counts {
        urgent: 1,
        new: 2,
        old: 3,
    };
    assert!(voicemail.note(&id, counts));
    assert!(!voicemail.note(&id, counts));
    assert_eq!(voicemail.counts(&id).unheard(), 3);
}

#[test]
fn wrong_passwords_are_counted_over_calls_and_lock_for_a_while() {
    let voicemail = Voicemail::new(Arc::new(VoicemailConf::default()), Machine::default());
    let id = MailboxId::parse("1");
    let at = |seconds: u64| Duration::from_secs(1_000_000 + seconds);
    for second in 0..9 {
        assert!(!voicemail.wrong_password(&id, at(second)));
    }
    voicemail.right_password(&id);
    for second in 0..9 {
        assert!(!voicemail.wrong_password(&id, at(second)));
    }
    assert!(voicemail.wrong_password(&id, at(9)));
    assert!(voicemail.is_locked(&id, at(10)));
    assert!(!voicemail.is_locked(&MailboxId::parse("2"), at(10)));
    assert!(voicemail.is_locked(&id, at(908)));
    assert!(!voicemail.is_locked(&id, at(909)));
}
