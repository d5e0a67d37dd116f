//! What a future keeps across an `.await` that has to stay on its thread.
//!
//! rustc says which value it is, in a note: its error stands where the future is boxed. So that is had to stand on the value.

use proc_macro2::{Group, Ident, Span, TokenStream, TokenTree};

use super::tokens::{collect, is_member, is_punct, is_word, mentions, parenthesis};

/// The name that a lock's guard gets in `body`, where an `.await` comes before its end.
pub(crate) fn held_across_await(body: TokenStream) -> Option<Span> {
    within(&collect(body))
}

fn within(tokens: &[TokenTree]) -> Option<Span> {
    let mut start = 0;
    while let Some(len) = tokens[start..].iter().position(|token| is_punct(Some(token), ';')) {
        let (statement, rest) = (&tokens[start..start + len], &tokens[start + len + 1..]);
        if let Some(name) = guard(statement)
            && awaits(before_drop(rest, &crate::text::name(name)))
        {
            return Some(name.span());
        }
        start += len + 1;
    }
    tokens.iter().find_map(|token| match token {
        TokenTree::Group(group) => within(&collect(group.stream())),
        _ => None,
    })
}

/// The name in `let name = ...lock().unwrap()`, where nothing is taken out of the guard.
fn guard(statement: &[TokenTree]) -> Option<&Ident> {
    let at = statement.iter().rposition(|token| is_word(Some(token), "let"))?;
    let at = at + 1 + usize::from(is_word(statement.get(at + 1), "mut"));
    let TokenTree::Ident(name) = statement.get(at)? else { return None };
    let locks = |at: &usize| {
        let word =
            ["lock", "read", "write", "borrow_mut"].iter().any(|word| is_word(statement.get(*at), word));
        let empty = |group: &Group| group.stream().is_empty();
        word && is_member(statement, *at) && parenthesis(statement.get(at + 1)).is_some_and(empty)
    };
    let locked = (at..statement.len()).rfind(locks)?;
    // `unwrap()`, `expect(..)` or `?`, and no field or method behind them.
    let calls = statement[locked + 2..].iter().filter(|token| parenthesis(Some(token)).is_some()).count();
    (calls <= 1 && !is_copied(statement)).then_some(name)
}

/// `= *..`, which copies what is behind the guard.
fn is_copied(statement: &[TokenTree]) -> bool {
    let equals = statement.iter().position(|token| is_punct(Some(token), '='));
    equals.is_some_and(|at| is_punct(statement.get(at + 1), '*'))
}

/// What comes before the guard is dropped by hand.
fn before_drop<'t>(tokens: &'t [TokenTree], name: &str) -> &'t [TokenTree] {
    let drops = |at: usize| {
        let arguments = parenthesis(tokens.get(at + 1)).map(|group| collect(group.stream()));
        is_word(tokens.get(at), "drop")
            && arguments.is_some_and(|inside| mentions(&inside, &[name.to_owned()]))
    };
    &tokens[..(0..tokens.len()).find(|&at| drops(at)).unwrap_or(tokens.len())]
}

fn awaits(tokens: &[TokenTree]) -> bool {
    mentions(tokens, &["await".to_owned()])
}

#[cfg(test)]
mod tests {
    use proc_macro2::TokenStream;
    use quote::quote;

    use super::held_across_await;

    #[test]
    fn a_guard_counts_where_an_await_comes_before_its_end() {
        let held: [TokenStream; 4] = [
            quote!(let mut count = self.count.lock().unwrap(); *count += 1; cx.sleep(second).await;),
            quote!(if busy {
                let map = self.map.read()?;
                while idle {
                    cx.sleep(second).await;
                }
            }),
            quote!(let a = 1; let guard = lock.lock().expect("it is whole"); self.add.call(cx, *guard).await?;),
            quote!(let guard = cell.borrow_mut(); { drop(other); } rest.await; drop(guard);),
        ];
        for body in held {
            assert!(held_across_await(body.clone()).is_some(), "{body}");
        }
        let ended: [TokenStream; 6] = [
            quote!(let guard = self.count.lock().unwrap(); drop(guard); cx.sleep(second).await;),
            quote!({ let mut count = self.count.lock().unwrap(); *count += 1; } cx.sleep(second).await;),
            quote!(let count = *self.count.lock().unwrap(); cx.sleep(second).await;),
            quote!(let map = self.map.lock().unwrap().clone(); cx.sleep(second).await;),
            quote!(*self.count.lock().unwrap() += 1; cx.sleep(second).await;),
            quote!(let guard = self.count.lock().unwrap(); *guard),
        ];
        for body in ended {
            assert!(held_across_await(body.clone()).is_none(), "{body}");
        }
    }
}
