//! Compile-time cases of rosweave: see `tests/`.
