//! Mailboxes: leaving messages, hearing them, setting mailboxes up, mail and lamps.

use crate::World;
use crate::scenarios::{ms, secs};

const CONF: &str = "[general]
format = wav49|gsm|wav
[default]
6001 => 1111,Alice Example,alice@example.org
6002 => 2222,Bob Example
";

pub(super) fn a_message_is_left_and_heard(world: &mut World) {
    world.file("voicemail.conf", CONF);
    world.dialplan(
        "exten => 600,1,VoiceMail(6001,u)
         same => n,Playback(beeperr)
         exten => 601,1,VoiceMailMain()",
    );
    let (alice, bob) = (world.phone("alice"), world.phone("bob"));
    bob.dials("600");
    bob.is_answered();
    for prompt in [
        "vm-theperson",
        "digits/6",
        "digits/0",
        "digits/1",
        "vm-isunavail",
        "vm-intro",
        "beep",
    ] {
        bob.hears_prompt(prompt);
    }
    world.runs_for(ms(1200));
    bob.says(620.0, secs(4));
    world.runs_for(secs(4));
    bob.presses("#");
    bob.hears_prompt("auth-thankyou");
    bob.hears_prompt("beeperr");
    bob.is_hung_up();
    for ending in ["WAV", "gsm", "wav"] {
        let path = format!("voicemail/default/6001/INBOX/msg0000.{ending}");
        assert!(world.recorded_pitch_ms(&path, 620.0) > 3000, "{ending}");
    }
    let text = world.recorded_file("voicemail/default/6001/INBOX/msg0000.txt");
    let text = String::from_utf8(text.unwrap_or_default()).unwrap_or_default();
    for line in [
        "origmailbox=6001",
        "exten=600",
        "duration=",
        "[message]",
        "flag=",
    ] {
        assert!(text.contains(line), "{line}: {text}");
    }
    let mails = world.mails();
    assert_eq!(mails.len(), 1);
    let mail = String::from_utf8_lossy(&mails[0]).into_owned();
    for part in [
        "<alice@example.org>",
        "message 1 in mailbox 6001",
        "msg0000.WAV",
        "base64",
    ] {
        assert!(mail.contains(part), "{part}: {mail}");
    }
    alice.dials("601");
    alice.is_answered();
    alice.hears_prompt("vm-login");
    alice.presses("6001#");
    alice.hears_prompt("vm-password");
    alice.presses("1111#");
    for prompt in [
        "vm-youhave",
        "digits/1",
        "vm-INBOX",
        "vm-message",
        "vm-onefor",
    ] {
        alice.hears_prompt(prompt);
    }
    alice.presses("1");
    alice.hears_prompt("vm-first");
    alice.hears_prompt("vm-message");
    alice.hears_prompt("vm-received");
    alice.hears(620.0);
    world.runs_for(secs(6));
    alice.presses("#");
    alice.hears_prompt("vm-goodbye");
    alice.is_hung_up();
    assert!(
        world
            .recorded_file("voicemail/default/6001/INBOX/msg0000.txt")
            .is_none()
    );
    assert!(
        world
            .recorded_file("voicemail/default/6001/Old/msg0000.txt")
            .is_some()
    );
    world.is_quiet();
}
