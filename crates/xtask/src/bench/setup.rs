//! The folder an exchange starts from: every directory inside it, phones that are known by their
//! addresses, users that must register, prompts made of noise.

use std::fs;
use std::io;
use std::path::Path;

use crate::bench::message::CODECS;
use crate::bench::registering::{password, user};
use crate::bench::wire::{CALLERS, LINES, PHONES, Side, Wire};

/// How many users register when users do.
pub(super) const USERS: usize = 1000;

/// Writes the configuration for an exchange on `wire` into `folder`.
pub(super) fn write(folder: &Path, wire: &Wire, users: usize) -> io::Result<()> {
    for name in [
        "etc",
        "lib",
        "db",
        "data/sounds",
        "spool",
        "run",
        "log",
        "sounds",
    ] {
        fs::create_dir_all(folder.join(name))?;
    }
    let etc = folder.join("etc");
    let place = folder.display().to_string();
    fs::write(
        folder.join("asterisk.conf"),
        ASTERISK.replace("@DIR@", &place),
    )?;
    fs::write(etc.join("rtp.conf"), RTP)?;
    fs::write(etc.join("modules.conf"), MODULES)?;
    fs::write(etc.join("logger.conf"), LOGGER)?;
    fs::write(etc.join("pjsip.conf"), pjsip(wire, users))?;
    fs::write(etc.join("extensions.conf"), extensions(&place))?;
    prompts(&folder.join("sounds"))
}

fn pjsip(wire: &Wire, users: usize) -> String {
    let mut out = PJSIP
        .replace("@EXCHANGE@", &wire.exchange.to_string())
        .replace("@CALLERS@", &CALLERS.to_string());
    for codec in CODECS.map(|codec| codec.name()) {
        for line in 0..LINES {
            let port = wire.address(Side::Phone, line).port();
            let name = format!("{codec}-{line}");
            out.push_str(&format!(
                "[{name}](phone)\nallow = {codec}\naors = {name}\n\
                 [{name}]\ntype = aor\ncontact = sip:{codec}@{PHONES}:{port}\n\n"
            ));
        }
    }
    for number in 0..users {
        let (name, password) = (user(number), password(number));
        out.push_str(&format!(
            "[{name}](user)\nauth = {name}\naors = {name}\n\
             [{name}]\ntype = auth\nauth_type = userpass\nusername = {name}\npassword = {password}\n\
             [{name}]\ntype = aor\nmax_contacts = 1\nremove_existing = yes\n\n"
        ));
    }
    out
}

fn extensions(place: &str) -> String {
    let mut out = String::from("[bench]\n");
    for line in 0..LINES {
        out.push_str(&format!(
            "exten => answer-{line},1,Answer()\n same => n,Hangup()\n"
        ));
        out.push_str(&format!(
            "exten => echo-{line},1,Answer()\n same => n,Echo()\n"
        ));
        for codec in CODECS.map(|codec| codec.name()) {
            let dial = format!("exten => {codec}-{line},1,Dial(PJSIP/{codec}-{line},30)\n");
            out.push_str(&dial);
        }
        for kind in PROMPTS {
            out.push_str(&format!(
                "exten => play-{kind}-{line},1,Answer()\n \
                 same => n(again),Playback({place}/sounds/{kind}-prompt)\n same => n,Goto(again)\n"
            ));
        }
    }
    out
}

/// Thirty seconds of noise in each format; a codec works as hard on it as on speech.
fn prompts(folder: &Path) -> io::Result<()> {
    let mut noise = Noise(0x2545_f491);
    let samples = PROMPT_SECONDS * 8000;
    let mut wav = wav_header(samples as u32 * 2);
    for _ in 0..samples {
        // A quarter of full scale.
        wav.extend(((noise.next() as i16) / 4).to_le_bytes());
    }
    fs::write(folder.join("wav-prompt.wav"), wav)?;
    let ulaw: Vec<u8> = (0..samples).map(|_| noise.next() as u8).collect();
    fs::write(folder.join("ulaw-prompt.ulaw"), ulaw)?;
    let mut gsm: Vec<u8> = (0..samples / 160 * 33)
        .map(|_| noise.next() as u8)
        .collect();
    for frame in gsm.chunks_mut(33) {
        frame[0] = gsm_signed(frame[0]);
    }
    fs::write(folder.join("gsm-prompt.gsm"), gsm)
}

/// The upper half of a GSM frame's first byte is its signature; all other bits are parameters.
pub(super) fn gsm_signed(byte: u8) -> u8 {
    0xd0 | (byte & 0x0f)
}

/// RIFF, 16 bits, 8 kHz, one channel, `bytes` of samples to come.
fn wav_header(bytes: u32) -> Vec<u8> {
    let mut out = Vec::from(*b"RIFF");
    out.extend((bytes + 36).to_le_bytes());
    out.extend(b"WAVEfmt ");
    out.extend(16u32.to_le_bytes());
    out.extend([1, 0, 1, 0]);
    out.extend(8000u32.to_le_bytes());
    out.extend(16_000u32.to_le_bytes());
    out.extend([2, 0, 16, 0]);
    out.extend(b"data");
    out.extend(bytes.to_le_bytes());
    out
}

/// Marsaglia's xorshift: the same noise every time.
pub(super) struct Noise(pub(super) u32);

impl Noise {
    pub(super) fn next(&mut self) -> u32 {
        self.0 ^= self.0 << 13;
        self.0 ^= self.0 >> 17;
        self.0 ^= self.0 << 5;
        self.0
    }
}

/// File formats that are played.
pub(super) const PROMPTS: [&str; 3] = ["wav", "ulaw", "gsm"];
const PROMPT_SECONDS: usize = 30;

const ASTERISK: &str = "\
[directories]
astetcdir => @DIR@/etc
astmoddir => @DIR@/lib
astvarlibdir => @DIR@/lib
astdbdir => @DIR@/db
astkeydir => @DIR@/lib
astdatadir => @DIR@/data
astagidir => @DIR@/lib/agi-bin
astspooldir => @DIR@/spool
astrundir => @DIR@/run
astlogdir => @DIR@/log
astsbindir => @DIR@/run

[options]
verbose = 0
debug = 0
maxfiles = 20000
systemname = bench
";

const PJSIP: &str = "\
[global]
type = global
user_agent = bench

[udp]
type = transport
protocol = udp
bind = @EXCHANGE@

[caller]
type = endpoint
context = bench
disallow = all
allow = ulaw,alaw,g722,gsm
direct_media = no
aors = caller
[caller]
type = aor
[caller-address]
type = identify
endpoint = caller
match = @CALLERS@/32

[phone](!)
type = endpoint
context = bench
disallow = all
direct_media = no

[user](!)
type = endpoint
context = bench
disallow = all
allow = ulaw

";

/// Below the ports that the system hands out by itself, of which the generator has some.
const RTP: &str = "[general]\nrtpstart = 10000\nrtpend = 31999\n";
const MODULES: &str = "[modules]\nautoload = yes\n";
const LOGGER: &str = "[general]\n[logfiles]\nmessages.log => notice,warning,error\n";
