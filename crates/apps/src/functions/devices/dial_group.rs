//! DIALGROUP: lists of devices to be dialled together.

use call::script::prelude::*;

use crate::functions::database;

/// `DIALGROUP()`.
pub(crate) struct DialGroup;

impl Function for DialGroup {
    const DOC: FunctionDoc = FunctionDoc {
        name: "DIALGROUP",
        synopsis: "A list of devices that are dialled together.",
        syntax: &[
            Param::required("group", "The list."),
            Param::optional(
                "op",
                "add or del: what setting does; without it the list is replaced.",
            ),
        ],
        description: "Reading gives all devices with `&` in between, ready for Dial. The list outlives \
            restarts.",
        see_also: &["Dial"],
        examples: &[
            "Set(DIALGROUP(sales,add)=PJSIP/alice)",
            "${DIALGROUP(sales)}",
        ],
        since: "1.6.1",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let group = args.split().first().map_or("", |p| p.trim()).to_owned();
        Ok(database(call)?.get("dialgroup", &group).unwrap_or_default())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        let part = |at: usize| parts.get(at).map_or("", |p| p.trim());
        let database = database(call)?;
        let mut list: Vec<String> = database
            .get("dialgroup", part(0))
            .unwrap_or_default()
            .split('&')
            .filter(|device| !device.is_empty())
            .map(str::to_owned)
            .collect();
        let value = value.trim().to_owned();
        match part(1).to_ascii_lowercase().as_str() {
            "add" if list.contains(&value) => {}
            "add" => list.push(value),
            "del" => list.retain(|device| *device != value),
            "" => list = vec![value],
            other => return Err(format!("'{other}' is neither add nor del").into()),
        }
        let list = list.join("&");
        if list.is_empty() {
            database.delete("dialgroup", part(0));
        } else {
            database.put("dialgroup", part(0), &list);
        }
        Ok(())
    }
}
