//! Music on hold, by the dialplan.

use call::script::prelude::*;

use crate::applications::progress::progress_tone::early_sound;
use crate::numbers;
use crate::old::modern;

/// Plays music for a time.
pub(crate) struct MusicOnHold;

impl Application for MusicOnHold {
    const DOC: AppDoc = AppDoc {
        name: "MusicOnHold",
        synopsis: "Play music.",
        syntax: &[
            Param::optional(
                "class",
                "A class of musiconhold.conf; the channel's own when left out.",
            ),
            Param::optional(
                "duration",
                "Seconds; until the end of the call when left out.",
            ),
        ],
        options: &[],
        description: "An unknown class gives way to the channel's own, then to `default`. Without any \
            music the dialplan goes on with a warning. The call is not answered.",
        see_also: &["StartMusicOnHold", "StopMusicOnHold", "SetMusicOnHold"],
        examples: &[
            "same => n,MusicOnHold()",
            "same => n,MusicOnHold(default,60)",
        ],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let parts = args.split();
        let class = parts.first().map_or("", |c| c.trim());
        early_sound(call);
        if !call.start_music(class).await? {
            return Ok(Continue);
        }
        let until = parts
            .get(1)
            .and_then(|s| numbers::seconds(s))
            .map(|d| call.now() + d);
        while call.next(until).await?.is_some() {}
        call.restore_sound();
        Ok(Continue)
    }
}

/// Lets music play while the dialplan goes on.
pub(crate) struct StartMusicOnHold;

impl Application for StartMusicOnHold {
    const DOC: AppDoc = AppDoc {
        name: "StartMusicOnHold",
        synopsis: "Let music play while the dialplan goes on.",
        syntax: &[Param::optional(
            "class",
            "A class of musiconhold.conf; the channel's own when left out.",
        )],
        options: &[],
        description: "It plays until StopMusicOnHold or until something else is heard.",
        see_also: &["StopMusicOnHold", "MusicOnHold"],
        examples: &["same => n,StartMusicOnHold(default)"],
        since: "1.4",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        early_sound(call);
        call.start_music(args.0.trim()).await?;
        Ok(Continue)
    }
}

/// Ends music.
pub(crate) struct StopMusicOnHold;

impl Application for StopMusicOnHold {
    const DOC: AppDoc = AppDoc {
        name: "StopMusicOnHold",
        synopsis: "End the music of StartMusicOnHold.",
        syntax: &[],
        options: &[],
        description: "Nothing happens when none plays.",
        see_also: &["StartMusicOnHold"],
        examples: &["same => n,StopMusicOnHold()"],
        since: "1.4",
    };

    async fn run(call: &mut Call, _: Args<'_>) -> Flow {
        if call.hears_generator() {
            call.restore_sound();
        }
        Ok(Continue)
    }
}

/// Chooses the channel's music.
pub(crate) struct SetMusicOnHold;

impl Application for SetMusicOnHold {
    const DOC: AppDoc = AppDoc {
        name: "SetMusicOnHold",
        synopsis: "Choose the music of this channel.",
        syntax: &[Param::required("class", "A class of musiconhold.conf.")],
        options: &[],
        description: "The same as Set(CHANNEL(musicclass)=class), which replaced it.",
        see_also: &["MusicOnHold", "CHANNEL"],
        examples: &["same => n,SetMusicOnHold(default)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let class = args.0.trim().to_owned();
        call.change(|c| c.music_class = class);
        Ok(Continue)
    }
}

/// Plays music for some seconds.
pub(crate) struct WaitMusicOnHold;

impl Application for WaitMusicOnHold {
    const DOC: AppDoc = AppDoc {
        name: "WaitMusicOnHold",
        synopsis: "Play the channel's music for some seconds.",
        syntax: &[Param::required("delay", "Seconds, with a fraction.")],
        options: &[],
        description: "An old name of MusicOnHold(,seconds).",
        see_also: &["MusicOnHold"],
        examples: &["same => n,WaitMusicOnHold(5)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "WaitMusicOnHold", "MusicOnHold(,seconds)");
        let Some(length) = numbers::seconds(args.0) else {
            call.warn("WaitMusicOnHold needs a number of seconds");
            return Ok(Continue);
        };
        early_sound(call);
        call.start_music("").await?;
        call.sleep(length).await?;
        call.restore_sound();
        Ok(Continue)
    }
}
