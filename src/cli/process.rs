//! What is set once for the whole process, before anything is read.

/// Keeps the memory of this process, which holds tokens, out of core dumps and out of other programs' reach.
///
/// Failing is no reason not to run: a system may forbid it, and there is nothing that the user could do.
#[cfg(unix)]
pub fn keep_memory_private() {
    use rustix::process::{Resource, Rlimit, setrlimit};
    let _ = setrlimit(Resource::Core, Rlimit { current: Some(0), maximum: Some(0) });
    #[cfg(target_os = "linux")]
    let _ = rustix::process::set_dumpable_behavior(rustix::process::DumpableBehavior::NotDumpable);
}

/// Does nothing: it is not known what would have to be asked of Windows.
#[cfg(windows)]
pub fn keep_memory_private() {}
