use proc_macro2::TokenStream;
use quote::quote;

use super::*;
use crate::attr::Condition;
use crate::syntax::Asyncness;

fn source(name: &str, context: Option<&str>, body: TokenStream) -> Source {
    Source {
        name: name.to_owned(),
        receiver: HasReceiver::Yes,
        context: context.map(ToOwned::to_owned),
        asyncness: Asyncness::Sync,
        condition: Condition::always(),
        body,
    }
}

/// What the first of `sources` does, as text: waits, then escapes.
fn found_with(sources: &[Source], leaving: Leaving) -> Vec<String> {
    let mut scan = Scan::new(sources, leaving);
    let Found { waits, escapes } = scan.found(0);
    let through =
        |through: &Option<String>| through.as_ref().map_or(String::new(), |name| format!(" in {name}"));
    let waits = waits.iter().map(|wait| {
        let certain = if wait.certain { "!" } else { "" };
        format!("{}{certain}{}", wait.field, through(&wait.through))
    });
    let escapes = escapes.iter().map(|escape| {
        let reach = match &escape.reach {
            Reach::All => "all".to_owned(),
            Reach::Fields(fields) => fields.join("+"),
        };
        format!("-> {reach}{}", through(&escape.through))
    });
    waits.chain(escapes).collect()
}

fn found(body: TokenStream) -> Vec<String> {
    found_with(&[source("f", Some("cx"), body)], Leaving::none())
}

#[test]
fn direct_calls_are_waits() {
    assert_eq!(found(quote!(self.add.call(cx, 1))), ["add!"]);
    assert_eq!(found(quote!(self.add.call_timeout(cx, 1, t)?;)), ["add!"]);
    assert_eq!(found(quote!(let x = self.add.call::<X<A, B>>(cx, Y { a: 1 });)), ["add!"]);
    assert_eq!(found(quote!(self.r#type.call(&cx, 1))), ["type!"]);
    assert_eq!(found(quote!(println!("{}", self.add.call(cx, 1)?))), ["add"]);
    assert_eq!(found(quote!(for i in 0..self.add.call(cx, 1) {})), ["add"]);
}

#[test]
fn only_what_every_run_comes_to_is_certain() {
    for before in [
        quote!(return;),
        quote!(x?;),
        quote!(if x {}),
        quote!(match x {}),
        quote!(while x {}),
        quote!(for x in y {}),
        quote!(loop {}),
        quote!(a && b;),
        quote!(a || b;),
        quote!(let c = |x| x;),
        quote!(m!();),
        quote!({ x? };),
    ] {
        assert_eq!(found(quote!(#before self.add.call(cx, 1);)), ["add"], "{before}");
    }
    assert_eq!(found(quote!({ self.add.call(cx, 1) })), ["add"]);
    assert_eq!(found(quote!(let a = &x; self.add.call(cx, 1)?; self.sub.call(cx, 1)?;)), ["add!", "sub"]);
}

#[test]
fn an_async_wait_is_certain_only_when_awaited() {
    let mut sources = [source("f", Some("cx"), quote!(self.add.call(cx, 1).await?;))];
    sources[0].asyncness = Asyncness::Async;
    assert_eq!(found_with(&sources, Leaving::none()), ["add!"]);
    sources[0].body = quote!(let f = self.add.call(cx, 1););
    assert_eq!(found_with(&sources, Leaving::none()), ["add"]);
}

#[test]
fn what_does_not_wait_is_nothing() {
    for body in [
        quote!(self.add.wait_for_service(cx, t); self.add.service_is_ready();),
        quote!(cx.now(); cx.sleep(t); cx.is_stopping(); cx.request_stop(); cx.node_name(); cx.shutdown();),
        quote!(self.sum.publish(&x)?; self.count.load(y);),
        quote!(helper(cx)),
        quote!(Some { cx: 1 }),
        quote!(other.cx; other.self_; self::helper();),
        quote!(cx.spawn(|a, b| async move { b.call(a) });),
        quote!(cx.spawn(async move |cx| { b.call(cx, self) });),
    ] {
        assert_eq!(found(body.clone()), [""; 0], "{body}");
    }
}

#[test]
fn a_context_that_leaves_takes_what_else_leaves() {
    assert_eq!(found(quote!(helper(self, cx))), ["-> all"]);
    assert_eq!(found(quote!(helper(&self.add, cx))), ["-> add"]);
    assert_eq!(found(quote!(let a = self.add.clone(); helper(cx, a, &self.sub))), ["-> add+sub"]);
    assert_eq!(found(quote!(self.wrapper.go(cx))), ["-> wrapper"]);
    assert_eq!(found(quote!(self.unknown(cx))), ["-> all"]);
    assert_eq!(found(quote!(Self::unknown(self, cx))), ["-> all"]);
    assert_eq!(found(quote!(let this = self; let c = cx;)), ["-> all"]);
    assert_eq!(found(quote!(self.add.call(other(cx), 1))), ["add!", "-> add"]);
    assert_eq!(found(quote!((&self.add).call(cx, 1))), ["-> add"]);
    assert_eq!(found(quote!(cx.unheard_of(&self.add))), ["-> add"]);
    assert_eq!(found(quote!(helper(|| self.add.get(), cx); m!(self.x, { cx }))), ["-> x", "-> x"]);
}

#[test]
fn own_methods_are_followed() {
    let sources = [
        source("f", Some("cx"), quote!(self.g(1, cx)?; self.h();)),
        source("g", Some("c"), quote!(Self::k(&self, c); self.add.call(c, 1);)),
        source("h", None, quote!(let x = &self.sub;)),
        source("k", Some("context"), quote!(self.g(0, context); outside(context);)),
    ];
    assert_eq!(found_with(&sources, Leaving::none()), ["add! in g", "-> sub in k"]);
}

#[test]
fn a_method_that_takes_the_context_as_something_else_lets_it_leave() {
    let sources =
        [source("f", Some("cx"), quote!(self.g(cx))), source("g", None, quote!(self.add.call(c, 1)))];
    assert_eq!(found_with(&sources, Leaving::none()), ["-> all"]);
}

#[test]
fn a_callback_without_a_context_can_not_wait() {
    assert_eq!(found_with(&[source("f", None, quote!(self.add.call(cx, 1)))], Leaving::none()), [""; 0]);
}

#[test]
fn a_clone_anywhere_counts_for_every_callback() {
    let sources = [source("f", Some("cx"), quote!(outside(cx))), source("g", None, quote!(self.add.clone()))];
    assert_eq!(found_with(&sources, Leaving::none()), ["-> add"]);
}

#[test]
fn handles_that_init_gives_away_count_for_every_callback() {
    let fine = leaving_handles("h", quote!(let x = 1; Ok(Self { add: h.add, sub: h.sub })));
    assert_eq!(fine, Leaving::none());
    let leaving = leaving_handles("h", quote!(Ok(Self { tool: Tool::new(h.add.clone()), add: h.add })));
    assert_eq!(found_with(&[source("f", Some("cx"), quote!(self.tool.go(cx)))], leaving), ["-> add+tool"]);
    assert_eq!(leaving_handles("h", quote!(make(h))), Leaving::All);
    assert_eq!(leaving_handles("h", quote!(let Handles { add } = h;)), Leaving::All);
}

#[test]
fn conditions_of_the_methods_on_the_way_are_kept() {
    let mut sources = [
        source("f", Some("cx"), quote!(self.g(cx); self.k(cx);)),
        source("g", Some("cx"), quote!(self.h(cx))),
        source("h", Some("cx"), quote!(self.add.call(cx, 1))),
        source("k", Some("cx"), quote!(self.h(cx))),
    ];
    sources[1].condition = Condition::of(&[syn::parse_quote!(#[cfg(a)])]);
    sources[3].condition = Condition::of(&[syn::parse_quote!(#[cfg(b)])]);
    let mut scan = Scan::new(&sources, Leaving::none());
    let found = scan.found(0);
    let attribute = found.waits[0].condition.attribute().to_string();
    assert_eq!(attribute.replace(' ', ""), "#[cfg(any(all(a),all(b)))]");
}

fn blocking(body: TokenStream) -> Vec<&'static str> {
    blocking_calls(body).iter().map(|call| call.what).collect()
}

#[test]
fn foreign_blocking_is_found() {
    assert_eq!(blocking(quote!(futures::executor::block_on(x); rt.block_on(y);)), ["block_on", "block_on"]);
    assert_eq!(blocking(quote!(std::thread::sleep(t); thread::park();)), ["thread::sleep", "thread::park"]);
    assert_eq!(blocking(quote!(if let Ok(x) = rx.recv() {} rx.recv()?; rx.recv().unwrap())), ["recv"; 3]);
    assert_eq!(blocking(quote!({ handle.join().unwrap() })), ["join"]);
    assert_eq!(blocking(quote!(rx.recv_timeout(t); rx.blocking_recv();)), ["recv_timeout", "blocking_recv"]);
}

#[test]
fn what_does_not_block_is_not_found() {
    for body in [
        quote!(rx.recv().await?; rx.recv().fuse(); path.join("x").unwrap(); set.join_next().await;),
        quote!(tokio::time::sleep(t).await; cx.sleep(t).await;),
        quote!(tokio::task::spawn_blocking(|| thread::sleep(t)).await;),
        quote!(std::thread::spawn(move || rx.recv().unwrap());),
        quote!(thread::Builder::new().name(n).spawn(|| thread::sleep(t));),
        quote!(let block_on = 1;),
    ] {
        assert_eq!(blocking(body.clone()), [""; 0], "{body}");
    }
}

#[test]
fn a_closure_that_is_spawned_is_walked_where_it_uses_this_context() {
    assert_eq!(found(quote!(cx.spawn(|_| { self.slow.call(cx, ()); async {} });)), ["slow"]);
    assert_eq!(found(quote!(cx.spawn(|task| { helper(self, cx); async {} });)), ["-> all"]);
}

#[test]
fn a_function_that_gets_the_node_by_another_name_lets_it_leave() {
    let mut sources = [
        source("f", Some("cx"), quote!(Self::ask(self, cx))),
        source("ask", Some("cx"), quote!(demo.slow.call(cx, ()))),
    ];
    sources[1].receiver = HasReceiver::No;
    assert_eq!(found_with(&sources, Leaving::none()), ["-> all in ask"]);
}

#[test]
fn a_context_in_disguise_may_wait_on_what_the_method_calls() {
    let sources = [
        source("f", Some("cx"), quote!(self.ask(Some(cx)); self.ask(Env { cx }))),
        source("ask", None, quote!(self.slow.call(inner, ()))),
    ];
    assert_eq!(found_with(&sources, Leaving::none()), ["-> slow", "-> slow"]);
}
