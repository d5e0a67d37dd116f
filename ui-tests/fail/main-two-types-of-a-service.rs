use rosweave::prelude::*;
use rosweave_ui_tests::wire::{Count, Line, Number, Read};

#[node]
struct Reader {
    #[client("read")]
    read: Client<Count>,
}

#[node]
impl Reader {}

#[node]
struct Book;

#[node]
impl Book {
    #[service("read", type = Read)]
    fn read(&self, _page: Number) -> Line {
        Line::default()
    }
}

rosweave::main!(Reader, Book);
