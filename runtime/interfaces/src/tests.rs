mod hashes;
