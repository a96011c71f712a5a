//! What a configuration will do, told before anybody calls: faults in the files (`check`), the path of
//! one call (`explain`), and dialplan tests (`plan_test`). Nothing here performs anything.

pub mod check;
pub mod explain;
pub mod finding;
mod material;
pub mod migrate;
mod names;
pub mod plan_test;
mod references;
#[cfg(test)]
mod tests;
mod typography;

pub use material::{Material, Services};
