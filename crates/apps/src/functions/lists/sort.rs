//! SORT: names in the order of their numbers.

use call::script::prelude::*;

use crate::numbers;

/// `SORT()`.
pub(crate) struct Sort;

impl Function for Sort {
    const DOC: FunctionDoc = FunctionDoc {
        name: "SORT",
        synopsis: "Names in the order of their numbers.",
        syntax: &[Param::required(
            "key1:val1,key2:val2,…",
            "Names with numbers.",
        )],
        description: "Gives the names, lowest number first, with commas in between.",
        see_also: &["CUT"],
        examples: &["${SORT(b:2,a:1)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(_: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let pairs = args.0.split(',').filter_map(|pair| pair.split_once(':'));
        let mut pairs: Vec<(&str, f64)> = pairs
            .map(|(key, value)| (key, numbers::leading_float(value)))
            .collect();
        pairs.sort_by(|(_, one), (_, other)| one.total_cmp(other));
        Ok(pairs
            .into_iter()
            .map(|(key, _)| key)
            .collect::<Vec<_>>()
            .join(","))
    }
}
