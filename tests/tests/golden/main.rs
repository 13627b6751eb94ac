//! Every golden case of every fixture root, one test a case, on the CPU and on every graphics adapter.
//!
//! A case that is missing fails. What is not built yet is listed as ignored, by name, so that nothing is skipped in
//! silence.
//!
//! On an adapter a case runs in a process of its own, because a driver that crashes takes its process with it. A
//! software adapter compiles each kernel for minutes, so it runs [`QUICK`] alone unless
//! `BLUERIDER_GOLDEN_SOFTWARE=all`. Every adapter runs them in single and in half precision.

mod common;
mod kandinsky20;
mod kandinsky21;
mod kandinsky22;
mod kandinsky30;
mod kandinsky31;
mod setting;

use std::process::Command;

use anyhow::{Context, Result, bail};
use bluerider_engine::device::{Adapter, DevicePreference, adapters};
use bluerider_engine::precision::Precision;
use bluerider_tests::fixtures::{Root, roots};
use libtest_mimic::{Arguments, Failed, Trial};

/// A case of a system: its name and the test that it goes through.
type Check = fn(&Root, &str) -> Result<()>;

/// What a software adapter runs by default: products, softmax and norms; and in half precision, where nothing else on a
/// machine without a graphics card computes, all that is in a UNet and in MoVQ.
const QUICK: &[(Precision, &str)] = &[
    (Precision::F32, "kandinsky-2.2-seed7::text_encoder"),
    (Precision::F16, "kandinsky-2.2-seed7::text_encoder"),
    (Precision::F16, "kandinsky-2.2-seed7::unet_forward"),
    (Precision::F16, "kandinsky-2.2-seed7::movq"),
];

fn main() {
    let arguments = Arguments::from_args();
    let trials = trials().unwrap_or_else(|error| {
        eprintln!("fixtures: {error:#}");
        std::process::exit(101);
    });
    libtest_mimic::run(&arguments, trials).exit();
}

fn trials() -> Result<Vec<Trial>> {
    let roots = roots()?;
    let mut trials: Vec<Trial> = roots.iter().flat_map(of_root).collect();
    if !setting::is_given() {
        for (number, adapter) in adapters().into_iter().enumerate() {
            for precision in [Precision::F32, Precision::F16] {
                trials.extend(roots.iter().flat_map(|root| on_adapter(root, number, &adapter, precision)));
            }
        }
    }
    Ok(trials)
}

/// The cases of a root on an adapter, in this precision.
fn on_adapter(root: &Root, number: usize, adapter: &Adapter, precision: Precision) -> Vec<Trial> {
    let all = std::env::var("BLUERIDER_GOLDEN_SOFTWARE").is_ok_and(|v| v == "all");
    let device = DevicePreference::Gpu(Some(number));
    let built = cases(root).iter().filter(|(_, check)| check.is_some());
    let trial = |(case, _): &(&str, Option<Check>)| {
        let name = format!("{}::{case}", place(root));
        let runs = all || !adapter.software || QUICK.contains(&(precision, name.as_str()));
        let title = format!("{device}::{}::{name}", precision.name());
        let adapter = adapter.clone();
        let test = move || in_own_process(&name, (device, precision), &adapter).map_err(failed);
        Trial::test(title, test).with_ignored_flag(!runs)
    };
    built.map(trial).collect()
}

fn of_root(root: &Root) -> Vec<Trial> {
    if cases(root).is_empty() {
        let message = format!("no test knows the system {:?}", root.fixture.system);
        return vec![Trial::test(format!("{}::system", place(root)), move || Err(message.into()))];
    }
    let trial = |&(case, check): &(&'static str, Option<Check>)| {
        let root = root.clone();
        let name = format!("{}::{case}", place(&root));
        let run = move || match check {
            Some(check) => check(&root, case).map_err(failed),
            None => Err("not built yet".into()),
        };
        Trial::test(name, run).with_ignored_flag(check.is_none())
    };
    cases(root).iter().map(trial).collect()
}

/// The cases of a root's system; none for a system that no test knows.
fn cases(root: &Root) -> &'static [(&'static str, Option<Check>)] {
    match root.fixture.system.as_str() {
        "kandinsky-2.2" => kandinsky22::CASES,
        "kandinsky-2.1" => kandinsky21::CASES,
        "kandinsky-2.0" => kandinsky20::CASES,
        "kandinsky-3.0" => kandinsky30::CASES,
        "kandinsky-3.1" => kandinsky31::CASES,
        _ => &[],
    }
}

fn place(root: &Root) -> String {
    root.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default()
}

fn failed(error: anyhow::Error) -> Failed {
    Failed::from(format!("{error:#}"))
}

/// Runs the case on an adapter. A crash of a software driver is said and passed over; one of hardware fails.
fn in_own_process(case: &str, on: (DevicePreference, Precision), adapter: &Adapter) -> Result<()> {
    let output = Command::new(std::env::current_exe()?)
        .args(["--exact", case])
        .envs(setting::of(on))
        // Trying kernels out takes a software adapter longer than the case.
        .env("CUBECL_AUTOTUNE_LEVEL", "minimal")
        .output()
        .context("the case's own process")?;
    let said = String::from_utf8_lossy(&output.stdout);
    match output.status.code() {
        Some(0) if said.contains("1 passed") => Ok(()),
        None if adapter.software => {
            println!("{}: the driver crashed ({}); passed over", adapter.name, output.status);
            Ok(())
        }
        _ => bail!("{} on {} · {}\n{said}", output.status, adapter.name, adapter.driver),
    }
}
