//! Mutated inputs: whatever comes, a macro returns.

use proc_macro2::{Delimiter, Group, Ident, Literal, Punct, Spacing, Span, TokenStream, TokenTree};
use quote::quote;

use crate::attr::Mark;
use crate::node::{derive_group, derive_node_struct, node, stray};

/// A linear congruential generator: the same numbers on every run.
struct Lcg(u64);

impl Lcg {
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

fn seeds() -> [TokenStream; 3] {
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
        quote!(
            pub(crate) async fn on(&self, a: &A) -> u8 {
                self.a.call(cx)
            }
        ),
    ]
}

#[test]
fn no_input_makes_a_macro_panic_or_hang() {
    let mut random = Lcg(42);
    let options = quote!(name = "a", namespace = "/b", crate = c::d);
    for round in 0..1500 {
        let rarity = [12, 40, 200][round % 3];
        for seed in seeds() {
            let item = mutated(seed, &mut random, rarity);
            let options = mutated(options.clone(), &mut random, rarity);
            drop(node(options, item.clone()));
            drop(derive_node_struct(item.clone()));
            drop(derive_group(item.clone()));
            drop(stray(Mark::Timer, item));
        }
    }
}
