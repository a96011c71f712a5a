use std::os::unix::net::UnixListener;

use super::*;

struct Scratch(PathBuf);

impl Scratch {
    fn new(name: &str) -> Self {
        let path =
            std::env::temp_dir().join(format!("starling-daemon-{name}-{}", std::process::id()));
        let _ = fs::remove_dir_all(&path);
        fs::create_dir_all(&path).unwrap();
        Self(path)
    }

    fn text(&self, name: &str) -> String {
        self.0.join(name).to_string_lossy().into_owned()
    }
}

impl Drop for Scratch {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.0);
    }
}

#[test]
fn one_exchange_a_socket() {
    let scratch = Scratch::new("socket");
    let socket = scratch.0.join("asterisk.ctl");
    assert_eq!(claim_socket(&socket), Ok(()));
    let living = UnixListener::bind(&socket).unwrap();
    let told = claim_socket(&socket).unwrap_err().to_string();
    assert!(told.starts_with("Asterisk already running on ") && told.contains("asterisk -r"));
    drop(living);
    assert!(socket.exists());
    assert_eq!(claim_socket(&socket), Ok(()));
    assert!(!socket.exists());
}

#[test]
fn folders_are_made_and_trouble_is_told() {
    let scratch = Scratch::new("folders");
    let mut directories = Directories {
        run: scratch.text("run"),
        log: scratch.text("log/a"),
        database: scratch.text("db"),
        spool: scratch.text("spool"),
        ..Directories::default()
    };
    make_folders(&directories, None).unwrap();
    for name in ["run", "log/a", "db", "spool/outgoing", "spool/voicemail"] {
        assert!(scratch.0.join(name).is_dir(), "{name}");
    }
    fs::write(scratch.0.join("file"), "").unwrap();
    directories.log = scratch.text("file/log");
    let told = make_folders(&directories, None).unwrap_err().to_string();
    assert!(
        told.contains("file/log") && told.contains("asterisk.conf"),
        "{told}"
    );
}

#[test]
fn the_process_id_is_there_as_long_as_we_are() {
    let scratch = Scratch::new("pid");
    let mut installation = Installation::default();
    installation.directories.run = scratch.text("");
    let path = scratch.0.join("asterisk.pid");
    let kept = PidFile::write(&installation).unwrap();
    assert_eq!(
        fs::read_to_string(&path).unwrap(),
        format!("{}\n", std::process::id())
    );
    drop(kept);
    assert!(!path.exists());
    installation.directories.run = scratch.text("nowhere");
    assert!(
        PidFile::write(&installation)
            .unwrap_err()
            .0
            .contains("asterisk.pid")
    );
}

#[test]
fn users_and_groups_by_name() {
    assert_eq!(Owner::find("", ""), Ok(None));
    let root = Owner::find("root", "").unwrap().unwrap();
    assert_eq!((root.user, root.group), (Some(0), Some(0)));
    assert!(
        Owner::find("no-such-user", "")
            .unwrap_err()
            .0
            .contains("no-such-user")
    );
    assert!(
        Owner::find("", "no-such-group")
            .unwrap_err()
            .0
            .contains("no-such-group")
    );
}

#[test]
fn the_parent_hears_how_the_start_went() {
    let outcome = |told: &[u8]| {
        let (read, mut write) = pipe().unwrap();
        write.write_all(told).unwrap();
        drop(write);
        outcome_of_child(read)
    };
    for (told, code) in [(&b"+"[..], 0), (b"-no port", 1), (b"", 1), (b"+x", 1)] {
        assert_eq!(outcome(told), code, "{told:?}");
    }
}
