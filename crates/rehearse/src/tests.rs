//! Whole calls told, files checked, tests run.

mod checking;
mod explaining;
mod installations;
mod linting;
mod seeding;
mod testing;
mod world;
