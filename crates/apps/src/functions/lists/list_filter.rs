//! LISTFILTER: a list without one of its values.

use call::script::prelude::*;

use super::list_ends::delimiter;

/// `LISTFILTER()`.
pub(crate) struct ListFilter;

impl Function for ListFilter {
    const DOC: FunctionDoc = FunctionDoc {
        name: "LISTFILTER",
        synopsis: "A list without one of its values.",
        syntax: &[
            Param::required("listname", "The variable that holds the list."),
            Param::required("delimiter", "Between the values."),
            Param::required("value", "The one to leave out, wherever it stands."),
        ],
        description: "The variable itself stays as it is.",
        see_also: &["CUT", "FIELDNUM"],
        examples: &["${LISTFILTER(LIST,&,SIP/100)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let [name, between, unwanted] = parts.as_slice() else {
            return Err(Fault::from("it needs a variable, a delimiter and a value"));
        };
        let between = delimiter(between).unwrap_or(',');
        let list = call.variable(name.trim()).unwrap_or_default();
        let kept: Vec<&str> = list
            .split(between)
            .filter(|value| value != unwanted)
            .collect();
        Ok(kept.join(&between.to_string()))
    }
}
