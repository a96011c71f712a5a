//! What lies outside of the switchboard: sounds, music, files, programs, all made up.

use std::collections::BTreeMap;
use std::sync::Arc;

use call::{Effect, FileFacts, HttpAnswer, HttpOrder, Outcome, SqlAnswer};

use super::harness::sound;

/// Files and the environment, and what was asked of programs.
#[derive(Default)]
pub(crate) struct Outside {
    pub(crate) files: BTreeMap<String, Vec<u8>>,
    pub(crate) environment: BTreeMap<String, String>,
    pub(crate) commands: Vec<String>,
    /// What databases answer, by statement; others give no rows.
    pub(crate) answers: BTreeMap<String, SqlAnswer>,
    /// What databases were asked, with the connection.
    pub(crate) statements: Vec<String>,
    /// What web servers answer, by address; others are empty.
    pub(crate) pages: BTreeMap<String, HttpAnswer>,
    pub(crate) requests: Vec<HttpOrder>,
    pub(crate) wires: super::wires::Wires,
}

impl Outside {
    /// Performs an effect.
    ///
    /// The command `exit N` ends with that status, `hang` takes too long, `none` cannot be run; all
    /// others succeed and write what they are.
    pub(crate) fn perform(&mut self, effect: Effect) -> Outcome {
        match effect {
            Effect::LoadSounds {
                names, language, ..
            } => sounds(&names, &language),
            Effect::LoadMusic { class, .. } if class == "default" || class == "jazz" => {
                Outcome::Music(vec![Arc::new(sound(&class))].into())
            }
            Effect::LoadMusic { .. } => Outcome::Music(Vec::new().into()),
            Effect::Shell { command, .. } => self.run(command),
            Effect::ReadFile { path } => match self.files.get(&path) {
                Some(contents) => Outcome::File(contents.clone()),
                None => Outcome::Failed(format!("no file {path}")),
            },
            Effect::WriteFile {
                path,
                contents,
                append,
            } => {
                let file = self.files.entry(path).or_default();
                if !append {
                    file.clear();
                }
                file.extend(contents);
                Outcome::Done
            }
            Effect::OnDisk(work) => {
                Outcome::OnDisk(work.perform_any(&call::disk::MemoryDisk::default()))
            }
            Effect::OpenRecording { .. } | Effect::CloseRecording { .. } => Outcome::Done,
            Effect::AskFile { path } => Outcome::Facts(self.files.get(&path).map(|f| FileFacts {
                is_folder: false,
                is_file: true,
                mode: 0o100_644,
                size: f.len() as u64,
                times: [1, 2, 3],
            })),
            Effect::Environment { name } => Outcome::Text(self.environment.get(&name).cloned()),
            Effect::SetEnvironment { name, value } => {
                self.environment.insert(name, value);
                Outcome::Done
            }
            Effect::MachineFact { name } => {
                Outcome::Text((name == "loadavg").then(|| "0.50".to_owned()))
            }
            Effect::AskDriver { about, name, item } => {
                Outcome::Text((name != "nobody").then(|| format!("{about:?}/{name}/{item}")))
            }
            Effect::ConfigValue { file, .. } if file == "speech.conf" => Outcome::Text(None),
            Effect::ConfigValue {
                file,
                section,
                key,
                index,
            } => Outcome::Text(Some(format!("{file}/{section}/{key}/{index}"))),
            Effect::Sql(order) => {
                let told = format!("{}: {}", order.connection, order.text);
                self.statements.push(told);
                if order.connection == "odbc/dead" {
                    return Outcome::Failed("the database did not answer in time".to_owned());
                }
                let answer = self.answers.get(&order.text).cloned();
                Outcome::Rows(answer.unwrap_or_default())
            }
            Effect::Http(order) => self.ask(*order),
            Effect::OpenWire(_) | Effect::Wire(..) => Outcome::Done,
        }
    }

    /// The address with `dead` in it does not answer.
    fn ask(&mut self, order: HttpOrder) -> Outcome {
        let page = self.pages.get(&order.url).cloned();
        let dead = order.url.contains("dead");
        self.requests.push(order);
        if dead {
            return Outcome::Failed("timeout: global".to_owned());
        }
        Outcome::Http(page.unwrap_or(HttpAnswer {
            status: 200,
            headers: Vec::new(),
            body: Vec::new(),
        }))
    }

    fn run(&mut self, command: String) -> Outcome {
        self.commands.push(command.clone());
        let (status, output) = match command.split_once(' ') {
            Some(("exit", status)) => (status.parse().ok(), String::new()),
            _ if command == "none" => return Outcome::Failed("there is no shell".to_owned()),
            _ if command == "hang" => (None, String::new()),
            _ => (Some(0), format!("{command}\n")),
        };
        let output = output.into_bytes();
        Outcome::Ran { status, output }
    }
}

/// Sounds whose name begins with `missing` do not exist.
fn sounds(names: &[String], language: &str) -> Outcome {
    let found = names.iter().map(|name| {
        let place = if language == "en" {
            name.clone()
        } else {
            format!("{language}/{name}")
        };
        (!name.starts_with("missing")).then(|| Arc::new(sound(&place)))
    });
    Outcome::Sounds(found.collect())
}
