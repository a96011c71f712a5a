//! `#include`, `#tryinclude` and `#exec`.

use super::reader::{Reader, Stop};
use crate::{Problem, Span};

impl Reader<'_> {
    pub(super) fn directive(
        &mut self,
        name: &str,
        argument: &str,
        span: &Span,
        section: Option<usize>,
    ) -> Result<(), Stop> {
        let is = |word: &str| name.eq_ignore_ascii_case(word);
        if name.is_empty() {
            let problem = Problem::note(span, "the line begins with '#' and is skipped");
            self.tell(problem.with_hint("comments begin with ';'"));
            Ok(())
        } else if !DIRECTIVES.into_iter().any(is) {
            let message = format!("'#{name}' is not known; the line is skipped");
            self.tell(Problem::warning(span, message).did_you_mean(name, DIRECTIVES));
            Ok(())
        } else if argument.is_empty() {
            self.tell(Problem::warning(
                span,
                format!("'#{name}' lacks what it is to read"),
            ));
            Ok(())
        } else if is("exec") {
            self.exec(argument, span, section)
        } else {
            self.include(argument, is("tryinclude"), span, section)
        }
    }

    /// The section that an included file leaves open does not go on after the `#include`, but it does
    /// in the next file that the same wildcards stand for.
    fn include(
        &mut self,
        pattern: &str,
        may_be_missing: bool,
        span: &Span,
        mut section: Option<usize>,
    ) -> Result<(), Stop> {
        let names = self.files.expand(pattern);
        if names.is_empty() && !may_be_missing {
            let message = format!("'{pattern}' is included but does not exist");
            let problem = Problem::warning(span, message.as_str());
            self.reject(
                &message,
                problem.with_hint("#tryinclude bears a missing file"),
            )?;
        }
        for name in names {
            if self.open.contains(&name) {
                let message = format!("'{name}' includes itself");
                self.reject(
                    &message,
                    Problem::warning(span, format!("{message}; the line is skipped")),
                )?;
            } else if self.open.len() >= self.limits.depth {
                let message = format!("'{name}' is included too deep");
                self.reject(
                    &message,
                    Problem::warning(span, format!("{message}; the line is skipped")),
                )?;
            } else {
                match self.files.read(&name) {
                    Ok(bytes) => {
                        section = self.file(&name, &bytes, span, section)?;
                        self.read.push(name);
                    }
                    Err(why) => {
                        let message = format!("'{name}' is included but {why}");
                        self.reject(&message, Problem::warning(span, message.as_str()))?;
                    }
                }
            }
        }
        Ok(())
    }

    fn exec(&mut self, command: &str, span: &Span, section: Option<usize>) -> Result<(), Stop> {
        let source = format!("#exec {command}");
        if !self.options.allow_exec {
            let problem = Problem::warning(span, "#exec is not allowed; the line is skipped");
            self.tell(
                problem.with_hint("execincludes = yes in [options] of asterisk.conf allows it"),
            );
        } else if self.open.len() >= self.limits.depth {
            self.tell(Problem::warning(
                span,
                "#exec is nested too deep; the line is skipped",
            ));
        } else {
            match self.files.execute(command) {
                Ok(bytes) => {
                    self.file(&source, &bytes, span, section)?;
                }
                Err(why) => self.tell(Problem::warning(span, format!("'{command}' {why}"))),
            }
        }
        Ok(())
    }
}

const DIRECTIVES: [&str; 3] = ["include", "tryinclude", "exec"];
