//! A rough sketch over the picture that Vary and Repaint begin with: colours painted by hand, and pictures pasted
//! there. It becomes a file of its own when it is painted; the picture's own file stays as it is.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluerider_engine::protocol::Picture;

use super::mask::Brush;
use super::{picture_file, storage};
use crate::studio::error::Result;

/// Strokes that can be taken back.
const MOST: usize = 16;

/// What is done to the sketch.
#[derive(Debug, Clone, PartialEq)]
pub enum SketchEdit {
    /// A stroke begins, over this file's picture: it is taken back whole.
    Begin(PathBuf, Picture),
    /// It goes on from one point to another, in pixels of the picture, in this colour.
    Line([f32; 2], [f32; 2], Brush, [u8; 3]),
    /// A picture is laid over it, its middle here; where it is larger than what it is laid over it is made smaller.
    Paste(Picture, [f32; 2]),
    /// Take the latest stroke back.
    Undo,
    /// Bring it back again.
    Redo,
}

/// The sketch.
#[derive(Debug, Default)]
pub struct Sketch {
    /// The file that it is over.
    of: Option<PathBuf>,
    picture: Option<Picture>,
    past: Vec<Arc<[u8]>>,
    future: Vec<Arc<[u8]>>,
}

impl Sketch {
    /// The picture with what was painted over it, where something was over this file's.
    pub fn over(&self, path: &Path) -> Option<&Picture> {
        self.picture.as_ref().filter(|_| self.of.as_deref() == Some(path) && !self.past.is_empty())
    }

    /// True where a stroke can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// True where one that was taken back can come again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// Writes the picture with the sketch over `path` into `folder`, and begins anew. `None` where there is none.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn take_file(&mut self, path: &Path, folder: &Path) -> Result<Option<PathBuf>> {
        let Some(picture) = self.over(path) else { return Ok(None) };
        let file = storage::write_new(&folder.join("sketch.png"), &picture_file::encode(picture, None)?)?;
        *self = Self::default();
        Ok(Some(file))
    }

    /// Does something to it.
    pub fn edit(&mut self, edit: SketchEdit) {
        match edit {
            SketchEdit::Begin(path, picture) => self.begin(path, picture),
            SketchEdit::Line(from, to, brush, colour) => {
                let Some(picture) = &mut self.picture else { return };
                let (width, height) = (picture.width, picture.height);
                let pixels = Arc::make_mut(&mut picture.pixels);
                brush.along(from, to, (width, height), |at, cover| {
                    mix(&mut pixels[3 * at..3 * at + 3], &colour, f32::from(cover) / 255.0);
                });
            }
            SketchEdit::Paste(pasted, middle) => self.paste(&pasted, middle),
            SketchEdit::Undo => self.step(true),
            SketchEdit::Redo => self.step(false),
        }
    }

    fn begin(&mut self, path: PathBuf, picture: Picture) {
        if self.of.as_ref() != Some(&path) {
            *self = Self { of: Some(path), picture: Some(picture), ..Self::default() };
        }
        let Some(picture) = &self.picture else { return };
        self.future.clear();
        self.past.push(Arc::clone(&picture.pixels));
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    fn step(&mut self, back: bool) {
        let Some(picture) = &mut self.picture else { return };
        let (from, to) = if back { (&mut self.past, &mut self.future) } else { (&mut self.future, &mut self.past) };
        if let Some(pixels) = from.pop() {
            to.push(std::mem::replace(&mut picture.pixels, pixels));
        }
    }

    fn paste(&mut self, pasted: &Picture, [x, y]: [f32; 2]) {
        let Some(picture) = &mut self.picture else { return };
        let share = |own: usize, room: usize| room as f64 / own.max(1) as f64;
        let share = share(pasted.width, picture.width).min(share(pasted.height, picture.height)).min(1.0);
        let side = |side: usize| ((side as f64 * share).round() as usize).max(1);
        let Ok(pasted) = pasted.resized(side(pasted.width), side(pasted.height)) else { return };
        let (left, top) = (x as i64 - pasted.width as i64 / 2, y as i64 - pasted.height as i64 / 2);
        let (width, height) = (picture.width, picture.height);
        let pixels = Arc::make_mut(&mut picture.pixels);
        for (row, line) in (top..).zip(pasted.pixels.chunks_exact(3 * pasted.width)) {
            for (column, pixel) in (left..).zip(line.chunks_exact(3)) {
                let place = (usize::try_from(column), usize::try_from(row));
                if let (Ok(column), Ok(row)) = place
                    && column < width
                    && row < height
                {
                    let at = 3 * (row * width + column);
                    pixels[at..at + 3].copy_from_slice(pixel);
                }
            }
        }
    }
}

/// Puts `share` of `colour` into a pixel.
fn mix(pixel: &mut [u8], colour: &[u8; 3], share: f32) {
    for (value, colour) in pixel.iter_mut().zip(colour) {
        *value = (f32::from(*colour) * share + f32::from(*value) * (1.0 - share)).round() as u8;
    }
}

#[cfg(test)]
mod tests {
    use super::{Brush, Path, PathBuf, Picture, Sketch, SketchEdit};

    const RED: [u8; 3] = [255, 0, 0];

    fn white(side: usize) -> Picture {
        Picture { width: side, height: side, pixels: vec![255; 3 * side * side].into() }
    }

    fn stroke(sketch: &mut Sketch) {
        let brush = Brush { radius: 2.0, hardness: 1.0, erases: false };
        sketch.edit(SketchEdit::Begin(PathBuf::from("a.png"), white(16)));
        sketch.edit(SketchEdit::Line([4.0, 8.0], [12.0, 8.0], brush, RED));
    }

    fn pixel(sketch: &Sketch, x: usize, y: usize) -> Option<[u8; 3]> {
        let picture = sketch.over(Path::new("a.png"))?;
        let at = 3 * (y * picture.width + x);
        Some([picture.pixels[at], picture.pixels[at + 1], picture.pixels[at + 2]])
    }

    #[test]
    fn colours_are_painted_and_taken_back() {
        let mut sketch = Sketch::default();
        assert!(sketch.over(Path::new("a.png")).is_none());
        stroke(&mut sketch);
        assert_eq!((pixel(&sketch, 8, 8), pixel(&sketch, 8, 2)), (Some(RED), Some([255; 3])));
        assert!(sketch.over(Path::new("b.png")).is_none(), "it is over another picture");
        sketch.edit(SketchEdit::Undo);
        assert!(pixel(&sketch, 8, 8).is_none() && sketch.can_redo());
        sketch.edit(SketchEdit::Redo);
        assert_eq!(pixel(&sketch, 8, 8), Some(RED));
    }

    #[test]
    fn what_is_pasted_stays_within_the_picture() {
        let mut sketch = Sketch::default();
        for (side, middle, inside, outside) in
            [(4, [8.0, 8.0], (7, 7), (2, 2)), (4, [0.0, 0.0], (1, 1), (4, 4)), (90, [8.0, 8.0], (15, 0), (99, 99))]
        {
            let black = Picture { width: side, height: side, pixels: vec![0; 3 * side * side].into() };
            sketch.edit(SketchEdit::Begin(PathBuf::from("a.png"), white(16)));
            sketch.edit(SketchEdit::Paste(black, middle));
            assert_eq!(pixel(&sketch, inside.0, inside.1), Some([0; 3]), "{side}");
            if outside.0 < 16 {
                assert_eq!(pixel(&sketch, outside.0, outside.1), Some([255; 3]), "{side}");
            }
            sketch.edit(SketchEdit::Undo);
        }
    }

    #[test]
    fn it_becomes_a_file_once() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut sketch = Sketch::default();
        let path = Path::new("a.png");
        assert_eq!(sketch.take_file(path, folder.path()).expect("no file"), None);
        stroke(&mut sketch);
        let file = sketch.take_file(path, folder.path()).expect("a file").expect("a sketch");
        let read = crate::studio::picture_file::read_picture(&file).expect("a picture");
        assert_eq!(read.pixels[3 * (8 * 16 + 8)..3 * (8 * 16 + 8) + 3], RED);
        assert_eq!(sketch.take_file(path, folder.path()).expect("no file"), None);
    }
}
