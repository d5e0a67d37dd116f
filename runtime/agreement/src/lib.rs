//! Nothing: what this package has are its tests, `tests/agreement.rs`. A package without a library has no integration tests.
