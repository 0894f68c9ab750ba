//! How much of a long suite runs: a share each time, all of it with `BEADLE_LONG=1`, as `tests/run --long` sets.

/// So many each time, or so many in the long run.
pub fn share<T>(usual: T, long: T) -> T {
    if std::env::var_os("BEADLE_LONG").is_some_and(|asked| asked == "1") { long } else { usual }
}
