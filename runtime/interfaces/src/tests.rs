mod bad_input;
mod folder;
mod hashes;
mod idl;
mod search;
