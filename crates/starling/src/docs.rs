//! `starling docs`: reference pages made from the tables that the program itself uses.

use std::fmt::Write as _;
use std::io;
use std::path::Path;

use call::script::{AppEntry, FunctionDoc, Param, Registry};

/// Writes the pages below a folder, or (`check`) tells which of them are out of date.
pub(crate) fn write(folder: &Path, registry: &Registry, check: bool) -> io::Result<Vec<String>> {
    let mut stale = Vec::new();
    for (name, text) in pages(registry) {
        let path = folder.join(&name);
        if std::fs::read_to_string(&path).is_ok_and(|old| old == text) {
            continue;
        }
        stale.push(name);
        if !check {
            std::fs::create_dir_all(folder)?;
            std::fs::write(path, text)?;
        }
    }
    Ok(stale)
}

fn pages(registry: &Registry) -> Vec<(String, String)> {
    let applications = registry
        .applications()
        .iter()
        .map(|a| application(a))
        .collect();
    let functions = registry
        .functions()
        .iter()
        .map(|f| function(&f.doc))
        .collect();
    vec![
        page("applications.md", "Applications", applications),
        page("functions.md", "Functions", functions),
    ]
}

fn page(name: &str, title: &str, entries: Vec<String>) -> (String, String) {
    let head = format!("# {title}\n\nMade by `starling docs` from the program's own tables.\n\n");
    (name.to_owned(), head + &entries.join("\n"))
}

fn application(application: &AppEntry) -> String {
    let doc = &application.doc;
    let names: Vec<&str> = doc.syntax.iter().map(|p| p.name).collect();
    let mut text = format!("## {}\n\n", doc.name);
    let _ = write!(
        text,
        "{}\n\n`{}({})`\n\n",
        doc.synopsis,
        doc.name,
        names.join(",")
    );
    let _ = write!(text, "{}\n\n", doc.description);
    text += &parameters("Arguments", doc.syntax);
    text += &parameters("Options", doc.options);
    text += &parameters("Sets", application.variables);
    text += &tail(doc.examples, doc.see_also);
    text
}

fn function(doc: &FunctionDoc) -> String {
    let names: Vec<&str> = doc.syntax.iter().map(|p| p.name).collect();
    let use_ = match (doc.readable, doc.writable) {
        (true, true) => "read and set",
        (true, false) => "read",
        (false, _) => "set",
    };
    let mut text = format!("## {}\n\n", doc.name);
    let _ = write!(
        text,
        "{}\n\n`{}({})` ({use_})\n\n",
        doc.synopsis,
        doc.name,
        names.join(",")
    );
    let _ = write!(text, "{}\n\n", doc.description);
    text += &parameters("Arguments", doc.syntax);
    text += &tail(doc.examples, doc.see_also);
    text
}

fn parameters(title: &str, parameters: &[Param]) -> String {
    if parameters.is_empty() {
        return String::new();
    }
    let row = |p: &Param| {
        let needed = if p.required { " (required)" } else { "" };
        format!("- `{}`{needed}: {}\n", p.name, p.help)
    };
    let rows: String = parameters.iter().map(row).collect();
    format!("{title}:\n\n{rows}\n")
}

fn tail(examples: &[&str], see_also: &[&str]) -> String {
    let mut text = String::new();
    if !examples.is_empty() {
        let _ = write!(text, "```\n{}\n```\n\n", examples.join("\n"));
    }
    if !see_also.is_empty() {
        let _ = writeln!(text, "See also: {}", see_also.join(", "));
    }
    text
}
