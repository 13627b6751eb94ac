//! The path of a blend as a film: pictures from the first of two wells to the second, in one file that moves.

mod apng;
mod plan;
mod run;
mod webp;

use std::path::{Path, PathBuf};

use bluerider_engine::error::Doing;
use bluerider_engine::protocol::Picture;

pub use self::plan::{FRAMES, Plan, RATES};
pub use self::run::Run;
use super::paths::ends_in;
use super::{picture_file, storage};
use crate::studio::error::{Result, StudioCause, StudioError};

/// What the names of films end in.
pub const EXTENSIONS: [&str; 3] = ["png", "apng", "webp"];

/// A film whose pictures are there.
#[derive(Debug, Clone)]
pub struct Film {
    /// How they follow each other.
    pub plan: Plan,
    /// The pictures' files, from the first well to the second.
    pub files: Vec<PathBuf>,
    /// Where it is written.
    pub target: PathBuf,
}

/// Refuses a name that no film can have, before its pictures are painted.
///
/// # Errors
/// Where it ends in something else than [`EXTENSIONS`], or its folder is not there.
pub fn check_target(target: &Path) -> Result<()> {
    if !ends_in(target, &EXTENSIONS) {
        return Err(StudioCause::FilmName { path: target.to_owned() }.into());
    }
    let folder = target.parent().filter(|folder| !folder.as_os_str().is_empty());
    match folder.map(Path::metadata).transpose() {
        Ok(_) => Ok(()),
        Err(error) => Err(StudioError::io(Doing::Write, target, &error)),
    }
}

/// Encodes the film, without loss, and writes it: animated WebP where its name says so, else APNG.
///
/// # Errors
/// Where a picture cannot be read, they are not of one size, or the file cannot be written.
pub fn save(film: &Film) -> Result<()> {
    check_target(&film.target)?;
    let order = film.plan.order(film.files.len());
    let pictures = order.iter().map(|&index| picture_file::read_picture(&film.files[index]));
    let encode = if ends_in(&film.target, &["webp"]) { webp::encode } else { apng::encode };
    storage::write(&film.target, &encode(&mut Checked { pictures, size: None }, order.len(), film.plan.rate)?)
}

/// Pictures that are refused unless they have the size of the first.
struct Checked<I> {
    pictures: I,
    size: Option<(usize, usize)>,
}

impl<I: Iterator<Item = Result<Picture>>> Iterator for Checked<I> {
    type Item = Result<Picture>;

    fn next(&mut self) -> Option<Result<Picture>> {
        let picture = self.pictures.next()?;
        Some(picture.and_then(|picture| {
            let size = (picture.width, picture.height);
            if *self.size.get_or_insert(size) == size { Ok(picture) } else { Err(StudioCause::FilmSizes.into()) }
        }))
    }
}

/// The pictures of a film, one after the other.
type Frames<'a> = dyn Iterator<Item = Result<Picture>> + 'a;

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::path::Path;

    use bluerider_engine::protocol::Picture;
    use image::AnimationDecoder;
    use image::codecs::png::PngDecoder;
    use image::codecs::webp::WebPDecoder;

    use super::{Film, Plan, check_target, save};
    use crate::studio::picture_file;

    /// Files of pictures of one grey each, and one that shades off.
    fn files(folder: &Path, greys: &[u8], width: usize) -> Vec<std::path::PathBuf> {
        let file = |(index, grey): (usize, &u8)| {
            let pixels = (0..3 * width * 5).map(|at| grey.wrapping_add(at as u8 % 7)).collect();
            let picture = Picture { width, height: 5, pixels };
            let path = folder.join(format!("{width}-{index}.png"));
            std::fs::write(&path, picture_file::encode(&picture, None).expect("a picture")).expect("a file");
            path
        };
        greys.iter().enumerate().map(file).collect()
    }

    /// The first value of each frame, and how long each is shown, in milliseconds.
    fn frames(bytes: &[u8], webp: bool) -> Vec<(u8, u32)> {
        let frames = if webp {
            WebPDecoder::new(Cursor::new(bytes)).expect("a WebP").into_frames().collect_frames()
        } else {
            PngDecoder::new(Cursor::new(bytes)).expect("a PNG").apng().expect("a film").into_frames().collect_frames()
        };
        let frame = |frame: image::Frame| {
            let (numerator, denominator) = frame.delay().numer_denom_ms();
            assert_eq!(frame.buffer().dimensions(), (7, 5));
            assert_eq!(frame.buffer().get_pixel(1, 0)[0], frame.buffer().get_pixel(0, 0)[0] + 3);
            (frame.buffer().get_pixel(0, 0)[0], numerator / denominator)
        };
        frames.expect("frames").into_iter().map(frame).collect()
    }

    #[test]
    fn films_are_what_other_programs_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let files = files(folder.path(), &[10, 90, 200], 7);
        for (name, webp) in [("a.png", false), ("a.webp", true), ("b.apng", false)] {
            let target = folder.path().join(name);
            let there_and_back = name == "a.webp";
            let plan = Plan { frames: 3, rate: 20, there_and_back, ..Plan::default() };
            save(&Film { plan, files: files.clone(), target: target.clone() }).expect("a film");
            let greys: Vec<_> = frames(&std::fs::read(target).expect("a file"), webp);
            let mut expected = vec![(10, 50), (90, 50), (200, 50)];
            expected.extend(there_and_back.then_some((90, 50)));
            assert_eq!(greys, expected, "{name}");
        }
    }

    #[test]
    fn what_is_no_film_is_refused_and_nothing_is_written() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut mixed = files(folder.path(), &[10, 90], 7);
        mixed.extend(files(folder.path(), &[30], 8));
        let film = |files: &[std::path::PathBuf], name: &str| Film {
            plan: Plan::default(),
            files: files.to_vec(),
            target: folder.path().join(name),
        };
        for (files, name) in [(&mixed[..], "mixed.webp"), (&mixed[..], "mixed.png"), (&mixed[..2], "film.mp4")] {
            let film = film(files, name);
            assert!(save(&film).is_err(), "{name}");
            assert!(!film.target.exists(), "{name}");
        }
        let nowhere = film(&mixed[..2], "nowhere/film.png");
        assert!(check_target(&nowhere.target).is_err(), "it would be painted for nothing");
        let gone = film(&[folder.path().join("gone.png")], "gone.png");
        assert!(save(&gone).is_err() && !gone.target.exists());
    }
}
