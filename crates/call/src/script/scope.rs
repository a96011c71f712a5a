//! What `${...}` sees on a channel: its variables, the built-in names, the globals, the functions.

use std::pin::Pin;

use dialplan::{Scope, Template};

use super::{Args, Call};

/// Substitution and functions.
impl Call {
    /// Substitutes variables, functions and expressions.
    pub async fn expand(&mut self, template: &Template) -> String {
        let mut scope = ChannelScope { call: self.clone() };
        dialplan::expand(template, &mut scope).await
    }

    /// Substitutes in a text that was not parsed before.
    pub async fn expand_text(&mut self, text: &str) -> String {
        let (template, problems) = Template::parse(text);
        for problem in problems {
            self.warn(problem);
        }
        self.expand(&template).await
    }

    /// The value of a variable as `${name}` sees it: own, built in, global.
    pub fn variable(&self, name: &str) -> Option<String> {
        let house = self.house.borrow();
        let own = house
            .channels
            .get(&self.channel)
            .and_then(|c| c.variables.get(name));
        if let Some(value) = own {
            return Some(value.to_owned());
        }
        drop(house);
        self.built_in(name).or_else(|| self.global(name))
    }

    /// `${name(arguments)}`; an unknown function or a fault is a warning and gives nothing.
    pub async fn read_function(&mut self, name: &str, arguments: &str) -> String {
        let found = self.house.borrow().registry.function(name);
        let Some(function) = found.filter(|f| f.doc.readable) else {
            self.warn(format!(
                "function {name} cannot be read here: not known, or only set"
            ));
            return String::new();
        };
        let Some(_level) = self.nest(function.doc.name) else {
            return String::new();
        };
        match (function.read)(self, function.doc.name, Args(arguments)).await {
            Ok(value) => value,
            Err(fault) => {
                self.warn(format!("{name}({arguments}): {}", fault.0));
                String::new()
            }
        }
    }

    /// `Set(name=value)` where the name may be a function (`CALLERID(name)`).
    pub async fn assign(&mut self, name: &str, value: &str) {
        let Some((function, arguments)) = name.strip_suffix(')').and_then(|n| n.split_once('('))
        else {
            return self.set(name, value);
        };
        let found = self.house.borrow().registry.function(function);
        let Some(entry) = found.filter(|f| f.doc.writable) else {
            return self.warn(format!("function {function} cannot be set here"));
        };
        if let Err(fault) = (entry.write)(self, entry.doc.name, Args(arguments), value).await {
            self.warn(format!("{name}={value}: {}", fault.0));
        }
    }

    fn built_in(&self, name: &str) -> Option<String> {
        let settings = self.settings();
        let time = |format| (settings.format_time)(self.since_epoch(), None, format);
        let value = match name {
            "EXTEN" => self.location().extension.to_string(),
            "CONTEXT" => self.location().context.to_string(),
            "PRIORITY" => self.location().priority.to_string(),
            "CHANNEL" => self.name(),
            "UNIQUEID" => self.look(|c| c.unique_id.clone())?,
            "HANGUPCAUSE" => self.look(|c| c.hangup_cause.to_string())?,
            "EPOCH" => self.since_epoch().as_secs().to_string(),
            "DATETIME" => time("%d%m%Y-%H:%M:%S"),
            "TIMESTAMP" => time("%Y%m%d-%H%M%S"),
            "SYSTEMNAME" => settings.system_name.clone(),
            "ACCOUNTCODE" => self.look(|c| c.account_code.clone())?,
            _ => {
                let known = settings.directories.iter().find(|(n, _)| n == name);
                return known.map(|(_, value)| value.clone());
            }
        };
        Some(value)
    }
}

struct ChannelScope {
    call: Call,
}

impl Scope for ChannelScope {
    fn variable(&mut self, name: &str) -> Option<String> {
        self.call.variable(name)
    }

    fn function<'a>(
        &'a mut self,
        name: &'a str,
        arguments: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>> {
        Box::pin(self.call.read_function(name, arguments))
    }

    fn warn(&mut self, text: String) {
        self.call.warn(text);
    }
}
