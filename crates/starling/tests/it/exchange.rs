//! The program, started as its users start it, in a folder of its own.

use std::fs::File;
use std::net::SocketAddr;
use std::path::{Path, PathBuf};
use std::process::{Child, Command, ExitStatus, Output, Stdio};

use crate::clock;
use crate::folder::{Folder, free_port};

/// An installation, and the program that runs it.
pub(crate) struct Exchange {
    pub(crate) folder: Folder,
    pub(crate) port: u16,
    arguments: Vec<String>,
    config: PathBuf,
    child: Option<Child>,
}

impl Exchange {
    /// The demo. Its prompts are short tones here, each with a pitch of its own.
    pub(crate) fn demo() -> Self {
        let folder = Folder::new();
        for (name, pitch) in DEMO_PROMPTS {
            folder.write_tone(&format!("lib/sounds/en/{name}.wav"), *pitch, 500);
        }
        folder.write_tone("lib/moh/melody.wav", MUSIC, 3000);
        folder.write("musiconhold.conf", "[default]\nmode=files\ndirectory=moh\n");
        let port = free_port();
        let words = [
            "demo",
            "--folder",
            &folder.path().to_string_lossy(),
            "--port",
            &port.to_string(),
        ];
        let mut this = Self {
            arguments: words.map(str::to_owned).to_vec(),
            config: folder.path().join("asterisk.conf"),
            folder,
            port,
            child: None,
        };
        this.start();
        this
    }

    /// Configuration files by name, started with `-f -C`. `@PORT@` in them is the SIP port.
    pub(crate) fn with(files: &[(&str, &str)]) -> Self {
        let mut this = Self::not_started(files);
        this.start();
        this
    }

    /// The same, not started yet.
    pub(crate) fn not_started(files: &[(&str, &str)]) -> Self {
        let folder = Folder::new();
        let at = |name: &str| folder.path().join(name).display().to_string();
        let main = format!(
            "[directories]\nastetcdir => {}\nastvarlibdir => {}\nastspooldir => {}\nastrundir => {}\n\
             astlogdir => {}\n",
            at("etc"),
            at("lib"),
            at("spool"),
            at("run"),
            at("log")
        );
        folder.write("etc/asterisk.conf", main);
        let config = folder.path().join("etc/asterisk.conf");
        let words = ["-f", "-vvv", "-C", &config.to_string_lossy()].map(str::to_owned);
        let this = Self {
            folder,
            port: free_port(),
            arguments: words.to_vec(),
            config,
            child: None,
        };
        for (name, text) in files {
            this.rewrite(name, text);
        }
        this
    }

    /// Writes a configuration file; the program hears of it when it is told to reload.
    pub(crate) fn rewrite(&self, name: &str, text: &str) {
        let port = self.port.to_string();
        let text = text.replace("@PORT@", &port);
        match name {
            "asterisk.conf" => {
                let main = self.folder.read("etc/asterisk.conf");
                self.folder
                    .write("etc/asterisk.conf", format!("{main}\n{text}"));
            }
            _ => self.folder.write(&format!("etc/{name}"), text),
        }
    }

    /// Starts it and waits until it has booted.
    #[track_caller]
    pub(crate) fn start(&mut self) {
        self.spawn();
        clock::until("the exchange boots", || {
            let ended = self
                .child
                .as_mut()
                .and_then(|child| child.try_wait().ok().flatten());
            assert!(
                ended.is_none(),
                "the exchange ended at its start: {}",
                self.printed()
            );
            self.console("core waitfullybooted")
                .contains("fully booted")
                .then_some(())
        });
    }

    /// Starts it and waits for nothing.
    pub(crate) fn spawn(&mut self) {
        let output = self.folder.path().join("output");
        let output = File::options()
            .create(true)
            .append(true)
            .open(output)
            .unwrap();
        let child = Command::new(BINARY)
            .args(&self.arguments)
            .env("HOME", self.folder.path())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn();
        self.child = Some(child.unwrap());
    }

    /// Further options for the next start.
    pub(crate) fn add_arguments(&mut self, more: &[&str]) {
        self.arguments
            .extend(more.iter().map(|word| (*word).to_owned()));
    }

    /// Waits for the process to end by itself.
    #[track_caller]
    pub(crate) fn wait(&mut self) -> ExitStatus {
        let mut child = self.child.take().unwrap();
        clock::until("the program ends", || child.try_wait().unwrap())
    }

    /// Ends it as an init system does.
    #[track_caller]
    pub(crate) fn stop(&mut self) -> ExitStatus {
        self.signal("TERM");
        self.wait()
    }

    /// Sends a signal by name.
    pub(crate) fn signal(&self, name: &str) {
        signal(self.pid(), name);
    }

    pub(crate) fn pid(&self) -> u32 {
        self.child.as_ref().unwrap().id()
    }

    /// Is the process still there?
    pub(crate) fn runs(&mut self) -> bool {
        self.child
            .as_mut()
            .is_some_and(|child| child.try_wait().unwrap().is_none())
    }

    /// What `-rx command` prints.
    pub(crate) fn console(&self, command: &str) -> String {
        let output = self.console_output(command);
        String::from_utf8_lossy(&output.stdout).into_owned()
    }

    /// Everything that `-rx command` gives.
    pub(crate) fn console_output(&self, command: &str) -> Output {
        self.command().args(["-rx", command]).output().unwrap()
    }

    /// The program with this installation's `asterisk.conf`.
    pub(crate) fn command(&self) -> Command {
        let mut command = Command::new(BINARY);
        command
            .arg("-C")
            .arg(&self.config)
            .env("HOME", self.folder.path())
            .stdin(Stdio::null());
        command
    }

    /// What it printed so far.
    pub(crate) fn printed(&self) -> String {
        self.folder.read("output")
    }

    /// Where phones reach it.
    pub(crate) fn address(&self) -> SocketAddr {
        SocketAddr::from(([127, 0, 0, 1], self.port))
    }

    /// The passwords of the demo's alice and bob.
    pub(crate) fn demo_passwords(&self) -> (String, String) {
        let text = self.folder.read("passwords");
        let mut words = text.split_whitespace().map(str::to_owned);
        (words.next().unwrap(), words.next().unwrap())
    }

    /// Memory that is in use, in KiB.
    pub(crate) fn resident_kib(&self) -> u64 {
        let status = std::fs::read_to_string(format!("/proc/{}/status", self.pid())).unwrap();
        let line = status
            .lines()
            .find(|line| line.starts_with("VmRSS:"))
            .unwrap();
        line.split_whitespace().nth(1).unwrap().parse().unwrap()
    }

    /// No call is up any more, or soon will be.
    #[track_caller]
    pub(crate) fn becomes_idle(&self) {
        clock::until("all channels are gone", || {
            self.console("core show channels count")
                .starts_with("0 active channels")
                .then_some(())
        });
    }
}

impl Drop for Exchange {
    fn drop(&mut self) {
        if std::thread::panicking() {
            println!("--- the exchange printed:\n{}", self.printed());
        }
        if let Some(mut child) = self.child.take() {
            let _ = child.kill();
            let _ = child.wait();
        }
    }
}

/// Sends a signal by name.
pub(crate) fn signal(pid: u32, name: &str) {
    let status = Command::new("kill")
        .args([format!("-{name}"), pid.to_string()])
        .status();
    assert!(status.unwrap().success());
}

/// Is there a process of this number that is no zombie?
pub(crate) fn is_alive(pid: u32) -> bool {
    let stat = std::fs::read_to_string(format!("/proc/{pid}/stat")).unwrap_or_default();
    stat.rsplit_once(") ")
        .is_some_and(|(_, rest)| !rest.starts_with('Z'))
}

/// Ends a program when the test is over.
pub(crate) struct Killed(pub(crate) Child);

impl Drop for Killed {
    fn drop(&mut self) {
        let _ = self.0.kill();
        let _ = self.0.wait();
    }
}

/// Pitch of a prompt of the demo.
#[track_caller]
pub(crate) fn demo_pitch(name: &str) -> f64 {
    DEMO_PROMPTS
        .iter()
        .find(|(known, _)| *known == name)
        .unwrap()
        .1
}

/// A transport, a context and an echo, for phones of [`pjsip_user`].
pub(crate) const PJSIP: &str = "[udp]\ntype=transport\nprotocol=udp\nbind=127.0.0.1:@PORT@\n\
     [tcp]\ntype=transport\nprotocol=tcp\nbind=127.0.0.1:@PORT@\n";

/// A phone in pjsip.conf, with its name as its password.
pub(crate) fn pjsip_user(name: &str) -> String {
    format!(
        "[{name}]\ntype=endpoint\ncontext=phones\ndisallow=all\nallow=ulaw\nauth={name}\naors={name}\n\
         direct_media=no\n[{name}]\ntype=auth\nauth_type=userpass\nusername={name}\npassword={name}\n\
         [{name}]\ntype=aor\nmax_contacts=9\n"
    )
}

/// `[general]` of a sip.conf.
pub(crate) const SIP: &str = "[general]\ncontext=nowhere\nallowguest=no\nudpbindaddr=127.0.0.1:@PORT@\n\
     directmedia=no\n";

/// A phone in sip.conf, with its name as its password.
pub(crate) fn sip_user(name: &str) -> String {
    format!(
        "[{name}]\ntype=friend\nhost=dynamic\nsecret={name}\ncontext=phones\ndisallow=all\nallow=ulaw\n"
    )
}

/// An echo test at 600, and a steady tone of 1004 Hz at 900.
pub(crate) const PLAN: &str = "[phones]\nexten => 600,1,Answer()\n same => n,Echo()\n\
     exten => 900,1,Answer()\n same => n,Milliwatt()\n";

pub(crate) const BINARY: &str = env!("CARGO_BIN_EXE_starling");

/// Music on hold of the demo.
pub(crate) const MUSIC: f64 = 370.0;

const DEMO_PROMPTS: &[(&str, f64)] = &[
    ("demo-echotest", 450.0),
    ("demo-echodone", 530.0),
    ("vm-enter-num-to-call", 610.0),
    ("vm-isunavail", 690.0),
    ("pbx-invalid", 770.0),
    ("goodbye", 850.0),
    ("beep", 930.0),
    ("digits/1", 1010.0),
    ("digits/7", 1090.0),
    ("digits/2", 1170.0),
];

/// A link to the program under another name.
pub(crate) fn link_as(name: &str, folder: &Folder) -> PathBuf {
    let link = folder.path().join(name);
    std::os::unix::fs::symlink(Path::new(BINARY), &link).unwrap();
    link
}
