//! `cdr.conf`.

use config::{Problem, Tree};

use super::csv::CsvOptions;

config::options! {
    /// Which records are made.
    pub struct CdrOptions as "general" {
        /// Make records at all.
        enable: bool = "yes",
        /// Also of calls that nobody answered and that reached nobody.
        unanswered: bool = "no",
        /// Tell congestion apart from failure.
        congestion: bool = "no",
        /// A record ends before `h` begins.
        endbeforehexten: bool = "yes",
        /// Half a billed second counts as a whole one.
        initiatedseconds: bool = "no",
        /// Write several records at once.
        batch: bool = "no",
        /// So many of them.
        size: u32 = "100",
        /// At the latest after so many seconds.
        time: u32 = "300",
    }
    unsupported: ["channeldefaultenabled"];
    ignored: ["scheduleronly", "safeshutdown", "debug"];
}

/// The whole file.
#[derive(Clone, Debug, Default, PartialEq)]
pub struct CdrSettings {
    /// `[general]`.
    pub general: CdrOptions,
    /// `[csv]`; without that section there is no `Master.csv`.
    pub csv: Option<CsvOptions>,
}

impl CdrSettings {
    /// Reads the file.
    pub fn load(tree: &Tree) -> (Self, Vec<Problem>) {
        use config::OptionTable;
        let (general, mut problems) = match tree.find("general") {
            Some(section) => CdrOptions::load(section),
            None => Default::default(),
        };
        let csv = tree.find("csv").map(|section| {
            let (csv, more) = CsvOptions::load(section);
            problems.extend(more);
            csv
        });
        for section in tree.live() {
            if !["general", "csv"].contains(&section.name.to_ascii_lowercase().as_str()) {
                let text = format!("[{}] of cdr.conf is not supported", section.name);
                problems.push(Problem::warning(&section.span, text));
            }
        }
        (Self { general, csv }, problems)
    }

    /// Is there anybody who writes records?
    pub fn is_wanted(&self) -> bool {
        self.general.enable && self.csv.is_some()
    }
}
