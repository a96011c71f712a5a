//! `extensions.lua`: a dialplan as a table of Lua functions, run by the same scripts as any other.
