//! The sample files that people keep and append to: every set loads without an error.

use std::path::Path;

use crate::exchange::Exchange;
use crate::folder::fixtures;

const SETS: &[&str] = &[
    "asterisk-1.8/samples",
    "asterisk-20/samples",
    "asterisk-20/basic-pbx",
    "asterisk-21/basic-pbx",
    "asterisk-master/samples",
];

#[test]
fn every_set_of_samples_starts_without_an_error() {
    let Some(root) = fixtures("stock-samples") else {
        return;
    };
    for set in SETS {
        starts(&root.join(set), None);
    }
}

#[test]
fn every_set_of_samples_starts_with_a_home_appended() {
    let (Some(root), Some(home)) = (
        fixtures("stock-samples"),
        fixtures("seeds/s0-freephonie-antispam"),
    ) else {
        return;
    };
    for set in SETS {
        starts(&root.join(set), Some(&home));
    }
}

fn starts(set: &Path, home: Option<&Path>) {
    let mut exchange = Exchange::not_started(&[]);
    let etc = exchange.folder.path().join("etc");
    let ours = exchange.folder.read("etc/asterisk.conf");
    copy(set, &etc);
    for name in ["extensions.conf", "sip.conf"] {
        let more = home
            .and_then(|home| std::fs::read(home.join(name)).ok())
            .unwrap_or_default();
        let file = etc.join(name);
        let mut whole = std::fs::read(&file).unwrap_or_default();
        whole.push(b'\n');
        whole.extend_from_slice(&more);
        std::fs::write(file, whole).unwrap();
    }
    // Folders of our own behind those of the set, and another port and address for SIP.
    let theirs = exchange
        .folder
        .read("etc/asterisk.conf")
        .replace("[directories](!)", "[was](!)");
    exchange
        .folder
        .write("etc/asterisk.conf", format!("{theirs}\n{ours}"));
    let port = exchange.port;
    for name in ["sip.conf", "pjsip.conf"] {
        let file = format!("etc/{name}");
        let text = exchange.folder.read(&file);
        let lines: Vec<String> = text.lines().map(|line| elsewhere(line, port)).collect();
        exchange.folder.write(&file, lines.join("\n"));
    }
    exchange.start();
    let wanted = if home.is_some() { "freephonie" } else { "" };
    let plan = exchange.console("dialplan show");
    assert!(
        plan.to_lowercase().contains(wanted),
        "{}: {plan}",
        set.display()
    );
    let log = exchange.printed() + &exchange.folder.read("log/messages");
    let errors: Vec<&str> = log.lines().filter(|line| line.contains("ERROR")).collect();
    assert_eq!(errors, Vec::<&str>::new(), "{}", set.display());
    assert!(exchange.stop().success());
}

/// Lines that say where SIP is served, for a test that shares its machine.
fn elsewhere(line: &str, port: u16) -> String {
    let plain = line.split(';').next().unwrap_or_default().replace(' ', "");
    match plain.split('=').next() {
        Some("udpbindaddr" | "bindaddr") => format!("udpbindaddr=127.0.0.1:{port}"),
        Some("bindport") => String::new(),
        Some("bind") => format!("bind=127.0.0.1:{port}"),
        _ => line.to_owned(),
    }
}

fn copy(from: &Path, to: &Path) {
    std::fs::create_dir_all(to).unwrap();
    for entry in std::fs::read_dir(from).unwrap() {
        let entry = entry.unwrap();
        let target = to.join(entry.file_name());
        if entry.path().is_dir() {
            copy(&entry.path(), &target);
        } else {
            std::fs::write(target, std::fs::read(entry.path()).unwrap()).unwrap();
        }
    }
}
