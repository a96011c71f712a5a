//! Playback: prompts that keys do not stop.

use call::script::prelude::*;

use crate::applications::progress::progress_tone::early_sound;

/// Plays prompts.
pub(crate) struct Playback;

impl Application for Playback {
    const DOC: AppDoc = AppDoc {
        name: "Playback",
        synopsis: "Play prompts to the end.",
        syntax: &[
            Param::required("filenames", "Without format; several are joined by `&`."),
            Param::optional("options", "Words with commas between, see below."),
        ],
        options: &[
            Param::optional("skip", "Do nothing when the call is not answered."),
            Param::optional(
                "noanswer",
                "Play without answering; not every caller hears it.",
            ),
        ],
        description: "Answers first. Keys are ignored. A prompt that is missing is left out with a \
            warning. Sets PLAYBACKSTATUS to SUCCESS, or to FAILED when one could not be played.",
        see_also: &["BackGround", "Progress"],
        examples: &[
            "same => n,Playback(hello-world)",
            "same => n,Playback(one&two,noanswer)",
        ],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[Param::variable("PLAYBACKSTATUS", "SUCCESS or FAILED.")];

    fn check(arguments: &str) -> Vec<String> {
        let options = Args(arguments).split().into_iter().skip(1);
        let unknown =
            options.filter(|o| !o.contains('$') && !["skip", "noanswer", ""].contains(&o.trim()));
        unknown
            .map(|o| format!("Playback has no option '{}'; it is left out", o.trim()))
            .collect()
    }

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let Some(names) = parts.first().filter(|n| !n.is_empty()) else {
            call.warn("Playback needs the name of a prompt");
            return Ok(Continue);
        };
        let has = |word: &str| {
            parts
                .iter()
                .skip(1)
                .any(|o| o.trim().eq_ignore_ascii_case(word))
        };
        if !call.is_up() && has("skip") {
            call.set("PLAYBACKSTATUS", "SUCCESS");
            return Ok(Continue);
        }
        if has("noanswer") {
            early_sound(call);
        } else {
            call.answer().await?;
        }
        let mut status = "SUCCESS";
        for name in names.split('&').filter(|n| !n.trim().is_empty()) {
            if call.play(&[name.trim()], "").await? == PlayEnd::Missing {
                status = "FAILED";
            }
        }
        call.set("PLAYBACKSTATUS", status);
        Ok(Continue)
    }
}
