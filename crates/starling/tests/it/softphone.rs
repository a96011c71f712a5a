//! baresip, a softphone of others: its ctrl_tcp module says what happens, its cons module takes keys, and
//! what it hears ends up in a file.

use std::io::{Read, Write};
use std::net::{SocketAddr, TcpStream, UdpSocket};
use std::process::{Command, Stdio};
use std::time::Duration;

use crate::clock;
use crate::exchange::Killed;
use crate::folder::{Folder, free_port};
use crate::voice::is_heard;

/// A running baresip.
pub(crate) struct Softphone {
    folder: Folder,
    control: TcpStream,
    keys: SocketAddr,
    /// Everything that it reported.
    events: String,
    /// So many samples were heard before and no longer count.
    forgotten: usize,
    _process: Killed,
}

impl Softphone {
    /// Starts one, waits until it is registered as this user, and lets it speak with this pitch. `options` are account
    /// parameters (`;transport=tcp`).
    #[track_caller]
    pub(crate) fn start(
        user: &str,
        password: &str,
        exchange: SocketAddr,
        pitch: f64,
        options: &str,
    ) -> Self {
        let folder = Folder::new();
        let (sip, control, keys) = (free_port(), free_port(), free_port());
        let place = folder.path().display();
        folder.write_tone("tone.wav", pitch, 120_000);
        folder.write(
            "config",
            format!(
                "module_path {}\nmodule cons.so\nmodule g711.so\nmodule g722.so\nmodule gsm.so\n\
                 module aufile.so\nmodule aubridge.so\nmodule sndfile.so\nmodule_app account.so\n\
                 module_app menu.so\nmodule_app ctrl_tcp.so\naudio_source aufile,{place}/tone.wav\n\
                 audio_player aubridge,null\naudio_alert aubridge,alert\nrtp_ports 33000-60000\nsip_listen 127.0.0.1:{sip}\n\
                 snd_path {place}\nctrl_tcp_listen 127.0.0.1:{control}\ncons_listen 127.0.0.1:{keys}\n",
                module_path()
            ),
        );
        let account = format!(
            "<sip:{user}@{exchange}{}>;auth_pass={password}",
            transport(options)
        );
        folder.write(
            "accounts",
            format!("{account};{}\n", account_options(options)),
        );
        folder.write("contacts", "");
        let output = std::fs::File::create(folder.path().join("output")).unwrap();
        let process = Command::new("baresip")
            .arg("-f")
            .arg(folder.path())
            .stdin(Stdio::null())
            .stdout(output.try_clone().unwrap())
            .stderr(output)
            .spawn()
            .expect("baresip is installed (./test does that)");
        let process = Killed(process);
        let told = |word: &str| folder.read("output").contains(word).then_some(());
        let ready = clock::within(clock::PATIENCE, || told("baresip is ready"));
        assert!(
            ready.is_some(),
            "baresip does not start: {}",
            folder.read("output")
        );
        let registered = clock::within(clock::PATIENCE, || told(" 200 OK ("));
        assert!(
            registered.is_some(),
            "{user} does not register: {}",
            folder.read("output")
        );
        let control = TcpStream::connect(("127.0.0.1", control)).unwrap();
        control
            .set_read_timeout(Some(Duration::from_millis(50)))
            .unwrap();
        let keys = SocketAddr::from(([127, 0, 0, 1], keys));
        Self {
            folder,
            control,
            keys,
            events: String::new(),
            forgotten: 0,
            _process: process,
        }
    }

    #[track_caller]
    pub(crate) fn dials(&mut self, number: &str) {
        self.orders("dial", number);
    }

    pub(crate) fn hangs_up(&mut self) {
        self.orders("hangup", "");
    }

    /// Presses a key for about a tenth of a second.
    pub(crate) fn presses(&self, key: char) {
        let socket = UdpSocket::bind("127.0.0.1:0").unwrap();
        socket
            .send_to(key.to_string().as_bytes(), self.keys)
            .unwrap();
        clock::pause(Duration::from_millis(100));
        socket.send_to(RELEASED, self.keys).unwrap();
    }

    /// Waits until it reports this, and forgets everything up to it.
    #[track_caller]
    pub(crate) fn reports(&mut self, event: &str) {
        let wanted = format!("\"type\":\"{event}\"");
        clock::until(&format!("baresip reports {event}"), || {
            let mut buffer = [0; 4096];
            if let Ok(length) = self.control.read(&mut buffer) {
                self.events
                    .push_str(&String::from_utf8_lossy(&buffer[..length]));
            }
            let end = self.events.find(&wanted)? + wanted.len();
            self.events.drain(..end);
            Some(())
        });
    }

    #[track_caller]
    pub(crate) fn hears(&self, pitch: f64) {
        clock::until(&format!("baresip hears {pitch} Hz"), || {
            is_heard(&self.heard(), pitch).then_some(())
        });
    }

    /// Forgets what was heard.
    pub(crate) fn listens_afresh(&mut self) {
        self.forgotten += self.heard().len();
    }

    /// It did not hear this up to now.
    #[track_caller]
    pub(crate) fn did_not_hear(&self, pitch: f64) {
        assert!(!is_heard(&self.heard(), pitch), "{pitch} Hz were heard");
    }

    /// The sound of all its calls.
    fn heard(&self) -> Vec<i16> {
        let files = std::fs::read_dir(self.folder.path()).unwrap().flatten();
        let mut names: Vec<_> = files
            .map(|file| file.path())
            .filter(|path| path.to_string_lossy().ends_with("-dec.wav"))
            .collect();
        names.sort();
        let mut samples = Vec::new();
        for name in names {
            let bytes = std::fs::read(name).unwrap_or_default();
            // The header is only right when the file is complete.
            let body = bytes.get(WAV_HEADER..).unwrap_or_default();
            samples.extend(
                body.chunks_exact(2)
                    .map(|b| i16::from_le_bytes([b[0], b[1]])),
            );
        }
        samples.split_off(self.forgotten.min(samples.len()))
    }

    fn orders(&mut self, command: &str, parameter: &str) {
        let order =
            format!("{{\"command\":\"{command}\",\"params\":\"{parameter}\",\"token\":\"t\"}}");
        write!(self.control, "{}:{order},", order.len()).unwrap();
    }
}

impl Drop for Softphone {
    fn drop(&mut self) {
        if std::thread::panicking() {
            let printed = self.folder.read("output").replace('\r', "\n");
            let lines: Vec<&str> = printed
                .lines()
                .filter(|line| !line.contains("audio="))
                .collect();
            println!("--- baresip printed:\n{}", lines.join("\n"));
        }
    }
}

fn transport(options: &str) -> &str {
    if options.contains("transport=tcp") {
        ";transport=tcp"
    } else {
        ""
    }
}

/// 8 kHz sound both ways, as the file that is read.
fn account_options(options: &str) -> String {
    let rest = options.replace(";transport=tcp", "");
    format!("audio_codecs=PCMU{rest}")
}

fn module_path() -> &'static str {
    let places = [
        "/usr/lib/baresip/modules",
        "/usr/lib/x86_64-linux-gnu/baresip/modules",
    ];
    places
        .into_iter()
        .find(|place| std::path::Path::new(place).is_dir())
        .unwrap_or(places[0])
}

/// What baresip takes for a key that is let go.
const RELEASED: &[u8] = &[4];
const WAV_HEADER: usize = 44;
