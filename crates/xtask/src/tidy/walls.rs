//! The walls: which room may use which, and which foreign crates may enter it.
//!
//! The table below is the dependency picture of ARCHITECTURE.md. An edge that is not in it is
//! a wall; taking one down is a decision and wants an ADR.

use crate::repo::{Problem, Repo};
use crate::tidy::manifest::{self, Dependency, Kind};

pub(crate) fn check(repo: &Repo, found: &mut Vec<Problem>) {
    for (path, text) in repo.texts() {
        let Some(name) = path
            .strip_prefix("crates/")
            .and_then(|p| p.strip_suffix("/Cargo.toml"))
        else {
            continue;
        };
        let Some(room) = ROOMS.iter().find(|room| room.name == name) else {
            let text = format!("'{name}' is no room of the house; a new one needs an ADR");
            found.push(Problem::new(path, 1, text));
            continue;
        };
        check_manifest(path, text, room, found);
        for dependency in manifest::dependencies(text) {
            check_edge(path, room, &dependency, found);
        }
    }
}

/// One room: what may stand in its manifest.
struct Entry {
    name: &'static str,
    /// Rooms it may use.
    rooms: &'static [&'static str],
    /// Foreign crates it may use.
    foreign: &'static [&'static str],
}

fn check_manifest(path: &str, text: &str, room: &Entry, found: &mut Vec<Problem>) {
    if manifest::value(text, "package", "name") != Some(room.name) {
        found.push(Problem::new(
            path,
            1,
            "the package's name is not its folder's name",
        ));
    }
    if manifest::value(text, "lints", "workspace") != Some("true") {
        found.push(Problem::new(path, 1, "does not take the workspace's lints"));
    }
}

fn check_edge(path: &str, room: &Entry, dependency: &Dependency, found: &mut Vec<Problem>) {
    let Dependency {
        name,
        line,
        kind,
        from_workspace,
    } = dependency;
    if !from_workspace {
        let text = format!("'{name}': write `{name}.workspace = true`; versions stand in the root");
        found.push(Problem::new(path, *line, text));
    }
    let is_room = ROOMS.iter().any(|other| other.name == name);
    let allowed = match (is_room, kind) {
        (true, _) => room.rooms.contains(&name.as_str()),
        (false, Kind::Normal) => room.foreign.contains(&name.as_str()),
        (false, Kind::Dev) => {
            room.foreign.contains(&name.as_str()) || FOREIGN_IN_TESTS.contains(&name.as_str())
        }
        (false, Kind::Build) => false,
    };
    if !allowed {
        let wall = if is_room {
            "there is a wall between"
        } else {
            "a foreign crate not let in:"
        };
        let text = format!(
            "{wall} '{}' and '{name}' (crates/xtask/src/tidy/walls.rs)",
            room.name
        );
        found.push(Problem::new(path, *line, text));
    }
}

const FOREIGN_IN_TESTS: &[&str] = &["proptest", "rcgen"];

const ROOMS: &[Entry] = &[
    Entry {
        name: "audio",
        rooms: &[],
        foreign: &["nnnoiseless", "opus", "oxideav-gsm", "symphonia"],
    },
    Entry {
        name: "config",
        rooms: &[],
        foreign: &[],
    },
    Entry {
        name: "sip",
        rooms: &[],
        foreign: &["md-5", "memchr", "sha2", "smallvec"],
    },
    Entry {
        name: "media",
        rooms: &["audio", "config"],
        foreign: &[
            "aes", "aes-gcm", "ctr", "hmac", "is", "openssl", "sha1", "smallvec",
        ],
    },
    Entry {
        name: "dialplan",
        rooms: &["config"],
        foreign: &["libc", "memchr", "smallvec"],
    },
    Entry {
        name: "call",
        rooms: &["audio", "config", "dialplan", "media"],
        foreign: &["jiff", "smallvec"],
    },
    Entry {
        name: "sip-channel",
        rooms: &["audio", "call", "config", "media", "sip"],
        foreign: &["md-5", "sha2", "smallvec"],
    },
    Entry {
        name: "services",
        rooms: &["audio", "call", "config", "dialplan", "media"],
        foreign: &["jiff", "smallvec"],
    },
    Entry {
        name: "apps",
        rooms: &["audio", "call", "config", "dialplan", "media", "services"],
        foreign: &["jiff", "md-5", "sha1", "sha2", "smallvec"],
    },
    Entry {
        name: "control",
        rooms: &["audio", "call", "config", "dialplan", "media", "services"],
        foreign: &[
            "axum",
            "base64",
            "jiff",
            "md-5",
            "quick-xml",
            "rustls",
            "serde_json",
            "sha1",
            "tokio",
            "tokio-rustls",
        ],
    },
    Entry {
        name: "lua",
        rooms: &["call", "config", "dialplan"],
        foreign: &["mlua"],
    },
    Entry {
        name: "rehearse",
        rooms: &[
            "apps",
            "audio",
            "call",
            "config",
            "dialplan",
            "lua",
            "media",
            "services",
            "sip-channel",
        ],
        foreign: &[],
    },
    Entry {
        name: "starling",
        rooms: &[
            "apps",
            "audio",
            "call",
            "config",
            "control",
            "dialplan",
            "lua",
            "media",
            "rehearse",
            "services",
            "sip",
            "sip-channel",
        ],
        foreign: &[
            "base64",
            "hickory-resolver",
            "inotify",
            "jiff",
            "lettre",
            "lexopt",
            "libc",
            "mio",
            "redb",
            "rusqlite",
            "rustls",
            "rustls-native-certs",
            "rustyline",
            "serde_json",
            "signal-hook",
            "socket2",
            "tokio",
            "tokio-postgres",
            "tokio-rustls",
            "tungstenite",
            "ureq",
        ],
    },
    Entry {
        name: "testkit",
        rooms: &[
            "apps",
            "audio",
            "call",
            "config",
            "control",
            "dialplan",
            "lua",
            "media",
            "services",
            "sip",
            "sip-channel",
            "starling",
        ],
        foreign: &["jiff", "libc", "mio", "proptest", "socket2"],
    },
    Entry {
        name: "xtask",
        rooms: &[],
        foreign: &[],
    },
];
