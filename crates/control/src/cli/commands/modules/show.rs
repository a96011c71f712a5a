//! `module show`: the parts of the program under the names that Asterisk's modules have.

use crate::cli::commands::prelude::*;

pub(crate) struct Show;

impl ConsoleCommand for Show {
    const DOC: CommandDoc = CommandDoc {
        words: "module show",
        aliases: &["show modules", "module list"],
        syntax: "[like <text>]",
        summary: "List modules and info",
        description: "Lists the parts that can be reloaded by name. Nothing is loaded at run time here:\n\
                      every part is always there.",
    };

    fn run(exchange: &mut dyn Exchange, arguments: &[&str]) -> Reply {
        let like = match arguments {
            [] => "",
            [word, text] if word.eq_ignore_ascii_case("like") => *text,
            _ => return Reply::misused(),
        };
        let like = like.to_ascii_lowercase();
        let mut text = row([
            "Module",
            "Description",
            "Use Count",
            "Status",
            "Support Level",
        ]);
        let mut count = 0;
        for (part, description) in exchange.parts() {
            for module in module_names(part) {
                if module.contains(&like) {
                    count += 1;
                    text.push_str(&row([&module, description, "0", "Running", "core"]));
                }
            }
        }
        let _ = writeln!(text, "{count} module{} loaded", s(count));
        Reply::text(text)
    }

    fn complete(_: &dyn Exchange, before: &[&str]) -> Vec<String> {
        if before.is_empty() {
            words(&["like"])
        } else {
            Vec::new()
        }
    }
}

/// The part that a module's name means: `app_x`, `res_x` and so on with or without `.so`.
pub(super) fn part_of(module: &str) -> String {
    let module = module.to_ascii_lowercase();
    let stem = module.strip_suffix(".so").unwrap_or(&module);
    if let Some((part, _)) = MODULES.iter().find(|(_, modules)| modules.contains(&stem)) {
        return (*part).to_owned();
    }
    if stem.starts_with("res_pjsip") {
        return "pjsip".to_owned();
    }
    let prefix = PREFIXES.iter().find_map(|prefix| stem.strip_prefix(prefix));
    prefix.unwrap_or(stem).to_owned()
}

/// The names that a part has as modules.
pub(super) fn module_names(part: &str) -> Vec<String> {
    match MODULES.iter().find(|(name, _)| *name == part) {
        Some((_, modules)) => modules
            .iter()
            .filter(|m| m.contains('_'))
            .map(|m| format!("{m}.so"))
            .collect(),
        None => vec![part.to_owned()],
    }
}

fn row(cells: [&str; 5]) -> String {
    let [module, description, uses, status, support] = cells;
    format!("{module:<30} {description:<40.40} {uses:<10} {status:<11} {support:>13}\n")
}

/// Parts, and the modules of Asterisk that do their work.
const MODULES: &[(&str, &[&str])] = &[
    ("dialplan", &["pbx_config", "extensions", "pbx"]),
    ("sip", &["chan_sip"]),
    ("pjsip", &["chan_pjsip", "res_pjsip"]),
    ("musiconhold", &["res_musiconhold", "moh"]),
    ("indications", &["res_indications"]),
    ("rtp", &["res_rtp_asterisk"]),
    ("features", &["res_features"]),
];

const PREFIXES: &[&str] = &["app_", "chan_", "res_", "pbx_", "func_", "cdr_", "cel_"];
