//! The dialplan as a file again: what `dialplan save` writes. Only what came from files (or was typed at
//! a console) is in it; what programs and modules made would come twice after the next start.

use std::fmt::Write;

use super::Dialplan;
use super::context::{Context, Extension, SwitchKind};
use crate::parse::GeneralOptions;

impl Dialplan {
    /// The whole of `extensions.conf`.
    pub fn to_file(&self, general: &GeneralOptions, globals: &[(String, String)]) -> String {
        let mut text = String::from("[general]\n");
        let switches = [
            ("static", general.r#static),
            ("writeprotect", general.writeprotect),
            ("autofallthrough", general.autofallthrough),
            ("clearglobalvars", general.clearglobalvars),
            ("extenpatternmatchnew", general.extenpatternmatchnew),
        ];
        for (name, on) in switches {
            let _ = writeln!(text, "{name}={}", if on { "yes" } else { "no" });
        }
        let _ = writeln!(text, "userscontext={}", general.userscontext);
        if let Some(switch) = &general.overrideswitch {
            let _ = writeln!(text, "overrideswitch={switch}");
        }
        if !globals.is_empty() {
            text.push_str("\n[globals]\n");
        }
        for (name, value) in globals {
            let _ = writeln!(text, "{name} => {}", escaped(value));
        }
        for context in &self.contexts {
            write_context(&mut text, context);
        }
        text
    }
}

fn write_context(text: &mut String, context: &Context) {
    let mut body = String::new();
    for extension in &context.extensions {
        write_extension(&mut body, extension);
    }
    for include in context.includes.iter().filter(|i| is_ours(&i.registrar)) {
        let _ = writeln!(body, "include => {}", include.text);
    }
    let patterns = context.ignore_patterns.iter();
    for (pattern, _) in patterns.filter(|(_, registrar)| is_ours(registrar)) {
        let _ = writeln!(body, "ignorepat => {pattern}");
    }
    for switch in context.switches.iter().filter(|s| is_ours(&s.registrar)) {
        let keyword = match switch.kind {
            SwitchKind::Plain => "switch",
            SwitchKind::Literal => "lswitch",
            SwitchKind::Evaluated => "eswitch",
        };
        let _ = writeln!(body, "{keyword} => {}/{}", switch.name, switch.data);
    }
    if !body.is_empty() || is_ours(&context.registrar) {
        let _ = write!(text, "\n[{}]\n{body}", context.name);
    }
}

fn write_extension(body: &mut String, extension: &Extension) {
    let caller = extension.caller.as_ref().map(|caller| format!("/{caller}"));
    let name = format!("{}{}", extension.name, caller.unwrap_or_default());
    if let Some(hint) = extension.hint.as_ref().filter(|h| is_ours(&h.registrar)) {
        let _ = writeln!(body, "exten => {name},hint,{}", hint.devices);
    }
    for step in extension.steps.values().filter(|s| is_ours(&s.registrar)) {
        let label = step.label.as_ref().map(|label| format!("({label})"));
        let _ = writeln!(
            body,
            "exten => {name},{}{},{}({})",
            step.priority,
            label.unwrap_or_default(),
            step.application,
            escaped(&step.raw_arguments)
        );
    }
}

/// A `;` would begin a comment.
fn escaped(value: &str) -> String {
    value.replace(';', "\\;")
}

fn is_ours(registrar: &str) -> bool {
    matches!(registrar, "pbx_config" | "CLI")
}
