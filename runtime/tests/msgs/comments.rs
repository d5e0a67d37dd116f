//! What becomes of the comments in a definition.

#[path = "../../build/comments.rs"]
mod attribution;
#[path = "../../build/docs.rs"]
mod docs;

use attribution::Comments;
use docs::paragraphs;

fn lines(text: &str) -> Vec<String> {
    text.lines().map(str::to_owned).collect()
}

#[test]
fn what_stands_apart_is_about_the_message() {
    let mut whole = Vec::new();
    let mut comments = Comments::default();
    comments.line("A pose", false, None);
    comments.gap();
    comments.line("Where it is", false, None);
    assert_eq!(comments.above(&mut whole), ["Where it is"]);
    assert_eq!(whole, ["A pose", ""]);
}

#[test]
fn the_first_comment_is_about_the_message() {
    let mut whole = Vec::new();
    let mut comments = Comments::default();
    comments.line("A point", false, None);
    assert!(comments.above(&mut whole).is_empty());
    assert_eq!(whole, ["A point"]);
    comments.line("Its height", false, None);
    assert_eq!(comments.above(&mut whole), ["Its height"]);
}

#[test]
fn a_comment_beside_a_field_goes_on_in_indented_lines() {
    let (mut whole, mut field) = (Vec::new(), Vec::new());
    let mut comments = Comments::default();
    comments.above(&mut whole);
    comments.beside(Some("the time"), Some(&mut field));
    comments.line("of the first ray", true, Some(&mut field));
    comments.line("The next field", false, Some(&mut field));
    assert_eq!(field, ["the time", "of the first ray"]);
    assert_eq!(comments.above(&mut whole), ["The next field"]);
}

#[test]
fn what_is_left_at_the_end_is_about_the_message() {
    let mut whole = lines("A point");
    let mut comments = Comments::default();
    comments.line("Not for lines", false, None);
    comments.rest(&mut whole);
    assert_eq!(whole, ["A point", "", "Not for lines"]);
}

#[test]
fn text_means_nothing_to_markdown() {
    let text = " range [m], see <T> of `x_y`, *not* a|b";
    assert_eq!(paragraphs(&lines(text)), ["range \\[m\\], see \\<T\\> of \\`x\\_y\\`, \\*not\\* a\\|b"]);
}

#[test]
fn addresses_are_links() {
    let text = "see http://a.b/c_d, or\nthe <a href=\"https://e.f/\">tf2</a> package";
    assert_eq!(paragraphs(&lines(text)), ["see <http://a.b/c_d>, or\nthe [tf2](https://e.f/) package"]);
}

#[test]
fn drawings_keep_their_form() {
    let text = " The matrix\n\n     [fx  0]\n K = [ 0 fy]";
    assert_eq!(paragraphs(&lines(text)), ["The matrix", "```text\n    [fx  0]\nK = [ 0 fy]\n```"]);
}

#[test]
fn boxes_are_left_out() {
    let text = "-----\n Calibration   #\n ====\n text";
    assert_eq!(paragraphs(&lines(text)), ["Calibration", "text"]);
}
