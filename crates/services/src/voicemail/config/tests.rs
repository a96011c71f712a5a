//! Tests of `voicemail.conf`.

use config::{LoadOptions, MemoryFiles, OptionTable};

use super::{BoxOptions, General, VoicemailConf};
use crate::voicemail::MailboxId;

fn load(text: &str) -> (VoicemailConf, Vec<String>) {
    let files = MemoryFiles([("voicemail.conf".to_owned(), text.as_bytes().to_vec())].into());
    let loaded = config::load(&files, "voicemail.conf", &LoadOptions::default()).unwrap();
    let (conf, problems) = VoicemailConf::load(&loaded.tree);
    (conf, problems.iter().map(ToString::to_string).collect())
}

#[test]
fn the_tables_can_be_read() {
    assert_eq!(BoxOptions::check_table(), Ok(()));
    assert_eq!(General::check_table(), Ok(()));
}

#[test]
fn fields_keep_their_blanks_and_empty_options_are_skipped() {
    let (conf, problems) = load(
        "[general]\nformat=wav49|gsm|wav\nmaxmsg=7\n[default]\n\
         6001=>6001,Xlite, root@localhost,,|attach=no|delete=1\n6002 => -22,Bob\n",
    );
    assert_eq!(problems, Vec::<String>::new());
    assert_eq!(conf.formats(), ["wav49", "gsm", "wav"]);
    let first = conf.find(&MailboxId::parse("6001")).unwrap();
    assert_eq!(first.email, " root@localhost");
    assert!(first.options.delete && !first.options.attach);
    assert_eq!(first.options.maxmsg, 7);
    let second = conf.find(&MailboxId::parse("6002")).unwrap();
    assert_eq!(second.secret(), "22");
    assert!(!second.may_change_password());
    assert!(second.options.attach);
}

#[test]
fn zones_aliases_and_contexts_have_their_places() {
    let (conf, problems) = load(
        "[general]\naliasescontext=others\nsearchcontexts=yes\n[zonemessages]\n\
         paris=Europe/Paris|'vm-received' q 'digits/at' R\n[sales]\n1=>1,One,,,tz=paris\n\
         [others]\n500@default => 1@sales\n",
    );
    assert_eq!(problems, Vec::<String>::new());
    let one = conf.find_named("1").unwrap();
    assert_eq!(one.id.context, "sales");
    assert_eq!(conf.zone(one).unwrap().timezone, "Europe/Paris");
    assert_eq!(conf.find_named("500").unwrap().id.name, "1");
    assert!(conf.find_named("2").is_none());
}

#[test]
fn faults_are_told_with_their_line() {
    let (conf, problems) =
        load("[general]\nmaxmgs=3\n[default]\n../x => 1,X\n5 => 1,F,,,atach=no\n");
    assert_eq!(conf.mailboxes().count(), 1);
    for (place, part) in [
        (0, "voicemail.conf:2:"),
        (1, "voicemail.conf:4:"),
        (2, "voicemail.conf:5:"),
    ] {
        assert!(problems[place].starts_with(part), "{problems:?}");
    }
    assert!(problems[0].contains("maxmsg"), "{problems:?}");
}
