//! Reads the sources and fails when a layer names what is above it, or what it must be able to do without.
//!
//! A module's tests are not looked at: they may read files and ask the clock.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

/// What no file below these places may name.
struct Rule {
    places: &'static [&'static str],
    except: &'static [&'static str],
    forbidden: &'static [&'static str],
    because: &'static str,
}

const RULES: [Rule; 10] = [
    Rule {
        places: &["core"],
        except: &[],
        forbidden: &["kube::", "k8s_openapi::", "tokio::", "hyper::", "crossterm::", "ratatui::"],
        because: "core is pure: it is tested with values, and used without a terminal and without a cluster",
    },
    Rule {
        places: &["core", "tui/update", "tui/view", "tui/model"],
        except: &[],
        forbidden: &[
            "std::fs::",
            "std::env::",
            "std::process::",
            "TcpStream",
            "TcpListener",
            "UdpSocket",
            "ToSocketAddrs",
            "now()",
        ],
        because: "the same message on the same model must give the same screen, whatever the machine and the hour",
    },
    Rule {
        places: &["tui/update", "tui/view", "tui/model"],
        except: &[],
        forbidden: &["kube::", "k8s_openapi::", "tokio::"],
        because: "update decides and view looks; only exec does, so that a test of the screen needs no runtime",
    },
    Rule {
        places: &["tui/update", "tui/model"],
        except: &[],
        forbidden: &["ratatui::Frame::", "ratatui::Terminal::", "ratatui::buffer::", "ratatui::widgets::"],
        because: "what is drawn is the business of view; update may know keys and areas",
    },
    Rule {
        places: &["core"],
        except: &[],
        forbidden: &["crate::cluster::", "crate::demo::", "crate::tui::", "crate::cli::"],
        because: "dependencies point down, and core is at the bottom",
    },
    Rule {
        places: &["cluster"],
        except: &[],
        forbidden: &["crate::demo::", "crate::tui::", "crate::cli::"],
        because: "the cluster layer serves every mode, and must not know that a server is the demo",
    },
    Rule {
        places: &["demo"],
        except: &[],
        forbidden: &["crate::cluster::", "crate::tui::", "crate::cli::"],
        because: "the demo proves the cluster layer right only while it shares nothing with it",
    },
    Rule {
        places: &[""],
        except: &["tui/clipboard", "tui/exec"],
        forbidden: &["arboard::", "]52;", "CopyToClipboard"],
        because: "there is one door for copied text, and it takes only what the redactor made",
    },
    Rule {
        places: &[""],
        except: &["tui/private_file", "cluster/journal"],
        forbidden: &["fs::write", "fs::copy", "File::create", "File::options", "OpenOptions", "create_new("],
        because: "files are written by two modules, and these take only what the redactor made",
    },
    Rule {
        places: &[""],
        except: &["cli", "main", "tui/exec", "tui/terminal"],
        forbidden: &["print!(", "println!(", "stdout()", "stderr()", "dbg!("],
        because: "what leaves the process is said by the command line, which redacts it, or drawn on the screen",
    },
];

#[test]
fn layers_name_only_what_lies_below() {
    let sources = sources();
    assert!(sources.len() > 20, "the sources are not where they were: {}", source_folder().display());
    let mut problems = String::new();
    for (place, text) in &sources {
        for rule in RULES.iter().filter(|rule| rule.concerns(place)) {
            rule.check(place, text, &mut problems);
        }
    }
    assert!(problems.is_empty(), "{problems}");
}

#[test]
fn nothing_is_unsafe() {
    for (place, text) in sources() {
        for (number, line) in code_lines(&text) {
            let mut words = line.split(|c: char| !c.is_alphanumeric() && c != '_');
            assert!(
                !words.any(|word| word == "unsafe"),
                "src/{place}:{number}: {line}\n  every crate we use has a safe way"
            );
        }
    }
}

/// The functions that give text away, by what does it in them: they take what the redactor made, or bytes that they have
/// encoded from it in the same function.
const DOORS: [(&str, &[&str]); 3] = [
    ("tui/private_file.rs", &["write_all("]),
    ("tui/clipboard.rs", &["write_all(", ".text("]),
    ("cluster/journal.rs", &["write_all("]),
];

#[test]
fn what_gives_text_away_takes_only_what_the_redactor_made() {
    let sources = sources();
    for (place, ways) in DOORS {
        let (_, text) = sources.iter().find(|(source, _)| source == place).expect("the door is where it was");
        let giving: Vec<&str> = functions(text).filter(|code| ways.iter().any(|way| code.contains(way))).collect();
        assert!(!giving.is_empty(), "{place} gives nothing away, so that this shows nothing");
        for code in giving {
            let signature = code.split('{').next().unwrap_or_default();
            assert!(signature.contains("&Redacted"), "src/{place}: a way out that takes any text:\n{signature}");
        }
    }
    let save = sources.iter().find(|(place, _)| place == "tui/private_file.rs").map(|(_, text)| text.as_str());
    let saves = functions(save.unwrap_or_default()).filter(|code| code.contains("contents:"));
    for code in saves {
        assert!(code.contains("contents: &Redacted"), "{code}");
    }
}

#[test]
fn only_the_redactor_makes_redacted_text() {
    for (place, text) in sources() {
        let made = code_lines(&text).find(|(_, line)| line.contains("Redacted(") && !line.contains("fn "));
        assert!(made.is_none() || is_below(&place, "core/redact"), "src/{place}: {made:?}");
    }
}

/// Returns each function of a file from its `fn` to the next one's.
fn functions(text: &str) -> impl Iterator<Item = &str> {
    let starts: Vec<usize> = text.match_indices("fn ").map(|(at, _)| at).collect();
    let ends: Vec<usize> = starts.iter().skip(1).copied().chain([text.len()]).collect();
    starts.into_iter().zip(ends).map(|(start, end)| &text[start..end])
}

impl Rule {
    fn concerns(&self, place: &str) -> bool {
        let below = |folders: &[&str]| folders.iter().any(|folder| is_below(place, folder));
        below(self.places) && !below(self.except)
    }

    fn check(&self, place: &str, text: &str, problems: &mut String) {
        for (number, named) in names(place, text) {
            if let Some(forbidden) = self.forbidden.iter().find(|forbidden| is_named(&named, forbidden)) {
                let line = text.lines().nth(number - 1).unwrap_or_default().trim();
                let name = forbidden.trim_end_matches("::");
                writeln!(problems, "src/{place}:{number}: {line}\n  names {name}: {}\n", self.because).unwrap();
            }
        }
    }
}

/// Says whether a file is a module or lies in its folder.
fn is_below(place: &str, folder: &str) -> bool {
    folder.is_empty() || place == format!("{folder}.rs") || place.starts_with(&format!("{folder}/"))
}

/// A forbidden path stands at the beginning of a name, and anything else anywhere.
fn is_named(name: &str, forbidden: &str) -> bool {
    if forbidden.ends_with("::") { format!("{name}::").starts_with(forbidden) } else { name.contains(forbidden) }
}

fn source_folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// Returns every source file by its place below `src`, without its tests.
fn sources() -> Vec<(String, String)> {
    let mut sources = Vec::new();
    collect(&source_folder(), "", &mut sources);
    sources
}

fn collect(folder: &Path, place: &str, sources: &mut Vec<(String, String)>) {
    for entry in fs::read_dir(folder).unwrap().map(Result::unwrap) {
        let name = entry.file_name().into_string().unwrap();
        let place = format!("{place}{name}");
        if entry.path().is_dir() {
            collect(&entry.path(), &format!("{place}/"), sources);
        } else if entry.path().extension().is_some_and(|extension| extension == "rs")
            && name != "tests.rs"
            && !place.contains("/tests/")
        {
            let text = fs::read_to_string(entry.path()).unwrap();
            let code = text.split("\n#[cfg(test)]\nmod ").next().unwrap_or_default().to_owned();
            sources.push((place, code));
        }
    }
}

/// Returns the lines that are no comment, with their numbers.
fn code_lines(text: &str) -> impl Iterator<Item = (usize, &str)> {
    let numbered = text.lines().enumerate().map(|(at, line)| (at + 1, line.split(" // ").next().unwrap_or_default()));
    numbered.filter(|(_, line)| !line.trim_start().starts_with("//"))
}

/// Returns every path that a file imports or names, written out in full, and its other lines as they are.
fn names(place: &str, text: &str) -> Vec<(usize, String)> {
    let mut names = Vec::new();
    let mut import: Option<(usize, String)> = None;
    for (number, line) in code_lines(text) {
        let (start, mut statement) = match import.take() {
            Some(begun) => begun,
            None if is_import(line) => (number, String::new()),
            None => {
                names.push((number, line.to_owned()));
                names.extend(line.split('"').step_by(2).flat_map(paths_in).map(|path| (number, absolute(place, path))));
                continue;
            }
        };
        statement.push_str(line.trim());
        if statement.ends_with(';') {
            let tree = statement.split_once("use ").map_or("", |(_, tree)| tree.trim_end_matches(';'));
            names.extend(expand(tree).into_iter().map(|path| (start, absolute(place, &path))));
        } else {
            import = Some((start, statement));
        }
    }
    names
}

fn is_import(line: &str) -> bool {
    let line = line.trim_start();
    line.starts_with("use ") || (line.starts_with("pub") && line.contains(" use "))
}

/// Returns what looks like a path within an expression.
fn paths_in(line: &str) -> impl Iterator<Item = &str> {
    line.split(|c: char| !c.is_alphanumeric() && c != '_' && c != ':').filter(|word| word.contains("::"))
}

/// Writes `a::{b, c::{d, e}}` out as `a::b`, `a::c::d`, `a::c::e`.
fn expand(tree: &str) -> Vec<String> {
    let Some((prefix, rest)) = tree.split_once('{') else { return vec![tree.trim().to_owned()] };
    let inner = rest.trim_end().strip_suffix('}').unwrap_or(rest);
    branches(inner).flat_map(expand).map(|path| format!("{}{path}", prefix.trim())).collect()
}

/// Splits at the commas that are in no inner braces.
fn branches(list: &str) -> impl Iterator<Item = &str> {
    let mut depth = 0_usize;
    let split = move |c: char| {
        match c {
            '{' => depth += 1,
            '}' => depth = depth.saturating_sub(1),
            _ => {}
        }
        c == ',' && depth == 0
    };
    list.split(split).filter(|branch| !branch.trim().is_empty())
}

/// Resolves `super` and `self` against the file that a path stands in.
fn absolute(place: &str, path: &str) -> String {
    let mut module: Vec<&str> = place.trim_end_matches(".rs").split('/').collect();
    let mut rest = path;
    if let Some(after) = rest.strip_prefix("self::") {
        rest = after;
    } else if !rest.starts_with("super::") {
        return path.to_owned();
    }
    while let Some(after) = rest.strip_prefix("super::") {
        module.pop();
        rest = after;
    }
    module.insert(0, "crate");
    format!("{}::{rest}", module.join("::"))
}

#[test]
fn imports_are_written_out() {
    assert_eq!(
        expand("std::{fs, io::{self, Read}, path::Path}").join(" "),
        "std::fs std::io::self std::io::Read std::path::Path"
    );
    assert_eq!(absolute("core/diagnose/pull.rs", "super::super::super::tui::msg"), "crate::tui::msg");
    let named = names(
        "core/a.rs",
        "use std::{\n    env,\n    io,\n};\nlet x = std::fs::read(y, \"std::process\");\n// std::net::X\n",
    );
    let found: Vec<&str> = named.iter().map(|(_, name)| name.as_str()).collect();
    assert!(found.contains(&"std::env") && found.contains(&"std::fs::read"), "{found:?}");
    assert!(!found.iter().any(|name| name.contains("net") || name.starts_with("std::process")), "{found:?}");
}

#[test]
fn every_rule_catches_its_own() {
    for rule in &RULES {
        let place = format!("{}/x.rs", if rule.places[0].is_empty() { "cli" } else { rule.places[0] });
        for forbidden in rule.forbidden {
            let text =
                if forbidden.ends_with("::") { format!("use {forbidden}thing;") } else { format!("x({forbidden})") };
            let mut problems = String::new();
            rule.check(&place, &text, &mut problems);
            assert!(problems.contains(rule.because), "{forbidden} goes unnoticed");
        }
    }
}
