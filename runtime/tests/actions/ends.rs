//! How goals end where nobody means them to.
