//! Mutated inputs: whatever comes, a macro returns, and what it returns can be parsed.
//!
//! `ROSWEAVE_FUZZ=1000000 cargo test --release -p rosweave-macros fuzz` tries more of them. An input is made from
//! its number alone: `ROSWEAVE_FUZZ_FROM` says the first one.

use std::env;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{self, RecvTimeoutError, SyncSender};
use std::thread;
use std::time::{Duration, Instant};

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::attr::Mark;
use crate::message::{derive_message, derive_service};
use crate::node::{derive_group, derive_node_struct, node, stray};

/// A linear congruential generator: the same numbers on every run.
struct Lcg(u64);

impl Lcg {
    fn of(number: u64) -> Lcg {
        let mut random = Lcg(number.wrapping_mul(0x9e37_79b9_7f4a_7c15) ^ 42);
        random.below(1);
        random
    }

    fn below(&mut self, bound: usize) -> usize {
        self.0 = self.0.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
        usize::try_from(self.0 >> 33).unwrap_or_default() % bound.max(1)
    }
}

fn any_token(random: &mut Lcg) -> TokenTree {
    const WORDS: [&str; 16] = [
        "self", "Self", "cx", "fn", "impl", "async", "timer", "service", "group", "init", "mut", "where",
        "for", "const", "call", "struct",
    ];
    const PUNCTS: [char; 14] = ['.', ':', '<', '>', '&', '|', '#', '!', ';', ',', '=', '?', '-', '\''];
    match random.below(5) {
        0 => Ident::new(WORDS[random.below(WORDS.len())], Span::call_site()).into(),
        1 | 2 => {
            let spacing = if random.below(2) == 0 { Spacing::Alone } else { Spacing::Joint };
            Punct::new(PUNCTS[random.below(PUNCTS.len() - 1)], spacing).into()
        }
        3 => Literal::string(["1s", "", "0s", "a b", "-1é"][random.below(5)]).into(),
        _ => {
            let delimiters = [Delimiter::Parenthesis, Delimiter::Brace, Delimiter::Bracket, Delimiter::None];
            Group::new(delimiters[random.below(4)], TokenStream::new()).into()
        }
    }
}

/// `tokens` with something left out, doubled, swapped or replaced here and there.
fn mutated(tokens: TokenStream, random: &mut Lcg, rarity: usize) -> TokenStream {
    let mut result: Vec<TokenTree> = Vec::new();
    for token in tokens {
        let token = match token {
            TokenTree::Group(group) => {
                let mut inner = Group::new(group.delimiter(), mutated(group.stream(), random, rarity));
                inner.set_span(group.span());
                TokenTree::Group(inner)
            }
            token => token,
        };
        match random.below(rarity) {
            0 => {}
            1 => result.extend([token.clone(), token]),
            2 => result.push(any_token(random)),
            3 => result.extend([any_token(random), token]),
            4 => {
                let last = result.pop();
                result.push(token);
                result.extend(last);
            }
            _ => result.push(token),
        }
    }
    result.into_iter().collect()
}

fn seeds() -> [TokenStream; 8] {
    [
        quote! {
            impl<T: Send, const N: usize> a::X<T, N> where T: Sync {
                #[timer("1s", once, missed = skip)]
                #[group(Control)]
                fn tick(&self, state: &mut Control, cx: &Cx<Control>) -> Result<(), CallError> {
                    for i in 0..self.add.call::<A<B>>(cx, C { a: 1 })? { Self::helper(self, cx); }
                    cx.spawn(|a, b| async move { self.x.clone() });
                    println!("{}", self.r#type.call_timeout(&cx, |x| x || y && z).await);
                    Ok(())
                }
                const X: u8 = { 1 };
                #[cfg(a)] #[subscribe("a/b", qos(sensor_data, depth = 3, lease = "1s"))]
                async fn on(&self, (a, b): Arc<M<T>>, info: &MessageInfo) { std::thread::sleep(x); r.recv()? }
                #[service("reset", type = a::Empty)]
                fn reset(&mut self, _: &R, responder: Responder<Empty>) {}
                #[init]
                fn init(h: Handles<Self>) -> Result<(Self, Control), E> { Ok((X { add: h.add, b: h.b.clone() }, C)) }
                fn helper(&self, cx: &AsyncCx) { other(self, cx) }
                m! { fn x() {} }
            }
        },
        quote! {
            /// Docs.
            #[rosweave_node(name = "n", namespace = "/a", on_panic = stop, crate = a::b)]
            #[group(reentrant, max_parallel = 4)]
            pub struct X<T: Send = u8, const N: usize = 3> where T: Sync {
                #[client("add", timeout = "2s", qos = services)] add: Client<Add<T>, Io>,
                #[publisher("p", qos(history = keep_all, deadline = "1ms"))] p: Publisher<T>,
                #[timer_handle("tick")] pub(crate) t: Timer,
                x: [T; N],
            }
        },
        quote! {
            #[group(reentrant, max_parallel = 4)]
            #[derive(Default)]
            pub(crate) enum Control { #[default] A { x: u8 }, B(u8) }
        },
        quote! {
            impl Demo {
                #[timer("10Hz")] fn tick(&mut self) { self.a.call(&mut *cx); }
                #[cfg(not(a))] #[subscribe(topic = "t")] fn on(&self, m: &u8, i: MessageInfo, c: &mut Control) -> R {}
                #[service(name = "s", type = Get<A, B>)] fn s(&self, (a): u8, cx: &Cx) -> Result<u8, E> {}
                #[init] async fn init(h: Handles<Self>) -> Self { Demo { ..h } }
            }
        },
        quote! {
            struct Demo;
        },
        quote!(
            pub(crate) async fn on(&self, a: &A) -> u8 {
                self.a.call(cx)
            }
        ),
        quote! {
            #[ros("my_package/msg/Detection", crate = a::b)]
            pub struct Detection<'a> {
                #[serde(with = "rosweave::array")] covariance: [f64; 36],
                scores: Vec<Option<f32>>, pair: (u8, &'a str), all: [Vec<u8>; N],
                map: std::collections::HashMap<String, Box<char>>, #[serde(flatten)] rest: T,
            }
        },
        quote! {
            #[ros("my_package/srv/Detect", request = Get<A, B>, response = <X as Y>::Z)]
            struct Detect<T: Send>(T) where T: Sync;
        },
    ]
}

/// What a macro makes of an input.
struct Output {
    name: &'static str,
    tokens: TokenStream,
    /// It holds the input, which rustc has parsed before a macro gets it: only then has it to be parsed, too.
    with_input: bool,
}

fn output(macro_number: usize, options: TokenStream, item: TokenStream) -> Output {
    const MARKS: [Mark; 4] = [Mark::Timer, Mark::Subscribe, Mark::Service, Mark::Init];
    let (name, tokens) = match macro_number {
        0 => ("node", node(options, item)),
        1 => ("derive(NodeStruct)", derive_node_struct(item)),
        2 => ("derive(Group)", derive_group(item)),
        3 => ("derive(Message)", derive_message(item)),
        4 => ("derive(Service)", derive_service(item)),
        mark => ("timer and its like", stray(MARKS[mark - 5], item)),
    };
    Output { name, tokens, with_input: macro_number == 0 || macro_number >= 5 }
}

/// What came of an input.
#[derive(Default)]
struct Told {
    calls: u64,
    parsed: u64,
    longest: Duration,
}

/// Calls the macros that the input may be for, and now and then another one.
fn try_input(number: u64, seeds: &[TokenStream]) -> Told {
    let mut random = Lcg::of(number);
    let rarity = [12, 40, 200, 1000][random.below(4)];
    let seed = random.below(seeds.len());
    let item = mutated(seeds[seed].clone(), &mut random, rarity);
    let options = mutated(quote!(name = "a", namespace = "/b", crate = c::d), &mut random, rarity);
    let fitting: &[usize] = match seed {
        _ if random.below(16) == 0 => &[0, 1, 2, 3, 4, 5, 7],
        0 | 3 => &[0],
        1 | 4 => &[1],
        2 => &[2],
        6 => &[3],
        7 => &[4],
        _ => &[6, 8],
    };
    let is_item = syn::parse2::<syn::Item>(item.clone()).is_ok();
    let mut told = Told::default();
    for &macro_number in fitting {
        let began = Instant::now();
        let Output { name, tokens, with_input } = output(macro_number, options.clone(), item.clone());
        told.longest = told.longest.max(began.elapsed());
        told.calls += 1;
        if is_item || !with_input {
            told.parsed += 1;
            if let Err(error) = syn::parse2::<syn::File>(tokens.clone()) {
                panic!("`{name}` made of `#[node({options})] {item}` what is no code ({error}): {tokens}");
            }
        }
    }
    told
}

/// Tries the inputs with these numbers, and tells what came of each.
fn try_inputs(from: u64, count: u64, tell: &SyncSender<Result<Told, String>>) {
    let seeds = seeds();
    for number in from..from + count {
        let told = catch_unwind(AssertUnwindSafe(|| try_input(number, &seeds)));
        let told = told.map_err(|panic| {
            let text = panic.downcast_ref::<String>().cloned();
            format!("input {number}: {}", text.unwrap_or_else(|| "a panic".to_owned()))
        });
        if tell.send(told).is_err() {
            return;
        }
    }
}

fn variable(name: &str) -> Option<u64> {
    env::var(name).ok().map(|text| text.parse().unwrap_or_else(|_| panic!("`{name}` is no number")))
}

#[test]
#[allow(clippy::print_stdout, reason = "how much was tried, for those who ask for more")]
fn no_input_makes_a_macro_panic_or_hang() {
    const STUCK: Duration = Duration::from_secs(30);
    let (count, from) =
        (variable("ROSWEAVE_FUZZ").unwrap_or(50_000), variable("ROSWEAVE_FUZZ_FROM").unwrap_or(0));
    let (tell, told) = mpsc::sync_channel(64);
    let half = count / 2;
    for (from, count) in [(from, half), (from + half, count - half)] {
        let tell = tell.clone();
        thread::spawn(move || try_inputs(from, count, &tell));
    }
    drop(tell);
    let mut all = Told::default();
    let mut inputs = 0;
    loop {
        match told.recv_timeout(STUCK) {
            Ok(Ok(one)) => {
                inputs += 1;
                all.calls += one.calls;
                all.parsed += one.parsed;
                all.longest = all.longest.max(one.longest);
            }
            Ok(Err(text)) => panic!("{text}"),
            Err(RecvTimeoutError::Timeout) => panic!("after {inputs} inputs, one takes more than {STUCK:?}"),
            Err(RecvTimeoutError::Disconnected) => break,
        }
    }
    let Told { calls, parsed, longest } = all;
    println!("{inputs} inputs, {calls} calls, {parsed} outputs parsed, the longest call took {longest:?}");
    assert_eq!(inputs, count);
    assert!(parsed > calls / 3, "{parsed} of {calls} outputs were looked at");
    assert!(longest < Duration::from_secs(10), "a call took {longest:?}");
}
