//! IFMODULE: is there what a module of Asterisk brings?

use call::script::prelude::*;

/// `IFMODULE()`.
pub(crate) struct IfModule;

impl Function for IfModule {
    const DOC: FunctionDoc = FunctionDoc {
        name: "IFMODULE",
        synopsis: "Is there what a module of Asterisk brings?",
        syntax: &[Param::required("modulename.so", "The module's file name.")],
        description: "There are no modules to load here: app_…, func_… and chan_… are taken as the \
            application, function or channel type of that name, which is there or not. 1 or 0.",
        see_also: &["VERSION"],
        examples: &["${IFMODULE(app_dial.so)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let name = args.0.trim().to_ascii_lowercase();
        let name = name.strip_suffix(".so").unwrap_or(&name);
        let registry = call.registry();
        let plain = |name: &str| name.replace('_', "");
        let there = match name.split_once('_') {
            Some(("app", name)) => registry.application(&plain(name)).is_some(),
            Some(("func", name)) => {
                registry.function(name).is_some() || registry.function(&plain(name)).is_some()
            }
            Some(("chan", name)) => call::Technology::from_name(name).is_some(),
            _ => KNOWN.contains(&name),
        };
        Ok(if there { "1" } else { "0" }.to_owned())
    }
}

/// What is always there under these names.
const KNOWN: [&str; 4] = [
    "pbx_config",
    "res_musiconhold",
    "res_pjsip",
    "res_indications",
];
