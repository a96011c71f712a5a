//! SHARED and MASTER_CHANNEL: what channels know of each other.

use call::ChannelId;
use call::script::prelude::*;

/// `SHARED()`.
pub(crate) struct Shared;

impl Function for Shared {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SHARED",
        synopsis: "A variable that other channels may see and set.",
        syntax: &[
            Param::required("varname", "The variable."),
            Param::optional("channel", "Whose it is; this channel's when left out."),
        ],
        description: "Apart from the usual variables, which only their own channel sees.",
        see_also: &["MASTER_CHANNEL", "GLOBAL", "IMPORT"],
        examples: &["Set(SHARED(door)=open)", "${SHARED(door)}"],
        since: "1.6.1",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (name, owner) = owner(call, args)?;
        let found = call.look_at(owner, |c| c.shared.get(&name).map(str::to_owned));
        Ok(found.flatten().unwrap_or_default())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let (name, owner) = owner(call, args)?;
        call.on(owner)
            .change(|c| c.shared.set(&name, value.to_owned()));
        Ok(())
    }
}

fn owner(call: &Call, args: Args<'_>) -> Result<(String, ChannelId), Fault> {
    let parts = args.split();
    let name = parts.first().map_or("", |p| p.trim());
    if name.is_empty() {
        return Err(Fault::from("it needs the name of a variable"));
    }
    let owner = match parts.get(1).map_or("", |p| p.trim()) {
        "" => call.id(),
        other => call
            .find_channel(other)
            .ok_or_else(|| Fault(format!("there is no channel '{other}'")))?,
    };
    Ok((name.to_owned(), owner))
}

/// `MASTER_CHANNEL()`.
pub(crate) struct MasterChannel;

impl Function for MasterChannel {
    const DOC: FunctionDoc = FunctionDoc {
        name: "MASTER_CHANNEL",
        synopsis: "A variable or function of the channel that began the call.",
        syntax: &[Param::required(
            "name",
            "A variable, or a function with its arguments.",
        )],
        description: "The channel itself when the one that began the call is gone.",
        see_also: &["SHARED", "IMPORT"],
        examples: &[
            "Set(MASTER_CHANNEL(DOOR)=open)",
            "${MASTER_CHANNEL(CALLERID(num))}",
        ],
        since: "1.8",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let mut master = master(call);
        let name = args.0.trim();
        match name.strip_suffix(')').and_then(|n| n.split_once('(')) {
            Some((function, arguments)) => {
                Ok(Box::pin(master.read_function(function, arguments)).await)
            }
            None => Ok(master.variable(name).unwrap_or_default()),
        }
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let mut master = master(call);
        Box::pin(master.assign(args.0.trim(), value)).await;
        Ok(())
    }
}

fn master(call: &Call) -> Call {
    let linked = call.look(|c| c.linked_id.clone()).unwrap_or_default();
    match call.find_channel(&linked) {
        Some(id) => call.on(id),
        None => call.clone(),
    }
}
