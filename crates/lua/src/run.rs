//! The switch `Lua`: a channel's program, and the applications that it calls.

use std::cell::RefCell;
use std::collections::HashMap;
use std::rc::Rc;
use std::sync::Arc;

use call::ChannelId;
use call::script::{Asked, Call, Flow, HungUp, Next, Switch, SwitchEntry};
use dialplan::Question;

use crate::load::{Program, first_line};
use crate::machine::{Answer, Machine, Wish};

/// What `switch => Lua/` needs; for the table of switches.
pub static SWITCHES: &[SwitchEntry] = &[SwitchEntry::of::<Lua>()];

/// The program in force, and the machines of the channels that have one.
#[derive(Default)]
pub struct Programs {
    program: RefCell<Option<Arc<Program>>>,
    machines: RefCell<HashMap<ChannelId, Rc<Machine>>>,
}

impl Programs {
    /// The program for new channels from now on; those that run keep theirs.
    pub fn set(&self, program: Option<Arc<Program>>) {
        *self.program.borrow_mut() = program;
    }

    /// The channel's machine, made when it has none.
    fn machine(&self, call: &Call, program: &Program) -> mlua::Result<Rc<Machine>> {
        if let Some(machine) = self.machines.borrow().get(&call.id()) {
            return Ok(Rc::clone(machine));
        }
        let machine = Rc::new(program.machine(call.since_epoch())?);
        let mut machines = self.machines.borrow_mut();
        machines.retain(|id, _| call.look_at(*id, |_| ()).is_some());
        machines.insert(call.id(), Rc::clone(&machine));
        Ok(machine)
    }
}

struct Lua;

impl Switch for Lua {
    const NAME: &'static str = "Lua";

    async fn knows(call: &mut Call, asked: Asked<'_>, question: Question) -> bool {
        let programs = call.service::<Programs>();
        let Some(program) = programs.and_then(|programs| programs.program.borrow().clone()) else {
            return false;
        };
        let Asked {
            context,
            extension,
            priority,
            ..
        } = asked;
        let index = &program.index;
        call.in_plan(|_, at| match question {
            Question::Exists => index.exists(at, context, extension, priority, None),
            Question::CanMatch => index.can_match(at, context, extension, priority, None),
            Question::MatchMore => index.match_more(at, context, extension, priority, None),
        })
    }

    async fn run(call: &mut Call, asked: Asked<'_>) -> Flow {
        let programs = call.service::<Programs>();
        let Some(programs) = programs else {
            return Ok(Next::End);
        };
        let Some(program) = programs.program.borrow().clone() else {
            return Ok(Next::End);
        };
        let found = call.in_plan(|_, at| {
            let found =
                program
                    .index
                    .find(at, asked.context, asked.extension, asked.priority, None)?;
            Some((found.context.to_string(), found.pattern.to_owned()))
        });
        let Some((context, pattern)) = found else {
            return Ok(Next::End);
        };
        let machine = match programs.machine(call, &program) {
            Ok(machine) => machine,
            Err(error) => return Ok(failed(call, &error)),
        };
        match run(call, &machine, (&context, &pattern), asked).await {
            Ok(flow) => flow,
            Err(error) => Ok(failed(call, &error)),
        }
    }
}

/// Runs the function of an extension, until it ends, fails, or one of its applications sends the
/// channel elsewhere.
async fn run(
    call: &mut Call,
    machine: &Machine,
    (context, pattern): (&str, &str),
    asked: Asked<'_>,
) -> mlua::Result<Flow> {
    let Some(thread) = machine.begin(context, pattern)? else {
        let text = format!("the program has no extension '{pattern}' in '{context}' any more");
        return Err(mlua::Error::runtime(text));
    };
    let mut arguments = machine.strings(&[asked.context, asked.extension])?;
    for turn in 1u32.. {
        let wish = machine.resume(&thread, arguments, call.since_epoch(), call.is_hung_up())?;
        let answer = match wish {
            Wish::End => break,
            Wish::Run(name, given) => match application(call, &name, &given).await? {
                Some(flow) => return Ok(flow),
                None => Answer::Nothing,
            },
            Wish::Get(name) => Answer::Text(value(call, &name).await),
            Wish::Set(name, value) => {
                call.assign(&name, &value).await;
                Answer::Nothing
            }
            Wish::Print(line) => {
                call.verbose(1, || line);
                Answer::Nothing
            }
        };
        if call.is_hung_up() && !call.look(|c| c.in_h).unwrap_or(false) {
            return Ok(Err(HungUp));
        }
        if turn.is_multiple_of(WISHES_A_TURN) {
            call.take_a_breath().await;
        }
        arguments = machine.answer(answer)?;
    }
    Ok(Ok(Next::Continue))
}

/// `Some` when the program must not go on.
async fn application(call: &mut Call, name: &str, given: &str) -> mlua::Result<Option<Flow>> {
    match call.run_application(name, given).await {
        None => Err(mlua::Error::runtime(format!(
            "there is no application '{name}'"
        ))),
        Some(Ok(Next::Continue)) if !call.look(|c| c.jumped).unwrap_or(true) => Ok(None),
        Some(flow) => Ok(Some(flow)),
    }
}

/// A function's value, or a variable's, which may be nothing.
async fn value(call: &mut Call, name: &str) -> Option<String> {
    match name.strip_suffix(')').and_then(|n| n.split_once('(')) {
        Some((function, arguments)) => Some(call.read_function(function, arguments).await),
        None => call.variable(name),
    }
}

fn failed(call: &Call, error: &mlua::Error) -> Next {
    call.warn(first_line(error));
    Next::End
}

/// So many wishes are granted before others get their turn.
const WISHES_A_TURN: u32 = 1000;
