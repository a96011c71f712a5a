//! The real program with folders of its own, over real sockets; it is ended with the world.

use std::collections::BTreeMap;
use std::fs::{self, File};
use std::io;
use std::net::{IpAddr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};
use std::process::{Child, Command, Stdio};
use std::sync::atomic::{AtomicU32, Ordering};
use std::time::{Duration, Instant};

use audio::file::{Format, Writer};

use super::Installation;
use crate::sounds::{Sounds, pitch_of_music, samples};
use crate::{clock, lan};

/// A running program.
pub(crate) struct Spawned {
    binary: PathBuf,
    folder: PathBuf,
    child: Child,
    began: Instant,
    /// The network namespace it runs in.
    namespace: Option<String>,
}

impl Spawned {
    /// Writes all files, starts the program and waits until it answers.
    pub(crate) fn start(
        binary: &Path,
        installation: &Installation,
        namespace: Option<String>,
    ) -> io::Result<Self> {
        let folder = fresh_folder()?;
        write_files(&folder, &installation.files)?;
        write_sounds(&folder.join("data"), &installation.sounds)?;
        write_hosts(&folder, &installation.hosts)?;
        let output = File::create(folder.join("output"))?;
        let child = within(namespace.as_deref(), &folder, binary)
            .args(["-f", "-vvv", "-C"])
            .arg(folder.join("etc/asterisk.conf"))
            .stdin(Stdio::null())
            .stdout(output.try_clone()?)
            .stderr(output)
            .spawn()?;
        let began = clock::now();
        let mut this = Self {
            binary: binary.to_owned(),
            folder,
            child,
            began,
            namespace,
        };
        this.wait_until_it_answers(SocketAddr::new(installation.ip, installation.port))?;
        Ok(this)
    }

    pub(crate) fn console(&self, command: &str) -> String {
        let output = within(self.namespace.as_deref(), &self.folder, &self.binary)
            .arg("-C")
            .arg(self.folder.join("etc/asterisk.conf"))
            .args(["-rx", command])
            .stdin(Stdio::null())
            .output();
        match output {
            Ok(output) => String::from_utf8_lossy(&output.stdout).into_owned(),
            Err(error) => format!("the console could not be started: {error}"),
        }
    }

    /// The mails that it sent.
    pub(crate) fn mails(&self) -> Vec<Vec<u8>> {
        let Ok(entries) = fs::read_dir(self.folder.join("mail")) else {
            return Vec::new();
        };
        let mut paths: Vec<PathBuf> = entries.flatten().map(|entry| entry.path()).collect();
        paths.retain(|path| path.extension().is_some_and(|ending| ending == "eml"));
        paths.sort();
        paths
            .iter()
            .filter_map(|path| fs::read(path).ok())
            .collect()
    }

    /// What is in a file that it wrote.
    pub(crate) fn file(&self, path: &str) -> Option<Vec<u8>> {
        let places = ["spool", "data"].map(|part| self.folder.join(part).join(path));
        places.iter().find_map(|path| fs::read(path).ok())
    }

    pub(crate) fn leftovers(&self) -> Vec<String> {
        let counts = self.console("core show channels count");
        let idle = counts
            .lines()
            .any(|line| line.starts_with("0 active channels"));
        if idle { Vec::new() } else { vec![counts] }
    }

    pub(crate) fn reload(&self, files: &BTreeMap<String, Vec<u8>>) {
        if let Err(error) = write_files(&self.folder, files) {
            panic!("files of the exchange could not be written: {error}");
        }
        self.console("core reload");
    }

    /// What it printed, all at the time of its start.
    pub(crate) fn log(&self) -> Vec<(Instant, String)> {
        let printed = fs::read_to_string(self.folder.join("output")).unwrap_or_default();
        let first = printed.lines().count().saturating_sub(LOG_LINES);
        printed
            .lines()
            .skip(first)
            .map(|line| (self.began, format!("    {line}")))
            .collect()
    }

    fn wait_until_it_answers(&mut self, exchange: SocketAddr) -> io::Result<()> {
        let local = lan::local_address(exchange.ip());
        let socket = UdpSocket::bind((local, 0))?;
        socket.set_read_timeout(Some(Duration::from_millis(50)))?;
        let me = socket.local_addr()?;
        let until = clock::now() + PATIENCE;
        let mut count = 0;
        while clock::now() < until {
            count += 1;
            let options = format!(
                "OPTIONS sip:{exchange} SIP/2.0\r\nVia: SIP/2.0/UDP {me};branch=z9hG4bK-{count};rport\r\n\
                 Max-Forwards: 70\r\nFrom: <sip:watch@{me}>;tag=1\r\nTo: <sip:{exchange}>\r\n\
                 Call-ID: {count}-{me}\r\nCSeq: 1 OPTIONS\r\nContent-Length: 0\r\n\r\n"
            );
            let sent = socket.send_to(options.as_bytes(), exchange);
            let mut buffer = [0; 2048];
            if sent.is_ok() && socket.recv_from(&mut buffer).is_ok() {
                return Ok(());
            }
            if let Some(status) = self.child.try_wait()? {
                return Err(io::Error::other(format!(
                    "the program ended ({status}): {}",
                    self.tail()
                )));
            }
            clock::pause(Duration::from_millis(20));
        }
        Err(io::Error::other(format!(
            "the program does not answer at {exchange}: {}",
            self.tail()
        )))
    }

    fn tail(&self) -> String {
        let lines: Vec<String> = self.log().into_iter().map(|(_, line)| line).collect();
        lines.join("\n")
    }
}

impl Drop for Spawned {
    fn drop(&mut self) {
        // The program behind `ip netns exec` replaces it, so the child is the program itself.
        let _ = self.child.kill();
        let _ = self.child.wait();
        let keep = std::env::var_os("TESTKIT_KEEP").is_some();
        if !keep {
            let _ = fs::remove_dir_all(&self.folder);
        }
    }
}

/// The program, in its namespace and with its own table of hosts where it has one.
fn within(namespace: Option<&str>, folder: &Path, binary: &Path) -> Command {
    let Some(namespace) = namespace else {
        return Command::new(binary);
    };
    let mut command = Command::new("ip");
    command.args(["netns", "exec", namespace, "sh", "-ec", OWN_HOSTS]);
    command.arg(folder.join("hosts")).arg(binary);
    command
}

fn write_hosts(folder: &Path, hosts: &BTreeMap<String, IpAddr>) -> io::Result<()> {
    let mut table = "127.0.0.1 localhost\n".to_owned();
    for (name, ip) in hosts {
        table.push_str(&format!("{ip} {name}\n"));
    }
    fs::write(folder.join("hosts"), table)
}

fn fresh_folder() -> io::Result<PathBuf> {
    static COUNT: AtomicU32 = AtomicU32::new(0);
    let number = COUNT.fetch_add(1, Ordering::Relaxed);
    let name = format!("starling-test-{}-{number}", std::process::id());
    let folder = std::env::temp_dir().join(name);
    for part in ["etc", "data", "spool", "run", "log", "db", "mail"] {
        fs::create_dir_all(folder.join(part))?;
    }
    Ok(folder)
}

fn write_files(folder: &Path, files: &BTreeMap<String, Vec<u8>>) -> io::Result<()> {
    let at = |part: &str| folder.join(part).display().to_string();
    let directories = format!(
        "\n[directories]\nastetcdir => {}\nastvarlibdir => {}\nastdatadir => {}\nastdbdir => {}\n\
         astspooldir => {}\nastrundir => {}\nastlogdir => {}\n",
        at("etc"),
        at("data"),
        at("data"),
        at("db"),
        at("spool"),
        at("run"),
        at("log"),
    );
    for (name, content) in files {
        let mut content = content.clone();
        if name == "voicemail.conf" {
            // Mails are kept where a scenario can read them.
            let folder = at("mail");
            let line = format!("\n[general]\nmailcmd=cat > {folder}/$(date +%s%N).eml\n");
            content.extend_from_slice(line.as_bytes());
        }
        fs::write(folder.join("etc").join(name), content)?;
    }
    let mut main = files.get("asterisk.conf").cloned().unwrap_or_default();
    main.extend_from_slice(directories.as_bytes());
    fs::write(folder.join("etc/asterisk.conf"), main)
}

fn write_sounds(data: &Path, sounds: &Sounds) -> io::Result<()> {
    for (name, pitch, ms) in sounds.all() {
        let language = if name.starts_with("fr/") { "" } else { "en/" };
        write_wav(
            &data.join(format!("sounds/{language}{name}.wav")),
            pitch,
            ms,
        )?;
    }
    write_wav(&data.join("moh/music.wav"), pitch_of_music("default"), 3000)
}

fn write_wav(path: &Path, pitch: f64, ms: u32) -> io::Result<()> {
    let Some(format) = Format::find("wav") else {
        return Ok(());
    };
    let (mut writer, mut data) = (Writer::new(format), Vec::new());
    writer.append_samples(&samples(pitch, ms), &mut data);
    writer.finish(&mut data);
    let mut bytes = writer.header();
    bytes.extend_from_slice(&data);
    if let Some(folder) = path.parent() {
        fs::create_dir_all(folder)?;
    }
    fs::write(path, bytes)
}

/// A free UDP port at this address.
pub(crate) fn free_port(ip: IpAddr) -> io::Result<u16> {
    Ok(UdpSocket::bind((ip, 0))?.local_addr()?.port())
}

const PATIENCE: Duration = Duration::from_secs(10);
/// `ip netns exec` gives the program mounts of its own, so nobody else sees this table.
const OWN_HOSTS: &str = r#"mount --bind "$0" /etc/hosts; exec "$@""#;
const LOG_LINES: usize = 60;
