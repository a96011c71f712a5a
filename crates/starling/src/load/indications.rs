//! `indications.conf`: tones by country, over the built-in ones.

use audio::ToneList;
use audio::indications::{DEFAULT_COUNTRY, Zone, builtin, countries};
use call::Tones;
use config::{Problem, Section, Tree};

/// The zones of the file, and the built-in ones that it does not name.
pub(crate) fn tones(tree: Option<&Tree>) -> (Tones, Vec<Problem>) {
    let mut problems = Vec::new();
    let mut zones: Vec<Zone> = Vec::new();
    let mut country = DEFAULT_COUNTRY.to_owned();
    for section in tree.into_iter().flat_map(Tree::live) {
        if section.name.eq_ignore_ascii_case("general") {
            country = section
                .get("country")
                .unwrap_or(DEFAULT_COUNTRY)
                .to_ascii_lowercase();
        } else {
            zones.push(zone(section, &mut problems));
        }
    }
    for known in countries() {
        if !zones.iter().any(|z| z.country == known) {
            zones.extend(builtin(known));
        }
    }
    (Tones { zones, country }, problems)
}

fn zone(section: &Section, problems: &mut Vec<Problem>) -> Zone {
    let mut zone = Zone {
        country: section.name.to_ascii_lowercase(),
        description: String::new(),
        ring_cadence: Vec::new(),
        tones: Vec::new(),
    };
    for entry in &section.entries {
        let value = entry.value.clone();
        match entry.name.to_ascii_lowercase().as_str() {
            "description" => zone.description = value,
            "ringcadence" => {
                zone.ring_cadence = value
                    .split(',')
                    .filter_map(|n| n.trim().parse().ok())
                    .collect();
            }
            "alias" => {
                if let Some(other) = builtin(value.trim()) {
                    zone.tones = other.tones;
                }
            }
            name => {
                if let Err(fault) = ToneList::parse(&value) {
                    problems.push(Problem::warning(
                        &entry.span,
                        format!("tone '{name}': {fault}"),
                    ));
                }
                zone.tones.push((name.to_owned(), value));
            }
        }
    }
    zone
}
