//! `starling demo`: an exchange to try, with its own folder, fresh passwords and a card that tells how
//! to call it.

mod prompts;

use std::io::{self, Write};
use std::net::{IpAddr, Ipv4Addr, SocketAddr, UdpSocket};
use std::path::{Path, PathBuf};

use sip::stack::LocalAddresses;

use crate::clock;
use crate::net::addresses::KernelRoutes;

/// What the demo may be told.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct DemoOptions {
    /// Where it keeps its files.
    pub(crate) folder: PathBuf,
    /// SIP port; the next free one is taken when somebody else has it.
    pub(crate) port: u16,
}

impl Default for DemoOptions {
    fn default() -> Self {
        Self {
            folder: PathBuf::from(".local/demo"),
            port: 5060,
        }
    }
}

/// Makes what is missing in the folder. Gives the path of its `asterisk.conf`.
pub(crate) fn prepare(options: &DemoOptions) -> io::Result<PathBuf> {
    std::fs::create_dir_all(&options.folder)?;
    let folder = options.folder.canonicalize()?;
    for name in ["lib", "spool", "run", "log"] {
        std::fs::create_dir_all(folder.join(name))?;
    }
    let port = free_port(options.port);
    let passwords = Passwords::of(&folder)?;
    let fill = |text: &str| {
        text.replace("@FOLDER@", &folder.to_string_lossy())
            .replace("@PORT@", &port.to_string())
            .replace("@ALICE@", &passwords.alice)
            .replace("@BOB@", &passwords.bob)
    };
    for (name, text, always) in FILES {
        let path = folder.join(name);
        if *always || !path.exists() {
            std::fs::write(path, fill(text))?;
        }
    }
    prompts::make_missing(&folder.join("lib"))?;
    print_card(port, &passwords, &folder)?;
    Ok(folder.join("asterisk.conf"))
}

struct Passwords {
    alice: String,
    bob: String,
}

impl Passwords {
    /// Those of the last start, or new ones.
    fn of(folder: &Path) -> io::Result<Self> {
        let path = folder.join("passwords");
        let kept = std::fs::read_to_string(&path).unwrap_or_default();
        let mut words = kept.split_whitespace().map(str::to_owned);
        if let (Some(alice), Some(bob)) = (words.next(), words.next()) {
            return Ok(Self { alice, bob });
        }
        let [one, two, ..] = clock::random_seeds();
        let new = Self {
            alice: password(one),
            bob: password(two),
        };
        write_private(&path, &format!("{}\n{}\n", new.alice, new.bob))?;
        Ok(new)
    }
}

fn write_private(path: &Path, text: &str) -> io::Result<()> {
    use std::os::unix::fs::OpenOptionsExt;
    let mut options = std::fs::OpenOptions::new();
    let mut file = options
        .write(true)
        .create(true)
        .truncate(true)
        .mode(0o600)
        .open(path)?;
    file.write_all(text.as_bytes())
}

/// Ten letters and digits that are not mistaken for each other: 50 bits.
fn password(mut random: u64) -> String {
    let letters: Vec<char> = "abcdefghjkmnpqrstuvwxyz23456789z".chars().collect();
    let mut next = || {
        let letter = letters[(random % 32) as usize];
        random /= 32;
        letter
    };
    (0..10).map(|_| next()).collect()
}

fn free_port(wanted: u16) -> u16 {
    let is_free = |port: &u16| {
        let at = SocketAddr::from((Ipv4Addr::UNSPECIFIED, *port));
        UdpSocket::bind(at).is_ok() && std::net::TcpListener::bind(at).is_ok()
    };
    (wanted..wanted.saturating_add(20))
        .find(is_free)
        .unwrap_or(wanted)
}

fn print_card(port: u16, passwords: &Passwords, folder: &Path) -> io::Result<()> {
    let anywhere = IpAddr::V4(Ipv4Addr::new(192, 0, 2, 1));
    let host = KernelRoutes::new().towards(anywhere);
    let server = if port == 5060 {
        host.to_string()
    } else {
        format!("{host}:{port}")
    };
    let (alice, bob) = (&passwords.alice, &passwords.bob);
    let mut out = io::stdout().lock();
    write!(
        out,
        "
  Starling demo exchange
  ----------------------
  Register a softphone (Linphone, Zoiper, baresip, ...) over UDP or TCP:

      server    {server}
      user      alice     password  {alice}
      user      bob       password  {bob}

  Dial      101  alice            102  bob
            600  echo test        700  music on hold
            800  a menu           900  a steady tone

  Files     {folder}
  Console   asterisk -C {folder}/asterisk.conf -rvvv
  End       Ctrl-C

",
        folder = folder.display()
    )?;
    out.flush()
}

/// Name, text, and whether it is written at every start.
const FILES: &[(&str, &str, bool)] = &[
    (
        "asterisk.conf",
        include_str!("../../../examples/demo/asterisk.conf"),
        true,
    ),
    (
        "pjsip.conf",
        include_str!("../../../examples/demo/pjsip.conf"),
        true,
    ),
    (
        "extensions.conf",
        include_str!("../../../examples/demo/extensions.conf"),
        false,
    ),
    (
        "rtp.conf",
        include_str!("../../../examples/demo/rtp.conf"),
        false,
    ),
    (
        "musiconhold.conf",
        include_str!("../../../examples/demo/musiconhold.conf"),
        false,
    ),
];
