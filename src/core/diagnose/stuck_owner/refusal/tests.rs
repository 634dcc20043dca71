use proptest::prelude::*;

use super::*;

#[test]
fn numbers_that_are_missing_are_no_error() {
    let refusal = Refusal::parse("exceeded quota: q, requested: pods=1, used: , limited: memory=1Gi").unwrap();
    let Refusal::Quota { name, exceeded } = refusal else { panic!("a quota") };
    assert_eq!((name.as_str(), exceeded[0].to_string().as_str()), ("q", "pods ? of ? used, 1 more asked for"));
    assert_eq!(Refusal::parse("exceeded quota: q"), None);
    assert_eq!(Refusal::parse(""), None);
}

#[test]
fn a_long_refusal_is_cut() {
    let refusal = Refusal::parse(&format!("violates PodSecurity \"baseline:latest\": {}", "x".repeat(5_000))).unwrap();
    let Refusal::PodSecurity { what, .. } = refusal else { panic!("pod security") };
    assert!(what.chars().count() <= 300 && what.ends_with('…'));
}

proptest! {
    #[test]
    fn any_text_is_borne(text in ".{0,200}") {
        let _ = Refusal::parse(&text);
        let _ = Refusal::parse(&format!("exceeded quota: {text}"));
        let _ = Refusal::parse(&format!("admission webhook \"{text}\" denied the request"));
    }
}
