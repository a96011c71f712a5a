//! Old applications for the database, and the blacklist in it.

use call::script::prelude::*;

use crate::functions::database;
use crate::old::modern;

/// Reads a value.
pub(crate) struct DbGet;

impl Application for DbGet {
    const DOC: AppDoc = AppDoc {
        name: "DBget",
        synopsis: "Read a value of the database into a variable.",
        syntax: &[Param::required(
            "variable=family/key",
            "What gets the value, and where it is.",
        )],
        options: &[],
        description: "An old name of Set(variable=${DB(family/key)}). A key that does not exist leads \
            to the step 101 further on, if there is one.",
        see_also: &["DB"],
        examples: &["same => n,DBget(NAME=names/100)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "DBget", "Set(variable=${DB(family/key)})");
        let Some((variable, place)) = args.0.split_once('=') else {
            call.warn("DBget needs variable=family/key");
            return Ok(Continue);
        };
        let found = value_at(call, place);
        match found {
            Some(value) => call.set(variable.trim(), value),
            None => jump_101(call).await,
        }
        Ok(Continue)
    }
}

/// Writes a value.
pub(crate) struct DbPut;

impl Application for DbPut {
    const DOC: AppDoc = AppDoc {
        name: "DBput",
        synopsis: "Write a value into the database.",
        syntax: &[Param::required(
            "family/key=value",
            "Where it goes, and the value.",
        )],
        options: &[],
        description: "An old name of Set(DB(family/key)=value).",
        see_also: &["DB"],
        examples: &["same => n,DBput(names/100=Bob)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "DBput", "Set(DB(family/key)=value)");
        let place = args.0.split_once('=');
        let place = place.and_then(|(place, value)| Some((place.split_once('/')?, value)));
        match (place, database(call)) {
            (Some(((family, key), value)), Ok(database)) => {
                database.put(family.trim(), key.trim(), value);
            }
            _ => call.warn("DBput needs family/key=value"),
        }
        Ok(Continue)
    }
}

/// Forgets a key.
pub(crate) struct DbDel;

impl Application for DbDel {
    const DOC: AppDoc = AppDoc {
        name: "DBdel",
        synopsis: "Forget a key of the database.",
        syntax: &[Param::required("family/key", "Where it is.")],
        options: &[],
        description: "An old name of Set(DB_DELETE(family/key)=).",
        see_also: &["DB_DELETE", "DBdeltree"],
        examples: &["same => n,DBdel(names/100)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "DBdel", "Set(DB_DELETE(family/key)=)");
        match (args.0.trim().split_once('/'), database(call)) {
            (Some((family, key)), Ok(database)) => {
                database.delete(family, key);
            }
            _ => call.warn("DBdel needs family/key"),
        }
        Ok(Continue)
    }
}

/// Forgets a family, or what is below a key.
pub(crate) struct DbDelTree;

impl Application for DbDelTree {
    const DOC: AppDoc = AppDoc {
        name: "DBdeltree",
        synopsis: "Forget a family of the database, or what is below a key of it.",
        syntax: &[Param::required(
            "family[/keytree]",
            "The family, and the beginning of keys in it.",
        )],
        options: &[],
        description: "Nothing happens when there is none.",
        see_also: &["DB", "DB_DELETE"],
        examples: &["same => n,DBdeltree(cfwd)"],
        since: "1.0",
    };

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        let place = args.0.trim().trim_end_matches('/');
        let (family, prefix) = place.split_once('/').unwrap_or((place, ""));
        match database(call) {
            Ok(database) if !family.is_empty() => {
                database.delete_tree(family, prefix);
            }
            _ => call.warn("DBdeltree needs a family"),
        }
        Ok(Continue)
    }
}

/// Is the caller unwanted?
pub(crate) struct LookupBlacklist;

impl Application for LookupBlacklist {
    const DOC: AppDoc = AppDoc {
        name: "LookupBlacklist",
        synopsis: "Look the caller up in the database family `blacklist`.",
        syntax: &[Param::optional(
            "options",
            "j: the step 101 further on is next when the caller is there.",
        )],
        options: &[],
        description: "LOOKUPBLSTATUS tells FOUND or NOTFOUND. An old form of BLACKLIST().",
        see_also: &["BLACKLIST"],
        examples: &["same => n,LookupBlacklist()"],
        since: "1.0",
    };

    const VARIABLES: &'static [Param] = &[Param::variable("LOOKUPBLSTATUS", "FOUND or NOTFOUND.")];

    async fn run(call: &mut Call, args: Args<'_>) -> Flow {
        modern(call, "LookupBlacklist", "GotoIf(${BLACKLIST()}?...)");
        let found = call.read_function("BLACKLIST", "").await == "1";
        let status = if found { "FOUND" } else { "NOTFOUND" };
        call.set("LOOKUPBLSTATUS", status);
        if found && args.0.contains('j') {
            jump_101(call).await;
        }
        Ok(Continue)
    }
}

fn value_at(call: &Call, place: &str) -> Option<String> {
    let (family, key) = place.trim().split_once('/')?;
    database(call).ok()?.get(family, key)
}

/// The manner of releases before 1.4: failures go on 101 steps further.
async fn jump_101(call: &mut Call) {
    let mut there = call.location();
    there.priority = there.priority.saturating_add(101);
    if crate::places::exists(call, &there).await {
        call.jump(there);
    }
}
