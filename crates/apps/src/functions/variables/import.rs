//! IMPORT: a variable of another channel.

use call::script::prelude::*;

/// `IMPORT()`.
pub(crate) struct Import;

impl Function for Import {
    const DOC: FunctionDoc = FunctionDoc {
        name: "IMPORT",
        synopsis: "A variable of another channel.",
        syntax: &[
            Param::required("channel", "The full name of the channel."),
            Param::required("variable", "A variable or function, without ${}."),
        ],
        description: "Empty when there is no such channel.",
        see_also: &["GLOBAL"],
        examples: &["${IMPORT(${OTHER},EXTEN)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (channel, variable) = args
            .0
            .split_once(',')
            .ok_or("it needs a channel and a variable")?;
        let Some(other) = call.find_channel(channel.trim()) else {
            return Ok(String::new());
        };
        let text = format!("${{{}}}", variable.trim());
        Ok(call.on(other).expand_text(&text).await)
    }
}
