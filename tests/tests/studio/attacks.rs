//! Files that were made to do harm, each given to everything that reads files from outside, and all of them together to
//! a gallery: nothing panics, hangs, or takes much memory. They are made here, so that none has to lie in the
//! repository.

use std::fs::File;
use std::io::Write;
use std::path::Path;
use std::sync::Arc;
use std::time::{Duration, Instant};

use anyhow::{Context, Result, ensure};
use bluerider::studio::Studio;
use bluerider::studio::paths::Paths;
use bluerider::studio::picture_file::{read_metadata, read_picture, read_said};
use bluerider::studio::presets::exchange;
use bluerider_engine::checkpoint::Checkpoint;
use bluerider_engine::picture::{DepthMap, Mask};
use bluerider_engine::protocol::Picture;
use bluerider_tests::memory::{forget_peak, peak, resident};

/// No reader needs nearly as long for a file.
const PATIENCE: Duration = Duration::from_secs(20);
/// What a file may take in memory. The largest of them has four times that, unpacked.
const MEMORY: u64 = 600 << 20;

/// A reader, which may refuse what it is given.
type Reader = fn(&Path) -> bool;
/// Everything that reads files from outside.
const READERS: [(&str, Reader); 8] = [
    ("a picture", |path| read_picture(path).is_ok()),
    ("what a picture says", |path| read_said(path).is_ok()),
    ("a picture's recipe", |path| read_metadata(path).is_ok()),
    ("a picture to begin with", |path| Picture::open(path).is_ok()),
    ("a mask", |path| Mask::open(path).is_ok()),
    ("a depth map", |path| DepthMap::open(path).is_ok()),
    ("presets", |path| exchange::read(path).is_ok()),
    ("a model", |path| Checkpoint::in_folder(path, None).is_ok()),
];

/// A PNG of one colour that says `texts`, each a keyword and a text, compressed or not.
fn png(path: &Path, texts: &[(&str, String, bool)]) -> Result<()> {
    let mut encoder = png::Encoder::new(File::create(path)?, 8, 8);
    encoder.set_color(png::ColorType::Rgb);
    for (keyword, text, compressed) in texts {
        let (keyword, text) = ((*keyword).to_owned(), text.clone());
        if *compressed { encoder.add_ztxt_chunk(keyword, text)? } else { encoder.add_itxt_chunk(keyword, text)? }
    }
    Ok(encoder.write_header()?.write_image_data(&[120; 8 * 8 * 3])?)
}

/// Has a PNG say one of its chunks many times.
fn repeat_chunk(path: &Path, kind: &[u8; 4], times: usize) -> Result<()> {
    let bytes = std::fs::read(path)?;
    let name = bytes.windows(4).position(|window| window == kind).context("no such chunk")?;
    let length = u32::from_be_bytes(bytes[name - 4..name].try_into()?) as usize;
    let chunk = name - 4..name + 4 + length + 4;
    let repeated = bytes[chunk.clone()].repeat(times);
    Ok(std::fs::write(path, [&bytes[..chunk.start], &repeated, &bytes[chunk.end..]].concat())?)
}

/// A PNG of eight pixels a side, behind which zeros go on for 80 MB, well packed.
fn endless(path: &Path) -> Result<()> {
    const HEIGHT: u32 = 10_000_000;
    let mut tall = Vec::new();
    let mut encoder = png::Encoder::new(&mut tall, 8, HEIGHT);
    encoder.set_color(png::ColorType::Grayscale);
    encoder.write_header()?.write_image_data(&vec![0; 8 * HEIGHT as usize])?;
    let name = tall.windows(4).position(|window| window == b"IDAT").context("no pixels")?;
    let length = u32::from_be_bytes(tall[name - 4..name].try_into()?) as usize;
    let mut writer = png::Encoder::new(File::create(path)?, 8, 8).write_header()?;
    Ok(writer.write_chunk(png::chunk::IDAT, &tall[name + 4..name + 4 + length])?)
}

/// ComfyUI's nodes, each of which refers to the next one.
fn chain(nodes: usize) -> String {
    let node = |i: usize| format!(r#""{i}":{{"class_type":"KSampler","inputs":{{"model":["{}",0]}}}}"#, i + 1);
    format!("{{{}}}", (0..nodes).map(node).collect::<Vec<_>>().join(","))
}

/// Lays them into a folder.
fn make(folder: &Path) -> Result<()> {
    let path = |name: &str| folder.join(name);
    for (name, bytes) in [
        ("empty.png", &b""[..]),
        ("elf.png", b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0\0\0"),
        ("svg.png", b"<svg xmlns='http://www.w3.org/2000/svg'><image href='file:///etc/passwd'/></svg>"),
        ("pdf.jpg", b"%PDF-1.7\n1 0 obj<</OpenAction<</S/JavaScript>>>>"),
        ("pickle.png", b"\x80\x04cos\nsystem\n(S'touch /tmp/bluerider-was-here'\ntR."),
        ("lfs.png", b"version https://git-lfs.github.com/spec/v1\noid sha256:00\nsize 10\n"),
    ] {
        std::fs::write(path(name), bytes)?;
    }
    // Their own words.
    png(&path("chain.png"), &[("prompt", chain(20_000), false)])?;
    png(&path("deep.png"), &[("prompt", "[".repeat(100_000), false), ("bluerider", "{\"a\":".repeat(100_000), false)])?;
    png(&path("ztxt.png"), &[("parameters", "a".repeat(60 << 20), true)])?;
    repeat_chunk(&path("ztxt.png"), b"zTXt", 40)?;
    let many: Vec<_> = (0..10_000).map(|i| ("Comment", format!("{i}"), false)).collect();
    png(&path("many.png"), &many)?;
    let numbers = r#"{"seed": 1e400, "eta": 1e39, "steps": -1, "width": 99999999999999999999, "guidance": NaN}"#;
    png(&path("numbers.png"), &[("bluerider", numbers.into(), false)])?;
    let controls = "a\u{202e}txt.exe\u{1b}[2J\u{7}\0 b\nSteps: 10, Sampler: /etc/passwd, Seed: 1, Size: 8x8";
    png(&path("controls.png"), &[("parameters", controls.replace('\0', ""), false)])?;
    // Pictures that claim to be large, or never end.
    for (name, (width, height)) in
        [("wide.png", (1, 65_535)), ("huge.png", (60_000, 60_000)), ("grey.png", (22_000, 22_000))]
    {
        let mut encoder = png::Encoder::new(File::create(path(name))?, width, height);
        encoder.set_color(png::ColorType::Grayscale);
        let mut writer = encoder.write_header()?;
        writer.write_chunk(png::chunk::IDAT, &[0x78, 0x9c, 0x63])?;
    }
    endless(&path("endless.png"))?;
    // Cut off.
    let whole = folder.join("whole.png");
    png(&whole, &[("parameters", "a circle".into(), false)])?;
    let bytes = std::fs::read(&whole)?;
    for cut in [9, 33, bytes.len() / 2, bytes.len() - 5] {
        std::fs::write(path(&format!("cut-{cut}.png")), &bytes[..cut])?;
    }
    let mut jpeg = std::io::Cursor::new(Vec::new());
    image::RgbImage::new(64, 64).write_to(&mut jpeg, image::ImageFormat::Jpeg)?;
    std::fs::write(path("cut.jpg"), &jpeg.get_ref()[..jpeg.get_ref().len() / 2])?;
    // One that is no picture, and large where nothing is.
    File::create(path("sparse.jpg"))?.set_len(3 << 30)?;
    std::fs::create_dir(path("folder.png"))?;
    #[cfg(unix)]
    {
        std::os::unix::fs::symlink("/dev/zero", path("zero.png"))?;
        std::os::unix::fs::symlink("loop.png", path("loop.png"))?;
        let made = std::process::Command::new("mkfifo").arg(path("pipe.png")).status()?;
        ensure!(made.success(), "no pipe");
    }
    let mut presets = File::create(path("presets.json"))?;
    presets.write_all(b"[")?;
    for _ in 0..200_000 {
        presets.write_all(b"{\"name\":[[[[")?;
    }
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn hostile_files_are_read_by_nobody_and_cost_nothing() -> Result<()> {
    let folder = tempfile::tempdir()?;
    make(folder.path())?;
    let mut files: Vec<_> = std::fs::read_dir(folder.path())?.flatten().map(|entry| entry.path()).collect();
    files.sort();
    ensure!(files.len() > 20, "{} files", files.len());
    for file in &files {
        let name = file.file_name().context("a name")?.to_string_lossy().into_owned();
        for (what, read) in READERS {
            forget_peak()?;
            let (before, start) = (resident()?, Instant::now());
            let taken = read(file);
            let (grown, took) = (peak()?.saturating_sub(before), start.elapsed());
            ensure!(took < PATIENCE, "{name} as {what} took {took:?}");
            ensure!(grown < MEMORY, "{name} as {what} took {} MB", grown >> 20);
            let harmless = [
                "endless.png",
                "whole.png",
                "many.png",
                "chain.png",
                "deep.png",
                "ztxt.png",
                "numbers.png",
                "controls.png",
            ];
            // Their pixels are as good as any; it is their words that are not.
            ensure!(
                !taken
                    || harmless.contains(&name.as_str())
                    || what == "what a picture says"
                    || what == "a picture's recipe",
                "{name} was taken for {what}"
            );
        }
    }
    ensure!(!Path::new("/tmp/bluerider-was-here").exists(), "a pickle was run");
    Ok(())
}

#[test]
#[cfg(target_os = "linux")]
fn a_gallery_full_of_hostile_files_opens_at_every_start() -> Result<()> {
    let root = tempfile::tempdir()?;
    let paths = Paths::under(root.path());
    std::fs::create_dir_all(&paths.pictures)?;
    make(&paths.pictures)?;
    for _ in 0..2 {
        forget_peak()?;
        let (before, start) = (resident()?, Instant::now());
        let mut studio = Studio::open(Paths::under(root.path()), Arc::new(|| {}));
        while studio.gallery.len() < 7 || studio.gallery.reading().is_some() {
            studio.tick(Instant::now());
            ensure!(start.elapsed() < 3 * PATIENCE, "{} pictures after {:?}", studio.gallery.len(), start.elapsed());
            std::thread::sleep(Duration::from_millis(5));
        }
        studio.close();
        let errors: Vec<_> =
            studio.messages.list().iter().filter(|m| matches!(m, bluerider::studio::Message::Error(_))).collect();
        ensure!(errors.is_empty(), "{errors:?}");
        let grown = peak()?.saturating_sub(before);
        ensure!(grown < MEMORY, "it took {} MB", grown >> 20);
    }
    Ok(())
}
