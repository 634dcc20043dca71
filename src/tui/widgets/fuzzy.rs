//! Fuzzy matching of short lists: what a filter leaves, best match first.

use nucleo_matcher::{
    Config, Matcher, Utf32Str,
    pattern::{CaseMatching, Normalization, Pattern},
};

/// Returns the indices of the labels that match, best first; all of them in their order when nothing is asked for.
pub fn matching(needle: &str, labels: &[&str]) -> Vec<usize> {
    if needle.is_empty() {
        return (0..labels.len()).collect();
    }
    let mut matcher = Matcher::new(Config::DEFAULT);
    let pattern = Pattern::parse(needle, CaseMatching::Ignore, Normalization::Smart);
    let mut buffer = Vec::new();
    let mut scored: Vec<(u32, usize)> = Vec::new();
    for (index, label) in labels.iter().enumerate() {
        if let Some(score) = pattern.score(Utf32Str::new(label, &mut buffer), &mut matcher) {
            scored.push((score, index));
        }
    }
    scored.sort_by(|a, b| b.0.cmp(&a.0).then(a.1.cmp(&b.1)));
    scored.into_iter().map(|(_, index)| index).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keeps_the_order_when_nothing_is_asked_for() {
        assert_eq!(matching("", &["b", "a"]), [0, 1]);
    }

    #[test]
    fn letters_in_order_match_and_the_rest_goes() {
        let labels = ["harbor-pull-secret", "quay", "harbor-old"];
        assert_eq!(matching("hps", &labels), [0]);
        assert_eq!(matching("HARBOR", &labels).len(), 2);
        assert_eq!(matching("zzz", &labels), [0_usize; 0]);
    }
}
