//! Times and ages as they are read on the screen.

use jiff::{SignedDuration, Timestamp, tz::TimeZone};

/// Returns how long ago that was, in one unit: `4 s`, `12 min`, `3 h`, `2 d`.
pub(super) fn age(since: Timestamp, now: Timestamp) -> String {
    span(now.duration_since(since))
}

/// Returns a duration in one unit.
pub(super) fn span(duration: SignedDuration) -> String {
    let seconds = duration.as_secs().max(0);
    match seconds {
        0..60 => format!("{seconds} s"),
        60..3_600 => format!("{} min", seconds / 60),
        3_600..172_800 => format!("{} h", seconds / 3_600),
        _ => format!("{} d", seconds / 86_400),
    }
}

/// Returns the time of day, with the date in front when that is not today.
pub(super) fn time(at: Timestamp, now: Timestamp, zone: &TimeZone) -> String {
    let at = at.to_zoned(zone.clone());
    let today = now.to_zoned(zone.clone()).date();
    let format = if at.date() == today { "%H:%M:%S" } else { "%m-%d %H:%M:%S" };
    at.strftime(format).to_string()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn ages_are_in_one_unit_and_never_negative() {
        for (seconds, text) in [(-3, "0 s"), (59, "59 s"), (60, "1 min"), (3_700, "1 h"), (200_000, "2 d")] {
            assert_eq!(span(SignedDuration::from_secs(seconds)), text);
        }
    }

    #[test]
    fn a_time_of_another_day_says_which() {
        let now: Timestamp = "2026-11-24T02:20:11Z".parse().unwrap();
        let earlier: Timestamp = "2026-11-23T23:00:00Z".parse().unwrap();
        assert_eq!(time(now, now, &TimeZone::UTC), "02:20:11");
        assert_eq!(time(earlier, now, &TimeZone::UTC), "11-23 23:00:00");
    }
}
