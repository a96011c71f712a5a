//! Statements laid out as steps: loops, branches and switches become jumps, and each case of a
//! switch an extension that the value is dialled to.

use config::Span;

use super::Compiler;
use super::routine::{Act, Mark, Routine, SAVED_EXTENSION, Step, Written, WrittenStep};
use crate::ael::syntax::{Case, CaseKind, Statement, Test, What, Word};

/// An extension or macro with the cases and catches in it.
pub(super) struct Body<'a, 'b> {
    compiler: &'a mut Compiler<'b>,
    context: &'a str,
    routines: Vec<Routine>,
    /// Which routine and step each mark is.
    marks: Vec<Option<(usize, usize)>>,
    in_macro: bool,
    /// A switch was met: `${EXTEN}` no longer is what was dialled.
    saved: bool,
}

/// Where `break`, `continue` and `return` go.
#[derive(Clone, Copy)]
struct Flow {
    leave: Option<Mark>,
    again: Option<Mark>,
    end: Mark,
}

impl<'a, 'b> Body<'a, 'b> {
    pub(super) fn new(compiler: &'a mut Compiler<'b>, context: &'a str, root: Routine) -> Self {
        Self {
            compiler,
            context,
            routines: vec![root],
            marks: Vec::new(),
            in_macro: false,
            saved: false,
        }
    }

    pub(super) fn extension(&mut self, body: &[Statement]) {
        self.routine(0, body);
    }

    pub(super) fn a_macro(&mut self, parameters: &[Word], body: &[Statement]) {
        self.in_macro = true;
        for (number, parameter) in (1..).zip(parameters) {
            let text = format!("LOCAL({})=${{ARG{number}}}", parameter.text);
            self.run(0, &parameter.span, "MSet", text);
        }
        self.routine(0, body);
        let end = Span::of_file(super::REGISTRAR);
        let last = self.routines[0].steps.last();
        let span = last.map_or(end, |step| step.span.clone());
        self.run(0, &span, "Return", String::new());
    }

    /// The steps, every jump with its number.
    pub(super) fn finish(mut self) -> Vec<Written> {
        for at in 0..self.routines.len() {
            if self.routines[at].label.is_some() {
                let span = self.last_span(at);
                self.run(at, &span, "NoOp", String::new());
            }
        }
        let written = (0..self.routines.len()).map(|at| self.written(at));
        written.collect()
    }

    /// A whole extension, with a place at its end for `return`.
    fn routine(&mut self, at: usize, body: &[Statement]) {
        let end = self.mark();
        let flow = Flow {
            leave: None,
            again: None,
            end,
        };
        self.statements(at, body, flow);
        let used = self.routines.iter().flat_map(|r| &r.steps);
        let used = used
            .into_iter()
            .any(|step| matches!(step.what, Act::Jump(to) if to == end));
        let place = (at, self.routines[at].steps.len());
        self.marks[end.0] = Some(place);
        if used {
            let kind = if self.in_macro { "Macro" } else { "Extension" };
            let text = format!("End of {kind} {}", self.routines[at].name);
            let span = self.last_span(at);
            self.run(at, &span, "NoOp", text);
        }
    }

    fn statements(&mut self, at: usize, body: &[Statement], flow: Flow) {
        for statement in body {
            self.statement(at, statement, flow);
        }
    }

    fn statement(&mut self, at: usize, statement: &Statement, flow: Flow) {
        let span = &statement.span;
        match &statement.what {
            What::Block(body) => self.statements(at, body, flow),
            What::Run(name, arguments) => self.run(at, span, name, arguments.clone()),
            What::CallMacro(name, arguments) => self.call(at, span, name, arguments),
            What::Assign { local, name, value } => {
                let name = if *local {
                    format!("LOCAL({name})")
                } else {
                    name.clone()
                };
                self.run(at, span, "MSet", format!("{name}=$[{value}]"));
            }
            What::Label(name) => {
                if self.routines[at].label.is_some() {
                    self.run(at, span, "NoOp", String::new());
                }
                self.routines[at].label = Some(name.clone());
            }
            What::Goto(parts) => match parts.as_slice() {
                [label] if !label.contains('$') && label.parse::<u32>().is_err() => {
                    self.act(at, span, Act::JumpToLabel(label.clone()));
                }
                _ => self.run(at, span, "Goto", parts.join(",")),
            },
            What::Branch {
                test,
                then,
                otherwise,
            } => self.branch(at, span, test, (then, otherwise.as_deref()), flow),
            What::While(test, body) => self.while_loop(at, span, test, body, flow),
            What::For {
                first,
                test,
                each,
                body,
            } => {
                self.statement(at, first, flow);
                self.for_loop(at, span, test, (each, body), flow);
            }
            What::Switch(subject, cases) => self.switch(at, span, subject, cases, flow),
            What::Catch(name, body) => {
                self.routines.push(Routine::new(name, None));
                let catch = self.routines.len() - 1;
                self.routine(catch, body);
            }
            What::Break => self.leap(at, span, flow.leave, "break", "loop or switch"),
            What::Continue => self.leap(at, span, flow.again, "continue", "loop"),
            // Only the macro's own extension reaches the Return at its end.
            What::Return if self.in_macro && at != 0 => {
                self.run(at, span, "Return", String::new());
            }
            What::Return => self.act(at, span, Act::Jump(flow.end)),
            What::Includes(elements) => {
                for element in elements {
                    self.compiler.element(self.context, element);
                }
            }
        }
    }

    fn call(&mut self, at: usize, span: &Span, name: &str, arguments: &[String]) {
        match self.compiler.macros.get(name) {
            Some(wanted) if *wanted != arguments.len() => {
                let given = arguments.len();
                let text = format!("macro '{name}' has {wanted} arguments, and {given} are given");
                self.compiler.warn(span, text);
            }
            None if !name.contains('$') && !self.compiler.builder.has_context(name) => {
                let problem = config::Problem::warning(
                    span,
                    format!("there is no macro '{name}'; a call that gets here ends"),
                );
                let known = self.compiler.macros.keys().map(String::as_str);
                let problem = problem.did_you_mean(name, known);
                self.compiler.out.problems.push(problem);
            }
            _ => {}
        }
        let given = if arguments.is_empty() {
            String::new()
        } else {
            format!("({})", arguments.join(","))
        };
        self.run(at, span, "Gosub", format!("{name},~~s~~,1{given}"));
    }

    fn branch(
        &mut self,
        at: usize,
        span: &Span,
        test: &Test,
        (then, otherwise): (&[Statement], Option<&[Statement]>),
        flow: Flow,
    ) {
        let (kind, application, condition) = match test {
            Test::If(test) => ("if", "GotoIf", format!("$[{test}]")),
            Test::Time(times) => ("iftime", "GotoIfTime", times.replace('|', ",")),
            Test::Random(percent) => {
                let condition = format!("$[${{RAND(0,99)}} < ({percent})]");
                ("rand", "GotoIf", condition)
            }
        };
        let number = self.number();
        let (yes, no, end) = (self.mark(), self.mark(), self.mark());
        self.act(at, span, Act::Fork(application, condition, yes, no));
        self.place(at, yes);
        self.statements(at, then, flow);
        match otherwise {
            Some(otherwise) => {
                self.act(at, span, Act::Jump(end));
                self.place(at, no);
                self.statements(at, otherwise, flow);
            }
            None => self.place(at, no),
        }
        self.place(at, end);
        self.finish_of(at, span, kind, number);
    }

    fn while_loop(&mut self, at: usize, span: &Span, test: &str, body: &[Statement], flow: Flow) {
        let number = self.number();
        let (again, inside, end) = (self.mark(), self.mark(), self.mark());
        self.place(at, again);
        self.act(
            at,
            span,
            Act::Fork("GotoIf", format!("$[{test}]"), inside, end),
        );
        self.place(at, inside);
        let inner = Flow {
            leave: Some(end),
            again: Some(again),
            ..flow
        };
        self.statements(at, body, inner);
        self.act(at, span, Act::Jump(again));
        self.place(at, end);
        self.finish_of(at, span, "while", number);
    }

    fn for_loop(
        &mut self,
        at: usize,
        span: &Span,
        test: &str,
        (each, body): (&Statement, &[Statement]),
        flow: Flow,
    ) {
        let number = self.number();
        let (again, inside) = (self.mark(), self.mark());
        let (next, end) = (self.mark(), self.mark());
        self.place(at, again);
        self.act(
            at,
            span,
            Act::Fork("GotoIf", format!("$[{test}]"), inside, end),
        );
        self.place(at, inside);
        let inner = Flow {
            leave: Some(end),
            again: Some(next),
            ..flow
        };
        self.statements(at, body, inner);
        self.place(at, next);
        self.statement(at, each, flow);
        self.act(at, span, Act::Jump(again));
        self.place(at, end);
        self.finish_of(at, span, "for", number);
    }

    fn switch(&mut self, at: usize, span: &Span, subject: &str, cases: &[Case], flow: Flow) {
        if !self.saved {
            self.run(at, span, "MSet", "~~EXTEN~~=${EXTEN}".to_owned());
            self.saved = true;
        }
        let number = self.number();
        let end = self.mark();
        self.run(at, span, "Goto", format!("sw_{number}_{subject},10"));
        self.place(at, end);
        self.finish_of(at, span, "switch", number);
        let inner = Flow {
            leave: Some(end),
            ..flow
        };
        let entries: Vec<Mark> = cases.iter().map(|_| self.mark()).collect();
        for (index, case) in cases.iter().enumerate() {
            let name = match &case.kind {
                CaseKind::Value(value) => format!("sw_{number}_{value}"),
                CaseKind::Pattern(pattern) => format!("_sw_{number}_{pattern}"),
                CaseKind::Default => format!("_sw_{number}_."),
            };
            self.routines.push(Routine::case(name));
            let routine = self.routines.len() - 1;
            self.place(routine, entries[index]);
            self.statements(routine, &case.body, inner);
            if !ends_elsewhere(&case.body) {
                let next = entries.get(index + 1).copied().unwrap_or(end);
                self.act(routine, &case.span, Act::Jump(next));
            }
            if matches!(case.kind, CaseKind::Default) {
                self.when_empty(number, &case.span, entries[index]);
            }
        }
        if !cases
            .iter()
            .any(|case| matches!(case.kind, CaseKind::Default))
        {
            self.routines.push(Routine::case(format!("_sw_{number}_.")));
            self.act(self.routines.len() - 1, span, Act::Jump(end));
            if !cases.iter().any(Case::is_for_nothing) {
                self.when_empty(number, span, end);
            }
        }
    }

    /// A value of no letters is matched by no pattern.
    fn when_empty(&mut self, number: usize, span: &Span, to: Mark) {
        self.routines.push(Routine::case(format!("sw_{number}_")));
        self.act(self.routines.len() - 1, span, Act::Jump(to));
    }

    fn leap(&mut self, at: usize, span: &Span, to: Option<Mark>, word: &str, place: &str) {
        match to {
            Some(to) => self.act(at, span, Act::Jump(to)),
            None => {
                let text = format!("'{word}' stands in no {place}; ignored");
                self.compiler.warn(span, text);
            }
        }
    }

    fn finish_of(&mut self, at: usize, span: &Span, kind: &str, number: usize) {
        let text = format!("Finish {kind}_{}_{number}", self.context);
        self.run(at, span, "NoOp", text);
    }

    fn number(&mut self) -> usize {
        self.compiler.constructs += 1;
        self.compiler.constructs
    }

    fn mark(&mut self) -> Mark {
        self.marks.push(None);
        Mark(self.marks.len() - 1)
    }

    fn place(&mut self, at: usize, mark: Mark) {
        self.marks[mark.0] = Some((at, self.routines[at].steps.len()));
    }

    fn run(&mut self, at: usize, span: &Span, application: &str, arguments: String) {
        self.act(at, span, Act::Run(application.to_owned(), arguments));
    }

    fn act(&mut self, at: usize, span: &Span, mut what: Act) {
        // Behind a switch EXTEN may be the name of a case.
        if let Act::Run(_, text) | Act::Fork(_, text, ..) = &mut what
            && self.saved
        {
            *text = text
                .replace("${EXTEN}", SAVED_EXTENSION)
                .replace("${EXTEN:", "${~~EXTEN~~:");
        }
        let routine = &mut self.routines[at];
        let step = Step {
            span: span.clone(),
            label: routine.label.take(),
            what,
        };
        routine.steps.push(step);
    }

    fn last_span(&self, at: usize) -> Span {
        let last = self.routines[at].steps.last();
        last.map_or_else(|| Span::of_file(super::REGISTRAR), |step| step.span.clone())
    }

    fn written(&mut self, at: usize) -> Written {
        let mut steps = Vec::new();
        for index in 0..self.routines[at].steps.len() {
            let step = &self.routines[at].steps[index];
            let (span, label) = (step.span.clone(), step.label.clone());
            let (application, arguments) = match &step.what {
                Act::Run(application, arguments) => (application.clone(), arguments.clone()),
                Act::Jump(to) => ("Goto".to_owned(), self.address(at, *to)),
                Act::Fork(application, condition, yes, no) => {
                    let (yes, no) = (self.priority(*yes), self.priority(*no));
                    ((*application).to_owned(), format!("{condition}?{yes}:{no}"))
                }
                Act::JumpToLabel(label) => {
                    let label = label.clone();
                    ("Goto".to_owned(), self.label(at, &label, &span))
                }
            };
            steps.push(WrittenStep {
                priority: self.routines[at].priority(index),
                label,
                application,
                arguments,
                span,
            });
        }
        Written {
            name: self.routines[at].name.clone(),
            caller: self.routines[at].caller.clone(),
            steps,
        }
    }

    fn priority(&self, mark: Mark) -> u32 {
        let place = self.marks.get(mark.0).copied().flatten();
        place.map_or(1, |(routine, step)| self.routines[routine].priority(step))
    }

    fn address(&self, from: usize, to: Mark) -> String {
        let routine = self.marks[to.0].map_or(from, |(routine, _)| routine);
        let priority = self.priority(to);
        if routine == from {
            priority.to_string()
        } else {
            format!("{},{priority}", self.routines[routine].address())
        }
    }

    fn label(&mut self, from: usize, label: &str, span: &Span) -> String {
        let has = |at: &usize| {
            let mut steps = self.routines[*at].steps.iter();
            steps.any(|step| step.label.as_deref() == Some(label))
        };
        let mut order = std::iter::once(from).chain(0..self.routines.len());
        match order.find(has) {
            Some(at) if at == from => label.to_owned(),
            Some(at) => format!("{},{label}", self.routines[at].address()),
            None => {
                let name = &self.routines[0].name;
                let text = format!("there is no label '{label}' in extension '{name}'");
                self.compiler.warn(span, text);
                label.to_owned()
            }
        }
    }
}

impl Case {
    fn is_for_nothing(&self) -> bool {
        matches!(&self.kind, CaseKind::Value(value) if value.is_empty())
    }
}

fn ends_elsewhere(body: &[Statement]) -> bool {
    match body.last().map(|last| &last.what) {
        Some(What::Goto(_) | What::Break | What::Continue | What::Return) => true,
        Some(What::Block(body)) => ends_elsewhere(body),
        _ => false,
    }
}
