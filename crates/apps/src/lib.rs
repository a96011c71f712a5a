//! Applications and functions: thin scripts, one file each.
