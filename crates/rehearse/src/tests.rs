//! Whole calls told, files checked, tests run.

mod checking;
mod explaining;
mod installations;
mod kinds;
mod linting;
mod migrating;
mod published;
mod seeding;
mod testing;
mod world;
