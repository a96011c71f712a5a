//! AMD: man or machine, by the rhythm of what is said after an answer.

use std::time::{Duration, Instant};

use ::media::control::{Stretch, Watch};
use call::script::prelude::*;

use crate::numbers::leading_integer;

/// Listens for an answering machine.
pub(crate) struct Amd;

impl Application for Amd {
    const DOC: AppDoc = AppDoc {
        name: "AMD",
        synopsis: "Tell a person from an answering machine.",
        syntax: &[
            Param::optional(
                "initialSilence",
                "Silence at first is a machine from so long on (2500).",
            ),
            Param::optional(
                "greeting",
                "A greeting is a machine's when it is longer (1500).",
            ),
            Param::optional(
                "afterGreetingSilence",
                "Silence after it is a person from so long on (800).",
            ),
            Param::optional("totalAnalysis Time", "So long at most (5000)."),
            Param::optional("miniumWordLength", "Shorter sounds do not count (100)."),
            Param::optional(
                "betweenWordSilence",
                "Shorter pauses do not end a word (50).",
            ),
            Param::optional("maximumNumberOfWords", "More words are a machine's (2)."),
            Param::optional(
                "silenceThreshold",
                "Sound is what is louder, 0 to 32767 (256).",
            ),
            Param::optional("maximumWordLength", "A longer word is a machine's (5000)."),
        ],
        options: &[],
        description: "All times in milliseconds. AMDSTATUS tells MACHINE, HUMAN or NOTSURE, AMDCAUSE \
            why: INITIALSILENCE, HUMAN, LONGGREETING, MAXWORDS, MAXWORDLENGTH or TOOLONG, with the \
            numbers that decided behind it. amd.conf is not read.",
        see_also: &["WaitForSilence", "BackgroundDetect"],
        examples: &["same => n,AMD()", "same => n,AMD(2000,1200)"],
        since: "1.4",
    };

    const VARIABLES: &'static [Param] = &[
        Param::variable("AMDSTATUS", "MACHINE, HUMAN, NOTSURE or HANGUP."),
        Param::variable("AMDCAUSE", "Why, with the measured times."),
    ];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        call.answer().await?;
        let limits = Limits::read(args);
        call.watch(Some(limits.watch()));
        let (status, cause) = listen(call, &limits).await?;
        call.watch(None);
        call.set("AMDSTATUS", status);
        call.set("AMDCAUSE", cause);
        Ok(Continue)
    }
}

struct Limits {
    initial_silence: u64,
    greeting: u64,
    silence_after: u64,
    total: u64,
    shortest_word: u32,
    between_words: u32,
    most_words: u64,
    threshold: u16,
    longest_word: u64,
}

impl Limits {
    fn read(args: Args<'_>) -> Self {
        let parts = args.split();
        let number = |at: usize, usual: u32| {
            let text = parts.get(at).map_or("", |p| p.trim());
            match u32::try_from(leading_integer(text)) {
                Ok(told) if !text.is_empty() => told.min(LONGEST_MS),
                _ => usual,
            }
        };
        Self {
            initial_silence: number(0, 2_500).into(),
            greeting: number(1, 1_500).into(),
            silence_after: number(2, 800).into(),
            total: number(3, 5_000).into(),
            shortest_word: number(4, 100),
            between_words: number(5, 50),
            most_words: number(6, 2).into(),
            threshold: u16::try_from(number(7, 256)).unwrap_or(u16::MAX),
            longest_word: number(8, 5_000).into(),
        }
    }

    fn watch(&self) -> Watch {
        Watch {
            threshold: self.threshold,
            shortest_sound_ms: 0,
            shortest_silence_ms: 0,
            sound_ms: Some(self.shortest_word.max(1)),
            silence_ms: Some(self.between_words.max(1)),
        }
    }
}

/// What was heard so far. A word or a pause begins when it has lasted long enough to be one, and then
/// counts from its own beginning.
struct Listening {
    began: Instant,
    /// Since when the present word lasts, or the present pause.
    since: Instant,
    in_word: bool,
    words: u64,
    /// Milliseconds of the words that are over.
    spoken: u64,
}

type Verdict = (&'static str, String);

async fn listen(call: &mut Call, limits: &Limits) -> Result<Verdict, HungUp> {
    let now = call.now();
    let mut heard = Listening {
        began: now,
        since: now,
        in_word: false,
        words: 0,
        spoken: 0,
    };
    loop {
        let now = call.now();
        if let Some(verdict) = heard.judge(limits, now) {
            return Ok(verdict);
        }
        let until = heard.next_judgement(limits);
        if let Some(notice) = call.next(Some(until)).await?
            && let News::Heard(stretch) = notice.news
        {
            heard.take(stretch, call.now());
        }
    }
}

impl Listening {
    fn take(&mut self, stretch: Stretch, now: Instant) {
        let began = now
            .checked_sub(Duration::from_millis(stretch.duration_ms.into()))
            .unwrap_or(now)
            .max(self.began);
        match (stretch.sound, self.in_word) {
            (true, false) if !stretch.ended => {
                self.in_word = true;
                self.words += 1;
                self.since = began;
            }
            (false, true) if !stretch.ended => {
                self.in_word = false;
                self.spoken += ms(began, self.since);
                self.since = began;
            }
            _ => {}
        }
    }

    fn judge(&self, limits: &Limits, now: Instant) -> Option<Verdict> {
        let lasts = ms(now, self.since);
        let total = ms(now, self.began);
        let spoken = self.spoken + if self.in_word { lasts } else { 0 };
        let machine = |cause: String| Some(("MACHINE", cause));
        if self.words > limits.most_words {
            return machine(format!("MAXWORDS-{}-{}", self.words, limits.most_words));
        }
        if self.in_word && lasts >= limits.longest_word {
            return machine(format!("MAXWORDLENGTH-{lasts}-{}", limits.longest_word));
        }
        if spoken >= limits.greeting {
            return machine(format!("LONGGREETING-{spoken}-{}", limits.greeting));
        }
        if !self.in_word && self.words == 0 && lasts >= limits.initial_silence {
            return machine(format!("INITIALSILENCE-{lasts}-{}", limits.initial_silence));
        }
        if !self.in_word && self.words > 0 && lasts >= limits.silence_after {
            return Some(("HUMAN", format!("HUMAN-{lasts}-{}", limits.silence_after)));
        }
        (total >= limits.total).then(|| ("NOTSURE", format!("TOOLONG-{total}")))
    }

    /// When the verdict is due if nothing more is heard.
    fn next_judgement(&self, limits: &Limits) -> Instant {
        let from = |since: Instant, length: u64| since + Duration::from_millis(length);
        let own = match (self.in_word, self.words) {
            (true, _) => {
                let greeting = limits.greeting.saturating_sub(self.spoken);
                from(self.since, greeting.min(limits.longest_word))
            }
            (false, 0) => from(self.since, limits.initial_silence),
            (false, _) => from(self.since, limits.silence_after),
        };
        own.min(from(self.began, limits.total))
    }
}

fn ms(later: Instant, earlier: Instant) -> u64 {
    let time = later.saturating_duration_since(earlier).as_millis();
    u64::try_from(time).unwrap_or(u64::MAX)
}

const LONGEST_MS: u32 = 3_600_000;
