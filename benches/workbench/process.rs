//! What a process used so far, read from `/proc`.

use std::{fs, time::Duration};

/// CPU time of a process, user and system together.
#[derive(Clone, Copy)]
pub(crate) struct Usage {
    cpu: Duration,
}

impl Usage {
    /// Reads the sum over all threads; a hundredth of a second is the finest that `stat` tells, so `schedstat` is read
    /// where the kernel has it.
    pub(crate) fn of(pid: u32) -> Self {
        let tasks = fs::read_dir(format!("/proc/{pid}/task")).into_iter().flatten().flatten();
        let nanoseconds: u64 = tasks
            .filter_map(|task| fs::read_to_string(task.path().join("schedstat")).ok())
            .filter_map(|text| text.split_whitespace().next()?.parse::<u64>().ok())
            .sum();
        Self { cpu: Duration::from_nanos(nanoseconds) }
    }

    pub(crate) fn cpu_since(self, before: Self) -> Duration {
        self.cpu.saturating_sub(before.cpu)
    }
}

/// Returns the most memory that the process ever held at once, in MB.
pub(crate) fn peak_memory_mb(pid: u32) -> f64 {
    let status = fs::read_to_string(format!("/proc/{pid}/status")).unwrap_or_default();
    let line = status.lines().find_map(|line| line.strip_prefix("VmHWM:"));
    let kilobytes: f64 = line.and_then(|line| line.split_whitespace().next()?.parse().ok()).unwrap_or_default();
    kilobytes / 1024.0
}
