//! Every golden case of every fixture root, one test a case.
//!
//! A case that is missing fails. What is not built yet is listed as ignored, by name, so that nothing is skipped in
//! silence.

mod kandinsky22;

use bluerider_tests::fixtures::{Root, roots};
use libtest_mimic::{Arguments, Failed, Trial};

/// A case of a system: its name and the test that it goes through.
type Check = fn(&Root, &str) -> anyhow::Result<()>;

fn main() {
    let arguments = Arguments::from_args();
    let roots = roots().unwrap_or_else(|error| {
        eprintln!("fixtures: {error:#}");
        std::process::exit(101);
    });
    let trials = roots.into_iter().flat_map(trials).collect();
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials(root: Root) -> Vec<Trial> {
    let place = root.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let trial = |case: &str, check: Option<Check>| {
        let (root, name) = (root.clone(), case.to_owned());
        let run = move || match check {
            Some(check) => check(&root, &name).map_err(|error| Failed::from(format!("{error:#}"))),
            None => Err("not built yet".into()),
        };
        Trial::test(format!("{place}::{case}"), run).with_ignored_flag(check.is_none())
    };
    match root.fixture.system.as_str() {
        "kandinsky-2.2" => kandinsky22::CASES.iter().map(|(case, check)| trial(case, *check)).collect(),
        "kandinsky-2.1" | "kandinsky-2.0" | "kandinsky-3.0" => vec![trial("not_built_yet", None)],
        other => {
            let message = format!("no test knows the system {other:?}");
            vec![Trial::test(format!("{place}::system"), move || Err(message.into()))]
        }
    }
}
