//! Taking things out of a dialplan again, for consoles and programs.

use super::{DialplanBuilder, NewStep};
use crate::plan::context::Context;

impl DialplanBuilder {
    /// Removes an extension: all of it, or one priority. Without `caller` the rows for every caller
    /// go. False when there is no such thing.
    pub fn remove_extension(
        &mut self,
        context: &str,
        extension: &str,
        caller: Option<&str>,
        priority: Option<u32>,
    ) -> bool {
        let Some(context) = self.existing(context) else {
            return false;
        };
        let mut removed = false;
        context.extensions.retain_mut(|known| {
            let for_caller = caller.is_none() || known.caller.as_deref() == caller;
            let meant = known.name == extension && for_caller;
            match priority {
                _ if !meant => true,
                None => {
                    removed = true;
                    false
                }
                Some(priority) => {
                    removed |= known.steps.remove(&priority).is_some();
                    known.labels.retain(|_, at| *at != priority);
                    !known.steps.is_empty() || known.hint.is_some()
                }
            }
        });
        if removed {
            context.index();
        }
        removed
    }

    /// Makes room for a step: what has its extension, caller and priority goes.
    pub fn forget_step(&mut self, new: &NewStep<'_>) {
        if let Some(context) = self.existing(new.context)
            && let Ok(extension) = context.extension(new.extension, new.caller)
        {
            extension.steps.remove(&new.priority);
            extension.labels.retain(|_, at| *at != new.priority);
        }
    }

    /// Makes room for a hint.
    pub fn forget_hint(&mut self, context: &str, extension: &str) {
        if let Some(context) = self.existing(context)
            && let Ok(extension) = context.extension(extension, None)
        {
            extension.hint = None;
        }
    }

    /// Removes an include, times and all if it has them. False when there is none.
    pub fn remove_include(&mut self, context: &str, included: &str) -> bool {
        self.existing(context).is_some_and(|context| {
            let before = context.includes.len();
            let meant = |text: &str, name: &str| text == included || name == included;
            context
                .includes
                .retain(|include| !meant(&include.text, &include.context));
            context.includes.len() < before
        })
    }

    /// Removes an `ignorepat`. False when there is none.
    pub fn remove_ignore_pattern(&mut self, context: &str, pattern: &str) -> bool {
        self.existing(context).is_some_and(|context| {
            let before = context.ignore_patterns.len();
            context
                .ignore_patterns
                .retain(|(known, _)| known != pattern);
            context.ignore_patterns.len() < before
        })
    }

    /// Removes a context and all in it. False when there is none.
    pub fn remove_context(&mut self, context: &str) -> bool {
        let Some(index) = self.by_name.remove(context) else {
            return false;
        };
        self.contexts.remove(index);
        for later in self.by_name.values_mut() {
            if *later > index {
                *later -= 1;
            }
        }
        true
    }

    fn existing(&mut self, context: &str) -> Option<&mut Context> {
        self.contexts.get_mut(*self.by_name.get(context)?)
    }
}
