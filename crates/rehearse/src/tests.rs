//! Whole calls told, files checked, tests run.

mod checking;
mod explaining;
mod installations;
mod seeding;
mod testing;
mod world;
