mod clocks;
mod erasure;
mod listed;
mod raw;
mod records;
mod scheduler;
