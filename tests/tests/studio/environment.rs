//! The command line in surroundings that are not what programs expect: no home, few files, odd languages, nobody who
//! reads what it says. It does its work or says plainly why not, and never panics.

use std::ffi::OsStr;
use std::path::Path;
use std::process::{Command, Output, Stdio};

use anyhow::{Result, ensure};

/// The command line, with a home of its own and nothing else around it.
fn cli(home: &Path) -> Command {
    let mut command = Command::new(env!("CARGO_BIN_EXE_cli"));
    command.env_clear().env("HOME", home).env("PATH", "/usr/bin:/bin").stdin(Stdio::null());
    command
}

/// A picture that is painted in a moment.
const QUICK: [&str; 11] =
    ["--device", "cpu", "paint", "a red circle", "--steps", "1", "--prior-steps", "2", "--size", "64x64", "--out"];

/// What it says, in both places.
fn said(output: &Output) -> String {
    format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr))
}

fn no_panic(output: &Output, about: &str) -> Result<()> {
    let said = said(output);
    ensure!(!said.contains("panicked") && output.status.code().is_some(), "{about}: {:?} {said}", output.status);
    Ok(())
}

#[test]
fn without_a_home_or_any_variable_it_paints() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for (about, home) in
        [("no home", None), ("a home that is not there", Some("/nonexistent")), ("an empty one", Some(""))]
    {
        let picture = folder.path().join(format!("{}.png", about.replace(' ', "-")));
        let mut command = cli(folder.path());
        command.env_remove("HOME");
        if let Some(home) = home {
            command.env("HOME", home);
        }
        let output = command.args(QUICK).arg(&picture).current_dir(folder.path()).output()?;
        no_panic(&output, about)?;
        ensure!(output.status.success() && picture.exists(), "{about}: {}", said(&output));
        let output =
            cli(folder.path()).env_remove("HOME").args(["models", "list"]).current_dir(folder.path()).output()?;
        no_panic(&output, about)?;
        ensure!(output.status.success(), "{about}: {}", said(&output));
    }
    Ok(())
}

#[test]
fn languages_and_time_zones_change_no_number() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let mut pictures = Vec::new();
    for (language, zone) in
        [("tr_TR.UTF-8", "Asia/Kathmandu"), ("de_DE.UTF-8", "nonsense/zone"), ("C", ":::"), ("\u{fffd}", "")]
    {
        let picture = folder.path().join(format!("{}.png", pictures.len()));
        let mut command = cli(folder.path());
        command.env("LANG", language).env("LC_ALL", language).env("TZ", zone);
        let output = command.args(QUICK).arg(&picture).args(["--guidance", "1.5", "--seed", "3"]).output()?;
        no_panic(&output, language)?;
        ensure!(output.status.success(), "{language}: {}", said(&output));
        pictures.push(image::open(&picture)?.to_rgb8());
    }
    ensure!(pictures.windows(2).all(|pair| pair[0] == pair[1]), "a language changed the picture");
    Ok(())
}

#[test]
#[cfg(unix)]
fn a_path_that_is_no_text_works_or_is_refused_in_words() -> Result<()> {
    use std::os::unix::ffi::OsStrExt as _;
    let folder = tempfile::tempdir()?;
    let odd = folder.path().join(OsStr::from_bytes(b"a\xffb"));
    std::fs::create_dir(&odd)?;
    for (about, arguments) in
        [("out", vec![odd.join("x.png").into_os_string()]), ("a folder", vec![odd.clone().into_os_string()])]
    {
        let output = cli(folder.path()).args(QUICK).args(arguments).output()?;
        no_panic(&output, about)?;
        ensure!(output.status.success() || !said(&output).trim().is_empty(), "{about}: nothing was said");
    }
    let output = cli(&odd).args(["models", "list"]).output()?;
    no_panic(&output, "home")?;
    let output = cli(folder.path()).args(["--device", "cpu", "paint", "a circle", "--model"]).arg(&odd).output()?;
    no_panic(&output, "model")?;
    ensure!(!output.status.success(), "an empty folder was taken for a model");
    Ok(())
}

#[test]
#[cfg(unix)]
fn where_nobody_reads_what_it_says_it_goes_on() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let line = format!("\"$0\" {} \"$1\" --count 3 2>&- | head -c 0", QUICK.map(|word| format!("'{word}'")).join(" "));
    let pictures = folder.path().join("pictures");
    std::fs::create_dir(&pictures)?;
    let status = Command::new("sh")
        .args(["-c", &line, env!("CARGO_BIN_EXE_cli")])
        .arg(&pictures)
        .env("HOME", folder.path())
        .stderr(Stdio::null())
        .status()?;
    ensure!(status.success(), "{status:?}");
    ensure!(std::fs::read_dir(&pictures)?.count() == 3, "it stopped after {}", std::fs::read_dir(&pictures)?.count());
    Ok(())
}

#[test]
#[cfg(unix)]
fn few_files_are_enough_or_that_is_said() -> Result<()> {
    let folder = tempfile::tempdir()?;
    for limit in [8, 16, 24, 64] {
        let picture = folder.path().join(format!("{limit}.png"));
        let line = format!("ulimit -n {limit} && exec \"$0\" \"$@\"");
        let output = Command::new("sh")
            .args(["-c", &line, env!("CARGO_BIN_EXE_cli")])
            .args(QUICK)
            .arg(&picture)
            .env("HOME", folder.path())
            .output()?;
        no_panic(&output, &format!("{limit} files"))?;
        ensure!(output.status.success() == picture.exists(), "{limit}: {}", said(&output));
        ensure!(limit < 64 || output.status.success(), "{limit}: {}", said(&output));
    }
    Ok(())
}

#[test]
fn a_device_that_is_not_there_is_refused_with_what_there_is() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let picture = folder.path().join("x.png");
    for device in ["cuda", "gpu:99", "tpu"] {
        let output =
            cli(folder.path()).args(["--device", device, "paint", "a circle", "--out"]).arg(&picture).output()?;
        no_panic(&output, device)?;
        ensure!(!output.status.success() && !picture.exists(), "{device} painted");
        ensure!(!said(&output).trim().is_empty(), "{device}: nothing was said");
    }
    Ok(())
}

#[test]
fn what_a_name_would_do_to_a_terminal_it_does_not() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let missing = folder.path().join("\u{1b}[2Jwipe\u{7}\u{202e}gnp.exe");
    let output = cli(folder.path()).args(["--verbose", "paint", "a circle", "--model"]).arg(&missing).output()?;
    let said = said(&output);
    let acts = |c: char| (c.is_control() && c != '\n') || c == '\u{202e}';
    ensure!(!output.status.success() && said.contains("wipe") && !said.contains(acts), "{said:?}");
    Ok(())
}
