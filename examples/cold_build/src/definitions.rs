//! The definitions that both applications are made of.

use std::fmt::Write;
use std::path::{Path, PathBuf};
use std::{env, fs};

use crate::Result;

/// Packages of interfaces, and where they are.
pub struct Definitions {
    pub root: PathBuf,
    pub packages: Vec<String>,
    pub count: usize,
}

/// What robots use.
const PUBLISHED: [&str; 5] =
    ["control_msgs", "geographic_msgs", "nav2_msgs", "object_recognition_msgs", "vision_msgs"];

/// Takes the published packages where they are at hand, and makes some up otherwise.
pub fn find(repository: &Path, scratch: &Path) -> Result<Definitions> {
    let given = env::var_os("COLD_BUILD_DEFINITIONS").map(PathBuf::from);
    let published = given.clone().unwrap_or_else(|| repository.join("../shared/data/interfaces"));
    if given.is_some() || PUBLISHED.iter().all(|package| published.join(package).is_dir()) {
        let packages = PUBLISHED.map(str::to_owned).to_vec();
        return counted(fs::canonicalize(&published)?, packages);
    }
    let root = scratch.join("definitions");
    let packages: Vec<String> = (1..=5).map(|number| format!("made_up_{number}_msgs")).collect();
    for (number, package) in packages.iter().enumerate() {
        let before = number.checked_sub(1).map(|number| packages[number].as_str());
        make_up(&root.join(package), before)?;
    }
    counted(root, packages)
}

fn counted(root: PathBuf, packages: Vec<String>) -> Result<Definitions> {
    let mut count = 0;
    for package in &packages {
        for kind in ["msg", "srv", "action"].map(|kind| root.join(package).join(kind)) {
            if kind.is_dir() {
                count += fs::read_dir(kind)?.count();
            }
        }
    }
    Ok(Definitions { root, packages, count })
}

/// 26 definitions, about what packages have: short ones and long ones, which use each other and the common packages.
fn make_up(directory: &Path, before: Option<&str>) -> Result {
    for kind in ["msg", "srv", "action"] {
        fs::create_dir_all(directory.join(kind))?;
    }
    for number in 0..16 {
        let mut text = format!(
            "# What sensor {number} has measured.\n\nuint8 OFF = 0\nuint8 ON = 1  # It measures.\n\n"
        );
        text.push_str("std_msgs/Header header\nuint8 state 1\nstring<=20 label  # What is written on it.\n");
        text.push_str("float64[36] covariance\nfloat32[] ranges      # [m]\n");
        if let Some(other) = before {
            let _ = writeln!(text, "{other}/Sensor{number} raw");
        }
        if let Some(nested) = usize::checked_sub(number, 1) {
            let _ = writeln!(text, "Sensor{nested}[] parts");
        }
        for field in 0..number {
            let _ =
                writeln!(text, "geometry_msgs/Point at_{field}  # Where it was, in the frame of the robot.");
        }
        fs::write(directory.join(format!("msg/Sensor{number}.msg")), text)?;
    }
    for number in 0..6 {
        let text = format!(
            "# Switches a sensor.\n\nuint8 state\nSensor{number} sensor\n---\nbool success\nstring message\n"
        );
        fs::write(directory.join(format!("srv/Switch{number}.srv")), text)?;
    }
    for number in 0..4 {
        let text = format!(
            "geometry_msgs/PoseStamped[] path\n---\nSensor{number}[] seen\n---\nfloat32 left  # [m]\n"
        );
        fs::write(directory.join(format!("action/Explore{number}.action")), text)?;
    }
    Ok(())
}
