use super::*;

#[test]
fn texts_and_voices_become_harmless() {
    let rows = [
        (("Bonjour\n", "fr"), ("Bonjour", "fr")),
        (("a\0b", "fr_FR"), ("a b", "fr-fr")),
        (("x", "-v;rm"), ("x", "vrm")),
        (("x", ""), ("x", "en")),
    ];
    for ((text, voice), (said, by)) in rows {
        let spoken = Spoken::new(text, voice);
        assert_eq!((spoken.text.as_str(), spoken.voice.as_str()), (said, by));
    }
}

#[test]
fn commands_name_their_files_as_one_word() {
    let engine = SpeechEngine::named("espeak-ng").unwrap();
    let command = engine.shell_command(&Spoken::new("hi", "fr"), "/t/it's.txt", "/t/a.wav");
    assert!(
        command
            .starts_with("espeak-ng -v fr -f '/t/it'\\''s.txt' -w '/t/a.wav.half.wav' && mv -f ")
    );
    assert!(SpeechEngine::named("my-voice %t %o").is_ok());
    assert!(SpeechEngine::named("my-voice").is_err());
    assert_eq!(SpeechEngine::named(""), SpeechEngine::named("espeak-ng"));
}
