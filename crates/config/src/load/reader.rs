//! Reads files line by line into sections.

use std::sync::Arc;

use super::Limits;
use super::sections::{Full, Sections};
use crate::syntax::{Assignment, Comments, Flaw, Header, Line, Statement, lines, statement};
use crate::{Entry, Files, LoadOptions, Problem, Span};

/// Loading ends here; an error has been noted.
pub(super) struct Stop;

pub(super) struct Reader<'a> {
    pub(super) files: &'a dyn Files,
    pub(super) options: &'a LoadOptions,
    pub(super) limits: &'a Limits,
    pub(super) sections: Sections,
    pub(super) problems: Vec<Problem>,
    /// Problems beyond the limit.
    pub(super) untold: usize,
    pub(super) read: Vec<String>,
    /// The files that are being read, outermost first.
    pub(super) open: Vec<String>,
    pub(super) bytes: usize,
}

impl Reader<'_> {
    /// Reads one file into the section that is open where it is included. Returns the section that is
    /// open at its end.
    pub(super) fn file(
        &mut self,
        name: &str,
        bytes: &[u8],
        wanted_at: &Span,
        mut section: Option<usize>,
    ) -> Result<Option<usize>, Stop> {
        self.count(name, bytes.len(), wanted_at)?;
        self.open.push(name.to_owned());
        let file: Arc<str> = Arc::from(name);
        let mut comments = Comments::default();
        let mut foreign_told = false;
        for (number, line) in lines(bytes) {
            let whole_line = || Span {
                file: file.clone(),
                line: number,
                column: 0,
            };
            let line = match line {
                Line::Text(line) => line,
                Line::Foreign(line) => {
                    if !std::mem::replace(&mut foreign_told, true) {
                        let message = "text is not UTF-8; it and such lines after it are read as Windows-1252";
                        self.tell(Problem::note(&whole_line(), message));
                    }
                    line.into()
                }
                Line::TooLong => {
                    let message = "the line is longer than 8191 bytes and is skipped";
                    self.tell(Problem::warning(&whole_line(), message));
                    continue;
                }
            };
            let clean = comments.strip(&line, number);
            if clean.too_deep {
                let message = "comments are nested too deep; this one is not counted";
                self.tell(Problem::warning(&whole_line(), message));
            }
            let Some((offset, said)) = statement(&clean.text) else {
                continue;
            };
            let column = clean.column(&line, offset);
            section = self.statement(
                said,
                Span {
                    column,
                    ..whole_line()
                },
                section,
            )?;
        }
        if let Some(line) = comments.unclosed() {
            let message = "this comment is never closed; the rest of the file is part of it";
            let span = Span {
                file,
                line,
                column: 0,
            };
            self.tell(Problem::warning(&span, message).with_hint("close it with --;"));
        }
        self.open.pop();
        Ok(section)
    }

    /// Takes one line; returns the section that is open after it.
    fn statement(
        &mut self,
        said: Statement<'_>,
        span: Span,
        section: Option<usize>,
    ) -> Result<Option<usize>, Stop> {
        match said {
            Statement::Header(header) => self.header(&header, &span).map(Some),
            Statement::Directive(name, argument) => {
                self.directive(name, argument, &span, section)?;
                Ok(section)
            }
            Statement::Assignment(assignment) => {
                self.assignment(&assignment, span, section).map(Some)
            }
            Statement::NoEqualsSign => {
                let problem = Problem::warning(&span, "the line has no '=' and is skipped");
                if section.is_none() {
                    self.reject(NO_SECTION, problem)?;
                } else {
                    self.tell(problem);
                }
                Ok(section)
            }
        }
    }

    fn assignment(
        &mut self,
        assignment: &Assignment<'_>,
        span: Span,
        section: Option<usize>,
    ) -> Result<usize, Stop> {
        let Some(section) = section else {
            let natural = self.options.natural_section;
            let message =
                format!("there is no section before this line; it counts for [{natural}]");
            self.reject(NO_SECTION, Problem::warning(&span, message))?;
            let natural = self.sections.natural(natural, &span);
            return self.assignment(assignment, span, Some(natural));
        };
        if assignment.name.is_empty() {
            self.tell(Problem::warning(
                &span,
                "there is no name before '='; the line is skipped",
            ));
            return Ok(section);
        }
        let entry = Entry {
            name: assignment.name.to_owned(),
            value: assignment.value.to_owned(),
            arrow: assignment.arrow,
            span: span.clone(),
        };
        let added = if assignment.append {
            self.sections.append(section, entry)
        } else {
            self.sections.add(section, entry)
        };
        added.map_err(|Full| self.stop(&span, TOO_MANY_ENTRIES))?;
        Ok(section)
    }

    fn header(&mut self, header: &Header<'_>, span: &Span) -> Result<usize, Stop> {
        self.flaw(header, span)?;
        let plan = Plan::of(header, self.options.strict);
        let found = match plan.add_to {
            Some(filter) => {
                let found = self.sections.find(header.name, filter);
                if found.is_none() {
                    let lacking = format!("there is no section [{}] to add to", header.name);
                    self.reject_unknown(&lacking, "; it begins here", header.name, span)?;
                }
                found
            }
            None => None,
        };
        let section = match found {
            Some(section) => section,
            None => {
                let opened = self.sections.open(header.name, plan.template, span);
                opened.map_err(|Full| self.stop(span, TOO_MANY_ENTRIES))?
            }
        };
        for parent in plan.parents {
            let known = self.sections.inherit(section, parent);
            if !known.map_err(|Full| self.stop(span, TOO_MANY_ENTRIES))? {
                let lacking = format!(
                    "section [{}] inherits from [{parent}], which is not there",
                    header.name
                );
                self.reject_unknown(&lacking, "", parent, span)?;
            }
        }
        Ok(section)
    }

    fn flaw(&mut self, header: &Header<'_>, span: &Span) -> Result<(), Stop> {
        let warning = |message: &str| Problem::warning(span, message);
        match header.flaw {
            None => {}
            Some(Flaw::NoClosingBracket) => {
                let message = format!("']' is missing; read as [{}]", header.name);
                return self.reject("']' is missing", warning(&message));
            }
            Some(Flaw::NoClosingParenthesis) => {
                return self.reject(
                    "')' is missing",
                    warning("')' is missing; it is taken to end the line"),
                );
            }
            Some(Flaw::BlankBeforeOptions) => {
                let problem =
                    warning("what stands in parentheses is ignored because of the blank before it");
                self.tell(problem.with_hint("write '](' without a blank"));
            }
            Some(Flaw::TextAfter(text)) => {
                let text: String = text.chars().take(32).collect();
                self.tell(Problem::note(
                    span,
                    format!("'{text}' after the section's name is ignored"),
                ));
            }
        }
        Ok(())
    }

    /// Counts what is read against the limits.
    fn count(&mut self, name: &str, bytes: usize, wanted_at: &Span) -> Result<(), Stop> {
        self.bytes = self.bytes.saturating_add(bytes);
        if self.open.is_empty() {
            self.read.push(name.to_owned());
        }
        if self.bytes > self.limits.bytes {
            return Err(self.stop(wanted_at, "the files are too large in all"));
        }
        if self.read.len() > self.limits.files {
            return Err(self.stop(wanted_at, "too many files are included"));
        }
        Ok(())
    }

    /// Notes what strictly is an error that ends loading and else the given problem.
    pub(super) fn reject(&mut self, strictly: &str, tolerantly: Problem) -> Result<(), Stop> {
        if self.options.strict {
            let hint = tolerantly.hint.clone();
            self.problems.push(Problem {
                hint,
                ..Problem::error(&tolerantly.span, strictly)
            });
            return Err(Stop);
        }
        self.tell(tolerantly);
        Ok(())
    }

    /// As `reject`, asking whether another section was meant.
    fn reject_unknown(
        &mut self,
        lacking: &str,
        then: &str,
        name: &str,
        span: &Span,
    ) -> Result<(), Stop> {
        let problem = Problem::warning(span, format!("{lacking}{then}"));
        let names = self.sections.names().take(MOST_NAMES_COMPARED);
        self.reject(lacking, problem.did_you_mean(name, names))
    }

    fn stop(&mut self, span: &Span, message: &str) -> Stop {
        self.problems.push(Problem::error(span, message));
        Stop
    }

    pub(super) fn tell(&mut self, problem: Problem) {
        if self.problems.len() < self.limits.problems {
            self.problems.push(problem);
        } else {
            self.untold += 1;
        }
    }

    pub(super) fn tell_untold(&mut self, name: &str) {
        if self.untold > 0 {
            let message = format!("{} more problems are not shown", self.untold);
            self.problems
                .push(Problem::note(&Span::of_file(name), message));
        }
    }
}

/// What the parentheses of a header ask for.
struct Plan<'a> {
    template: bool,
    /// Add to a section that is there; the text after `+` says to which of several.
    add_to: Option<&'a str>,
    parents: Vec<&'a str>,
}

impl<'a> Plan<'a> {
    fn of(header: &Header<'a>, strict: bool) -> Self {
        let mut plan = Self {
            template: false,
            add_to: None,
            parents: Vec::new(),
        };
        for option in &header.options {
            let option = if strict { option } else { option.trim() };
            match option.strip_prefix('+') {
                _ if option == "!" => plan.template = true,
                Some(filter) if filter.is_empty() || filter.contains('=') => {
                    plan.add_to = Some(filter)
                }
                Some(parent) => {
                    plan.add_to = plan.add_to.or(Some(""));
                    plan.parents.push(parent);
                }
                None => plan.parents.push(option),
            }
        }
        plan
    }
}

const NO_SECTION: &str = "there is no section before this line (no category context)";
const TOO_MANY_ENTRIES: &str = "there are too many entries in all, those from templates included";
/// Looking for a near name among all of very many sections would take long.
const MOST_NAMES_COMPARED: usize = 1_000;
