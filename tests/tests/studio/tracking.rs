//! What is tracked arrives whole: the official clients upload it and read it.

use std::collections::BTreeMap;
use std::io::{BufRead, BufReader};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, ensure};
use bluerider::locale::{Language, Locale};
use bluerider::studio::experiments::parameter::Parameter;
use bluerider::studio::gallery::{EntryId, Filter, Run, RunOutcome, View, read_runs};
use bluerider::studio::picture_file::{Metadata, Provenance, Remark, encode};
use bluerider::studio::tracking::export::{Export, Format};
use bluerider::studio::tracking::wandb::{RunSettings, WandbRun};
use bluerider_engine::protocol::{Model, Picture, Recipe};
use bluerider_tests::hub_server::Alone;
use bluerider_tests::tracking_clients::{Received, WandbServer, environment, script};
use bluerider_tests::worded::worded;
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

const EXPERIMENT: &str = "Синий всадник 🐎";
const PROMPTS: [&str; 3] = ["a red circle", "синий квадрат на белом 🎨", "\"quotes\", <tags> & a\nnew line"];

fn clients() -> Result<PathBuf> {
    environment(Path::new(env!("CARGO_TARGET_TMPDIR")))
}

/// Paints and tracks; kills the studio after the last picture, or lets it close. Returns the directory of the run.
fn track(root: &Path, kill: bool) -> Result<PathBuf> {
    let mut studio = Command::new(env!("CARGO_BIN_EXE_track_loop"));
    studio.arg(root).arg(EXPERIMENT);
    if kill {
        studio.arg("--stay");
    }
    let mut child = studio.args(PROMPTS).stdout(Stdio::piped()).spawn()?;
    let mut lines = BufReader::new(child.stdout.take().context("no output")?).lines();
    let mut run = None;
    for _ in PROMPTS {
        let line = lines.next().context("it ended early")??;
        run = line.split_once(' ').map(|(_, run)| PathBuf::from(run));
    }
    if kill {
        child.kill()?;
        child.wait()?;
    } else {
        ensure!(child.wait()?.success(), "the studio failed");
    }
    run.context("no run")
}

/// The runs of the gallery by their prompts, with the bytes of their pictures.
fn painted(root: &Path) -> Result<BTreeMap<String, (Run, Vec<u8>)>> {
    let folder = root.join("pictures");
    let filter = Filter { view: View::Experiment(EXPERIMENT.to_owned()), search: String::new() };
    let runs = read_runs(&folder, &filter).map_err(|e| anyhow::anyhow!(worded(e).message))?;
    let mut painted = BTreeMap::new();
    for run in runs {
        let bytes = std::fs::read(folder.join(run.file.as_ref().context("no file")?))?;
        painted.insert(run.metadata.prompt.clone(), (run, bytes));
    }
    Ok(painted)
}

/// A picture of the history is the one that lies in the gallery, with all that is known of it.
fn check(line: &Value, root: &Path, received: &Received) -> Result<()> {
    let painted = painted(root)?;
    let prompt = line["prompt"].as_str().context("no prompt")?;
    let (run, bytes) = painted.get(prompt).with_context(|| format!("nobody painted {prompt:?}"))?;
    for parameter in Parameter::ALL {
        let (name, value) = (parameter.name(), parameter.of(run).json());
        let arrived = &line[name];
        let same = match (value.as_f64(), arrived.as_f64()) {
            (Some(a), Some(b)) => (a - b).abs() < 1e-9,
            _ => *arrived == value,
        };
        ensure!(same, "{name}: {arrived}, not {value}");
    }
    ensure!(run.metadata.provenance.as_ref().is_some_and(|ours| ours.measured.is_some()), "nothing was measured");
    let image = &line["image"];
    ensure!(image["caption"] == prompt && image["width"] == 64 && image["_type"] == "image-file", "{image}");
    let file = received.files.join(image["path"].as_str().context("no path")?);
    ensure!(std::fs::read(&file)? == *bytes, "{}: other bytes", file.display());
    Ok(())
}

fn history(received: &Received) -> Vec<&Value> {
    received.history.iter().filter(|line| line.get("image").is_some()).collect()
}

#[test]
fn a_run_arrives_whole() -> Result<()> {
    let clients = clients()?;
    let root = tempfile::tempdir()?;
    let run = track(root.path(), false)?;
    let server = WandbServer::start(&clients)?;
    server.sync(&clients, &run)?;
    let received = server.received()?;
    let lines = history(&received);
    ensure!(lines.len() == PROMPTS.len(), "{} of the pictures", lines.len());
    for (step, line) in lines.into_iter().enumerate() {
        ensure!(line["prompt"] == PROMPTS[step] && line["_step"] == step, "{line}");
        check(line, root.path(), &received)?;
    }
    ensure!(received.exit == Some(0), "exit code {:?}", received.exit);

    let summary = received.summary.last().context("no summary")?;
    ensure!(summary["prompt"] == PROMPTS[2] && summary["pictures"] == 3, "{summary}");
    ensure!(summary["image"]["caption"] == PROMPTS[2], "{summary}");
    let table = received.files.join(summary["prompts"]["path"].as_str().context("no table")?);
    let table: Value = serde_json::from_slice(&std::fs::read(table)?)?;
    let column = table["columns"].as_array().and_then(|all| all.iter().position(|name| *name == "prompt"));
    let column = column.context("no column of prompts")?;
    let rows = table["data"].as_array().context("no rows")?;
    ensure!(rows.iter().map(|row| &row[column]).eq(PROMPTS.map(Value::from).iter()), "{rows:?}");

    ensure!(received.buckets.iter().any(|run| run["groupName"] == EXPERIMENT), "{:?}", received.buckets);
    let config: Value =
        serde_json::from_str(received.buckets.last().and_then(|run| run["config"].as_str()).context("no config")?)?;
    ensure!(config["model"]["value"] == "étude" && config["steps"]["value"] == 4, "{config}");
    ensure!(config["seed"]["value"] == json!([100, 101, 102]), "{config}");
    let machine: Value = serde_json::from_slice(&std::fs::read(received.files.join("wandb-metadata.json"))?)?;
    ensure!(machine["program"].as_str().is_some_and(|program| program.starts_with("Blue Rider")), "{machine}");
    Ok(())
}

#[test]
fn a_run_whose_studio_was_killed_arrives_too() -> Result<()> {
    let clients = clients()?;
    let root = tempfile::tempdir()?;
    let run = track(root.path(), true)?;
    let server = WandbServer::start(&clients)?;
    server.sync(&clients, &run)?;
    let received = server.received()?;
    let lines = history(&received);
    ensure!(lines.len() == PROMPTS.len(), "{} of the pictures", lines.len());
    lines.into_iter().try_for_each(|line| check(line, root.path(), &received))?;
    // Nobody said that it ended.
    ensure!(received.exit == Some(1), "exit code {:?}", received.exit);
    Ok(())
}

/// Runs that nobody painted, with pictures and long prompts.
fn made_up(folder: &Path, count: usize) -> Result<Vec<Run>> {
    let mut runs = Vec::new();
    for index in 0..count {
        let shade = (index % 256) as u8;
        let picture = Picture { width: 8, height: 8, pixels: vec![shade; 3 * 8 * 8].into() };
        let prompt = format!("picture {index}: {}", "очень длинный промпт, ".repeat(index % 40));
        let recipe = Recipe { seed: u64::MAX - index as u64, width: 8, height: 8, ..Recipe::new(Model::Etude, prompt) };
        let provenance = Provenance { painted: 1_000_000 * (1 + index as i64), ..Provenance::new(recipe, "0".into()) };
        let file = format!("{index}.png");
        let bytes = encode(&picture, Some(&provenance)).map_err(|e| anyhow::anyhow!(worded(e).message))?;
        std::fs::write(folder.join(&file), bytes)?;
        let (id, metadata, remark) = (EntryId(provenance.painted), Metadata::ours(provenance), Remark::default());
        runs.push(Run { id, file: Some(file), metadata, remark, outcome: RunOutcome::Painted });
    }
    // The newest first, as a gallery has them.
    runs.reverse();
    Ok(runs)
}

/// Writes them.
fn export(runs: &[Run], pictures: &Path, format: Format, target: &Path) -> Result<PathBuf> {
    let (settings, locale) = (RunSettings::default(), Locale::new(Language::Russian));
    let export = Export { runs, title: EXPERIMENT, pictures, settings: &settings, locale: &locale };
    let written = export.write(format, target, &Alone);
    written.map_err(|e| anyhow::anyhow!(worded(e).message))
}

#[test]
fn a_run_of_three_hundred_pictures_crosses_blocks_and_arrives() -> Result<()> {
    let clients = clients()?;
    let root = tempfile::tempdir()?;
    let runs = made_up(root.path(), 300)?;
    let run = export(&runs, root.path(), Format::Wandb, root.path())?;
    let log = std::fs::read_dir(&run)?.flatten().find(|file| file.file_name().to_string_lossy().ends_with(".wandb"));
    ensure!(log.context("no log")?.metadata()?.len() > 10 * 32768, "it crosses too few blocks");
    let server = WandbServer::start(&clients)?;
    server.sync(&clients, &run)?;
    let received = server.received()?;
    let lines = history(&received);
    ensure!(lines.len() == 300, "{} of 300", lines.len());
    for (line, run) in lines.into_iter().zip(runs.iter().rev()) {
        ensure!(
            line["prompt"] == run.metadata.prompt
                && line["seed"] == json!(run.metadata.seed.map(|seed| seed.to_string())),
            "{line}"
        );
        let file = received.files.join(line["image"]["path"].as_str().context("no path")?);
        let own = root.path().join(run.file.as_ref().context("no file")?);
        ensure!(std::fs::read(&file)? == std::fs::read(own)?, "{}: other bytes", file.display());
    }
    Ok(())
}

#[test]
fn tensorboard_and_trackio_read_what_is_written_for_them() -> Result<()> {
    let clients = clients()?;
    let root = tempfile::tempdir()?;
    let runs = made_up(root.path(), 5)?;
    let events = export(&runs, root.path(), Format::TensorBoard, &root.path().join("events"))?;
    let folder = events.parent().and_then(Path::to_str).context("no folder")?;
    let read = script(&clients, "tracking_readers.py", &["tensorboard", folder], root.path())?;
    let digests: Vec<Value> = runs.iter().rev().map(|run| digest(root.path(), run)).collect::<Result<_>>()?;
    let images = read["images"].as_array().context("no images")?;
    for (step, (image, digest)) in images.iter().zip(&digests).enumerate() {
        ensure!(*image == json!([step, 8, 8, digest]), "{image}");
    }
    ensure!(images.len() == 5 && read["scalars"]["steps"].as_array().is_some_and(|all| all.len() == 5), "{read}");
    ensure!(read["texts"]["prompt"][4][1] == runs[0].metadata.prompt, "{}", read["texts"]["prompt"]);

    let trackio = root.path().join("trackio");
    export(&runs, root.path(), Format::Trackio, &trackio)?;
    // A second time is another run of the same project.
    export(&runs[..2], root.path(), Format::Trackio, &trackio)?;
    let read = script(&clients, "tracking_readers.py", &["trackio", "blue-rider"], &trackio)?;
    ensure!(read["projects"] == json!(["blue-rider"]), "{read}");
    let mut lengths = Vec::new();
    for run in read["runs"].as_array().context("no runs")? {
        ensure!(run["name"] == EXPERIMENT, "{run}");
        let logs = run["logs"].as_array().context("no logs")?;
        lengths.push(logs.len());
        for (step, (log, of)) in logs.iter().zip(runs[..logs.len()].iter().rev()).enumerate() {
            ensure!(log["step"] == step && log["prompt"] == of.metadata.prompt, "{log}");
            ensure!(log["image"]["sha256"] == digest(root.path(), of)?, "{log}");
        }
    }
    lengths.sort_unstable();
    ensure!(lengths == [2, 5], "{lengths:?}");
    Ok(())
}

fn digest(folder: &Path, run: &Run) -> Result<Value> {
    let path = folder.join(run.file.as_ref().context("no file")?);
    let digest: String = Sha256::digest(std::fs::read(&path)?).iter().map(|byte| format!("{byte:02x}")).collect();
    Ok(Value::from(digest))
}

#[test]
fn a_folder_that_cannot_be_written_to_is_said() -> Result<()> {
    let root = tempfile::tempdir()?;
    let file = root.path().join("a file");
    std::fs::write(&file, "no folder")?;
    let begun = WandbRun::begin(&file, &RunSettings::default(), None, None);
    let error = worded(begun.err().context("it was begun")?);
    ensure!(error.message.contains("a file") && !error.advice.is_empty(), "{error:?}");
    Ok(())
}

/// What Chromium is called.
const BROWSERS: [&str; 3] = ["chromium", "chromium-browser", "google-chrome"];

/// What a browser makes of the page, after `script` has run in it.
fn browsed(page: &Path, script: &str) -> Result<String> {
    let text = std::fs::read_to_string(page)?;
    let tried = page.with_file_name("tried.html");
    std::fs::write(&tried, text.replace("</html>", &format!("<script>{{{script}}}</script></html>")))?;
    let installed = |name: &&&str| Command::new(name).arg("--version").output().is_ok();
    let name = BROWSERS.iter().find(installed).context("there is no Chromium")?;
    let mut browser = Command::new(name);
    browser.args(["--headless", "--no-sandbox", "--disable-gpu", "--disable-quic", "--no-first-run"]);
    browser.args(["--disable-background-networking", "--disable-component-update", "--disable-sync"]);
    browser.arg(format!("--user-data-dir={}", page.with_file_name("browser").display()));
    browser.args(["--virtual-time-budget=4000", "--dump-dom"]).arg(format!("file://{}", tried.display()));
    let output = browser.output().context("chromium")?;
    ensure!(output.status.success(), "{}", String::from_utf8_lossy(&output.stderr));
    Ok(String::from_utf8(output.stdout)?)
}

#[test]
fn the_page_opens_in_a_browser_and_sorts() -> Result<()> {
    let root = tempfile::tempdir()?;
    let mut runs = made_up(root.path(), 4)?;
    for (run, rating) in runs.iter_mut().zip([2, 5, 1, 4]) {
        run.remark.rating = Some(rating);
    }
    // What tries to be a part of the page.
    runs[0].remark.note = "</script><script>document.title = 'run'</script><!-- \u{2028} &amp;".to_owned();
    let page = root.path().join("page.html");
    export(&runs, root.path(), Format::Html, &page)?;
    let column = Locale::new(Language::Russian).text("parameter-rating");
    let script = format!(
        "const head = () => [...document.querySelectorAll('th button')].find((one) => one.textContent === '{column}');
         const place = [...document.querySelectorAll('th')].findIndex((one) => one.textContent === '{column}');
         const ratings = () => [...document.querySelectorAll('tbody tr')].map((row) => row.children[place].textContent);
         const seen = [ratings().join('')];
         head().click(); seen.push(ratings().join(''));
         head().click(); seen.push(ratings().join(''));
         document.getElementById('search').value = 'picture 1:';
         document.getElementById('search').oninput(); seen.push(ratings().join(''));
         const images = [...document.images].filter((one) => one.src.startsWith('data:') && one.alt);
         Promise.all(images.map((one) => one.decode())).then(() => {{
           document.body.dataset.seen = [...seen, images.length, images[0].naturalWidth].join(' ');
         }});"
    );
    let found = browsed(&page, &script)?;
    ensure!(found.contains("data-seen=\"2514 1245 5421 1 1 8\""), "{found}");
    ensure!(found.contains(&format!("<title>{EXPERIMENT}</title>")), "the page was taken over");
    Ok(())
}
