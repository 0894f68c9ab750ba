//! THE MAP. Layers in import order: a module uses lower rows only, never its own row.
//! Inside a layer: noun, then one file per rule or deed.

/// Row 1. The rules: no I/O, no clock, no randomness, no SQL, no HTTP.
pub mod domain;
/// Row 1. Points at which a test makes a step fail, or lets the process die; nothing of it in the shipped program.
pub mod faults;

/// Row 2. The only reader of time and randomness.
pub mod clock;
/// Row 2. Typed settings.
pub mod config;
/// Row 2. Files that are replaced in one step.
pub mod durable;

/// Row 3. Keys, epochs, sealed cells: the only place that encrypts.
pub mod vault;

/// Row 4. PDF letters.
pub mod letters;
/// Row 4. The mail transports.
pub mod mail;
/// Row 4. Decode, orient, strip, scale, encode; sealed blobs.
pub mod photos;
/// Row 4. Other machines that are spoken to by HTTP: the witness, and the bucket that is one.
pub mod remote;
/// Row 4. The in-memory index of names.
pub mod search;
/// Row 4. The only place that knows Diesel.
pub mod store;

/// Row 5. What the system can do: one file, one deed, one transaction, one audit line.
pub mod actions;

/// Row 6. What all doors share: forms, errors, headers, assets.
pub mod http;

/// Row 7. Deeds started by time.
pub mod jobs;
/// Row 7. Deeds started by police systems (JSON).
pub mod police_api;
/// Row 7. Pages for signed-in people.
pub mod portal;
/// Row 7. Pages for everybody and for the holder of a notice's code.
pub mod public;
/// Row 7. The door of a witness: other installations ask it to sign the heads of their trails.
pub mod witness_api;

/// Row 8. Assembly: config, store, clock, vault, mailer, server, scheduler.
pub mod app;

/// Row 9. One file per command.
pub mod cli;
