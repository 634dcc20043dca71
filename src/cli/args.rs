//! What can be asked for on the command line. Help and completion are made from this.

use std::{ffi::OsString, path::Path, path::PathBuf};

use clap::{
    Args, CommandFactory, FromArgMatches, Parser, Subcommand, ValueHint,
    builder::{FalseyValueParser, PossibleValuesParser, TypedValueParser},
};
use clap_complete::Shell;

use super::diagnose::{Format, Wanted};
use crate::core::redact::Profile;

/// Why a pod does not come up, the fix of a failed pull as a diff, and the proof that it healed.
///
/// Without a command the workbench opens on the current context.
#[derive(Clone, Debug, Parser)]
#[command(name = "podmend", version, after_help = AFTER_HELP, infer_subcommands = false)]
pub struct Arguments {
    #[command(subcommand)]
    pub command: Option<Command>,
    #[command(flatten)]
    pub target: Target,
    #[command(flatten)]
    pub look: Look,
}

const AFTER_HELP: &str = "\
Configuration: $XDG_CONFIG_HOME/podmend/config.toml; what the command line says goes before the environment, and that
before the file.
Exit codes: 0 done, 1 not done because you or the server said no, 2 could not, 128 + n after signal n.
Of diagnose: 0 nothing fails, 1 something fails, 2 could not look. Of redact --check: 0 nothing would be hidden, 1 something
would, 2 could not read.";

#[derive(Clone, Debug, Subcommand)]
pub enum Command {
    /// Open the workbench on a cluster inside this process, which breaks and heals like a real one
    Demo {
        /// Which incident it starts with
        scenario: Option<String>,
    },
    /// Tell what fails and why, with the evidence: as text, or as JSON or YAML for a program
    ///
    /// Looks at all namespaces that you may read, or at the one of -n. Exit code 0: nothing fails; 1: something fails;
    /// 2: could not look.
    Diagnose {
        /// Only this object and its pods: deployment/checkout, pod/NAME, sts/NAME ..
        #[arg(value_name = "KIND/NAME")]
        object: Option<Wanted>,
        /// How it is written
        #[arg(short, long, value_enum, value_name = "FORMAT", default_value_t)]
        output: Format,
    },
    /// Say what an error message, an event or a pasted description tells; needs no cluster
    Explain(Explain),
    /// Print a text without its secrets: a log, a manifest, a diff, anything; needs no cluster
    Redact(Redact),
    /// List what podmend has changed from this machine
    Journal,
    /// Take back one change of the journal, after showing what that means
    Undo {
        /// The first column of `podmend journal`
        id: String,
    },
    /// Print the completion script of a shell
    Completion { shell: Shell },
}

/// What is to be explained, and how.
#[derive(Args, Clone, Debug, Default)]
pub struct Explain {
    /// The text; standard input with - or without any
    #[arg(allow_hyphen_values = true, conflicts_with_all = ["batch", "list", "page"])]
    pub text: Vec<String>,
    /// The reason of the event or of the waiting container that the text is from
    #[arg(long, value_name = "REASON", default_value = "", hide_default_value = true)]
    pub reason: String,
    /// Read one JSON object a line, {"id","reason","message"}, and write {"id","cause","also","confidence"}
    #[arg(long, conflicts_with_all = ["list", "page", "reason"])]
    pub batch: bool,
    /// List all causes
    #[arg(long, conflicts_with = "page")]
    pub list: bool,
    /// Print the page about a cause
    #[arg(long, value_name = "CAUSE")]
    pub page: Option<String>,
}

/// What is to be redacted, and what is printed.
#[derive(Args, Clone, Debug, Default)]
pub struct Redact {
    /// The files, one after the other; standard input with - or without any
    #[arg(value_name = "FILE", value_hint = ValueHint::FilePath, conflicts_with = "batch")]
    pub files: Vec<PathBuf>,
    /// Whom it is for: internal hides credentials, ticket also addresses, hosts and people, public also names
    ///
    /// Without it the configuration decides, and without that it is ticket.
    #[arg(long, value_name = "PROFILE", value_parser = profiles())]
    pub profile: Option<Profile>,
    /// Print what is hidden and why instead of the text, one JSON object a line; never what stands there
    #[arg(long, conflicts_with_all = ["batch", "check"])]
    pub explain: bool,
    /// Print only where something would be hidden, and end with 1 if anything would: for CI and commit hooks
    #[arg(long, conflicts_with = "batch")]
    pub check: bool,
    /// Read one JSON object a line, {"id","kind","text"}, and write {"id","text"}
    #[arg(long)]
    pub batch: bool,
}

/// Takes the profiles by their names, which help and completion show.
fn profiles() -> impl TypedValueParser<Value = Profile> {
    PossibleValuesParser::new(Profile::ALL.map(Profile::name))
        .try_map(|name| Profile::named(&name).ok_or("there is no such profile"))
}

/// Which cluster, which part of it, and as whom. The same names as kubectl's.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Cluster")]
pub struct Target {
    /// The context of the kubeconfig to use
    #[arg(long, global = true, value_name = "NAME")]
    pub context: Option<String>,
    /// Look at one namespace
    #[arg(short, long, global = true, value_name = "NAME", conflicts_with = "all_namespaces")]
    pub namespace: Option<String>,
    /// Look at all namespaces, as far as you may
    #[arg(short = 'A', long, global = true)]
    pub all_namespaces: bool,
    /// The kubeconfig file, before $KUBECONFIG and ~/.kube/config
    #[arg(long, global = true, value_name = "FILE")]
    pub kubeconfig: Option<PathBuf>,
    /// Act as this user
    #[arg(long = "as", global = true, value_name = "USER")]
    pub user: Option<String>,
    /// Act as a member of this group; may be given several times
    #[arg(long = "as-group", global = true, value_name = "GROUP", requires = "user")]
    pub groups: Vec<String>,
    /// Send no writes; the dialogs offer the commands to copy
    #[arg(long, global = true, env = "PODMEND_READ_ONLY", value_parser = FalseyValueParser::new())]
    pub read_only: bool,
}

/// How the workbench looks.
#[derive(Args, Clone, Debug, Default)]
#[command(next_help_heading = "Display")]
pub struct Look {
    /// dark, light, high-contrast, colour-blind, mono, or one of your own
    #[arg(long, global = true, value_name = "NAME", env = "PODMEND_THEME")]
    pub theme: Option<String>,
    /// Leave the mouse to the terminal
    #[arg(long, global = true, env = "PODMEND_NO_MOUSE", value_parser = FalseyValueParser::new())]
    pub no_mouse: bool,
    /// Draw marks and borders in ASCII
    #[arg(long, global = true, env = "PODMEND_ASCII", value_parser = FalseyValueParser::new())]
    pub ascii: bool,
}

impl Arguments {
    /// Reads the arguments of this process. Ends it when they make no sense or ask for help.
    pub fn read() -> Self {
        Self::from(std::env::args_os()).unwrap_or_else(|error| error.exit())
    }

    fn from(arguments: impl IntoIterator<Item = OsString>) -> Result<Self, clap::Error> {
        let mut arguments = arguments.into_iter().peekable();
        let command = command(arguments.peek().map(AsRef::as_ref));
        Self::from_arg_matches(&command.try_get_matches_from(arguments)?)
    }
}

/// Returns the command line as it is shown to somebody who started this program by that name: kubectl runs
/// `kubectl-podmend`, and then usage and errors name what was typed.
pub fn command(program: Option<&Path>) -> clap::Command {
    let name = program.and_then(Path::file_stem).and_then(|name| name.to_str()).unwrap_or_default();
    let shown = if name.starts_with("kubectl-") { "kubectl podmend" } else { "podmend" };
    Arguments::command().bin_name(shown)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn parse(line: &str) -> Result<Arguments, clap::Error> {
        Arguments::from(line.split_whitespace().map(OsString::from))
    }

    #[test]
    fn the_table_of_arguments_is_sound() {
        Arguments::command().debug_assert();
    }

    #[test]
    fn kubectls_names_mean_what_they_mean_there() {
        let arguments = parse("podmend --context prod -n web --as jane --as-group ops --as-group dev").unwrap();
        assert_eq!(arguments.target.context.as_deref(), Some("prod"));
        assert_eq!(arguments.target.namespace.as_deref(), Some("web"));
        assert_eq!(arguments.target.user.as_deref(), Some("jane"));
        assert_eq!(arguments.target.groups, ["ops", "dev"]);
        assert!(parse("podmend -A").unwrap().target.all_namespaces);
        assert!(parse("podmend -A -n web").is_err());
        assert!(parse("podmend --as-group ops").is_err());
    }

    #[test]
    fn flags_may_follow_the_command() {
        let arguments = parse("podmend demo --ascii --no-mouse --read-only").unwrap();
        assert!(arguments.look.ascii && arguments.look.no_mouse && arguments.target.read_only);
    }

    #[test]
    fn nothing_asks_for_a_secret_on_the_command_line() {
        fn check(command: &clap::Command) {
            for argument in command.get_arguments() {
                let (id, name) = (argument.get_id().as_str(), argument.get_long().unwrap_or_default());
                let telling = ["passw", "token", "secret", "credential", "key", "auth"];
                assert!(!telling.iter().any(|word| id.contains(word) || name.contains(word)), "--{name} {id}");
            }
            command.get_subcommands().for_each(check);
        }
        let mut command = Arguments::command();
        command.build();
        check(&command);
    }

    #[test]
    fn a_profile_is_one_of_three() {
        let profile = |line: &str| match parse(line).unwrap().command {
            Some(Command::Redact(asked)) => asked.profile,
            other => panic!("{other:?}"),
        };
        assert_eq!(profile("podmend redact -"), None);
        assert_eq!(profile("podmend redact --profile public a b"), Some(Profile::Public));
        assert!(parse("podmend redact --profile none").unwrap_err().to_string().contains("internal, ticket, public"));
        for line in ["--batch a", "--batch --check", "--check --explain"] {
            assert!(parse(&format!("podmend redact {line}")).is_err(), "{line}");
        }
    }

    #[test]
    fn a_plugin_of_kubectl_shows_what_was_typed() {
        let usage = |program: &str| parse(&format!("{program} --nonsense")).unwrap_err().to_string();
        assert!(usage("/usr/local/bin/kubectl-podmend").contains("Usage: kubectl podmend "));
        assert!(usage("target/debug/podmend").contains("Usage: podmend "));
    }
}
