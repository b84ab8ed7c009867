//! The names of scratch databases, which say who made them, so that what a dead run left can be told from what a live one
//! uses.

use std::hash::{BuildHasher, Hasher, RandomState};
use std::sync::OnceLock;
use std::sync::atomic::{AtomicU32, Ordering};

use sha2::{Digest, Sha256};

/// What every scratch database's name begins with.
pub const PREFIX: &str = "autogen_scratch_";

/// A fresh name: `autogen_scratch_<process>_<number>_<origin>_<random>`. It needs no quoting.
pub fn fresh() -> String {
    static NUMBER: AtomicU32 = AtomicU32::new(0);
    let number = NUMBER.fetch_add(1, Ordering::Relaxed);
    let origin = origin().unwrap_or(UNKNOWN);
    format!("{PREFIX}{}_{number}_{origin}_{}", std::process::id(), random())
}

/// Eight characters that nobody else has.
pub fn random() -> String {
    // The standard library's hasher is keyed by the operating system's random numbers.
    let random = RandomState::new().build_hasher().finish();
    format!("{:08x}", random & 0xffff_ffff)
}

/// The first `length` hexadecimal characters of a text's SHA-256.
pub fn digest(text: &str, length: usize) -> String {
    let hexadecimal: String = Sha256::digest(text).iter().map(|byte| format!("{byte:02x}")).collect();
    hexadecimal[..length].to_owned()
}

/// Whether the run that made this database is provably over: it ran on this machine, since its last start, where our
/// process numbers are counted, and its process isn't there any more.
pub fn is_abandoned(database: &str) -> bool {
    let Some(parts) = database.strip_prefix(PREFIX).map(|rest| rest.split('_').collect::<Vec<_>>()) else {
        return false;
    };
    let [process, _number, maker, _random] = parts.as_slice() else { return false };
    let Ok(process) = process.parse() else { return false };
    origin() == Some(*maker) && is_dead(process)
}

/// Whether no process has this number.
pub fn is_dead(process: i32) -> bool {
    rustix::process::Pid::from_raw(process)
        .is_some_and(|process| rustix::process::test_kill_process(process) == Err(rustix::io::Errno::SRCH))
}

const UNKNOWN: &str = "unknown";

/// Stands for this start of this machine, and for this container's own count of processes.
fn origin() -> Option<&'static str> {
    static ORIGIN: OnceLock<Option<String>> = OnceLock::new();
    ORIGIN.get_or_init(|| boot().map(|boot| digest(&boot, 10))).as_deref()
}

#[cfg(target_os = "linux")]
fn boot() -> Option<String> {
    let boot = std::fs::read_to_string("/proc/sys/kernel/random/boot_id").ok()?;
    let processes = std::fs::read_link("/proc/self/ns/pid").ok()?;
    Some(format!("{boot}{}", processes.display()))
}

#[cfg(not(target_os = "linux"))]
fn boot() -> Option<String> {
    let output = std::process::Command::new("sysctl").args(["-n", "kern.bootsessionuuid"]).output().ok()?;
    String::from_utf8(output.stdout).ok().filter(|boot| !boot.trim().is_empty())
}

#[cfg(test)]
mod tests {
    use super::{fresh, is_abandoned};

    #[test]
    fn a_live_run_is_not_abandoned() {
        assert!(!is_abandoned(&fresh()));
    }

    #[test]
    fn a_dead_run_of_this_machine_is_abandoned() {
        let name = fresh();
        let (_, rest) = name["autogen_scratch_".len()..].split_once('_').expect("a name has four parts");
        // Process numbers end far below this one.
        assert!(is_abandoned(&format!("autogen_scratch_2147483646_{rest}")));
        assert!(!is_abandoned("autogen_scratch_2147483646_0_elsewhere0_00000000"));
        assert!(!is_abandoned("autogen_scratch_mine"));
    }
}
