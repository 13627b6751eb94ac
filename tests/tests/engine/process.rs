//! The engine in a process of its own: the same pictures, and an end that takes nothing else along.

use std::process::{Command as Program, Stdio};
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, bail, ensure};
use bluerider_engine::device::DevicePreference;
use bluerider_engine::protocol::{Command, Event, JobId, Model, Outcome, Picture, Recipe, Sampling};
use bluerider_engine::worker::{CommandLine, Engine, EngineConfig};
use bluerider_tests::bench::PATIENCE;

fn line() -> CommandLine {
    CommandLine { program: env!("CARGO_BIN_EXE_cli").into(), arguments: vec!["engine".into()] }
}

fn start(process: Option<CommandLine>) -> Result<Engine> {
    let config = EngineConfig { process, ..EngineConfig::on(DevicePreference::Cpu) };
    Ok(Engine::start(config, Arc::new(|| {}))?)
}

/// A process in the middle of a picture that takes its time.
fn painting() -> Result<Engine> {
    let engine = start(Some(line()))?;
    engine.send(Command::Submit { job: JobId(1), recipe: Box::new(recipe(500)) })?;
    while !matches!(engine.events().recv_timeout(PATIENCE)?, Event::Progress { .. }) {}
    Ok(engine)
}

fn recipe(steps: usize) -> Recipe {
    let usual = Recipe::new(Model::Etude, "красный круг на белом");
    let sampling = Sampling { steps, prior_steps: 2, ..usual.sampling };
    Recipe { width: 64, height: 64, sampling, count: 2, ..usual }
}

/// All that an engine says of a job, and its previews.
fn paint(engine: &Engine, steps: usize) -> Result<(Vec<Event>, usize)> {
    engine.send(Command::Submit { job: JobId(1), recipe: Box::new(recipe(steps)) })?;
    let (mut events, mut previews) = (Vec::new(), 0);
    loop {
        let event = engine.events().recv_timeout(PATIENCE)?;
        previews += usize::from(engine.preview().is_some());
        let over = matches!(event, Event::Finished { .. });
        events.push(event);
        if over {
            return Ok((events, previews));
        }
    }
}

fn pictures(events: Vec<Event>) -> Vec<(Picture, Box<Recipe>, String)> {
    let painted = |event| match event {
        Event::Painted { picture, recipe, model_hash, .. } => Some((picture, recipe, model_hash)),
        _ => None,
    };
    events.into_iter().filter_map(painted).collect()
}

/// True while the system has a process of this number that runs.
fn runs(id: u32) -> bool {
    std::fs::read_to_string(format!("/proc/{id}/stat")).is_ok_and(|stat| !stat.contains(") Z "))
}

fn until(what: &str, done: impl Fn() -> bool) -> Result<()> {
    let start = Instant::now();
    while !done() {
        ensure!(start.elapsed() < Duration::from_secs(20), "{what} did not come");
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

#[test]
fn a_process_paints_what_a_thread_paints() -> Result<()> {
    let (here, there) = (start(None)?, start(Some(line()))?);
    ensure!(here.process_id().is_none() && there.process_id().is_some_and(runs));
    let ((ours, _), (theirs, previews)) = (paint(&here, 3)?, paint(&there, 3)?);
    ensure!(previews > 0, "no preview came through");
    ensure!(ours.len() == theirs.len(), "{} and {} events", ours.len(), theirs.len());
    let (ours, theirs) = (pictures(ours), pictures(theirs));
    ensure!(ours.len() == 2 && ours == theirs, "other pictures");
    Ok(())
}

#[test]
fn a_process_ends_with_the_engine_that_it_is_for() -> Result<()> {
    let engine = painting()?;
    let id = engine.process_id().context("no process")?;
    let start = Instant::now();
    drop(engine);
    ensure!(!runs(id) && start.elapsed() < Duration::from_secs(10), "it runs on after {:?}", start.elapsed());
    Ok(())
}

#[test]
fn a_process_that_is_killed_ends_the_engine_and_nothing_else() -> Result<()> {
    let engine = painting()?;
    let id = engine.process_id().context("no process")?;
    ensure!(Program::new("kill").args(["-KILL", &id.to_string()]).status()?.success());
    let start = Instant::now();
    while engine.events().recv_timeout(Duration::from_millis(100)) != Err(crossbeam_end()) {
        ensure!(start.elapsed() < Duration::from_secs(20), "its events do not end");
    }
    let how = engine.how_it_ended().context("nobody knows how")?;
    ensure!(how.contains("signal"), "{how}");
    Ok(())
}

fn crossbeam_end() -> crossbeam_channel::RecvTimeoutError {
    crossbeam_channel::RecvTimeoutError::Disconnected
}

#[test]
fn a_process_whose_app_is_killed_ends_too() -> Result<()> {
    // A shell in the app's place, which is killed while its child holds the pipe's other end.
    let mut child = Program::new(env!("CARGO_BIN_EXE_cli"))
        .arg("engine")
        .stdin(Stdio::piped())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .spawn()?;
    drop(child.stdin.take());
    let start = Instant::now();
    while child.try_wait()?.is_none() {
        ensure!(start.elapsed() < Duration::from_secs(20), "it runs on without an app");
        std::thread::sleep(Duration::from_millis(10));
    }
    Ok(())
}

#[test]
fn what_is_no_engine_is_an_end_and_no_riddle() -> Result<()> {
    for script in ["exit 3", "echo error: something that a driver prints; exec sleep 60"] {
        let line = CommandLine { program: "/bin/sh".into(), arguments: vec!["-c".into(), script.into()] };
        // It may be gone before it has been told anything, which is an error at once.
        let Ok(engine) = start(Some(line)) else { continue };
        let start = Instant::now();
        match engine.events().recv_timeout(Duration::from_secs(20)) {
            Err(error) if error == crossbeam_end() => {}
            other => bail!("{script}: {other:?}"),
        }
        ensure!(start.elapsed() < Duration::from_secs(15), "{script}: {:?}", start.elapsed());
    }
    let nowhere = CommandLine { program: "/no/such/program".into(), arguments: Vec::new() };
    ensure!(start(Some(nowhere)).is_err(), "a program that is not there was started");
    Ok(())
}

#[test]
fn jobs_are_stopped_through_the_pipe() -> Result<()> {
    let engine = painting()?;
    engine.send(Command::Cancel { job: JobId(1) })?;
    loop {
        if let Event::Finished { outcome, .. } = engine.events().recv_timeout(PATIENCE)? {
            ensure!(outcome == Outcome::Cancelled, "{outcome:?}");
            return until("the process", || engine.process_id().is_some_and(runs));
        }
    }
}
