//! Names and texts that would break a page.
// What the texts here do to a page of their own is theirs.
#![allow(
    rustdoc::bare_urls,
    rustdoc::broken_intra_doc_links,
    rustdoc::invalid_html_tags,
    rustdoc::private_doc_tests
)]

use rosweave::prelude::*;

use crate::Pose;

/// A node with `<b>`, &amp;, -- and "quotes".
#[node]
#[derive(Debug)]
pub struct Nasty {
    /// Ends a cell | and a -- comment, with **stars**, _lines_, <b>tags</b>, </div>, </svg>, & and &amp;.
    #[publisher(
        "a_long_topic_aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaa"
    )]
    r#type: Publisher<Vec<(Pose, &'static [u8; 4])>>,
    #[doc = "🤖 мир עולם \u{202e}turned round 世界 'single' \"double\" `code | <i>` [x](y) https://example.com"]
    #[publisher("unicode")]
    unicode: Publisher<Pose>,
}

#[node]
impl Nasty {
    /// ```
    /// let first = "a code block";
    /// ```
    #[timer("1s")]
    fn r#loop(&self) {}

    /// <script>alert("--")</script> <!-- never closed
    #[subscribe("~/x__y")]
    fn __(&self, _pose: &Pose) {}

    /**
    A block comment | with a bar.

        let indented = "code";
    */
    #[subscribe("y")]
    #[group(Größe)]
    fn schließe_weiß_die_tür_ab_und_warte_dann_bis_alle_anderen_auch_fertig_sind(&self, _pose: &Pose) {
        let _ = (&self.r#type, &self.unicode);
    }
}

/// The group's `|` size.
#[derive(Debug, Default, Group)]
struct Größe;

/// A node with many callbacks.
macro_rules! many {
    ($($name:ident $topic:literal $group:ident)*) => {
        /// Has forty callbacks.
        #[node]
        #[derive(Debug)]
        pub struct Many {
            /// Asks the first.
            #[client("one")]
            one: Client<crate::Plan, A>,
            /// Asks the second.
            #[client("two")]
            two: Client<crate::Plan, B>,
            #[publisher("left")]
            left: Publisher<Pose>,
            #[publisher("right")]
            right: Publisher<Pose>,
        }

        #[node]
        impl Many {
            $(
                /// Hears of `$topic`, -- and <goes> on.
                #[subscribe($topic)]
                #[group($group)]
                async fn $name(&self, pose: Arc<Pose>, cx: &AsyncCx<$group>) -> Result<(), CallError> {
                    let _ = (self.left.publish(pose.clone()), self.right.publish(pose.clone()));
                    self.one.call(cx, (*pose).clone()).await?;
                    self.two.call(cx, (*pose).clone()).await.map(drop)
                }
            )*
        }
    };
}

/// One.
#[derive(Debug, Default, Group)]
pub struct A;

/// Two.
#[derive(Debug, Default, Group)]
#[group(reentrant)]
pub struct B;

/// Three.
#[derive(Debug, Default, Group)]
#[group(reentrant, max_parallel = 2)]
pub struct C;

many! {
    on_01 "t01" A on_02 "t02" A on_03 "t03" A on_04 "t04" A on_05 "t05" A on_06 "t06" A on_07 "t07" A
    on_08 "t08" A on_09 "t09" A on_10 "t10" A on_11 "t11" A on_12 "t12" A on_13 "t13" A on_14 "t14" A
    on_15 "t15" B on_16 "t16" B on_17 "t17" B on_18 "t18" B on_19 "t19" B on_20 "t20" B on_21 "t21" B
    on_22 "t22" B on_23 "t23" B on_24 "t24" B on_25 "t25" B on_26 "t26" B on_27 "t27" B on_28 "t28" B
    on_a_topic_with_a_very_long_name_indeed_29 "a/very/long/topic/name/that/goes/on/and/on/and/on/t29" C
    on_30 "t30" C on_31 "t31" C on_32 "t32" C on_33 "t33" C on_34 "t34" C on_35 "t35" C
    on_36 "t36" C on_37 "t37" C on_38 "t38" C on_39 "t39" C on_40 "~/t40" C
}
