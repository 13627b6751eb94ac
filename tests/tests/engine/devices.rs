//! Adapters are tried in a process of their own: a driver that crashes or computes wrongly is passed over, and why is
//! remembered.
use std::path::Path;
use std::sync::Arc;
use std::time::Duration;

use anyhow::{Context, Result, ensure};
use bluerider_engine::device::{self, Adapter, DevicePreference, Part, Probe};
use bluerider_engine::error::ErrorKind;
use bluerider_engine::protocol::{Event, Fallback};
use bluerider_engine::self_test::self_test;
use bluerider_engine::worker::{Engine, EngineConfig};
use bluerider_tests::bench::PATIENCE;
use bluerider_tests::worded::{WordedError, worded};

/// An adapter that no machine has.
fn adapter(driver: &str) -> Result<Adapter> {
    Ok(serde_json::from_value(serde_json::json!({
        "name": "Mussorgsky 1874", "api": "Vulkan", "driver": driver, "software": false, "ordinal": 0,
        "kind": "Discrete",
    }))?)
}

/// A probe that runs a line of shell in place of the test.
fn probe(line: &str, verdicts: &Path) -> Probe {
    Probe {
        program: "/bin/sh".into(),
        arguments: vec!["-c".into(), line.into()],
        verdicts: Some(verdicts.join("deep/adapters.json")),
        patience: device::PATIENCE,
    }
}

fn refused(probe: &Probe, adapter: &Adapter) -> Result<WordedError> {
    let error = worded(probe.verdict(0, adapter).err().context("the adapter was accepted")?);
    ensure!(error.kind == ErrorKind::Device && error.message.contains("Mussorgsky 1874"), "{error:?}");
    ensure!(!error.advice.is_empty(), "no advice: {error:?}");
    Ok(error)
}

#[test]
fn a_crashing_driver_is_passed_over_and_not_tried_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let error = refused(&probe("kill -SEGV $$", folder.path()), &adapter("1.0")?)?;
    ensure!(error.detail.contains("signal"), "{error:?}");
    // It would pass now, but is not asked.
    refused(&probe("true", folder.path()), &adapter("1.0")?)?;
    Ok(())
}

#[test]
fn a_new_driver_is_tried_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    refused(&probe("kill -SEGV $$", folder.path()), &adapter("1.0")?)?;
    probe("true", folder.path()).verdict(0, &adapter("1.1")?)?;
    // And the good verdict is remembered too.
    probe("false", folder.path()).verdict(0, &adapter("1.1")?)?;
    Ok(())
}

#[test]
fn an_adapter_that_was_too_slow_is_tried_again() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let slow = Probe { patience: Duration::from_millis(50), ..probe("exec sleep 60", folder.path()) };
    let error = refused(&slow, &adapter("1.0")?)?;
    ensure!(error.detail.contains("had not ended"), "{error:?}");
    probe("true", folder.path()).verdict(0, &adapter("1.0")?)?;
    // That verdict lasts.
    slow.verdict(0, &adapter("1.0")?)?;
    Ok(())
}

#[test]
fn what_a_failing_test_says_is_in_the_details() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let error = refused(&probe("echo off by one >&2; exit 1", folder.path()), &adapter("1.0")?)?;
    ensure!(error.detail.contains("off by one"), "{error:?}");
    Ok(())
}

#[test]
fn the_probe_is_told_which_adapter() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // The last argument of `sh -c LINE` is $0.
    probe("test $0 = gpu:3", folder.path()).verdict(3, &adapter("1.0")?)?;
    Ok(())
}

#[test]
fn the_self_test_passes_on_the_cpu() -> Result<()> {
    let mut reports = Vec::new();
    self_test(&device::cpu(), &mut |part, off| reports.push((part, off)))?;
    let expected = Part::ALL.into_iter().flat_map(|part| [(part, None), (part, Some(0.0))]);
    ensure!(reports == expected.collect::<Vec<_>>(), "{reports:?}");
    Ok(())
}

#[test]
fn a_part_that_fails_is_done_in_a_slower_way_and_all_else_is_not() -> Result<()> {
    let folder = tempfile::tempdir()?;
    // `sh -c LINE` counts what follows from $0, which is the device.
    let line = r#"test "$*" = "" || exit 0; echo "begun: norm"; echo "begun: attention"; kill -SEGV $$"#;
    let fallbacks = probe(line, folder.path()).verdict(0, &adapter("1.0")?)?;
    ensure!(fallbacks == [Fallback::Attention], "{fallbacks:?}");
    // That is remembered, and not asked for again.
    ensure!(probe("false", folder.path()).verdict(0, &adapter("1.0")?)? == fallbacks, "not remembered");
    // What does not help by itself is helped by single precision, as the last way out.
    let line = r#"case "$*" in *single*) exit 0;; esac; echo "begun: convolution"; exit 1"#;
    let fallbacks = probe(line, folder.path()).verdict(0, &adapter("1.1")?)?;
    ensure!(fallbacks == [Fallback::Convolution, Fallback::SinglePrecision], "{fallbacks:?}");
    Ok(())
}

#[test]
fn a_part_that_fails_in_every_way_is_named() -> Result<()> {
    let folder = tempfile::tempdir()?;
    let error = refused(&probe("echo 'begun: MoVQ'; exit 1", folder.path()), &adapter("1.0")?)?;
    ensure!(error.detail.contains("MoVQ"), "{error:?}");
    Ok(())
}

#[test]
fn an_engine_whose_device_is_refused_says_why_and_goes_on_on_the_cpu() -> Result<()> {
    let config = EngineConfig::on(DevicePreference::Gpu(Some(999)));
    let engine = Engine::start(config, Arc::new(|| {}))?;
    let event = engine.events().recv_timeout(PATIENCE)?;
    let Event::Ready { device, refusal: Some(error) } = event else { anyhow::bail!("{event:?}") };
    let error = worded(error);
    ensure!(!device.gpu && error.kind == ErrorKind::Device && error.message.contains("999"), "{error:?}");
    Ok(())
}
