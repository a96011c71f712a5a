//! One Lua machine: the program of one channel, with bounds on memory and on how long it may think.

use std::cell::{Cell, RefCell};
use std::collections::{BTreeMap, BTreeSet};
use std::rc::Rc;
use std::time::Duration;

use mlua::thread::ThreadStatus;
use mlua::{
    Function, HookTriggers, Lua, LuaOptions, MultiValue, StdLib, Table, Thread, Value, VmState,
};

/// Lua files by name.
pub(crate) type Sources = BTreeMap<String, Vec<u8>>;

/// A machine with the prelude and, after [`run_file`](Self::run_file), the program.
pub(crate) struct Machine {
    lua: Lua,
    /// What a program yields first when it wants something of us.
    wanted: Table,
    turn: Rc<Turn>,
    /// Files that were asked for and are not among the sources.
    pub(crate) missing: Rc<RefCell<BTreeSet<String>>>,
}

/// What the machine may know of the world, and how much of its turn is left.
#[derive(Default)]
struct Turn {
    hooks_left: Cell<u32>,
    exhausted: Cell<bool>,
    hung_up: Cell<bool>,
    since_epoch: Cell<Duration>,
}

/// What a program wants.
#[derive(Debug)]
pub(crate) enum Wish {
    /// An application with its arguments.
    Run(String, String),
    /// The value of a variable or function.
    Get(String),
    /// A variable or function to be set.
    Set(String, String),
    /// A line for the console.
    Print(String),
    /// Nothing more: it has ended.
    End,
}

/// What the wish came to.
pub(crate) enum Answer {
    Nothing,
    Text(Option<String>),
}

impl Machine {
    pub(crate) fn new(
        sources: Rc<Sources>,
        environment: &[(String, String)],
    ) -> mlua::Result<Self> {
        let libraries = StdLib::TABLE | StdLib::STRING | StdLib::MATH | StdLib::OS | StdLib::JIT;
        let lua = Lua::new_with(libraries, LuaOptions::default())?;
        // Not every build of the library can count its memory.
        let _ = lua.set_memory_limit(MOST_MEMORY);
        let turn = Rc::new(Turn::default());
        let missing = Rc::new(RefCell::new(BTreeSet::new()));
        let wanted = lua.create_table()?;
        let machine = Self {
            lua,
            wanted,
            turn,
            missing,
        };
        machine.limit()?;
        machine.prelude(sources, environment.to_vec())?;
        Ok(machine)
    }

    /// Runs the program's file, which defines the tables.
    pub(crate) fn run_file(&self, name: &str, source: &[u8], now: Duration) -> mlua::Result<()> {
        if source.first() == Some(&27) {
            return Err(mlua::Error::runtime("compiled programs are not taken"));
        }
        self.begin_turn(now, false);
        let chunk = self.lua.load(source).set_name(format!("@{name}"));
        let thread = self.lua.create_thread(chunk.into_function()?)?;
        let results: MultiValue = thread.resume(())?;
        if results.front().is_some_and(|v| self.is_token(v)) {
            let text = "applications and channel variables can only be used by extensions";
            return Err(mlua::Error::runtime(text));
        }
        Ok(())
    }

    pub(crate) fn table(&self, name: &str) -> Option<Table> {
        self.lua.globals().get(name).ok()
    }

    /// A program that is about to run the function of an extension; `None` when it has no such one.
    pub(crate) fn begin(&self, context: &str, extension: &str) -> mlua::Result<Option<Thread>> {
        let Some(extensions) = self.table("extensions") else {
            return Ok(None);
        };
        let Ok(context) = extensions.raw_get::<Table>(context) else {
            return Ok(None);
        };
        let mut found: Value = context.raw_get(extension)?;
        if found.is_nil()
            && let Ok(number) = extension.parse::<i64>()
        {
            found = context.raw_get(number)?;
        }
        match found {
            Value::Function(function) => self.lua.create_thread(function).map(Some),
            _ => Ok(None),
        }
    }

    /// Lets the program go on, until it wants something or has ended.
    pub(crate) fn resume(
        &self,
        thread: &Thread,
        arguments: MultiValue,
        now: Duration,
        hung_up: bool,
    ) -> mlua::Result<Wish> {
        self.begin_turn(now, hung_up);
        let mut results: MultiValue = thread.resume(arguments)?;
        if thread.status() != ThreadStatus::Resumable {
            return Ok(Wish::End);
        }
        if !results.pop_front().is_some_and(|v| self.is_token(&v)) {
            return Err(mlua::Error::runtime("an extension cannot yield"));
        }
        let mut next = || text(results.pop_front());
        let (kind, name, more) = (next(), next(), next());
        Ok(match kind.as_str() {
            "app" => Wish::Run(name, more),
            "get" => Wish::Get(name),
            "set" => Wish::Set(name, more),
            _ => Wish::Print(name),
        })
    }

    pub(crate) fn strings(&self, texts: &[&str]) -> mlua::Result<MultiValue> {
        let values = texts.iter();
        let values = values.map(|text| self.lua.create_string(text).map(Value::String));
        values.collect()
    }

    pub(crate) fn answer(&self, answer: Answer) -> mlua::Result<MultiValue> {
        match answer {
            Answer::Nothing => Ok(MultiValue::new()),
            Answer::Text(None) => Ok([Value::Nil].into_iter().collect()),
            Answer::Text(Some(text)) => self.strings(&[&text]),
        }
    }

    fn begin_turn(&self, now: Duration, hung_up: bool) {
        self.turn.hooks_left.set(HOOKS_A_TURN);
        self.turn.exhausted.set(false);
        self.turn.hung_up.set(hung_up);
        self.turn.since_epoch.set(now);
    }

    fn is_token(&self, value: &Value) -> bool {
        matches!(value, Value::Table(table) if *table == self.wanted)
    }

    fn limit(&self) -> mlua::Result<()> {
        let turn = Rc::clone(&self.turn);
        let triggers = HookTriggers::new().every_nth_instruction(INSTRUCTIONS_A_HOOK);
        self.lua.set_global_hook(triggers, move |_, _| {
            let left = turn.hooks_left.get();
            if left == 0 {
                turn.exhausted.set(true);
                let text = "the program ran too long without waiting";
                return Err(mlua::Error::runtime(text));
            }
            turn.hooks_left.set(left - 1);
            Ok(VmState::Continue)
        })
    }

    fn prelude(
        &self,
        sources: Rc<Sources>,
        environment: Vec<(String, String)>,
    ) -> mlua::Result<()> {
        let lua = &self.lua;
        self.begin_turn(Duration::ZERO, false);
        let turn = Rc::clone(&self.turn);
        let exhausted = lua.create_function(move |_, ()| Ok(turn.exhausted.get()))?;
        let turn = Rc::clone(&self.turn);
        let hung_up = lua.create_function(move |_, ()| Ok(turn.hung_up.get()))?;
        let missing = Rc::clone(&self.missing);
        let module = lua.create_function(move |lua, name: String| match sources.get(&name) {
            Some(source) => lua.create_string(source).map(Some),
            None => {
                missing.borrow_mut().insert(name);
                Ok(None)
            }
        })?;
        let turn = Rc::clone(&self.turn);
        let time: Function = lua.load("return os.time").eval()?;
        let clock = lua.create_function(move |_, when: Option<Table>| match when {
            Some(when) => time.call::<i64>(when),
            None => Ok(i64::try_from(turn.since_epoch.get().as_secs()).unwrap_or(i64::MAX)),
        })?;
        let environment = lua.create_function(move |_, name: String| {
            let mut known = environment.iter();
            Ok(known
                .find(|(n, _)| *n == name)
                .map(|(_, value)| value.clone()))
        })?;
        let prelude = lua.load(PRELUDE).set_name("=prelude");
        let wanted = self.wanted.clone();
        prelude.call::<()>((wanted, exhausted, module, hung_up, clock, environment))
    }
}

fn text(value: Option<Value>) -> String {
    match value {
        Some(Value::String(text)) => String::from_utf8_lossy(&text.as_bytes()).into_owned(),
        _ => String::new(),
    }
}

const PRELUDE: &str = include_str!("prelude.lua");
/// A program may hold so much.
const MOST_MEMORY: usize = 32 << 20;
/// The program is looked at whenever it has done so much.
const INSTRUCTIONS_A_HOOK: u32 = 10_000;
/// So often it is looked at before it must wait for something: some 20 milliseconds.
const HOOKS_A_TURN: u32 = 500;
