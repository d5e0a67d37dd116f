use rosweave::prelude::*;

#[node]
struct Demo {
    #[parameter_client("/camera")]
    camera: ParameterClient,
}

#[node]
impl Demo {
    #[timer("1s")]
    fn tick(&self, cx: &Cx) {
        let exposure: Result<f64, _> = self.camera.get(cx, "exposure");
        drop(exposure);
    }
}

fn main() {}
