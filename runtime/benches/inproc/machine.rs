//! What a reader has to know of the machine.

pub(crate) fn facts() -> String {
    let read = |path| std::fs::read_to_string(path).unwrap_or_default();
    let processors = read("/proc/cpuinfo");
    let model = processors.lines().find_map(|line| line.strip_prefix("model name")?.split(": ").nth(1));
    let cores = std::thread::available_parallelism().map_or(0, usize::from);
    let load = read("/proc/loadavg");
    let kernel = read("/proc/sys/kernel/osrelease");
    let rosweave = env!("CARGO_PKG_VERSION");
    format!(
        "rosweave {rosweave}, {cores} cores of {}, Linux {}, load before the end {}. Medians of rounds in turns; a message is \
         an `Arc<String>` of 1 KiB.",
        model.unwrap_or("an unknown processor"),
        kernel.trim(),
        load.split(' ').next().unwrap_or("unknown")
    )
}
