//! LOCK, TRYLOCK and UNLOCK: names that one channel at a time may hold.

use std::time::Duration;

use call::script::prelude::*;

/// `LOCK()`.
pub(crate) struct Lock;

impl Function for Lock {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LOCK",
        synopsis: "Take a name that one channel at a time may hold, or wait for it.",
        syntax: &[Param::required("lockname", "The name.")],
        description: "1 when it was taken, 0 when another channel still held it after three seconds. \
            The end of the channel gives it back.",
        see_also: &["TRYLOCK", "UNLOCK"],
        examples: &["${LOCK(door)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let taken = call.lock(args.0.trim(), PATIENCE).await.unwrap_or(false);
        Ok(bit(taken))
    }
}

/// `TRYLOCK()`.
pub(crate) struct TryLock;

impl Function for TryLock {
    const DOC: FunctionDoc = FunctionDoc {
        name: "TRYLOCK",
        synopsis: "Take a name that one channel at a time may hold, if it is free.",
        syntax: &[Param::required("lockname", "The name.")],
        description: "1 when it was taken, else 0.",
        see_also: &["LOCK", "UNLOCK"],
        examples: &["${TRYLOCK(door)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(bit(call.try_lock(args.0.trim())))
    }
}

/// `UNLOCK()`.
pub(crate) struct Unlock;

impl Function for Unlock {
    const DOC: FunctionDoc = FunctionDoc {
        name: "UNLOCK",
        synopsis: "Give back a name that LOCK has taken.",
        syntax: &[Param::required("lockname", "The name.")],
        description: "1, or 0 when this channel does not hold it.",
        see_also: &["LOCK", "TRYLOCK"],
        examples: &["${UNLOCK(door)}"],
        since: "1.6.1",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        Ok(bit(call.unlock(args.0.trim())))
    }
}

fn bit(yes: bool) -> String {
    if yes { "1" } else { "0" }.to_owned()
}

const PATIENCE: Duration = Duration::from_secs(3);
