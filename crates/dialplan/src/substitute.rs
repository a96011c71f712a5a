//! Substitution: `${variable}`, `${FUNCTION(arguments)}`, `${name:offset:length}` and `$[expression]`.
//! A template is parsed once and expanded as often as its step runs.

mod template;

use std::future::Future;
use std::pin::{Pin, pin};
use std::task::{Context, Poll, Waker};

use crate::expression::evaluate_in_scope;
pub(crate) use template::Reference;
use template::{Name, Piece};
pub use template::{Template, leading_integer};

/// What a template may ask while it is expanded.
pub trait Scope {
    /// The value of a variable; `None` (which expands to nothing) when it is not set.
    fn variable(&mut self, name: &str) -> Option<String>;

    /// The value of a dialplan function. `arguments` is the text between its parentheses, already
    /// expanded. It may wait, for functions such as CURL.
    fn function<'a>(
        &'a mut self,
        name: &'a str,
        arguments: &'a str,
    ) -> Pin<Box<dyn Future<Output = String> + 'a>>;

    /// Something in the text is wrong; expansion goes on as Asterisk's does.
    fn warn(&mut self, text: String);
}

/// Replaces everything that is to be replaced. The result is cut at 64 KiB, with a warning.
pub async fn expand(template: &Template, scope: &mut dyn Scope) -> String {
    match template.as_literal() {
        Some(text) => text.to_owned(),
        None => expand_pieces(template, scope).await,
    }
}

/// Expands where nothing can wait: in tests and while a configuration is loaded. A function that
/// does wait makes the result empty, with a warning.
pub fn expand_now(template: &Template, scope: &mut dyn Scope) -> String {
    let ready = {
        let expansion = pin!(expand(template, &mut *scope));
        match expansion.poll(&mut Context::from_waker(Waker::noop())) {
            Poll::Ready(text) => Some(text),
            Poll::Pending => None,
        }
    };
    ready.unwrap_or_else(|| {
        scope.warn(format!(
            "'{}' needs a function that has to wait",
            template.text()
        ));
        String::new()
    })
}

/// Cuts a piece out of `value`, as `${name:offset:length}` does: negative offsets count from the
/// end, a negative length leaves that many off the end. Counted in bytes, as Asterisk does; a cut
/// inside a character moves back to its start.
pub fn substring(value: &str, offset: i64, length: Option<i64>) -> &str {
    let size = i64::try_from(value.len()).unwrap_or(i64::MAX);
    let start = if offset < 0 {
        size.saturating_add(offset).max(0)
    } else {
        offset.min(size)
    };
    let end = match length {
        None => size,
        Some(length) if length < 0 => size.saturating_add(length).max(start),
        Some(length) => start.saturating_add(length).min(size),
    };
    let boundary = |at: i64| value.floor_char_boundary(usize::try_from(at).unwrap_or(0));
    value
        .get(boundary(start)..boundary(end))
        .unwrap_or_default()
}

fn expand_pieces<'a>(
    template: &'a Template,
    scope: &'a mut dyn Scope,
) -> Pin<Box<dyn Future<Output = String> + 'a>> {
    Box::pin(async move {
        let mut output = String::new();
        for piece in template.pieces() {
            let added = match piece {
                Piece::Literal(text) => append(&mut output, text),
                Piece::Variable(Name::Fixed(reference)) => {
                    append(&mut output, &look_up(reference, &mut *scope).await)
                }
                Piece::Variable(Name::Computed(inner)) => {
                    let name = expand_pieces(inner, &mut *scope).await;
                    let reference = Reference::parse(&name);
                    append(&mut output, &look_up(&reference, &mut *scope).await)
                }
                Piece::Expression(inner) => {
                    let computed;
                    let text = match inner.as_literal() {
                        Some(text) => text,
                        None => {
                            computed = expand_pieces(inner, &mut *scope).await;
                            &computed
                        }
                    };
                    append(&mut output, &evaluate_in_scope(text, &mut *scope).await)
                }
            };
            if !added {
                scope.warn(format!(
                    "the text grew over {LONGEST_OUTPUT} bytes and was cut"
                ));
                break;
            }
        }
        output
    })
}

async fn look_up(reference: &Reference, scope: &mut dyn Scope) -> String {
    let value = match &reference.arguments {
        Some(arguments) => scope.function(&reference.name, arguments).await,
        None => scope.variable(&reference.name).unwrap_or_default(),
    };
    if reference.offset == 0 && reference.length.is_none() {
        return value;
    }
    substring(&value, reference.offset, reference.length).to_owned()
}

/// Appends what fits; false when something did not.
fn append(output: &mut String, text: &str) -> bool {
    let room = LONGEST_OUTPUT.saturating_sub(output.len());
    output.push_str(&text[..text.floor_char_boundary(room)]);
    text.len() <= room
}

const LONGEST_OUTPUT: usize = 64 * 1024;

#[cfg(test)]
mod tests;
