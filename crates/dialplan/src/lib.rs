//! The extensions.conf language: contexts, patterns, priorities, `${}` substitution and `$[]`
//! expressions. It finds and describes steps; running them is someone else's business.

pub mod ael;
pub mod arguments;
pub mod expression;
pub mod regex;
pub mod substitute;
pub mod times;

mod location;
mod parse;
mod pattern;
mod plan;

pub use expression::{ExpressionFault, evaluate, is_true};
pub use location::Location;
pub use parse::{GeneralOptions, Parsed, parse};
pub use plan::{
    AlreadyDefined, Dialplan, DialplanBuilder, Found, Hint, NewStep, Question, Route, Step, Switch,
    SwitchKind,
};
pub use substitute::{Scope, Template, expand, expand_now, leading_integer};
pub use times::{MomentForTimes, TimeSpecification, WallTime};
