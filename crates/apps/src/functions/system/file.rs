//! FILE, FILE_COUNT_LINE, FILE_FORMAT and STAT: files.

use call::script::prelude::*;

use pieces::{LineEnd, Piece};

mod pieces;

/// `FILE()`.
pub(crate) struct File;

impl Function for File {
    const DOC: FunctionDoc = FunctionDoc {
        name: "FILE",
        synopsis: "What is in a text file.",
        syntax: &[
            Param::required("filename", "Its path."),
            Param::optional(
                "offset",
                "So many bytes or lines are left out; below 0 counts from the end.",
            ),
            Param::optional(
                "length",
                "So many bytes or lines; below 0 leaves out so many at the end.",
            ),
            Param::optional(
                "options",
                "l: lines, not bytes. When it is set: a adds at the end, d adds no line end.",
            ),
            Param::optional(
                "format",
                "Line ends: u (as in Unix), d (DOS) or m (old Macintosh).",
            ),
        ],
        description: "Setting it replaces the part that offset and length mean, or the whole file \
            without them. A file that does not exist is made.",
        see_also: &["FILE_COUNT_LINE", "STAT"],
        examples: &[
            "Set(FILE(/tmp/calls,,,al)=${EPOCH})",
            "${FILE(/tmp/calls,0,1,l)}",
        ],
        since: "1.6.2",
        readable: true,
        writable: true,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let piece = Piece::parse(&parts)?;
        let contents = contents(call, path_of(&parts)?).await?;
        let range = piece.range(&contents);
        Ok(String::from_utf8_lossy(&contents[range]).into_owned())
    }

    async fn write(call: &mut Call, args: Args<'_>, value: &str) -> Result<(), Fault> {
        let parts = args.split();
        let piece = Piece::parse(&parts)?;
        let path = path_of(&parts)?.to_owned();
        let exists = facts(call, &path).await?.is_some();
        let old = if piece.append || !exists || piece.is_all() {
            Vec::new()
        } else {
            contents(call, &path).await?
        };
        let append = piece.append;
        let contents = piece.replaced(old, value);
        let effect = Effect::WriteFile {
            path,
            contents,
            append,
        };
        match call.perform(effect).await {
            Ok(Outcome::Failed(why)) => Err(why.into()),
            Ok(_) | Err(HungUp) => Ok(()),
        }
    }
}

/// `FILE_COUNT_LINE()`.
pub(crate) struct FileCountLine;

impl Function for FileCountLine {
    const DOC: FunctionDoc = FunctionDoc {
        name: "FILE_COUNT_LINE",
        synopsis: "How many lines a text file has.",
        syntax: &[
            Param::required("filename", "Its path."),
            Param::optional(
                "format",
                "Line ends: u, d or m; as in the file when left out.",
            ),
        ],
        description: "-1 when the file cannot be read.",
        see_also: &["FILE", "FILE_FORMAT"],
        examples: &["${FILE_COUNT_LINE(/tmp/calls)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let Ok(contents) = contents(call, path_of(&parts)?).await else {
            return Ok("-1".to_owned());
        };
        let told = parts.get(1).map_or("", |p| p.trim());
        let end = LineEnd::from_letter(told).unwrap_or_else(|| LineEnd::of(&contents));
        Ok(end.lines(&contents).len().to_string())
    }
}

/// `FILE_FORMAT()`.
pub(crate) struct FileFormat;

impl Function for FileFormat {
    const DOC: FunctionDoc = FunctionDoc {
        name: "FILE_FORMAT",
        synopsis: "How the lines of a text file end.",
        syntax: &[Param::required("filename", "Its path.")],
        description: "u as in Unix, d as in DOS, m as on old Macintoshes, x when it cannot be read.",
        see_also: &["FILE", "FILE_COUNT_LINE"],
        examples: &["${FILE_FORMAT(/tmp/calls)}"],
        since: "1.8",
        readable: true,
        writable: false,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let parts = args.split();
        let found = contents(call, path_of(&parts)?).await;
        Ok(found
            .map_or("x", |contents| LineEnd::of(&contents).letter())
            .to_owned())
    }
}

/// `STAT()`.
pub(crate) struct Stat;

impl Function for Stat {
    const DOC: FunctionDoc = FunctionDoc {
        name: "STAT",
        synopsis: "A fact about a file.",
        syntax: &[
            Param::required(
                "flag",
                "e: it exists; d: it is a folder; f: a plain file; s: its size; A, C, M: when it was \
                 read, changed, written; m: its permissions in octal.",
            ),
            Param::required("filename", "Its path."),
        ],
        description: "1 or 0 for e, d and f. A file that does not exist gives 0.",
        see_also: &["FILE"],
        examples: &["${STAT(e,/tmp/closed)}", "${STAT(s,/tmp/calls)}"],
        since: "1.6.0",
        readable: true,
        writable: false,
    };
    const DANGEROUS: bool = true;

    async fn read(call: &mut Call, args: Args<'_>) -> Result<String, Fault> {
        let (flag, path) = args.0.split_once(',').ok_or("it needs a flag and a file")?;
        let found = facts(call, path.trim()).await?;
        let bit = |yes: bool| if yes { "1" } else { "0" }.to_owned();
        let Some(facts) = found else {
            return Ok("0".to_owned());
        };
        let [read, written, changed] = facts.times;
        let value = match flag.trim() {
            "e" => bit(true),
            "d" => bit(facts.is_folder),
            "f" => bit(facts.is_file),
            "s" => facts.size.to_string(),
            "A" => read.to_string(),
            "C" => changed.to_string(),
            "M" => written.to_string(),
            "m" => format!("{:o}", facts.mode & 0o7777),
            other => return Err(format!("there is no flag '{other}'").into()),
        };
        Ok(value)
    }
}

fn path_of(parts: &[String]) -> Result<&str, Fault> {
    let path = parts.first().map_or("", |p| p.trim());
    if path.is_empty() {
        Err(Fault::from("it needs the path of a file"))
    } else {
        Ok(path)
    }
}

async fn contents(call: &mut Call, path: &str) -> Result<Vec<u8>, Fault> {
    let path = path.to_owned();
    match call.perform(Effect::ReadFile { path }).await {
        Ok(Outcome::File(contents)) => Ok(contents),
        Ok(Outcome::Failed(why)) => Err(why.into()),
        Ok(_) | Err(HungUp) => Ok(Vec::new()),
    }
}

async fn facts(call: &mut Call, path: &str) -> Result<Option<call::FileFacts>, Fault> {
    let path = path.to_owned();
    match call.perform(Effect::AskFile { path }).await {
        Ok(Outcome::Facts(facts)) => Ok(facts),
        Ok(Outcome::Failed(why)) => Err(why.into()),
        Ok(_) | Err(HungUp) => Ok(None),
    }
}
