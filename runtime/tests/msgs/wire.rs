//! Bytes on the wire, written out by hand from the rules of CDR: XCDR1, little endian, aligned from the first byte.

use std::fmt::Debug;

use byteorder::{BigEndian, LittleEndian};
use cdr_encoding::{from_bytes, to_vec};
use rosweave::msgs::builtin_interfaces::msg::Time;
use rosweave::msgs::example_interfaces::msg::WString;
use rosweave::msgs::example_interfaces::srv::{AddTwoIntsRequest, AddTwoIntsResponse};
use rosweave::msgs::geometry_msgs::msg::{Point, PoseWithCovarianceStamped, Vector3};
use rosweave::msgs::nav_msgs::msg::OccupancyGrid;
use rosweave::msgs::sensor_msgs::msg::{Image, Imu};
use rosweave::msgs::std_msgs::msg::{Empty, Header, String as Text};
use rosweave::msgs::std_srvs::srv::{SetBoolRequest, SetBoolResponse, TriggerRequest};
use serde::de::DeserializeOwned;
use serde::{Deserialize, Serialize};

pub(crate) fn encoded<T: Serialize>(value: &T) -> Vec<u8> {
    to_vec::<T, LittleEndian>(value).expect("a message can be encoded")
}

/// Reads all of the bytes, and the same in the other order.
pub(crate) fn decoded<T: Serialize + DeserializeOwned + PartialEq + Debug>(bytes: &[u8]) -> T {
    let (value, read) = from_bytes::<T, LittleEndian>(bytes).expect("what was encoded can be decoded");
    assert_eq!(read, bytes.len(), "{value:?}");
    let turned = to_vec::<T, BigEndian>(&value).expect("big-endian, too");
    let (again, _) = from_bytes::<T, BigEndian>(&turned).expect("big-endian, too");
    assert_eq!(again, value);
    value
}

/// What is cut off is an error, and no panic.
pub(crate) fn refuses_less<T: DeserializeOwned>(bytes: &[u8]) {
    for len in 0..bytes.len() {
        assert!(from_bytes::<T, LittleEndian>(&bytes[..len]).is_err(), "{len} of {} bytes", bytes.len());
    }
}

/// Reads bytes that may be anything. What comes out was in them: it can be sent again, and is not longer but for the
/// zeros of strings that had none, with the padding after them: eight bytes at the most for four.
pub(crate) fn read_anything<T: Serialize + DeserializeOwned>(bytes: &[u8]) {
    if let Ok((value, read)) = from_bytes::<T, LittleEndian>(bytes) {
        let again = encoded(&value);
        assert!(again.len() <= 3 * read + 8, "{} bytes from {read}", again.len());
    }
}

/// Compares with bytes as hexadecimal digits; `'..'` is text, `*n` is `n` zeros.
fn check<T: Serialize + DeserializeOwned + PartialEq + Debug>(value: &T, expected: &str) {
    let mut bytes = Vec::new();
    for word in expected.split_whitespace() {
        if let Some(text) = word.strip_prefix('\'') {
            bytes.extend_from_slice(text.trim_end_matches('\'').as_bytes());
        } else if let Some(zeros) = word.strip_prefix('*') {
            bytes.resize(bytes.len() + zeros.parse::<usize>().expect("a number"), 0);
        } else {
            let digits = |at| u8::from_str_radix(&word[at..at + 2], 16).expect("hexadecimal digits");
            bytes.extend((0..word.len()).step_by(2).map(digits));
        }
    }
    assert_eq!(encoded(value), bytes);
    assert_eq!(&decoded::<T>(&bytes), value);
}

fn header(frame_id: &str) -> Header {
    Header { stamp: Time { sec: 1, nanosec: 2 }, frame_id: frame_id.to_owned() }
}

#[test]
fn a_string_has_its_length_with_the_zero_at_its_end() {
    check(&Text { data: "hello".to_owned() }, "06000000 'hello' 00");
    check(&Text::default(), "01000000 00");
}

#[test]
fn an_empty_message_is_one_byte() {
    check(&Empty {}, "00");
    check(&TriggerRequest {}, "00");
}

#[test]
fn an_empty_message_within_another_is_one_byte() {
    #[derive(Debug, PartialEq, Serialize, Deserialize)]
    struct Nested {
        first: Empty,
        second: Empty,
        number: u32,
    }
    check(&Nested { first: Empty {}, second: Empty {}, number: 7 }, "00 00 *2 07000000");
}

#[test]
fn a_header_is_a_time_and_a_string() {
    check(&header("map"), "01000000 02000000 04000000 'map' 00");
}

#[test]
fn requests_and_responses_are_like_messages() {
    check(&SetBoolRequest { data: true }, "01");
    check(&SetBoolResponse { success: true, message: "ok".to_owned() }, "01 *3 03000000 'ok' 00");
    check(&AddTwoIntsRequest { a: 1, b: -2 }, "0100000000000000 feffffffffffffff");
    check(&AddTwoIntsResponse { sum: -1 }, "ffffffffffffffff");
}

#[test]
fn an_image_has_its_bytes_in_a_row() {
    let image = Image {
        header: header("eye"),
        height: 2,
        width: 3,
        encoding: "mono8".to_owned(),
        is_bigendian: 1,
        step: 3,
        data: vec![1, 2, 3, 4, 5, 6],
    };
    let fixed = "01000000 02000000 04000000 'eye' 00 02000000 03000000 06000000 'mono8' 00";
    check(&image, &format!("{fixed} 01 *1 03000000 06000000 010203040506"));
}

#[test]
fn signed_bytes_are_in_a_row_too() {
    let grid = OccupancyGrid { header: header("map"), data: vec![-1, 0, 100], ..OccupancyGrid::default() };
    let info = "*8 *4 *4 *4 *4 *24 *24 000000000000f03f";
    check(&grid, &format!("01000000 02000000 04000000 'map' 00 {info} 03000000 ff0064"));
}

#[test]
fn numbers_of_eight_bytes_begin_at_eight() {
    let imu = Imu {
        header: header("imu0"),
        angular_velocity: Vector3 { x: 1.0, y: 2.0, z: 0.5 },
        ..Imu::default()
    };
    // The string ends at 17, the first quaternion at 24; each covariance is 9 numbers.
    let header = "01000000 02000000 05000000 'imu0' 00 *7";
    let orientation = "*24 000000000000f03f *72";
    let angular = "000000000000f03f 0000000000000040 000000000000e03f *72";
    check(&imu, &format!("{header} {orientation} {angular} *24 *72"));
}

#[test]
fn a_long_array_has_no_length() {
    let mut pose = PoseWithCovarianceStamped { header: header(""), ..PoseWithCovarianceStamped::default() };
    pose.pose.pose.position = Point { x: 1.0, y: -2.0, z: 0.0 };
    pose.pose.covariance[35] = 0.5;
    let header = "01000000 02000000 01000000 00 *3";
    let pose_bytes = "000000000000f03f 00000000000000c0 *8 *24 000000000000f03f";
    check(&pose, &format!("{header} {pose_bytes} *280 000000000000e03f"));
}

#[test]
fn a_wide_string_has_four_bytes_for_each_unit_of_utf_16() {
    check(&WString { data: "aß😀".to_owned() }, "04000000 61000000 df000000 3dd80000 00de0000");
    let lone = [1, 0, 0, 0, 0x3d, 0xd8, 0, 0];
    assert!(from_bytes::<WString, LittleEndian>(&lone).is_err(), "half of a character");
    let wide = [1, 0, 0, 0, 0x61, 0, 1, 0];
    assert!(from_bytes::<WString, LittleEndian>(&wide).is_err(), "more than 16 bits");
}

#[test]
fn a_length_that_lies_is_an_error() {
    let mut bytes = encoded(&Image { data: vec![7; 9], ..Image::default() });
    let at = bytes.len() - 9 - 4;
    bytes[at..at + 4].copy_from_slice(&u32::MAX.to_le_bytes());
    assert!(from_bytes::<Image, LittleEndian>(&bytes).is_err());
}
