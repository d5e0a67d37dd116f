//! Names that contexts, messages, parameters and clients have in callbacks, where they are something else's.
use rosweave::prelude::*;
use rosweave_ui_tests::{AddTwoInts, Control, StringMsg, runs};

trait Sensor: Send + Sync {
    fn get_name(&self) -> String;
}

impl Sensor for u8 {
    fn get_name(&self) -> String {
        format!("sensor {self}")
    }
}

trait Sends {
    fn send_request<'a>(&'a self, cx: &'a AsyncCx<Control>, sum: (i64, i64)) -> rosweave::Call<'a, AddTwoInts>;
}

impl Sends for Client<AddTwoInts, Control> {
    fn send_request<'a>(&'a self, cx: &'a AsyncCx<Control>, sum: (i64, i64)) -> rosweave::Call<'a, AddTwoInts> {
        self.call(cx, sum)
    }
}

struct Circle {
    cx: f64,
}

enum Slot {
    Full { msg: Circle },
    Empty,
}

#[node]
struct Demo {
    #[parameter(default = 1.5)]
    rate: Parameter<f64>,
    #[client("add_two_ints", timeout = "1s")]
    add: Client<AddTwoInts, Control>,
    sensors: Vec<Box<dyn Sensor>>,
    on: bool,
}

impl Demo {
    fn get_name(&self) -> String {
        "demo".to_owned()
    }
}

#[node]
impl Demo {
    #[init]
    fn init(h: Handles<Self>) -> Self {
        Demo { rate: h.rate, add: h.add, sensors: vec![Box::new(3)], on: true }
    }

    #[subscribe("chatter")]
    fn on_text(&self, msg: &StringMsg) {
        let half = f64::from(u8::from(msg.data.is_empty())) / 2.0;
        vec![Circle { cx: half }].iter_mut().for_each(move |msg| msg.cx += half);
        for slot in [Slot::Full { msg: Circle { cx: half } }, Slot::Empty] {
            match slot {
                Slot::Full { mut msg } if self.on => msg.cx = 1.0,
                _ => {}
            }
        }
    }

    #[timer("1s", once)]
    fn names(&self) {
        let _ = self.rate;
        let longest = self.sensors.iter().map(|sensor| sensor.get_name()).max_by_key(String::len);
        assert_eq!((self.get_name(), longest), ("demo".to_owned(), Some("sensor 3".to_owned())));
        let sum: f64 = [1.0_f64].into_iter().map(move |cx| cx.hypot(0.0)).sum();
        assert!(sum > 0.0);
    }

    #[timer("1s", once)]
    fn starts(&self, cx: &Cx) {
        cx.spawn(move |_| async move {
            use std::fmt::{self, Write};
            struct Line {
                rate: f64,
            }
            impl Line {
                fn double(&self) -> f64 {
                    self.rate * 2.0
                }
            }
            let (cx, cy) = (Circle { cx: 1.0 }, Line { rate: 2.0 });
            let mut line = String::new();
            let written: fmt::Result = write!(line, "{} {}", cx.cx, cy.double());
            assert_eq!((written, &*line), (Ok(()), "1 4"));
        });
    }

    #[timer("1s", once)]
    #[group(Control)]
    async fn asks(&self, cx: &AsyncCx<Control>) -> Result<(), CallError> {
        let context = cx;
        if self.add.wait_for_service(context).await.is_ok() {
            self.add.send_request(cx, (1, 2)).await?;
        }
        Ok(())
    }
}

fn main() {
    runs::<Demo>();
}
