//! ControlPlayback: a prompt that keys wind forward and back.

use std::sync::Arc;
use std::time::{Duration, Instant};

use audio::Sound;
use call::script::prelude::*;

use crate::numbers::leading_integer;

options! {
    /// Options of `ControlPlayback`.
    pub(crate) struct ControlOptions {
        /// Begin so many milliseconds behind the beginning.
        'o'("time") => offset: Option<String>,
    }
}

/// Plays a prompt under the caller's control.
pub(crate) struct ControlPlayback;

impl Application for ControlPlayback {
    const DOC: AppDoc = AppDoc {
        name: "ControlPlayback",
        synopsis: "Play a prompt that keys wind forward and back.",
        syntax: &[
            Param::required("filename", "Without format."),
            Param::optional("skipms", "So far forward and back; 3000 when left out."),
            Param::optional("ff", "Keys that wind forward; # when left out."),
            Param::optional("rew", "Keys that wind back; * when left out."),
            Param::optional("stop", "Keys that end it."),
            Param::optional("pause", "Keys that halt it, and let it go on."),
            Param::optional("restart", "Keys that begin it anew."),
            Param::optional("options", "Letters, see below."),
        ],
        options: ControlOptions::PARAMS,
        description: "Answers first. CPLAYBACKSTATUS tells SUCCESS, USERSTOPPED or ERROR, \
            CPLAYBACKOFFSET where it ended (in milliseconds, -1 at the end of the prompt), \
            CPLAYBACKSTOPKEY the key that ended it.",
        see_also: &["Playback"],
        examples: &["same => n,ControlPlayback(message,5000,#,*,0,5)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable(
            "CPLAYBACKSTATUS",
            "SUCCESS, USERSTOPPED, REMOTESTOPPED or ERROR.",
        ),
        Param::variable(
            "CPLAYBACKOFFSET",
            "Where it stopped, in milliseconds; -1 at the end.",
        ),
        Param::variable("CPLAYBACKSTOPKEY", "The key that stopped it."),
    ];

    fn check(arguments: &str) -> Vec<String> {
        ControlOptions::check(arguments, 7)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let options = ControlOptions::parse(call, part(7)).unwrap_or_default();
        call.set("CPLAYBACKSTOPKEY", "");
        call.answer().await?;
        let sounds = call.load_sounds(&[part(0)]).await?;
        let Some(sound) = sounds.into_iter().next().filter(|_| !part(0).is_empty()) else {
            call.set("CPLAYBACKSTATUS", "ERROR");
            return Ok(Continue);
        };
        let skip = u64::try_from(leading_integer(part(1))).unwrap_or(0);
        let or = |text: &str, usual: &str| if text.is_empty() { usual } else { text }.to_owned();
        let mut tape = Tape {
            sound,
            skip: if skip == 0 { USUAL_SKIP_MS } else { skip },
            at: options
                .offset
                .map_or(0, |o| leading_integer(&o).max(0).unsigned_abs()),
            began: None,
            keys: Keys {
                forward: or(part(2), "#"),
                back: or(part(3), "*"),
                stop: part(4).to_owned(),
                pause: part(5).to_owned(),
                restart: part(6).to_owned(),
            },
        };
        let key = tape.play(call).await?;
        call.restore_sound();
        match key {
            None => {
                call.set("CPLAYBACKSTATUS", "SUCCESS");
                call.set("CPLAYBACKOFFSET", "-1");
            }
            Some(key) => {
                call.set("CPLAYBACKSTATUS", "USERSTOPPED");
                call.set("CPLAYBACKOFFSET", tape.at.to_string());
                call.set("CPLAYBACKSTOPKEY", key.to_string());
            }
        }
        Ok(Continue)
    }
}

/// Keys that wind a recording.
pub(crate) struct Keys {
    pub(crate) forward: String,
    pub(crate) back: String,
    pub(crate) stop: String,
    pub(crate) pause: String,
    pub(crate) restart: String,
}

/// Plays a sound that keys wind by `skip` milliseconds. Gives the key that ended it.
pub(crate) async fn play_with_keys(
    call: &mut Call,
    sound: Arc<Sound>,
    keys: Keys,
    skip: u64,
) -> Result<Option<char>, HungUp> {
    let mut tape = Tape {
        sound,
        skip: if skip == 0 { USUAL_SKIP_MS } else { skip },
        at: 0,
        began: None,
        keys,
    };
    let key = tape.play(call).await?;
    call.restore_sound();
    Ok(key)
}

/// A prompt that runs or halts.
struct Tape {
    sound: Arc<Sound>,
    skip: u64,
    /// Where it began to run, or where it halts, in milliseconds.
    at: u64,
    /// Since when it runs; it halts otherwise.
    began: Option<Instant>,
    keys: Keys,
}

impl Tape {
    /// The key that ended it; `None` at its end.
    async fn play(&mut self, call: &mut Call) -> Result<Option<char>, HungUp> {
        if self.is_over() {
            return Ok(None);
        }
        self.start(call);
        loop {
            let left = self.sound.duration_ms().saturating_sub(self.at);
            let until = self
                .began
                .map(|began| began + Duration::from_millis(left) + GRACE);
            let Some(notice) = call.next(until).await? else {
                return Ok(None);
            };
            match notice.news {
                News::PlaybackEnded(_) if self.began.is_some() => return Ok(None),
                News::Digit { digit, .. } if notice.about == call.id() => {
                    if self.keys.stop.contains(digit) {
                        self.halt(call);
                        return Ok(Some(digit));
                    }
                    self.press(call, digit);
                    if self.is_over() {
                        return Ok(None);
                    }
                }
                _ => {}
            }
        }
    }

    fn press(&mut self, call: &Call, key: char) {
        if self.keys.pause.contains(key) {
            if self.began.is_some() {
                self.halt(call);
                call.restore_sound();
            } else {
                self.start(call);
            }
            return;
        }
        let running = self.began.is_some();
        let wind: fn(u64, u64) -> u64 = if self.keys.restart.contains(key) {
            |_, _| 0
        } else if self.keys.forward.contains(key) {
            u64::saturating_add
        } else if self.keys.back.contains(key) {
            u64::saturating_sub
        } else {
            return;
        };
        self.halt(call);
        self.at = wind(self.at, self.skip);
        if running && !self.is_over() {
            self.start(call);
        }
    }

    fn start(&mut self, call: &Call) {
        self.began = Some(call.now());
        let sound = if self.at == 0 {
            self.sound.clone()
        } else {
            Arc::new(from_there(&self.sound, self.at))
        };
        call.begin_sounds(vec![sound]);
    }

    fn halt(&mut self, call: &Call) {
        if let Some(began) = self.began.take() {
            let ran = call.now().saturating_duration_since(began);
            let ran = u64::try_from(ran.as_millis()).unwrap_or(u64::MAX);
            self.at = self.at.saturating_add(ran);
        }
    }

    fn is_over(&self) -> bool {
        self.at >= self.sound.duration_ms()
    }
}

/// The rest of a sound. Codecs of constant rate are cut in whole frames of 20 ms.
pub(crate) fn from_there(sound: &Sound, at_ms: u64) -> Sound {
    let length = sound.duration_ms().max(1);
    let bytes = sound.data.len() as u64;
    let frame = (bytes * FRAME_MS / length).max(1);
    let at = (at_ms / FRAME_MS).saturating_mul(frame).min(bytes);
    let at = usize::try_from(at).unwrap_or(sound.data.len());
    Sound::new(sound.codec, &sound.data[at..])
}

const USUAL_SKIP_MS: u64 = 3_000;
const FRAME_MS: u64 = 20;
/// How much later than its length a prompt is taken as over, if nobody reports its end.
const GRACE: Duration = Duration::from_millis(500);
