//! Milliwatt: the reference tone.

use call::script::prelude::*;

use crate::applications::progress::progress_tone::early_sound;

options! {
    /// Options of `Milliwatt`.
    pub(crate) struct MilliwattOptions {
        /// A second of tone, a second of silence, and so on.
        'm' => pauses: bool,
        /// 1000 Hz instead of 1004 Hz.
        'o' => old: bool,
    }
}

/// Plays the reference tone.
pub(crate) struct Milliwatt;

impl Application for Milliwatt {
    const DOC: AppDoc = AppDoc {
        name: "Milliwatt",
        synopsis: "Play the reference tone of 1004 Hz.",
        syntax: &[Param::optional("options", "Letters, see below.")],
        options: MilliwattOptions::PARAMS,
        description: "The tone lasts until the caller hangs up. Its level is that of the other tones.",
        see_also: &["Echo", "PlayTones"],
        examples: &["same => n,Milliwatt()", "same => n,Milliwatt(m)"],
        since: "1.0",
    };

    fn check(arguments: &str) -> Vec<String> {
        MilliwattOptions::check(arguments, 0)
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let options = MilliwattOptions::parse(call, args.0).unwrap_or_default();
        let frequency = if options.old { 1000 } else { 1004 };
        let pause = if options.pauses { ",0/1000" } else { "" };
        early_sound(call);
        if !call.play_tone(&format!("{frequency}/1000{pause}")) {
            call.warn("Milliwatt: the tone cannot be made");
            return Ok(End);
        }
        while call.next(None).await?.is_some() {}
        Ok(End)
    }
}
