rosweave::main!();
