//! The macros as a whole, outside of the compiler.

mod fuzz;

use proc_macro2::{TokenStream, TokenTree};
use quote::quote;

use crate::message::{derive_message, derive_service};
use crate::node::{derive_node_struct, node};

/// The messages of the `compile_error!`s in `tokens`.
fn messages(tokens: TokenStream) -> Vec<String> {
    let mut messages = Vec::new();
    let mut tokens = tokens.into_iter().peekable();
    while let Some(token) = tokens.next() {
        let TokenTree::Group(group) = &token else {
            if matches!(&token, TokenTree::Ident(ident) if ident == "compile_error") {
                tokens.next();
                if let Some(TokenTree::Group(text)) = tokens.next() {
                    let text: Option<syn::LitStr> = syn::parse2(text.stream()).ok();
                    messages.extend(text.map(|text| without_name(&text.value())));
                }
            }
            continue;
        };
        messages.extend(self::messages(group.stream()));
    }
    messages
}

/// A message without the name of its family, which each of ours ends with.
fn without_name(message: &str) -> String {
    let (text, name) = message.rsplit_once("\nsee: rosweave::").unwrap_or((message, ""));
    assert!(!name.is_empty() || !text.contains("\nhelp: "), "no name: {message}");
    text.to_owned()
}

fn errors_of_block(items: TokenStream) -> Vec<String> {
    messages(node(TokenStream::new(), quote!(impl N { #items })))
}

#[test]
fn a_sound_node_has_no_errors() {
    let block = quote! {
        #[timer("1s")]
        #[group(Control)]
        fn tick(&self, state: &mut Control, cx: &Cx<Control>) -> Result<(), CallError> {
            self.add.call(cx, 1)?;
            Ok(())
        }
        #[subscribe("chatter", qos = sensor_data)]
        async fn on_chatter(&self, msg: Arc<StringMsg>, info: MessageInfo, cx: &AsyncCx) {}
        #[service("reset", type = Empty)]
        fn reset(&self, _: &EmptyRequest, responder: Responder<Empty>) {}
        #[init]
        async fn init(h: Handles<Self>) -> Result<(Self, Control), Error> { Ok((N { add: h.add }, Control)) }
    };
    assert_eq!(errors_of_block(block), [""; 0]);
    let fields = quote! {
        #[rosweave_node("n", namespace = "/a", on_panic = resume)]
        struct N<T: Send + Sync + 'static> { #[client("add", timeout = "2s")] add: Client<Add, Io>, #[publisher("p")] p: Publisher<T>, x: T }
    };
    assert_eq!(messages(derive_node_struct(fields)), [""; 0]);
    let bounds = ["T: Message", "T: Send + 'static", "T> where T: 'static + Sync + Send, Vec<T>: Sized"];
    for bounds in bounds.map(|bounds| bounds.split_once(" where ").unwrap_or((bounds, ""))) {
        let (params, clause) = (bounds.0.trim_end_matches('>'), bounds.1);
        let clause = if clause.is_empty() { String::new() } else { format!("where {clause}") };
        let source = format!("struct N<{params}> {clause} {{ x: T }}");
        let found = messages(derive_node_struct(source.parse().expect("it is Rust")));
        assert_eq!(found, [""; 0], "{source}");
    }
}

#[test]
fn a_parameter_that_lacks_bounds_is_one_message() {
    for (params, all) in [
        ("T", "T: Send + Sync + 'static"),
        ("T: Clone + Send", "T: Clone + Send + Sync + 'static"),
        ("A: Message, T: std::fmt::Debug + 'static", "T: Debug + 'static + Send + Sync"),
    ] {
        let source = format!("struct N<{params}> {{ x: T }}");
        let found = messages(derive_node_struct(source.parse().expect("it is Rust")));
        assert_eq!(found.len(), 1, "{source}: {found:?}");
        assert!(found[0].ends_with(&format!("help: write `{all}`, here and on the impl block")), "{found:?}");
    }
}

#[test]
fn each_fault_is_one_message() {
    let cases = [
        (
            quote!(
                #[timer(PERIOD)]
                fn f(&self) {}
            ),
            "`#[timer]` needs its period as a literal",
        ),
        (
            quote!(
                #[subscribe("x")]
                fn f(&self, m: &str) {}
            ),
            "`f` can not be called with `&str`",
        ),
        (
            quote!(
                #[timer("1s")]
                #[subscribe("x")]
                fn f(&self) {}
            ),
            "`f` has two roles",
        ),
        (
            quote!(
                #[timer("1s")]
                const F: u8 = 1;
            ),
            "`#[timer]` stands on an associated constant",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f() {}
            ),
            "`f` has no `self`",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f(&self, x: u8) {}
            ),
            "`f` is a timer, which has nothing of type `u8`",
        ),
        (
            quote!(
                #[subscribe("x")]
                fn f(&self) {}
            ),
            "`f` takes no message",
        ),
        (
            quote!(
                #[subscribe("x")]
                fn f(&self, a: A, b: B) {}
            ),
            "`f` takes one message, and `A` is it already",
        ),
        (
            quote!(
                #[service("x", type = X)]
                fn f(&self) {}
            ),
            "`f` takes no request",
        ),
        (
            quote!(
                #[service("x")]
                fn f(&self, r: R) {}
            ),
            "the service `x` has no type",
        ),
        (
            quote!(
                #[timer("1s")]
                async fn f(&self, cx: &Cx) {}
            ),
            "`f` is async, and `Cx`",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f(&self, cx: &AsyncCx) {}
            ),
            "`f` is sync, and `AsyncCx`",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f(&self, cx: Cx) {}
            ),
            "a context is only lent",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f(&self, c: &mut Control) {}
            ),
            "`Control` is not the state of `f`",
        ),
        (
            quote!(
                #[timer("1s")]
                #[group(A)]
                fn f(&self, c: A) {}
            ),
            "the state of group `A` is only lent",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f<T>(&self) {}
            ),
            "`f` is a callback, and can not be generic",
        ),
        (
            quote!(
                #[timer("1s")]
                unsafe fn f(&self) {}
            ),
            "`f` is a callback, and can not be `unsafe`",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f(self: Arc<Self>) {}
            ),
            "`f` takes its node as `self: Arc<Self>`",
        ),
        (
            quote!(
                #[subscribe("x")]
                fn f(&self, m: &impl M) {}
            ),
            "`f` is a callback, and can not be generic",
        ),
        (
            quote!(
                #[timer("1s")]
                #[group(A)]
                fn f(&mut self) {}
            ),
            "`f` takes `&mut self`, but it is in `A`",
        ),
        (
            quote!(
                #[cfg_attr(x, timer("1s"))]
                fn f(&self) {}
            ),
            "`#[timer]` can not stand behind `cfg_attr`",
        ),
        (
            quote!(
                #[group(A)]
                fn f(&self) {}
            ),
            "`f` is in a group, but no callback",
        ),
        (
            quote!(
                #[timer("1s")]
                async fn f(&self) {
                    std::thread::sleep(x)
                }
            ),
            "`thread::sleep` blocks a thread",
        ),
        (
            quote!(
                #[timer("1s")]
                fn f(&self) {}
                #[init]
                fn g() -> Self {}
            ),
            "`g` does not take the node's handles",
        ),
    ];
    for (items, begin) in cases {
        let errors = errors_of_block(items.clone());
        assert!(errors.len() == 1 && errors[0].starts_with(begin), "{items}: {errors:#?}");
        assert!(errors[0].contains("\nhelp: "), "no help: {errors:#?}");
    }
}

#[test]
fn all_faults_of_a_block_are_reported() {
    let errors = errors_of_block(quote! {
        #[timer("0s")] fn a(&self, x: u8) {}
        #[timer("1s")] #[group(A)] fn b(&mut self) {}
        #[subscribe(tpic = "x")] fn c(&self) {}
    });
    assert_eq!(errors.len(), 5, "{errors:#?}");
}

#[test]
fn a_misplaced_attribute_says_where_it_belongs() {
    for item in [
        quote!(
            trait N {}
        ),
        quote!(
            fn n() {}
        ),
        quote!(
            mod n {}
        ),
        quote!(),
        quote!(;),
    ] {
        let errors = messages(node(TokenStream::new(), item));
        assert!(errors.len() == 1 && errors[0].starts_with("`#[node]` stands on"), "{errors:?}");
    }
    for (item, begin) in [
        (
            quote!(
                enum N {}
            ),
            "`N` is an enum",
        ),
        (quote!(union N { a: u8 }), "`N` is a union"),
        (
            quote!(
                struct N(u8);
            ),
            "`N` is a tuple struct",
        ),
        (
            quote!(
                struct N<'a> {
                    a: &'a u8,
                }
            ),
            "a node lives on its own",
        ),
        (
            quote!(
                struct N {
                    #[client("x")]
                    c: u8,
                }
            ),
            "`c` is a `#[client]`, and `u8` is no `Client`",
        ),
    ] {
        let errors = messages(derive_node_struct(item));
        assert!(errors.len() == 1 && errors[0].starts_with(begin), "{errors:?}");
    }
}

#[test]
fn a_service_type_may_be_generic() {
    let block = quote! {
        #[service("a", type = a::Get<u8, B<C>>)] fn a(&self, r: &R) -> S {}
        #[service(type = Get<u8>, name = "b")] fn b(&self, r: &R) -> S {}
        #[service("c", type = <X as Y>::Z,)] fn c(&self, r: &R) -> S {}
    };
    assert_eq!(errors_of_block(block), [""; 0]);
}

#[test]
fn a_message_that_is_taken_mutably_is_told_from_a_state() {
    let errors = errors_of_block(quote!(
        #[subscribe("x")]
        fn f(&self, m: &mut Msg) {}
    ));
    assert_eq!(
        errors,
        ["the message of `f` can not be taken as `&mut Msg`\nhelp: take `&Msg`, `Arc<Msg>` or `Msg`"]
    );
    let errors = errors_of_block(quote!(
        #[subscribe("x")]
        fn f(&self, m: &Msg, s: &mut State) {}
    ));
    assert!(errors.len() == 1 && errors[0].starts_with("`State` is not the state of `f`"), "{errors:?}");
    let errors = errors_of_block(quote!(
        #[subscribe("x")]
        fn f(&self, m: &Msg, s: &mut MessageInfo) {}
    ));
    assert!(errors.len() == 1 && errors[0].ends_with("help: take `info: MessageInfo`"), "{errors:?}");
}

#[test]
fn a_name_on_the_impl_block_is_sent_to_the_struct() {
    for options in [quote!(name = "x"), quote!("x")] {
        let errors = messages(node(options, quote!(impl N { #[timer("1s")] fn f(&self) {} })));
        assert!(errors.len() == 1 && errors[0].contains("struct"), "{errors:?}");
    }
}

/// rustc tells of these arrays too, in the words of serde's version.
#[test]
fn long_arrays_are_told_how_to_travel() {
    let errors = messages(derive_message(quote! {
        #[ros("a/msg/B")]
        struct B { covariance: [f64; 36], #[serde(with = "rosweave::array")] other: [f64; 36], short: [f64; 32] }
    }));
    let [error] = &errors[..] else { panic!("{errors:?}") };
    assert_eq!(
        error,
        "serde knows arrays up to 32 elements, and this one has 36\n\
         help: put `#[serde(with = \"rosweave::array\")]` on the field"
    );
}

#[test]
fn all_faults_of_a_message_or_service_are_reported_together() {
    let message = quote! {
        #[ros("a/B")]
        struct B<T> { a: usize, b: Vec<&str>, c: (T, T), #[serde(flatten)] d: D }
    };
    assert_eq!(messages(derive_message(message)).len(), 6);
    let service = quote! {
        #[ros("a/srv/b", request = (), respnse = R)]
        struct B;
    };
    assert_eq!(messages(derive_service(service)).len(), 1);
    let service = quote! {
        #[ros("a/srv/b", request = ())]
        struct B;
    };
    assert_eq!(messages(derive_service(service)).len(), 3);
}
