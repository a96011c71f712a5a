//! What another checker finds in a table of small files is found here too, at the same lines.

mod table;

use std::collections::BTreeSet;

use config::MemoryFiles;

use super::checking::findings;
use table::ROWS;

#[test]
fn whatever_asterisklint_finds_is_found() {
    let mut missing = Vec::new();
    for row in ROWS {
        let files = row
            .files
            .iter()
            .fold(MemoryFiles::new(), |files, (name, bytes)| {
                files.with(name, bytes.to_vec())
            });
        let found = findings(&files);
        for (file, line, kind) in row.found {
            let is_found = found
                .iter()
                .any(|f| &*f.span.file == *file && f.span.line == *line);
            if !is_found {
                missing.push(format!("{}: {file}:{line}: {kind}", row.name));
            }
        }
    }
    assert!(missing.is_empty(), "{}", missing.join("\n"));
}

#[test]
fn the_table_has_each_kind() {
    let kinds: BTreeSet<&str> = ROWS
        .iter()
        .flat_map(|row| row.found)
        .map(|(_, _, kind)| *kind)
        .collect();
    assert!(kinds.len() >= 60, "{}: {kinds:?}", kinds.len());
}
