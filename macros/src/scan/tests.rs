use proc_macro2::TokenStream;
use quote::quote;

use super::*;
use crate::attr::Condition;
use crate::syntax::Asyncness;

fn source(name: &str, context: Option<&str>, body: TokenStream) -> Source {
    Source {
        name: name.to_owned(),
        receiver: SelfKind::Shared,
        contexts: context.map(ToOwned::to_owned).into_iter().collect(),
        goal: None,
        asyncness: Asyncness::Sync,
        condition: Condition::always(),
        declared: None,
        body,
    }
}

/// What the first of `sources` does, as text: waits, then escapes.
fn found_with(sources: &[Source], leaving: Leaving) -> Vec<String> {
    let mut scan = Scan::new(sources, leaving);
    let Found { waits, escapes, .. } = scan.found(0);
    let through =
        |through: &Option<String>| through.as_ref().map_or(String::new(), |name| format!(" in {name}"));
    let waits = waits.iter().map(|wait| {
        let certain = if wait.certain { "!" } else { "" };
        let what = match wait.awaited {
            Awaited::Reply => String::new(),
            what => format!(" {what:?}").to_lowercase(),
        };
        format!("{}{what}{certain}{}", wait.field, through(&wait.through))
    });
    let escapes = escapes.iter().map(|escape| {
        let reach = match &escape.reach {
            Reach::All => "all".to_owned(),
            Reach::Goals { but } => {
                ["goals"].into_iter().chain(but.iter().map(|name| &**name)).collect::<Vec<_>>().join(" but ")
            }
            Reach::Fields(fields) => fields.join("+"),
        };
        let into = escape.into.as_ref().map_or(String::new(), |field| format!(" unless client {field}"));
        let condition = escape.condition.attribute().to_string().replace(' ', "");
        format!("-> {reach}{into}{}{condition}", through(&escape.through))
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
fn a_goal_is_followed_from_its_client_to_its_result() {
    assert_eq!(found(quote!(self.dock.send(cx, 1)?.detach();)), ["dock goal!"]);
    assert_eq!(found(quote!(self.dock.send(cx, 1).await?.result(cx).await?;)), ["dock goal!", "dock result"]);
    assert_eq!(
        found(quote! {
            let mut goal = self.dock.send(cx, 1)?;
            while let Some(_) = goal.next_feedback(cx)? {}
            goal.cancel(cx)?;
        }),
        ["dock goal!", "dock feedback", "dock cancel"]
    );
    assert_eq!(
        found(quote!(if let Ok(goal) = self.dock.send_timeout(cx, 1, t) {
            let x = goal;
            x.result(cx)
        })),
        ["dock goal", "dock result"]
    );
    assert_eq!(found(quote!(self.dock.cancel_all(cx)?;)), ["dock cancel!"]);
    assert_eq!(found(quote!(self.dock.cancel_all_before_timeout(cx, t, limit)?;)), ["dock cancel!"]);
    assert_eq!(found(quote!(self.dock.wait_for_server(cx)?;)), Vec::<String>::new());
}

#[test]
fn a_goal_from_out_of_sight_is_anybodys() {
    assert_eq!(found(quote!(state.goal.result(cx)?;)), ["-> goals"]);
    let matched = quote!(match self.dock.send(cx, 1) {
        Ok(g) => g.result(cx),
        _ => (),
    });
    assert_eq!(found(matched), ["dock goal", "dock result"]);
    let returned =
        quote!(let g = match self.dock.send(cx, 1) { Ok(g) => g, Err(_) => return }; g.result(cx););
    assert_eq!(found(returned), ["dock goal", "dock result"]);
    let other =
        quote!(let g = self.dock.send(cx, 1)?; for g in state.take() { g.result(cx)?; } g.cancel(cx)?;);
    assert_eq!(found(other), ["dock goal!", "dock cancel", "-> goals but dock"]);
    let looped = quote!(self.dock.send(cx, 1)?.detach(); for g in state.take() { g.result(cx)?; });
    assert_eq!(found(looped), ["dock goal!", "-> goals but dock"]);
    let stored = quote!(state.put(self.dock.send(cx, 1)?); for g in state.take() { g.result(cx)?; });
    assert_eq!(found(stored), ["dock goal", "-> dock", "-> goals"]);
    let handed = [
        quote!(let g = state.replace(self.dock.send(cx, 1)?);),
        quote!(let id = register(self.dock.send(cx, 1)?);),
        quote!(let id = register!(self.dock.send(cx, 1)?);),
    ];
    for handed in handed {
        let found = found(quote!(#handed for g in state.take() { g.result(cx)?; }));
        assert_eq!(found, ["dock goal", "-> dock", "-> goals"]);
    }
    let made = quote!(let g = Some(Box::new(self.dock.send(cx, 1)?)); for g in g { g.result(cx)?; });
    assert_eq!(found(made), ["dock goal", "dock result"]);
    let hidden = quote! {
        let g = self.dock.send(cx, 1)?;
        {
            let g = 5;
        }
        state.put(g);
        for g in state.take() {
            g.result(cx)?;
        }
    };
    assert_eq!(found(hidden), ["dock goal!", "-> dock", "-> goals"]);
    let assigned = quote!(let mut g = self.dock.send(cx, 1)?; g = self.lift.send(cx, 1)?; g.result(cx)?;);
    assert_eq!(found(assigned), ["dock goal!", "lift goal", "dock result", "lift result"]);
    let kept = quote!(let goal = self.dock.send(cx, 1)?; state.goal = Some(goal); help(cx););
    assert_eq!(found(kept), ["dock goal!", "-> dock"]);
    assert_eq!(found(quote!(let goal = self.dock.send(cx, 1)?; help(cx);)), ["dock goal!"]);
}

#[test]
fn an_execution_may_wait_to_be_cancelled() {
    let execution = |body| Source { goal: Some("goal".to_owned()), ..source("f", Some("cx"), body) };
    let found = |body| found_with(&[execution(body)], Leaving::All);
    assert_eq!(found(quote!(goal.canceled(cx).await;)), Vec::<String>::new());
    assert_eq!(found(quote!(other.canceled(cx).await;)), ["-> all"]);
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
    assert_eq!(found(quote!(self.add.call(other(cx), 1))), ["add", "-> add"]);
    assert_eq!(found(quote!((&self.add).call(cx, 1))), ["-> add"]);
    assert_eq!(found(quote!(cx.unheard_of(&self.add))), ["-> add"]);
    assert_eq!(found(quote!(helper(|| self.add.get(), cx); m!(self.x, { cx }))), ["-> add+x", "-> add+x"]);
}

#[test]
fn own_methods_are_followed() {
    let sources = [
        source("f", Some("cx"), quote!(self.g(1, cx)?; self.h();)),
        source("g", Some("c"), quote!(Self::k(&self, c); self.add.call(c, 1);)),
        source("h", None, quote!(let x = &self.sub;)),
        source("k", Some("context"), quote!(self.g(0, context); outside(context);)),
    ];
    assert_eq!(found_with(&sources, Leaving::none()), ["add in g", "-> sub in k"]);
}

#[test]
fn a_method_that_takes_the_context_as_something_else_waits_on_what_it_calls() {
    let mut sources =
        [source("f", Some("cx"), quote!(self.g(cx))), source("g", None, quote!(self.add.call(c, 1)))];
    assert_eq!(found_with(&sources, Leaving::none()), ["add in g"]);
    sources[1].body = quote!(outside(c, &self.sub));
    assert_eq!(found_with(&sources, Leaving::none()), ["-> sub"]);
    sources[1].contexts = vec!["a".to_owned()];
    sources[0].body = quote!(self.g(cx, cx));
    assert_eq!(found_with(&sources, Leaving::none()), ["-> sub"], "the second context has no name there");
}

#[test]
fn a_callback_without_a_context_may_have_got_one_from_elsewhere() {
    let mut sources = [source("f", None, quote!(self.add.call(&lent, 1); outside(self)))];
    assert_eq!(found_with(&sources, Leaving::none()), [""; 0], "there is none for a sync one");
    sources[0].asyncness = Asyncness::Async;
    assert_eq!(found_with(&sources, Leaving::none()), ["add"]);
}

#[test]
fn a_clone_anywhere_counts_for_every_callback() {
    let sources = [source("f", Some("cx"), quote!(outside(cx))), source("g", None, quote!(self.add.clone()))];
    assert_eq!(found_with(&sources, Leaving::none()), ["-> add"]);
}

#[test]
fn handles_that_init_gives_away_count_for_every_callback() {
    let fine = leaving_handles("Demo", "h", quote!(let x = 1; Ok(Self { add: h.add, sub: h.sub })));
    assert_eq!(fine, Leaving::none());
    let leaving =
        leaving_handles("Demo", "h", quote!(Ok(Self { tool: Tool::new(h.add.clone()), add: h.add })));
    assert_eq!(found_with(&[source("f", Some("cx"), quote!(self.tool.go(cx)))], leaving), ["-> add+tool"]);
    assert_eq!(leaving_handles("Demo", "h", quote!(make(h))), Leaving::All);
    assert_eq!(leaving_handles("Demo", "h", quote!(let Handles { add } = h;)), Leaving::All);
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
    blocking_calls(&["cx".to_owned()], &Imports::default(), body).iter().map(|call| call.what).collect()
}

#[test]
fn foreign_blocking_is_found() {
    for (body, what) in [
        (quote!(futures::executor::block_on(x)), "block_on"),
        (quote!(pollster::block_on(x);), "block_on"),
        (quote!(tokio::runtime::Handle::current().block_on(x)), "block_on"),
        (quote!(let rt = Runtime::new()?.block_on(x);), "block_on"),
        (quote!(Handle::block_on(&handle, x)), "Handle::block_on"),
        (quote!(rt.block_on(self.add.call(cx, 1))), "block_on"),
        (quote!(block_on(async { 1 })), "block_on"),
        (quote!(std::thread::sleep(t);), "thread::sleep"),
        (quote!(thread::park();), "thread::park"),
        (quote!(if let Ok(x) = mpsc::Receiver::recv(&rx) {}), "Receiver::recv"),
        (quote!({ std::thread::spawn(|| 1).join().unwrap() }), "join"),
        (quote!(rx.blocking_recv();), "blocking_recv"),
        (quote!(cx.spawn(|cx| async move { thread::sleep(t) })), "thread::sleep"),
        (quote!(println!("{}", lock.blocking_lock())), "blocking_lock"),
    ] {
        assert_eq!(blocking(body.clone()), [what], "{body}");
    }
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
        quote!(self.grid.block_on(cell); self.gate.join().unwrap(); tx.send(1); rx.recv().unwrap();),
        quote!(block_on(3); runner.block_on(self.add.call(cx, 1)).await; x.block_on(self.add.call(cx, 1).await);),
        quote!(self.jobs.push(Box::new(move || thread::sleep(t))); let f = || rx.blocking_recv(); f.store();),
        quote!(crate::thread::sleep(t); mine::thread::sleep(t); self::executor::block_on(x);),
        quote!(fn nap() { std::thread::sleep(t) } spawn_blocking(nap).await;),
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
    sources[1].receiver = SelfKind::None;
    assert_eq!(found_with(&sources, Leaving::none()), ["-> all in ask"]);
}

#[test]
fn a_context_in_disguise_may_wait_on_what_the_method_calls() {
    let sources = [
        source("f", Some("cx"), quote!(self.ask(Some(cx)); self.ask(Env { cx }))),
        source("ask", None, quote!(self.slow.call(inner, ()))),
    ];
    assert_eq!(found_with(&sources, Leaving::none()), ["slow in ask"]);
}

#[test]
fn names_alone_decide_nothing() {
    assert_eq!(found(quote!(wait!(cx: self.slow))), ["-> slow"], "a macro's tokens are no fields");
    assert_eq!(
        found(quote!(self.tool.wait_for_service(cx); let t = &self.slow)),
        ["-> slow unless client tool"]
    );
    assert_eq!(found(quote!(self.tool.service_is_ready(cx))), ["-> tool"]);
    for leaves in [
        quote!(let c = Client::clone(&self.slow);),
        quote!(let c = ToOwned::to_owned(&self.slow);),
        quote!(let s = &self.slow; s.clone();),
        quote!(self.slow.keep();),
        quote!(self.out.publish(&Parts { client: self.slow.clone() });),
        quote!(let f = move || self.slow.clone();),
    ] {
        let sources = [source("f", Some("cx"), quote!(outside(cx))), source("g", None, leaves.clone())];
        let found = found_with(&sources, Leaving::none());
        assert!(found.len() == 1 && found[0].ends_with("slow"), "{leaves}: {found:?}");
    }
}

#[test]
fn a_client_that_is_lent_with_a_context_is_not_kept() {
    for lent in
        [quote!(ask(&self.slow, cx)), quote!(self.tool.ask(&self.slow, cx)), quote!(ask!(cx; self.slow))]
    {
        let sources = [source("f", Some("cx"), quote!(outside(cx))), source("g", Some("cx"), lent.clone())];
        assert_eq!(found_with(&sources, Leaving::none()), [""; 0], "{lent}");
    }
}

#[test]
fn the_closure_of_a_task_runs_in_the_callback() {
    let outer = quote!(let outer = cx; cx.spawn(|cx| { r = self.slow.call(outer, ()); async {} }));
    assert_eq!(found(outer), ["slow"]);
    assert_eq!(
        found(quote!(cx.spawn(|cx| {
            ask(cx, &self.slow);
            async move { ask(self) }
        }))),
        [""; 0]
    );
}

#[test]
fn a_method_that_is_cut_out_may_be_anything() {
    let mut sources = [
        source("f", Some("cx"), quote!(self.ask(cx))),
        source("ask", Some("cx"), quote!(self.fast.call(cx, ()))),
    ];
    sources[1].condition = Condition::of(&[syn::parse_quote!(#[cfg(a)])]);
    assert_eq!(
        found_with(&sources, Leaving::none()),
        ["fast! in ask", "-> all#[cfg(any(all(not(any(all(a))))))]"]
    );
    sources[1].condition = Condition::always();
    sources[1].receiver = SelfKind::Exclusive;
    assert_eq!(
        found_with(&sources, Leaving::none()),
        ["fast! in ask", "-> all"],
        "a trait's method fits better"
    );
}

#[test]
fn what_is_declared_takes_the_place_of_what_is_assumed() {
    let mut sources = [
        source("f", Some("cx"), quote!(outside(self, cx); self.fast.call(cx, ()))),
        source("g", None, quote!()),
    ];
    sources[0].declared = Some(vec![syn::parse_quote!(slow)]);
    assert_eq!(found_with(&sources, Leaving::All), ["fast", "slow"]);
    sources[0].declared = Some(Vec::new());
    assert_eq!(found_with(&sources, Leaving::All), ["fast"]);
    sources[0].declared = None;
    sources[0].body = quote!(self.g(cx));
    sources[1] = source("g", Some("cx"), quote!(outside(self, cx)));
    sources[1].declared = Some(vec![syn::parse_quote!(slow)]);
    assert_eq!(found_with(&sources, Leaving::none()), ["slow in g"]);
}

#[test]
fn a_handle_is_moved_into_its_field_only_where_the_node_is_returned() {
    for fine in [
        quote!(Self { add: h.add }),
        quote!(let x = 1; Ok(Demo { add: h.add, x })),
        quote!((Self { add: h.add }, Fast { x: 1 })),
        quote!(Ok((Self { add: h.add }, Fast::default()))),
        quote!(if x {
            return Ok(Self { add: h.add });
        } else {
            Err(y)
        }),
        quote!(match x {
            A => Ok(Self { add: h.add }),
            B => {
                Ok(Self { add: h.add })
            }
        }),
        quote!(let node = Demo::<u8> { add: h.add }; check(x)?; Ok(node)),
        quote!(let node = Self { add: h.add }; Ok((node, Fast { x: 1 }))),
        quote!(Ok::<Self, Error>(Self { add: h.add })),
    ] {
        assert_eq!(leaving_handles("Demo", "h", fine.clone()), Leaving::none(), "{fine}");
    }
    let add = Leaving::Fields(["add".to_owned()].into());
    for leaves in [
        quote!(let p = Parts { add: h.add }; Self { add: p.add }),
        quote!(Self { add: h.add, parts: Parts { add: h.add.clone() } }),
        quote!(keep! { add: h.add }),
        quote!(keep!(Self { add: h.add })),
        quote!(let node = Self { add: h.add }; node.tool.set(Tool(node.add.clone())); Ok(node)),
        quote!(let node = { Self { add: h.add } }; Ok(wrap(node))),
        quote!(Self { add: h.add }.with_tool()),
        quote!(Ok(wrap(Self { add: h.add }))),
        quote!(Parts { node: Self { add: h.add } }.node),
        quote!(Parts { node: Self { add: h.add } }),
        quote!(let f = || Self { add: h.add }; f()),
        quote!(Self { add: h.add.clone() }),
        quote!(Self { sub: h.add }),
    ] {
        assert_eq!(leaving_handles("Demo", "h", leaves.clone()), add, "{leaves}");
    }
}
