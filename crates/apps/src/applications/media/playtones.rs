//! PlayTones and StopPlayTones: a tone while the dialplan goes on.

use call::script::prelude::*;

use crate::applications::progress::progress_tone::early_sound;

/// Lets a tone sound.
pub(crate) struct PlayTones;

impl Application for PlayTones {
    const DOC: AppDoc = AppDoc {
        name: "PlayTones",
        synopsis: "Let a tone sound while the dialplan goes on.",
        syntax: &[Param::required(
            "tone",
            "A tone of indications.conf (dial, busy, ring, …), or a list like 440+480/2000,0/4000.",
        )],
        options: &[],
        description: "It sounds until StopPlayTones or until something else is heard. Parts with `!` in \
            front sound once, the others for ever.",
        see_also: &["StopPlayTones", "Busy", "Ringing"],
        examples: &[
            "same => n,PlayTones(dial)",
            "same => n,PlayTones(!950/330,!1400/330,!1800/330)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        early_sound(call);
        if !call.play_tone(args.0.trim()) {
            call.warn(format!(
                "PlayTones: '{}' is no tone and no list of tones",
                args.0
            ));
        }
        Ok(Continue)
    }
}

/// Ends a tone.
pub(crate) struct StopPlayTones;

impl Application for StopPlayTones {
    const DOC: AppDoc = AppDoc {
        name: "StopPlayTones",
        synopsis: "End the tone of PlayTones.",
        syntax: &[],
        options: &[],
        description: "Nothing happens when none sounds.",
        see_also: &["PlayTones"],
        examples: &["same => n,StopPlayTones()"],
        since: "1.0",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        if call.hears_generator() {
            call.restore_sound();
        }
        Ok(Continue)
    }
}
