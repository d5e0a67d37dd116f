struct Talker;

rosweave::main!(Talker);
