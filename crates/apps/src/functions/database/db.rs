//! DB, DB_EXISTS and DB_DELETE: the database.

use std::rc::Rc;

use call::script::prelude::*;
use dialplan::arguments::split_at_delimiter;
use services::Database;

/// `DB()`.
pub(crate) struct Db;

impl Function for Db {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DB",
        synopsis: "A value of the database.",
        syntax: &[Param::required(
            "family/key",
            "The family up to the first slash, then the key.",
        )],
        description: "What is set here outlives calls and restarts. A key that does not exist gives an \
            empty text. Reading sets DB_RESULT, too.",
        see_also: &["DB_EXISTS", "DB_DELETE", "DB_KEYS"],
        examples: &["${DB(cidname/100)}", "Set(DB(cfwd/100)=200)"],
        since: "1.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (family, key) = family_and_key(args)?;
        let value = database(call)?.get(&family, &key).unwrap_or_default();
        call.set("DB_RESULT", value.clone());
        Ok(value)
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let (family, key) = family_and_key(args)?;
        database(call)?.put(&family, &key, value);
        Ok(())
    }
}

/// `DB_EXISTS()`.
pub(crate) struct DbExists;

impl Function for DbExists {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DB_EXISTS",
        synopsis: "Is a key in the database?",
        syntax: &[Param::required(
            "family/key",
            "The family up to the first slash, then the key.",
        )],
        description: "1 or 0. The value, if there is one, goes into DB_RESULT.",
        see_also: &["DB"],
        examples: &["${DB_EXISTS(cfwd/100)}"],
        since: "1.4",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (family, key) = family_and_key(args)?;
        let found = database(call)?.get(&family, &key);
        let exists = if found.is_some() { "1" } else { "0" };
        if let Some(value) = found {
            call.set("DB_RESULT", value);
        }
        Ok(exists.to_owned())
    }
}

/// `DB_DELETE()`.
pub(crate) struct DbDelete;

impl Function for DbDelete {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DB_DELETE",
        synopsis: "Forget a key of the database and tell its value.",
        syntax: &[Param::required(
            "family/key",
            "The family up to the first slash, then the key.",
        )],
        description: "The value that it had goes into DB_RESULT, too. Setting the function forgets the \
            key as well, whatever the value is.",
        see_also: &["DB"],
        examples: &["${DB_DELETE(cfwd/100)}", "Set(DB_DELETE(cfwd/100)=)"],
        since: "1.4",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (family, key) = family_and_key(args)?;
        let database = database(call)?;
        let value = database.get(&family, &key).unwrap_or_default();
        database.delete(&family, &key);
        call.set("DB_RESULT", value.clone());
        Ok(value)
    }

    async fn write(call: &mut Call, args: Args<'_>, _: &str) -> Result<(), Fault> {
        Self::read(call, args).await.map(|_| ())
    }
}

/// The database of this exchange.
pub(crate) fn database(call: &Call) -> Result<Rc<Database>, Fault> {
    call.service::<Database>()
        .ok_or_else(|| Fault::from("there is no database"))
}

fn family_and_key(args: Args<'_>) -> Result<(String, String), Fault> {
    let mut parts = split_at_delimiter(args.0, '/', 2).into_iter();
    match (parts.next(), parts.next()) {
        (Some(family), Some(key)) if !family.is_empty() => Ok((family, key)),
        _ => Err(Fault::from("it needs family/key")),
    }
}
