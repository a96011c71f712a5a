use super::*;

fn parse(line: &str) -> Result<Arguments, String> {
    // A quoted part is one word.
    let mut words = Vec::new();
    for (index, part) in line.split('\'').enumerate() {
        if index % 2 == 1 {
            words.push(part.to_owned());
        } else {
            words.extend(part.split_whitespace().map(str::to_owned));
        }
    }
    Arguments::parse(words.into_iter().map(OsString::from))
}

fn remote(command: Option<&str>) -> Remote {
    Remote {
        command: command.map(str::to_owned),
        ..Remote::default()
    }
}

#[test]
fn tasks() {
    let docs = |check| Task::Docs {
        check,
        folder: PathBuf::from("docs/generated"),
    };
    for (line, expected) in [
        ("asterisk", Task::Exchange),
        ("asterisk -f -vvv -g", Task::Exchange),
        ("asterisk -r", Task::Remote(remote(None))),
        ("/usr/sbin/rasterisk", Task::Remote(remote(None))),
        (
            "rasterisk -x 'core show version'",
            Task::Remote(remote(Some("core show version"))),
        ),
        (
            "asterisk -rx 'core stop now'",
            Task::Remote(remote(Some("core stop now"))),
        ),
        ("asterisk -vvvvvr", Task::Remote(remote(None))),
        ("asterisk -x reload", Task::Remote(remote(Some("reload")))),
        (
            "asterisk -rx 'a' -s /tmp/a.ctl",
            Task::Remote(Remote {
                socket: Some("/tmp/a.ctl".into()),
                ..remote(Some("a"))
            }),
        ),
        (
            "asterisk -Rm",
            Task::Remote(Remote {
                reconnect: true,
                mute: true,
                ..remote(None)
            }),
        ),
        ("asterisk -V", Task::Version),
        ("starling --version", Task::Version),
        ("asterisk -h", Task::Help),
        (
            "starling demo",
            Task::Demo {
                folder: None,
                port: None,
            },
        ),
        (
            "starling demo --folder x --port 5070",
            Task::Demo {
                folder: Some("x".into()),
                port: Some(5070),
            },
        ),
        (
            "starling config check --strict -C a/asterisk.conf",
            Task::ConfigCheck,
        ),
        ("starling docs", docs(false)),
        ("starling docs --check", docs(true)),
    ] {
        assert_eq!(parse(line).map(|a| a.task), Ok(expected), "{line}");
    }
}

#[test]
fn a_start_script_of_asterisk() {
    let line = "/usr/sbin/asterisk -U asterisk -G asterisk -C /tmp/a.conf -g -L 5.0 -M 40 -vv -F -n -t -I -p -e 32 -ddd -q";
    let parsed = parse(line).unwrap();
    let letters: String = parsed
        .without_effect
        .iter()
        .map(|(letter, _)| letter)
        .collect();
    assert_eq!(letters, "gLtIpe");
    let expected = Arguments {
        config: "/tmp/a.conf".into(),
        user: Some("asterisk".to_owned()),
        group: Some("asterisk".to_owned()),
        max_calls: Some(40),
        verbose: 2,
        debug: 3,
        always_fork: true,
        no_color: true,
        quiet: true,
        without_effect: parsed.without_effect.clone(),
        ..Arguments::default()
    };
    assert_eq!(
        parsed,
        Arguments {
            foreground: parsed.foreground,
            ..expected
        }
    );
}

#[test]
fn what_keeps_it_in_the_foreground() {
    for (line, foreground, console) in [
        ("asterisk", false, false),
        ("asterisk -f", true, false),
        ("asterisk -c", true, true),
        ("asterisk -vvvc", true, true),
        ("asterisk -v", true, false),
        ("asterisk -d", true, false),
        ("asterisk -F", false, false),
        ("asterisk -vF", false, false),
    ] {
        let parsed = parse(line).unwrap();
        assert_eq!(
            (parsed.foreground, parsed.console),
            (foreground, console),
            "{line}"
        );
    }
    assert_eq!(
        parse(&format!("asterisk -{}", "v".repeat(300)))
            .unwrap()
            .verbose,
        255
    );
}

#[test]
fn mistakes_are_told() {
    for (line, expected) in [
        ("asterisk -Z", "-Z"),
        ("asterisk --frobnicate", "--frobnicate"),
        ("asterisk -x", "missing argument"),
        ("asterisk -C", "missing argument"),
        ("asterisk -M many", "many"),
        ("starling dmeo", "'dmeo' is no command"),
        ("starling config", "'config' is no command"),
        ("asterisk -r demo", "'demo' cannot follow -r"),
        ("starling --port 5070", "--port belongs to 'demo'"),
        ("starling demo --check", "--check belongs to 'docs'"),
        (
            "starling --folder x",
            "--folder belongs to 'demo' or 'docs'",
        ),
    ] {
        let told = parse(line).unwrap_err();
        assert!(
            told.contains(expected) && told.ends_with("try --help"),
            "{line}: {told}"
        );
    }
}

#[test]
fn help_has_every_option_and_the_name_it_was_called_by() {
    let text = help("asterisk");
    for letter in "CfFcqvdUGMTnXrRxmsVhBWegiILNpt".chars() {
        assert!(text.contains(&format!("-{letter}")), "-{letter}");
    }
    assert!(text.contains("asterisk -r") && !text.contains('@') && text.contains("Starling"));
}

#[test]
fn rehearsals_read_their_own_words() {
    let words = |text: &str| {
        text.split_whitespace()
            .map(str::to_owned)
            .collect::<Vec<_>>()
    };
    for (line, expected) in [
        ("starling check --json .", Task::Check(words("--json ."))),
        (
            "starling explain --from alice 100",
            Task::Explain(words("--from alice 100")),
        ),
        ("asterisk test examples", Task::PlanTests(words("examples"))),
    ] {
        assert_eq!(parse(line).unwrap().task, expected, "{line}");
    }
}
