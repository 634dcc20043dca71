//! Ages as kubectl writes them: `45s`, `3m10s`, `14m`, `2d3h`.

/// Writes a number of seconds as k8s.io/apimachinery/pkg/util/duration.HumanDuration does.
pub(crate) fn human(seconds: i64) -> String {
    const MINUTE: i64 = 60;
    const HOUR: i64 = 60 * MINUTE;
    const DAY: i64 = 24 * HOUR;
    const YEAR: i64 = 365 * DAY;
    match seconds {
        ..0 => "0s".to_owned(),
        0..120 => format!("{seconds}s"),
        120..600 => pair(seconds, MINUTE, "m", 1, "s"),
        600..10_800 => format!("{}m", seconds / MINUTE),
        10_800..28_800 => pair(seconds, HOUR, "h", MINUTE, "m"),
        28_800..172_800 => format!("{}h", seconds / HOUR),
        172_800..691_200 => pair(seconds, DAY, "d", HOUR, "h"),
        691_200..63_072_000 => format!("{}d", seconds / DAY),
        63_072_000..252_288_000 => pair(seconds, YEAR, "y", DAY, "d"),
        _ => format!("{}y", seconds / YEAR),
    }
}

/// Writes two units and leaves the smaller one out when it is zero.
fn pair(seconds: i64, large: i64, large_unit: &str, small: i64, small_unit: &str) -> String {
    let (whole, rest) = (seconds / large, seconds % large / small);
    if rest == 0 {
        return format!("{whole}{large_unit}");
    }
    format!("{whole}{large_unit}{rest}{small_unit}")
}

#[cfg(test)]
mod tests {
    use super::human;

    #[test]
    fn ages_read_as_in_kubectl() {
        let hour = 3600;
        for (seconds, text) in [
            (-3, "0s"),
            (119, "119s"),
            (190, "3m10s"),
            (840, "14m"),
            (4 * hour, "4h"),
            (4 * hour + 300, "4h5m"),
            (47 * hour, "47h"),
            (51 * hour, "2d3h"),
            (30 * 24 * hour, "30d"),
            (3 * 365 * 24 * hour, "3y"),
        ] {
            assert_eq!(human(seconds), text);
        }
    }
}
