//! Contexts, macros and globals of an AEL file.

mod statement;

use config::Problem;

use super::scanner::{Fault, Scanner};
use super::source::Source;
use super::syntax::{Element, Extension, Item, Word};
use crate::plan::SwitchKind;

pub(super) struct Parser<'a> {
    scanner: Scanner<'a>,
    /// Statements stand in each other so deeply at the moment.
    depth: usize,
    pub(super) problems: Vec<Problem>,
}

impl<'a> Parser<'a> {
    pub(super) fn new(source: &'a Source) -> Self {
        Self {
            scanner: Scanner::new(source),
            depth: 0,
            problems: Vec::new(),
        }
    }

    /// The whole file. What cannot be understood is reported and left out.
    pub(super) fn items(&mut self) -> Vec<Item> {
        let mut items = Vec::new();
        while self.scanner.peek().is_some() {
            if self.scanner.take(";") {
                continue;
            }
            let start = self.scanner.position();
            self.depth = 0;
            match self.item() {
                Ok(item) => items.push(item),
                Err((span, text)) => {
                    let text = format!("{text}; everything up to the end of this block is ignored");
                    self.problems.push(Problem::error(&span, text));
                    self.scanner.jump_to(start);
                    self.scanner.step_over_block();
                }
            }
        }
        items
    }

    fn item(&mut self) -> Result<Item, Fault> {
        let mut extends = false;
        loop {
            let word = self.scanner.word()?;
            match word.text.as_str() {
                "abstract" => {}
                "extend" => extends = true,
                "context" => return self.context(extends),
                "macro" => return self.a_macro(),
                "globals" => return self.globals(),
                other => {
                    let text = format!("'{other}' is none of context, macro and globals");
                    return Err((word.span, text));
                }
            }
        }
    }

    fn context(&mut self, extends: bool) -> Result<Item, Fault> {
        let name = self.scanner.word()?;
        self.scanner.expect("{")?;
        let mut elements = Vec::new();
        while !self.scanner.take("}") {
            if !self.scanner.take(";") {
                self.element(&mut elements)?;
            }
        }
        Ok(Item::Context {
            name,
            extends,
            elements,
        })
    }

    fn element(&mut self, elements: &mut Vec<Element>) -> Result<(), Fault> {
        if self.list(elements)? {
            return Ok(());
        }
        let mut extension = Extension {
            name: self.scanner.word()?,
            hint: None,
            regexten: false,
            body: Vec::new(),
        };
        if extension.name.text == "ignorepat" && self.scanner.take("=>") {
            let pattern = self.scanner.text_until(&[';'])?;
            self.scanner.expect(";")?;
            elements.push(Element::IgnorePattern(pattern));
            return Ok(());
        }
        loop {
            match extension.name.text.as_str() {
                "regexten" if self.scanner.peek() != Some('=') => extension.regexten = true,
                "hint" if self.scanner.peek() == Some('(') => {
                    let span = self.scanner.span();
                    let text = self.scanner.parenthesised()?;
                    extension.hint = Some(Word { text, span });
                }
                _ => break,
            }
            extension.name = self.scanner.word()?;
        }
        self.scanner.expect("=>")?;
        extension.body = vec![self.statement()?];
        elements.push(Element::Extension(extension));
        Ok(())
    }

    /// `includes`, `switches` and `eswitches` with their braces, if one of them comes next.
    fn list(&mut self, elements: &mut Vec<Element>) -> Result<bool, Fault> {
        let keyword = self.scanner.peek_word();
        let make: fn(Word) -> Element = match keyword.as_str() {
            "includes" => |mut word| {
                word.text = word.text.replace('|', ",");
                Element::Include(word)
            },
            "switches" => |word| Element::Switch(SwitchKind::Plain, word),
            "eswitches" => |word| Element::Switch(SwitchKind::Evaluated, word),
            _ => return Ok(false),
        };
        let start = self.scanner.position();
        self.scanner.word()?;
        if !self.scanner.take("{") {
            // An extension of that name.
            self.scanner.jump_to(start);
            return Ok(false);
        }
        while !self.scanner.take("}") {
            let word = self.scanner.text_until(&[';', '}'])?;
            if !word.text.is_empty() {
                elements.push(make(word));
            }
            self.scanner.take(";");
        }
        Ok(true)
    }

    fn a_macro(&mut self) -> Result<Item, Fault> {
        let name = self.scanner.word()?;
        let span = self.scanner.span();
        let parameters = self.scanner.arguments()?.into_iter();
        let parameters = parameters.map(|text| Word {
            text,
            span: span.clone(),
        });
        let parameters = parameters.collect();
        self.scanner.expect("{")?;
        let (mut elements, mut body) = (Vec::new(), Vec::new());
        while !self.scanner.take("}") {
            if !self.list(&mut elements)? {
                body.push(self.statement()?);
            }
        }
        Ok(Item::Macro {
            name,
            parameters,
            elements,
            body,
        })
    }

    fn globals(&mut self) -> Result<Item, Fault> {
        self.scanner.expect("{")?;
        let mut globals = Vec::new();
        while !self.scanner.take("}") {
            if self.scanner.take(";") {
                continue;
            }
            let name = self.scanner.word()?;
            self.scanner.expect("=")?;
            let value = self.scanner.text_until(&[';'])?.text;
            self.scanner.expect(";")?;
            let bare = value.strip_prefix('"').and_then(|v| v.strip_suffix('"'));
            let value = bare.map(str::to_owned).unwrap_or(value);
            globals.push((name, value));
        }
        Ok(Item::Globals(globals))
    }
}
