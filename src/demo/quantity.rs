//! Amounts as Kubernetes writes them: `250m` processors, `512Mi` of memory.

use serde_json::Value;

use super::object::{list, text};

/// Returns the thousandths of processors and the bytes of memory that a pod asks for.
pub(crate) fn requests(pod: &Value) -> (i64, i64) {
    let sum = |resource: &str, read: fn(&str) -> i64| -> i64 {
        let containers = list(pod, "/spec/containers").iter();
        let amount = |container| read(text(container, &format!("/resources/requests/{resource}")));
        containers.map(amount).sum()
    };
    (sum("cpu", thousandths), sum("memory", bytes))
}

/// Reads an amount of processors in thousandths; what cannot be read is nothing.
pub(crate) fn thousandths(text: &str) -> i64 {
    match text.strip_suffix('m') {
        Some(thousandths) => thousandths.parse().unwrap_or(0),
        None => text.parse::<i64>().map_or(0, |whole| whole * 1000),
    }
}

/// Reads an amount of memory in bytes; what cannot be read is nothing.
pub(crate) fn bytes(text: &str) -> i64 {
    const UNITS: [(&str, u32, i64); 8] = [
        ("Ki", 1, 1024),
        ("Mi", 2, 1024),
        ("Gi", 3, 1024),
        ("Ti", 4, 1024),
        ("k", 1, 1000),
        ("M", 2, 1000),
        ("G", 3, 1000),
        ("T", 4, 1000),
    ];
    for (suffix, power, base) in UNITS {
        if let Some(number) = text.strip_suffix(suffix) {
            return number.parse::<i64>().map_or(0, |count| count * base.pow(power));
        }
    }
    text.parse().unwrap_or(0)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn amounts_are_read_in_their_units() {
        assert_eq!(thousandths("250m"), 250);
        assert_eq!(thousandths("2"), 2000);
        assert_eq!(bytes("1Gi"), 1 << 30);
        assert_eq!(bytes("64M"), 64_000_000);
        assert_eq!(bytes(""), 0);
    }
}
