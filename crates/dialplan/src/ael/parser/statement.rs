//! Statements of an extension or a macro.

use config::Span;

use super::Parser;
use crate::ael::scanner::Fault;
use crate::ael::syntax::{Case, CaseKind, Element, Statement, Test, What};

impl Parser<'_> {
    pub(super) fn statement(&mut self) -> Result<Statement, Fault> {
        self.depth += 1;
        self.scanner.peek();
        let span = self.scanner.span();
        if self.depth > DEEPEST {
            return Err((span, "statements stand in each other too deeply".to_owned()));
        }
        let what = self.what(&span)?;
        self.depth -= 1;
        Ok(Statement { span, what })
    }

    fn what(&mut self, span: &Span) -> Result<What, Fault> {
        match self.scanner.peek() {
            Some('{') => return Ok(What::Block(self.block()?)),
            Some(';') => {
                self.scanner.take(";");
                return Ok(What::Block(Vec::new()));
            }
            Some('&') => {
                let call = self.macro_call()?;
                self.end()?;
                return Ok(call);
            }
            _ => {}
        }
        let start = self.scanner.position();
        let word = self.scanner.word()?;
        let next = self.scanner.peek();
        match (word.text.as_str(), next) {
            ("if", Some('(')) => self.branch(Test::If),
            ("ifTime" | "iftime" | "IfTime", Some('(')) => self.branch(Test::Time),
            ("random", Some('(')) => self.branch(Test::Random),
            ("while", Some('(')) => {
                let test = self.scanner.parenthesised()?;
                Ok(What::While(test, vec![self.statement()?]))
            }
            ("for", Some('(')) => self.for_loop(),
            ("switch", Some('(')) => self.switch(),
            ("goto", _) => self.goto(),
            ("jump", _) => self.jump(),
            ("break", Some(';')) => self.simple(What::Break),
            ("continue", Some(';')) => self.simple(What::Continue),
            ("return", Some(';')) => self.simple(What::Return),
            ("catch", Some(_)) if next != Some('(') => {
                let extension = self.scanner.word()?.text;
                Ok(What::Catch(extension, self.block()?))
            }
            ("local", Some(letter)) if letter != '(' && letter != '=' => {
                let name = self.scanner.word()?.text;
                self.assignment(name, true)
            }
            ("includes", Some('{')) => {
                self.scanner.jump_to(start);
                let mut elements: Vec<Element> = Vec::new();
                self.list(&mut elements)?;
                Ok(What::Includes(elements))
            }
            ("case" | "pattern" | "default" | "else", Some(letter)) if letter != '(' => {
                Err((span.clone(), format!("'{}' has no place here", word.text)))
            }
            (_, Some(':')) => {
                self.scanner.take(":");
                Ok(What::Label(word.text))
            }
            (_, Some('=')) => self.assignment(word.text, false),
            _ => self.application(word.text),
        }
    }

    fn application(&mut self, name: String) -> Result<What, Fault> {
        let mut arguments = Vec::new();
        if self.scanner.peek() == Some('(') {
            arguments = self.scanner.arguments()?;
            if self.scanner.peek() == Some('=') {
                return self.assignment(format!("{name}({})", arguments.join(",")), false);
            }
        }
        self.end()?;
        Ok(What::Run(name, arguments.join(",")))
    }

    fn assignment(&mut self, name: String, local: bool) -> Result<What, Fault> {
        self.scanner.expect("=")?;
        let value = self.scanner.text_until(&[';'])?.text;
        self.end()?;
        Ok(What::Assign { local, name, value })
    }

    fn macro_call(&mut self) -> Result<What, Fault> {
        self.scanner.expect("&")?;
        let name = self.scanner.word()?.text;
        Ok(What::CallMacro(name, self.scanner.arguments()?))
    }

    fn block(&mut self) -> Result<Vec<Statement>, Fault> {
        let open = self.scanner.span();
        self.scanner.expect("{")?;
        let mut statements = Vec::new();
        while !self.scanner.take("}") {
            if self.scanner.peek().is_none() {
                return Err((open, "this '{' is not closed".to_owned()));
            }
            statements.push(self.statement()?);
        }
        Ok(statements)
    }

    fn branch(&mut self, test: fn(String) -> Test) -> Result<What, Fault> {
        let test = test(self.scanner.parenthesised()?);
        let then = vec![self.statement()?];
        let start = self.scanner.position();
        while self.scanner.take(";") {}
        let otherwise = if self.scanner.peek_word() == "else" {
            self.scanner.word()?;
            Some(vec![self.statement()?])
        } else {
            self.scanner.jump_to(start);
            None
        };
        Ok(What::Branch {
            test,
            then,
            otherwise,
        })
    }

    fn for_loop(&mut self) -> Result<What, Fault> {
        self.scanner.expect("(")?;
        let first = self.for_part(';')?;
        let test = self.scanner.text_until(&[';'])?.text;
        self.scanner.expect(";")?;
        let each = self.for_part(')')?;
        Ok(What::For {
            first: Box::new(first),
            test,
            each: Box::new(each),
            body: vec![self.statement()?],
        })
    }

    /// What a loop begins with or does at each turn: an assignment, a macro, an application, nothing.
    fn for_part(&mut self, end: char) -> Result<Statement, Fault> {
        self.scanner.peek();
        let span = self.scanner.span();
        let what = if self.scanner.peek() == Some('&') {
            self.macro_call()?
        } else {
            let text = self.scanner.text_until(&[end])?.text;
            match text.split_once('=') {
                Some((name, value)) => What::Assign {
                    local: false,
                    name: name.trim().to_owned(),
                    value: value.trim().to_owned(),
                },
                None if text.is_empty() => What::Block(Vec::new()),
                None => {
                    let (name, arguments) = text.split_once('(').unwrap_or((&text, ""));
                    let arguments = arguments.strip_suffix(')').unwrap_or(arguments);
                    What::Run(name.trim().to_owned(), arguments.to_owned())
                }
            }
        };
        self.scanner.expect(&end.to_string())?;
        Ok(Statement { span, what })
    }

    fn switch(&mut self) -> Result<What, Fault> {
        let subject = self.scanner.parenthesised()?;
        self.scanner.expect("{")?;
        let mut cases: Vec<Case> = Vec::new();
        while !self.scanner.take("}") {
            if self.scanner.take(";") {
                continue;
            }
            let start = self.scanner.position();
            let word = self.scanner.word()?;
            let kind = match word.text.as_str() {
                "case" => Some(CaseKind::Value(self.scanner.text_until(&[':'])?.text)),
                "pattern" => Some(CaseKind::Pattern(self.scanner.text_until(&[':'])?.text)),
                "default" => Some(CaseKind::Default),
                _ => None,
            };
            match (kind, cases.last_mut()) {
                (Some(kind), _) => {
                    self.scanner.expect(":")?;
                    cases.push(Case {
                        kind,
                        span: word.span,
                        body: Vec::new(),
                    });
                }
                (None, Some(_)) => {
                    self.scanner.jump_to(start);
                    let statement = self.statement()?;
                    if let Some(case) = cases.last_mut() {
                        case.body.push(statement);
                    }
                }
                (None, None) => {
                    let text = "a switch begins with case, pattern or default";
                    return Err((word.span, text.to_owned()));
                }
            }
        }
        Ok(What::Switch(subject, cases))
    }

    fn goto(&mut self) -> Result<What, Fault> {
        let target = self.scanner.text_until(&[';'])?;
        self.end()?;
        let parts: Vec<String> = divided(&target.text);
        if parts.len() > 3 || parts.iter().any(String::is_empty) {
            let text = format!("'{}' is not [[context,]extension,]priority", target.text);
            return Err((target.span, text));
        }
        Ok(What::Goto(parts))
    }

    /// `jump extension[,priority][@context]`
    fn jump(&mut self) -> Result<What, Fault> {
        let target = self.scanner.text_until(&[';'])?;
        self.end()?;
        let (place, context) = match target.text.rsplit_once('@') {
            Some((place, context)) => (place.trim(), Some(context.trim().to_owned())),
            None => (target.text.as_str(), None),
        };
        let mut parts = divided(place);
        if parts.len() == 1 {
            parts.push("1".to_owned());
        }
        if let Some(context) = context {
            parts.insert(0, context);
        }
        if parts.len() > 3 || parts.iter().any(String::is_empty) {
            let text = format!("'{}' is not extension[,priority][@context]", target.text);
            return Err((target.span, text));
        }
        Ok(What::Goto(parts))
    }

    fn simple(&mut self, what: What) -> Result<What, Fault> {
        self.end()?;
        Ok(what)
    }

    fn end(&mut self) -> Result<(), Fault> {
        self.scanner.expect(";")
    }
}

/// At `|` or `,` outside brackets.
fn divided(text: &str) -> Vec<String> {
    let mut parts = vec![String::new()];
    let mut open = 0usize;
    for letter in text.chars() {
        match letter {
            '(' | '[' | '{' => open += 1,
            ')' | ']' | '}' => open = open.saturating_sub(1),
            '|' | ',' if open == 0 => {
                parts.push(String::new());
                continue;
            }
            _ => {}
        }
        if let Some(last) = parts.last_mut() {
            last.push(letter);
        }
    }
    parts.iter().map(|part| part.trim().to_owned()).collect()
}

/// Statements stand in each other so deeply at most.
const DEEPEST: usize = 100;
