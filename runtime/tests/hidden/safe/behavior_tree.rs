//! A behavior tree of boxed leaves, which have got their clients while the node was made.

use frame::*;

type Ticked<'a> = Pin<Box<dyn Future<Output = Answer> + Send + 'a>>;

use std::pin::Pin;

trait Leaf: Send {
    fn tick<'a>(&'a mut self, cx: &'a AsyncCx<Tree>) -> Ticked<'a>;
}

struct Calls(Client<Ping, Io>);

impl Leaf for Calls {
    fn tick<'a>(&'a mut self, cx: &'a AsyncCx<Tree>) -> Ticked<'a> {
        Box::pin(async move { self.0.call(cx, ()).await })
    }
}

struct Rests;

impl Leaf for Rests {
    fn tick<'a>(&'a mut self, cx: &'a AsyncCx<Tree>) -> Ticked<'a> {
        Box::pin(async move {
            cx.sleep(Duration::from_millis(10)).await;
            Ok(())
        })
    }
}

#[derive(Group)]
pub struct Tree {
    leaves: Vec<Box<dyn Leaf>>,
}

#[node]
pub struct Demo {
    #[client("slow")]
    plan: Client<Ping, Io>,
    #[client("fast")]
    follow: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> (Self, Tree) {
        let leaves: Vec<Box<dyn Leaf>> =
            vec![Box::new(Calls(h.plan.clone())), Box::new(Rests), Box::new(Calls(h.follow.clone()))];
        (Demo { plan: h.plan, follow: h.follow }, Tree { leaves })
    }

    #[timer("1s")]
    #[group(Tree)]
    async fn tick(&self, tree: &mut Tree, cx: &AsyncCx<Tree>) -> Answer {
        for leaf in &mut tree.leaves {
            leaf.tick(cx).await?;
        }
        Ok(())
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
