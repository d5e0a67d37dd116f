//! Messages are cloned, shared and dropped by several callbacks.

use frame::*;

pub struct Load(Arc<()>);

impl Clone for Load {
    fn clone(&self) -> Load {
        Load(self.0.clone())
    }
}

impl Drop for Load {
    fn drop(&mut self) {
        let _ = Arc::strong_count(&self.0);
    }
}

#[node]
pub struct Demo {
    #[publisher("loads")]
    loads: Publisher<Load>,
    #[client("slow")]
    slow: Client<Ping, Io>,
}

#[node]
impl Demo {
    #[timer("100ms")]
    fn publish(&self) -> Result<(), PublishError> {
        self.loads.publish(Load(Arc::new(())))
    }

    #[subscribe("loads")]
    #[group(A)]
    fn by_value(&self, load: Load, cx: &Cx<A>) -> Answer {
        drop(load);
        self.slow.call(cx, ())
    }

    #[subscribe("loads")]
    #[group(B)]
    async fn by_reference(&self, _load: &Load, cx: &AsyncCx<B>) -> Answer {
        self.slow.call(cx, ()).await
    }
}

pub fn main() {
    blocks::<Demo>(|_, _| {});
}
