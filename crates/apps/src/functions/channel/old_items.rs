//! LANGUAGE, MUSICCLASS and AUDIOHOOK_INHERIT: functions of earlier releases.

use call::script::prelude::*;

use crate::old::modern;

/// `LANGUAGE()`.
pub(crate) struct Language;

impl Function for Language {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LANGUAGE",
        synopsis: "The language of the channel's prompts.",
        syntax: &[],
        description: "An old name of CHANNEL(language).",
        see_also: &["CHANNEL"],
        examples: &["${LANGUAGE()}", "Set(LANGUAGE()=fr)"],
        since: "1.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, _: Args<'_>) -> Result<String, Fault> {
        modern(call, "LANGUAGE()", "CHANNEL(language)");
        Ok(call.look(|c| c.language.clone()).unwrap_or_default())
    }

    async fn write(call: &mut Call, _: Args<'_>, value: &str) -> Result<(), Fault> {
        modern(call, "LANGUAGE()", "CHANNEL(language)");
        call.change(|c| c.language = value.trim().to_owned());
        Ok(())
    }
}

/// `MUSICCLASS()`.
pub(crate) struct MusicClass;

impl Function for MusicClass {
    const DOC: FunctionDoc = FunctionDoc {
        name: "MUSICCLASS",
        synopsis: "The music of the channel.",
        syntax: &[],
        description: "An old name of CHANNEL(musicclass).",
        see_also: &["CHANNEL"],
        examples: &["${MUSICCLASS()}", "Set(MUSICCLASS()=jazz)"],
        since: "1.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, _: Args<'_>) -> Result<String, Fault> {
        modern(call, "MUSICCLASS()", "CHANNEL(musicclass)");
        Ok(call.look(|c| c.music_class.clone()).unwrap_or_default())
    }

    async fn write(call: &mut Call, _: Args<'_>, value: &str) -> Result<(), Fault> {
        modern(call, "MUSICCLASS()", "CHANNEL(musicclass)");
        call.change(|c| c.music_class = value.trim().to_owned());
        Ok(())
    }
}

/// `AUDIOHOOK_INHERIT()`.
pub(crate) struct AudiohookInherit;

impl Function for AudiohookInherit {
    const DOC: FunctionDoc = FunctionDoc {
        name: "AUDIOHOOK_INHERIT",
        synopsis: "Let recordings and volume go along when a call is transferred.",
        syntax: &[Param::required("source", "MixMonitor, Chanspy, Volume, …")],
        description: "They always do, as in every release since 12; setting it changes nothing.",
        see_also: &["VOLUME"],
        examples: &["Set(AUDIOHOOK_INHERIT(MixMonitor)=yes)"],
        since: "1.8",
        readable: false,
        writable: true,
    };

    async fn write(_: &mut Call, _: Args<'_>, _: &str) -> Result<(), Fault> {
        Ok(())
    }
}
