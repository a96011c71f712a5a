//! The `.conf` language: text to a tree with spans, trees to typed values, faults with file, line and
//! column. No option's meaning lives here.
