use rosweave::NamedService;
use rosweave::prelude::*;
use serde::{Deserialize, Serialize};

#[derive(Serialize, Deserialize)]
struct DetectRequest {
    threshold: f32,
}

#[derive(Serialize, Deserialize)]
struct DetectResponse {
    labels: Vec<String>,
}

#[derive(Service)]
#[ros("my_package/srv/Detect", request = DetectRequest, response = DetectResponse)]
struct Detect;

/// In-process, types need no names.
struct Map<K, V>(K, V);

#[derive(Service)]
#[ros(request = Map<u8, Option<()>>, response = Result<(), std::io::Error>)]
struct Store;

#[derive(Service)]
#[ros(response = (), request = T)]
enum Put<T: Send + Sync + 'static> {
    _Never(T),
}

fn request<S: Service<Response = ()>>(request: S::Request) -> S::Request {
    request
}

fn main() {
    assert_eq!(Detect::TYPE_NAME, "my_package/srv/Detect");
    assert_eq!(request::<Put<u8>>(7), 7);
    let store: <Store as Service>::Request = Map(1, Some(()));
    assert!(store.0 == 1 && store.1.is_some());
}
