//! GROUP and its counts: how many calls of a kind there are.

use call::script::prelude::*;
use dialplan::regex::Regex;

/// `GROUP()`.
pub(crate) struct Group;

impl Function for Group {
    const DOC: FunctionDoc = FunctionDoc {
        name: "GROUP",
        synopsis: "The group that the channel is in.",
        syntax: &[Param::optional(
            "category",
            "A channel is in one group of each category.",
        )],
        description: "Setting it takes the channel out of the category's former group; an empty value \
            does only that.",
        see_also: &["GROUP_COUNT", "GROUP_MATCH_COUNT", "GROUP_LIST"],
        examples: &[
            "Set(GROUP()=trunk)",
            "Set(GROUP(out)=isdn)",
            "${GROUP(out)}",
        ],
        since: "1.2",
        readable: true,
        writable: true,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let category = args.0.trim();
        Ok(own_group(call, category).unwrap_or_default())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        // The category may stand behind the group, too.
        let (group, behind) = value.split_once('@').unwrap_or((value, ""));
        let category = match args.0.trim() {
            "" => behind.trim(),
            told => told,
        };
        call.change(|c| c.set_group(category, group.trim()));
        Ok(())
    }
}

/// `GROUP_COUNT()`.
pub(crate) struct GroupCount;

impl Function for GroupCount {
    const DOC: FunctionDoc = FunctionDoc {
        name: "GROUP_COUNT",
        synopsis: "How many channels are in a group.",
        syntax: &[Param::optional(
            "groupname[@category]",
            "The group; the channel's own when left out.",
        )],
        description: "The channel itself counts, too.",
        see_also: &["GROUP", "GROUP_MATCH_COUNT"],
        examples: &["${GROUP_COUNT(trunk)}", "${GROUP_COUNT(isdn@out)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (group, category) = split(args.0);
        let group = match group {
            "" => match own_group(call, category) {
                Some(own) => own,
                None => return Err(Fault::from("the channel is in no group")),
            },
            told => told.to_owned(),
        };
        Ok(count(call, |c, g| c == category && *g == group).to_string())
    }
}

/// `GROUP_MATCH_COUNT()`.
pub(crate) struct GroupMatchCount;

impl Function for GroupMatchCount {
    const DOC: FunctionDoc = FunctionDoc {
        name: "GROUP_MATCH_COUNT",
        synopsis: "How many channels are in the groups that an expression matches.",
        syntax: &[Param::required(
            "groupmatch[@category]",
            "Regular expressions for group and category.",
        )],
        description: "Both are searched for anywhere in the names.",
        see_also: &["GROUP", "GROUP_COUNT"],
        examples: &["${GROUP_MATCH_COUNT(^trunk)}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (group, category) = split(args.0);
        let compile = |text: &str| Regex::new(text).map_err(Fault);
        let (group, wanted) = (compile(group)?, compile(category)?);
        let found = count(call, |c, g| {
            group.find(g).is_some() && (category.is_empty() || wanted.find(c).is_some())
        });
        Ok(found.to_string())
    }
}

/// `GROUP_LIST()`.
pub(crate) struct GroupList;

impl Function for GroupList {
    const DOC: FunctionDoc = FunctionDoc {
        name: "GROUP_LIST",
        synopsis: "The groups that the channel is in.",
        syntax: &[],
        description: "With blanks between; those of a category as group@category.",
        see_also: &["GROUP"],
        examples: &["${GROUP_LIST()}"],
        since: "1.2",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, _: Args<'_>) -> Result<String, Fault> {
        let groups = call.look(|c| c.groups.clone()).unwrap_or_default();
        let names = groups.into_iter().map(|(category, group)| {
            if category.is_empty() {
                group
            } else {
                format!("{group}@{category}")
            }
        });
        Ok(names.collect::<Vec<_>>().join(" "))
    }
}

fn own_group(call: &Call, category: &str) -> Option<String> {
    let found = call.look(|c| {
        let mut groups = c.groups.iter();
        groups
            .find(|(known, _)| known == category)
            .map(|(_, group)| group.clone())
    });
    found.flatten()
}

fn split(text: &str) -> (&str, &str) {
    let (group, category) = text.split_once('@').unwrap_or((text, ""));
    (group.trim(), category.trim())
}

fn count(call: &Call, wanted: impl Fn(&str, &String) -> bool) -> usize {
    let each = call.look_at_all(|c| {
        let groups = c.groups.iter();
        groups
            .filter(|(category, group)| wanted(category, group))
            .count()
    });
    each.into_iter().sum()
}
