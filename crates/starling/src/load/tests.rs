//! Whole installations load.

use config::{MemoryFiles, OptionTable, Severity};

use super::*;

fn check(files: MemoryFiles) -> (Configuration, Vec<Problem>) {
    load(&Installation::default(), &files).unwrap_or_else(|p| panic!("{p:?}"))
}

#[test]
fn the_table_is_sound() {
    Rtp::check_table().unwrap();
}

#[test]
fn an_empty_folder_is_an_exchange_without_calls() {
    let (configuration, problems) = check(MemoryFiles::new());
    assert!(problems.is_empty(), "{problems:?}");
    assert_eq!(configuration.rtp_ports, (5000, 31000));
}

#[test]
fn an_unknown_application_is_told_at_load_with_its_line() {
    let plan = "[a]\nexten => 1,1,Answer()\n same => n,Plabyack(hello)\n";
    let (_, problems) = check(MemoryFiles::new().with("extensions.conf", plan));
    let text = problems
        .iter()
        .map(ToString::to_string)
        .collect::<Vec<_>>()
        .join("\n");
    assert!(text.contains("extensions.conf:3"), "{text}");
    assert!(text.contains("did you mean Playback"), "{text}");
}

#[test]
fn stock_sample_folders_load_without_an_error() {
    let Some(fixtures) = std::env::var_os("STARLING_FIXTURES") else {
        assert!(
            std::env::var_os("CI").is_none(),
            "STARLING_FIXTURES is not set"
        );
        return eprintln!("skipped: STARLING_FIXTURES is not set");
    };
    let samples = Path::new(&fixtures).join("stock-samples");
    for set in [
        "asterisk-1.8/samples",
        "asterisk-20/samples",
        "asterisk-20/basic-pbx",
        "asterisk-21/basic-pbx",
        "asterisk-master/samples",
    ] {
        let folder = crate::disk::Folder::new(samples.join(set));
        let installation = Installation::load(&samples.join(set).join("asterisk.conf"), false).0;
        let loaded = load(&installation, &folder);
        let (_, problems) = loaded.unwrap_or_else(|p| panic!("{set}: {p:?}"));
        let errors: Vec<_> = problems
            .iter()
            .filter(|p| p.severity == Severity::Error)
            .collect();
        assert!(errors.is_empty(), "{set}: {errors:?}");
    }
}
