//! Parking lots of `features.conf` to `res_parking.conf`, where they are since release 12.

use super::Desk;

pub(super) fn rewrite(desk: &mut Desk<'_>) {
    let Some(tree) = desk.material.tree("features.conf") else {
        return;
    };
    let mut new: Vec<String> = Vec::new();
    let mut gone: Vec<u32> = Vec::new();
    for section in tree.live() {
        let name = match section.name.as_str() {
            "general" => "default",
            name => match name.strip_prefix("parkinglot_") {
                Some(name) => name,
                None => continue,
            },
        };
        let moved: Vec<_> = section
            .entries
            .iter()
            .filter(|entry| is_of_parking(&entry.name))
            .collect();
        if moved.is_empty() {
            continue;
        }
        if !new.is_empty() {
            new.push(String::new());
        }
        new.push(format!("[{name}]"));
        for entry in moved {
            let option = entry.name.to_ascii_lowercase();
            new.push(format!("{option}={}", entry.value));
            gone.push(entry.span.line);
        }
        if section.name != "general" {
            gone.push(section.span.line);
        }
    }
    if new.is_empty() {
        return;
    }
    let sheet = desk.sheet("features.conf");
    for line in gone {
        let number = usize::try_from(line).unwrap_or(0);
        sheet.replace(number, Vec::new());
        sheet.because(number, "parking lots are in res_parking.conf since 12");
    }
    let sheet = desk.sheet("res_parking.conf");
    sheet.because(0, "parking lots of features.conf");
    sheet.appended.extend(new);
}

fn is_of_parking(option: &str) -> bool {
    OPTIONS
        .iter()
        .any(|known| known.eq_ignore_ascii_case(option))
}

const OPTIONS: &[&str] = &[
    "parkext",
    "parkext_exclusive",
    "parkpos",
    "context",
    "parkinghints",
    "parkingtime",
    "comebacktoorigin",
    "comebackdialtime",
    "comebackcontext",
    "courtesytone",
    "parkedplay",
    "parkedcalltransfers",
    "parkedcallreparking",
    "parkedcallhangup",
    "parkedcallrecording",
    "parkeddynamic",
    "parkedmusicclass",
    "findslot",
];
