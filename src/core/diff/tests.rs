use proptest::prelude::*;

use super::*;

/// Writes a diff for the eye: sign, numbers, and changed words in brackets.
fn drawn(diff: &Diff) -> String {
    let marked = |pieces: &[Piece]| -> String {
        let mark = |piece: &Piece| {
            if piece.changed { format!("[{}]", piece.text) } else { piece.text.clone() }
        };
        pieces.iter().map(mark).collect()
    };
    let line = |row: &Row| match row {
        Row::Same { left, right, text } => format!("  {left} {right} {text}\n"),
        Row::Removed { left, text } => format!("- {left} . {}\n", marked(text)),
        Row::Added { right, text } => format!("+ . {right} {}\n", marked(text)),
        Row::Changed { left, right, old, new } => format!("~ {left} {right} {} | {}\n", marked(old), marked(new)),
    };
    diff.rows.iter().map(line).collect()
}

fn seen(diff: &Diff, context: usize) -> String {
    let line = |shown: Shown| match shown {
        Shown::Row(at) => diff.rows[at].text(),
        Shown::Fold { count, .. } => format!("... {count}"),
    };
    diff.folded(context).into_iter().map(line).collect::<Vec<_>>().join("\n")
}

const DEPLOYMENT: &str = "\
apiVersion: apps/v1
kind: Deployment
metadata:
  name: web
  labels:
    app: web
spec:
  replicas: 2
  template:
    metadata:
      labels:
        app: web
    spec:
      containers:
      - name: side
        image: docker.io/side:1
      - name: web
        image: harbor.internal.corp/project/app:1.4.2
        ports:
        - containerPort: 80
";

#[test]
fn equal_texts_have_no_change() {
    let diff = diff(DEPLOYMENT, DEPLOYMENT);
    assert!(diff.is_empty() && diff.changes().is_empty());
    assert_eq!(diff.unified("a/x", "b/x"), "");
    assert_eq!(diff.folded(3), [Shown::Fold { first: 0, count: 20 }]);
    assert_eq!(super::diff("", "").rows, []);
}

#[test]
fn changed_words_are_marked_in_lines_that_resemble_each_other() {
    let diff = diff("image: harbor/app:1.4.2\nold\nx: 1\n", "image: harbor/app:1.5.2\nx: 1\nnew\n");
    assert_eq!(
        drawn(&diff),
        "~ 1 1 image: harbor/app:1.[4].2 | image: harbor/app:1.[5].2\n- 2 . old\n  3 2 x: 1\n+ . 3 new\n"
    );
    assert_eq!((diff.added, diff.removed), (2, 2));
    assert_eq!(diff.changes(), [0, 3]);
}

#[test]
fn the_same_key_pairs_lines_whose_values_differ() {
    let old = "a: 1\n  password: aaaaaaaaaaaaaaaaaaaaaaaaaaaaa\n";
    let new = "other: thing\n  password: b\n";
    assert_eq!(
        drawn(&diff(old, new)),
        "- 1 . a: 1\n+ . 1 other: thing\n~ 2 2   password: [aaaaaaaaaaaaaaaaaaaaaaaaaaaaa] |   password: [b]\n"
    );
}

#[test]
fn unlike_lines_are_not_paired() {
    assert_eq!(drawn(&diff("- {}\n", "- []\n")), "- 1 . - {}\n+ . 1 - []\n");
    assert_eq!(drawn(&diff("  a: b\n", "  c: d\n")), "- 1 .   a: b\n+ . 1   c: d\n");
}

#[test]
fn a_phrase_is_one_mark() {
    let diff = diff("say: the quick brown fox jumps high\n", "say: a lazy brown fox jumps high\n");
    assert_eq!(drawn(&diff), "~ 1 1 say: [the quick] brown fox jumps high | say: [a lazy] brown fox jumps high\n");
}

#[test]
fn folding_keeps_the_parents_of_a_change() {
    let new = DEPLOYMENT.replace("app:1.4.2", "app:1.4.3");
    let expected = "\
... 6
spec:
  replicas: 2
  template:
... 3
    spec:
      containers:
... 2
      - name: web
        image: harbor.internal.corp/project/app:1.4.3
        ports:
        - containerPort: 80";
    assert_eq!(seen(&diff(DEPLOYMENT, &new), 1), expected);
}

#[test]
fn an_inserted_block_keeps_its_parents() {
    let new =
        DEPLOYMENT.replace("    spec:\n", "    spec:\n      imagePullSecrets:\n      - name: harbor-pull-secret\n");
    let diff = diff(DEPLOYMENT, &new);
    let expected = "\
... 6
spec:
  replicas: 2
  template:
... 3
    spec:
      imagePullSecrets:
      - name: harbor-pull-secret
... 7";
    assert_eq!(seen(&diff, 0), expected);
    assert_eq!(diff.changes(), [13]);
}

#[test]
fn parents_end_at_the_document() {
    let old = "a:\n  b: 1\n  c: 2\n---\n# d\n\n  e: 1\n  f: 2\n";
    assert_eq!(seen(&diff(old, &old.replace("f: 2", "f: 3")), 0), "... 7\n  f: 3");
}

#[test]
fn the_patch_has_three_lines_of_context() {
    let old = (1..=20).map(|n| format!("line {n}\n")).collect::<Vec<_>>().concat();
    let new = old.replace("line 5\n", "line five\n").replace("line 16\n", "");
    let expected = "\
--- a/x y\t
+++ b/z
@@ -2,7 +2,7 @@
 line 2
 line 3
 line 4
-line 5
+line five
 line 6
 line 7
 line 8
@@ -13,7 +13,6 @@
 line 13
 line 14
 line 15
-line 16
 line 17
 line 18
 line 19
";
    assert_eq!(diff(&old, &new).unified("a/x y", "b/z"), expected);
}

#[test]
fn a_missing_newline_is_told() {
    let note = "\\ No newline at end of file";
    let patch = |old, new| diff(old, new).unified("a", "b");
    assert_eq!(patch("x", "x\n"), format!("--- a\n+++ b\n@@ -1 +1 @@\n-x\n{note}\n+x\n"));
    assert_eq!(patch("x\n", "x"), format!("--- a\n+++ b\n@@ -1 +1 @@\n-x\n+x\n{note}\n"));
    assert_eq!(patch("a\nx", "b\nx"), format!("--- a\n+++ b\n@@ -1,2 +1,2 @@\n-a\n+b\n x\n{note}\n"));
    assert_eq!(patch("", "x\n"), "--- a\n+++ b\n@@ -0,0 +1 @@\n+x\n");
    assert_eq!(patch("x\n", ""), "--- a\n+++ b\n@@ -1 +0,0 @@\n-x\n");
}

#[test]
fn a_carriage_return_is_a_difference() {
    let diff = diff("a: 1\r\n", "a: 1\n");
    assert_eq!(drawn(&diff), "~ 1 1 a: 1[\r] | a: 1\n");
}

/// Applies a patch the plain way: every hunk must stand where it says.
fn patched(old: &str, patch: &str) -> String {
    let old = lines(old);
    let (mut new, mut at) = (String::new(), 0);
    let mut body = patch.split_inclusive('\n').skip(2).peekable();
    while let Some(line) = body.next() {
        if let Some(header) = line.strip_prefix("@@ -") {
            let (start, count) = header
                .split(' ')
                .next()
                .and_then(|side| side.split_once(','))
                .unwrap_or_else(|| (header.split(' ').next().unwrap(), "1"));
            let start: usize = start.parse().unwrap();
            let start = if count == "0" { start } else { start - 1 };
            new.extend(old[at..start].iter().copied());
            at = start;
            continue;
        }
        let is_unended = body.next_if(|next| next.starts_with('\\')).is_some();
        let text = if is_unended { content(&line[1..]) } else { &line[1..] };
        match &line[..1] {
            "+" => new.push_str(text),
            "-" => at += 1,
            _ => {
                assert_eq!(old[at], text);
                new.push_str(text);
                at += 1;
            }
        }
    }
    new.extend(old[at..].iter().copied());
    new
}

fn any_text() -> impl Strategy<Value = String> {
    prop::collection::vec("( {0,2}(- )?[abc](: [xyz]{1,3})?){0,2}", 0..30)
        .prop_flat_map(|lines| any::<bool>().prop_map(move |end| lines.join("\n") + if end { "\n" } else { "" }))
}

proptest! {
    #[test]
    fn the_patch_leads_from_the_old_to_the_new(old in any_text(), new in any_text()) {
        let patch = diff(&old, &new).unified("a", "b");
        prop_assert_eq!(patched(&old, &patch), new);
    }

    #[test]
    fn the_rows_hold_both_texts(old in any_text(), new in any_text()) {
        let diff = diff(&old, &new);
        let (mut left, mut right) = (Vec::new(), Vec::new());
        for row in &diff.rows {
            match row {
                Row::Same { text, .. } => { left.push(text.clone()); right.push(text.clone()); }
                Row::Removed { text, .. } => left.push(joined(text)),
                Row::Added { text, .. } => right.push(joined(text)),
                Row::Changed { old, new, .. } => { left.push(joined(old)); right.push(joined(new)); }
            }
        }
        prop_assert_eq!(left, lines(&old).into_iter().map(content).collect::<Vec<_>>());
        prop_assert_eq!(right, lines(&new).into_iter().map(content).collect::<Vec<_>>());
    }

    #[test]
    fn a_fold_hides_two_or_more_rows_and_no_change(old in any_text(), new in any_text(), context in 0_usize..4) {
        let diff = diff(&old, &new);
        let mut next = 0;
        for shown in diff.folded(context) {
            match shown {
                Shown::Row(at) => { prop_assert_eq!(at, next); next += 1; }
                Shown::Fold { first, count } => {
                    prop_assert_eq!(first, next);
                    prop_assert!(count >= 2);
                    prop_assert!(diff.rows[first..first + count].iter().all(|row| !row.is_change()));
                    next += count;
                }
            }
        }
        prop_assert_eq!(next, diff.rows.len());
    }
}
