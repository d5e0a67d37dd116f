//! Fields without an attribute whose types are called like handles: what they lack is said first.

use super::construct::PlainField;

macro_rules! handles {
    ($($bare:ident $label:tt $note:tt;)+) => {$(
        #[doc(hidden)]
        #[diagnostic::on_unimplemented(
            message = "the field of type `{Self}` has no attribute",
            label = $label,
            note = $note,
            note = "a type of yours that is only called like a handle needs `Default`, or an `#[init]` that makes the node",
            note = "see: rosweave::field"
        )]
        pub trait $bare<C>: Sized {
            fn bare() -> Self;
        }

        #[diagnostic::do_not_recommend]
        impl<V: PlainField<C>, C> $bare<C> for V {
            fn bare() -> V {
                V::plain()
            }
        }
    )+};
}

handles! {
    BarePublisher "nothing says on which topic it publishes"
        "put `#[publisher(\"topic\")]` on the field";
    BareClient "nothing says which service it calls"
        "put `#[client(\"service\")]` on the field";
    BareActionClient "nothing says to which action it sends goals"
        "put `#[action_client(\"action\")]` on the field";
    BareParameter "nothing says that the node has this parameter"
        "put `#[parameter(default = ..)]` on the field, or `#[parameter]` where a value has to be given";
    BareParameterClient "nothing says whose parameters it is for"
        "put `#[parameter_client(\"/node\")]` on the field";
    BareTimer "nothing says which timer it is"
        "put `#[timer_handle(\"callback\")]` on the field, with the method's name";
}
