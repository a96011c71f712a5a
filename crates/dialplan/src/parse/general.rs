//! `[general]` of extensions.conf.

use config::{Problem, Section, is_no, is_yes};

/// Options of the dialplan as a whole.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct GeneralOptions {
    /// `static`: the file may be rewritten by `dialplan save` (if not `writeprotect`).
    pub r#static: bool,
    /// `writeprotect`: `dialplan save` is refused.
    pub writeprotect: bool,
    /// `autofallthrough`: what runs out of priorities ends at once (by DIALSTATUS), instead of
    /// waiting for digits.
    pub autofallthrough: bool,
    /// `clearglobalvars`: a reload forgets globals that are not in the file.
    pub clearglobalvars: bool,
    /// `priorityjumping`: applications jump to priority n+101, as up to release 1.4.
    pub priorityjumping: bool,
    /// `extenpatternmatchnew`: kept for `dialplan show`; the search is the same.
    pub extenpatternmatchnew: bool,
    /// `userscontext`: where extensions of users.conf go.
    pub userscontext: String,
    /// `overrideswitch`: a switch asked before every context.
    pub overrideswitch: Option<String>,
}

impl Default for GeneralOptions {
    fn default() -> Self {
        Self {
            r#static: false,
            writeprotect: false,
            autofallthrough: true,
            clearglobalvars: false,
            priorityjumping: false,
            extenpatternmatchnew: false,
            userscontext: "default".to_owned(),
            overrideswitch: None,
        }
    }
}

impl GeneralOptions {
    pub(super) fn read(&mut self, section: &Section, problems: &mut Vec<Problem>) {
        for entry in &section.entries {
            let name = entry.name.to_ascii_lowercase();
            let switch = match name.as_str() {
                "static" => &mut self.r#static,
                "writeprotect" => &mut self.writeprotect,
                "autofallthrough" => &mut self.autofallthrough,
                "clearglobalvars" => &mut self.clearglobalvars,
                "priorityjumping" => &mut self.priorityjumping,
                "extenpatternmatchnew" => &mut self.extenpatternmatchnew,
                "userscontext" => {
                    self.userscontext.clone_from(&entry.value);
                    continue;
                }
                "overrideswitch" => {
                    self.overrideswitch = Some(entry.value.clone()).filter(|name| !name.is_empty());
                    continue;
                }
                _ => {
                    let text = format!("option '{}' is not known in [general]", entry.name);
                    let problem = Problem::warning(&entry.span, text);
                    problems.push(match name.as_str() {
                        "exten" | "same" | "include" => problem.with_hint(
                            "[general] is not a context; put it under a name of its own",
                        ),
                        _ => problem.did_you_mean(&name, KNOWN),
                    });
                    continue;
                }
            };
            if is_yes(&entry.value) {
                *switch = true;
            } else if is_no(&entry.value) {
                *switch = false;
            } else {
                // Asterisk takes whatever is not a yes for a no.
                *switch = false;
                let text = format!("'{}' is neither yes nor no; it counts as no", entry.value);
                problems.push(Problem::warning(&entry.span, text));
            }
        }
    }
}

const KNOWN: [&str; 8] = [
    "static",
    "writeprotect",
    "autofallthrough",
    "clearglobalvars",
    "priorityjumping",
    "extenpatternmatchnew",
    "userscontext",
    "overrideswitch",
];
