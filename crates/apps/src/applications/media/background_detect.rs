//! BackgroundDetect: a prompt that stops when the caller talks.

use ::media::control::Watch;
use call::script::prelude::*;
use dialplan::Location;

use crate::applications::input::background::ALL_KEYS;
use crate::numbers::leading_integer;
use crate::places;

/// Plays a prompt and listens for speech.
pub(crate) struct BackgroundDetect;

impl Application for BackgroundDetect {
    const DOC: AppDoc = AppDoc {
        name: "BackgroundDetect",
        synopsis: "Play a prompt and go to `talk` when the caller talks.",
        syntax: &[
            Param::required("filename", "Without format."),
            Param::optional(
                "sil",
                "Silence that ends what is said, in milliseconds (1000).",
            ),
            Param::optional("min", "What is shorter is no speech (100)."),
            Param::optional("max", "What is longer is no speech (for ever)."),
            Param::optional(
                "analysistime",
                "So long it is listened (to the end of the prompt).",
            ),
        ],
        options: &[],
        description: "Answers first. When the caller has said something, TALK_DETECTED tells how long \
            it was, and the dialplan goes to the extension `talk`. A key begins a number, as with \
            BackGround.",
        see_also: &["BackGround", "AMD"],
        examples: &["same => n,BackgroundDetect(hello-world,1000,50)"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] =
        &[Param::variable("TALK_DETECTED", "Milliseconds of talk.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let number = |at: usize, usual: u32| match u32::try_from(leading_integer(part(at))) {
            Ok(told @ 1..) => told,
            _ => usual,
        };
        if part(0).is_empty() {
            call.warn("BackgroundDetect needs the name of a prompt");
            return Ok(Continue);
        }
        call.answer().await?;
        let sounds = call.load_sounds(&[part(0)]).await?;
        if sounds.is_empty() {
            return Ok(Continue);
        }
        let length: u64 = sounds.iter().map(|s| s.duration_ms()).sum();
        let (shortest, longest) = (number(2, 100), number(3, u32::MAX));
        let listen_until = call.after(milliseconds(number(4, u32::MAX).into()));
        call.watch(Some(Watch {
            shortest_silence_ms: number(1, 1_000),
            ..Watch::default()
        }));
        call.begin_sounds(sounds);
        let until = call.after(milliseconds(length + GRACE_MS));
        let heard = listen(call, until, listen_until, shortest..=longest).await;
        call.watch(None);
        call.restore_sound();
        match heard? {
            Heard::Nothing => Ok(Continue),
            Heard::Key(digit) => Ok(Digit(digit)),
            Heard::Talk(lasted) => {
                call.set("TALK_DETECTED", lasted.to_string());
                let talk = Location::new(call.location().context, "talk", 1);
                if places::exists(call, &talk).await {
                    call.jump(talk);
                }
                Ok(Continue)
            }
        }
    }
}

enum Heard {
    Nothing,
    Key(char),
    Talk(u32),
}

async fn listen(
    call: &mut Call,
    until: std::time::Instant,
    listen_until: std::time::Instant,
    speech: std::ops::RangeInclusive<u32>,
) -> Result<Heard, HungUp> {
    while let Some(notice) = call.next(Some(until)).await? {
        match notice.news {
            News::PlaybackEnded(_) => return Ok(Heard::Nothing),
            News::Digit { digit, .. } if ALL_KEYS.contains(digit) => return Ok(Heard::Key(digit)),
            News::Heard(stretch) if stretch.sound && stretch.ended => {
                let in_time = call.now() <= listen_until;
                if in_time && speech.contains(&stretch.duration_ms) {
                    return Ok(Heard::Talk(stretch.duration_ms));
                }
            }
            _ => {}
        }
    }
    Ok(Heard::Nothing)
}

fn milliseconds(amount: u64) -> std::time::Duration {
    std::time::Duration::from_millis(amount)
}

const GRACE_MS: u64 = 500;
