use super::*;

#[test]
fn there_are_forty_seven_and_each_finds_itself() {
    assert_eq!(AGI_COMMANDS.len(), 47);
    for command in AGI_COMMANDS {
        let words: Vec<&str> = command.name.split(' ').collect();
        assert_eq!(find_agi_command(&words), Some((command, words.len())));
    }
    assert!(AGI_COMMANDS.is_sorted_by_key(|command| command.name));
}

#[test]
fn lines_find_their_command() {
    let rows = [
        ("answer", Some("ANSWER")),
        ("get variable x", Some("GET VARIABLE")),
        ("get full variable x", Some("GET FULL VARIABLE")),
        ("stream file", Some("STREAM FILE")),
        ("stream", None),
        ("", None),
        ("nonsense here", None),
    ];
    for (line, expected) in rows {
        let words: Vec<&str> = line.split_whitespace().collect();
        let found = find_agi_command(&words).map(|(command, _)| command.name);
        assert_eq!(found, expected, "{line}");
    }
}
