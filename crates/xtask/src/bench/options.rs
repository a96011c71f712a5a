//! What was asked for on the command line.

use std::path::PathBuf;

/// The command line, understood.
#[derive(Debug, PartialEq)]
pub(super) struct Options {
    pub(super) works: Vec<Work>,
    /// Length of a media window, in seconds.
    pub(super) seconds: u32,
    /// Calls at the same time in the media works.
    pub(super) calls: usize,
    /// The one rate of signalling that is measured, instead of the usual ones.
    pub(super) rate: Option<u32>,
    /// Search for the highest clean rate too?
    pub(super) ramp: bool,
    pub(super) binary: Option<PathBuf>,
    pub(super) json: Option<PathBuf>,
}

/// One kind of measurement.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Work {
    Startup,
    Register,
    Calls,
    Bridged,
    Relay,
    Transcode,
    Playback,
    Echo,
    Dialplan,
}

impl Options {
    pub(super) fn parse(words: &[&str]) -> Result<Self, String> {
        let mut options = Self {
            works: Vec::new(),
            seconds: 10,
            calls: 100,
            rate: None,
            ramp: true,
            binary: None,
            json: None,
        };
        let mut words = words.iter();
        while let Some(word) = words.next() {
            let mut value = || {
                let value = words.next();
                value.ok_or_else(|| format!("'{word}' wants a value"))
            };
            match *word {
                "--seconds" => options.seconds = number(word, value()?, 1, 600)?,
                "--calls" => options.calls = number(word, value()?, 1, CALLS_MAX)? as usize,
                "--rate" => options.rate = Some(number(word, value()?, 1, RATE_MAX)?),
                "--binary" => options.binary = Some(value()?.into()),
                "--json" => options.json = Some(value()?.into()),
                "--no-ramp" => options.ramp = false,
                "media" => options.works.extend(MEDIA),
                name => match ALL.iter().find(|work| work.name() == name) {
                    Some(work) => options.works.push(*work),
                    None => return Err(format!("'{name}' is not known")),
                },
            }
        }
        if options.works.is_empty() {
            options.works.extend(ALL);
        }
        Ok(options)
    }
}

impl Work {
    pub(super) fn name(self) -> &'static str {
        match self {
            Self::Startup => "startup",
            Self::Register => "register",
            Self::Calls => "calls",
            Self::Bridged => "bridged",
            Self::Relay => "relay",
            Self::Transcode => "transcode",
            Self::Playback => "playback",
            Self::Echo => "echo",
            Self::Dialplan => "dialplan",
        }
    }
}

fn number(word: &str, value: &str, least: u32, most: u32) -> Result<u32, String> {
    match value.parse() {
        Ok(number) if (least..=most).contains(&number) => Ok(number),
        _ => Err(format!(
            "'{word}' wants a number from {least} to {most}, not '{value}'"
        )),
    }
}

/// Two legs of each call use one number out of 20 000 RTP ports.
const CALLS_MAX: u32 = 2000;
/// A second.
const RATE_MAX: u32 = 20_000;
const ALL: [Work; 9] = [
    Work::Startup,
    Work::Register,
    Work::Calls,
    Work::Bridged,
    Work::Relay,
    Work::Transcode,
    Work::Playback,
    Work::Echo,
    Work::Dialplan,
];
const MEDIA: [Work; 4] = [Work::Relay, Work::Transcode, Work::Playback, Work::Echo];

pub(super) const USAGE: &str = "\
cargo xtask bench [WORK...] [--seconds N] [--calls N] [--rate N] [--no-ramp]
                  [--binary PATH] [--json FILE]

  startup    exec to the first answer; memory and processor when idle, also with 1,000 users
  register   REGISTER, 401, REGISTER, 200: processor time each, highest clean rate
  calls      INVITE, Answer, Hangup: the same
  bridged    INVITE, Dial, the phone answers, BYE: the same
  relay      bridged G.711 calls with RTP both ways, and a bare relay of the same packets
  transcode  G.711 u-law to A-law, G.722 and GSM
  playback   prompts from wav, ulaw and gsm files
  echo       Echo()
  media      the last four
  dialplan   steps in a second; how long 100,000 lines take to load and to reload

All of them without WORK. Media lasts 10 seconds with 100 calls; signalling comes at a few
fixed rates, or at --rate a second; --no-ramp leaves the search for the highest rate out.";
