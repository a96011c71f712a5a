//! Messages as a whole.
