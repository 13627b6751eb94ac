//! The mask of Repaint, painted by hand: white is painted anew, black stays.

use std::path::{Path, PathBuf};
use std::sync::Arc;

use bluerider_engine::protocol::Picture;

use super::{picture_file, storage};
use crate::studio::error::Result;

/// Strokes that can be taken back.
const MOST: usize = 24;

/// How a stroke is painted.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct Brush {
    /// Its radius in pixels of the picture.
    pub radius: f32,
    /// The share of the radius that covers wholly, 0 to 1; from there to the edge it fades.
    pub hardness: f32,
    /// It takes away.
    pub erases: bool,
}

/// What is done to the mask.
#[derive(Debug, Clone, Copy, PartialEq)]
pub enum MaskEdit {
    /// A stroke begins: it is taken back whole.
    Begin,
    /// It goes on from one point to another, in pixels of the picture.
    Line([f32; 2], [f32; 2], Brush),
    /// What is painted anew stays, and the other way round.
    Invert,
    /// Nothing is painted anew.
    Clear,
    /// Take the latest stroke back.
    Undo,
    /// Bring it back again.
    Redo,
}

/// The mask.
#[derive(Debug, Default)]
pub struct Mask {
    width: usize,
    height: usize,
    values: Vec<u8>,
    past: Vec<Vec<u8>>,
    future: Vec<Vec<u8>>,
    /// The file that holds it as it is.
    file: Option<PathBuf>,
    /// Grows with each change.
    revision: u64,
}

impl Mask {
    /// Width and height, those of the picture.
    pub fn size(&self) -> (usize, usize) {
        (self.width, self.height)
    }

    /// The values, a row after the other: 255 is painted anew, 0 stays.
    pub fn values(&self) -> &[u8] {
        &self.values
    }

    /// Another number after each change.
    pub fn revision(&self) -> u64 {
        self.revision
    }

    /// True where a stroke can be taken back.
    pub fn can_undo(&self) -> bool {
        !self.past.is_empty()
    }

    /// True where one that was taken back can come again.
    pub fn can_redo(&self) -> bool {
        !self.future.is_empty()
    }

    /// True where nothing is painted anew.
    pub fn is_empty(&self) -> bool {
        self.values.iter().all(|&value| value == 0)
    }

    /// Makes it the mask of a picture of this size: one of another size is stretched over it.
    pub fn fit(&mut self, width: usize, height: usize) {
        if (self.width, self.height) == (width, height) {
            return;
        }
        let mut values = vec![0; width * height];
        if self.width > 0 && self.height > 0 {
            for (y, row) in values.chunks_exact_mut(width.max(1)).enumerate() {
                let from = y * self.height / height * self.width;
                row.iter_mut().enumerate().for_each(|(x, value)| *value = self.values[from + x * self.width / width]);
            }
        }
        *self = Self { width, height, values, revision: self.revision + 1, ..Self::default() };
    }

    /// Takes the mask of the file at `path`, whatever its size.
    ///
    /// # Errors
    /// Where it cannot be read or is no picture.
    pub fn load(&mut self, path: &Path) -> Result<()> {
        if self.file.as_deref() == Some(path) {
            return Ok(());
        }
        let picture = picture_file::read_picture(path)?;
        let values = picture.pixels.chunks_exact(3).map(|pixel| pixel[0]).collect();
        let (width, height, revision) = (picture.width, picture.height, self.revision + 1);
        *self = Self { width, height, values, file: Some(path.to_owned()), revision, ..Self::default() };
        Ok(())
    }

    /// The file that holds it; written into `folder` where there is none yet.
    ///
    /// # Errors
    /// Where it cannot be written.
    pub fn file(&mut self, folder: &Path) -> Result<PathBuf> {
        if let Some(file) = &self.file {
            return Ok(file.clone());
        }
        let pixels: Arc<[u8]> = self.values.iter().flat_map(|&value| [value; 3]).collect();
        let picture = Picture { width: self.width, height: self.height, pixels };
        let bytes = picture_file::encode(&picture, None)?;
        let file = storage::write_new(&folder.join("mask.png"), &bytes)?;
        self.file = Some(file.clone());
        Ok(file)
    }

    /// Does something to it.
    pub fn edit(&mut self, edit: MaskEdit) {
        match edit {
            MaskEdit::Begin => self.remember(),
            MaskEdit::Line(from, to, brush) => self.line(from, to, brush),
            MaskEdit::Invert => {
                self.remember();
                self.values.iter_mut().for_each(|value| *value = 255 - *value);
            }
            MaskEdit::Clear => {
                self.remember();
                self.values.fill(0);
            }
            MaskEdit::Undo => {
                let Some(before) = self.past.pop() else { return };
                self.future.push(std::mem::replace(&mut self.values, before));
            }
            MaskEdit::Redo => {
                let Some(after) = self.future.pop() else { return };
                self.past.push(std::mem::replace(&mut self.values, after));
            }
        }
        self.revision += 1;
        self.file = None;
    }

    fn remember(&mut self) {
        self.future.clear();
        self.past.push(self.values.clone());
        if self.past.len() > MOST {
            self.past.remove(0);
        }
    }

    /// Covers all pixels that are within the brush's radius of the way from one point to the other.
    fn line(&mut self, from: [f32; 2], to: [f32; 2], brush: Brush) {
        let (size, values) = ((self.width, self.height), &mut self.values);
        brush.along(from, to, size, |at, cover| {
            values[at] = if brush.erases { values[at].min(255 - cover) } else { values[at].max(cover) };
        });
    }
}

impl Brush {
    /// Calls `touch` for all pixels of a picture of this width and height that it reaches on its way from one point to
    /// the other, with how much it covers each, 0 to 255.
    pub(super) fn along(
        self,
        [ax, ay]: [f32; 2],
        [bx, by]: [f32; 2],
        (width, height): (usize, usize),
        mut touch: impl FnMut(usize, u8),
    ) {
        let radius = self.radius.max(0.5);
        let range = |a: f32, b: f32, side: usize| {
            let low = (a.min(b) - radius).floor().max(0.0) as usize;
            let high = (a.max(b) + radius).ceil().max(0.0) as usize;
            low.min(side)..high.saturating_add(1).min(side)
        };
        let (dx, dy) = (bx - ax, by - ay);
        let length = dx.mul_add(dx, dy * dy);
        let solid = radius * self.hardness.clamp(0.0, 1.0);
        for y in range(ay, by, height) {
            for x in range(ax, bx, width) {
                let (px, py) = (x as f32 + 0.5 - ax, y as f32 + 0.5 - ay);
                let along = if length > 0.0 { (px.mul_add(dx, py * dy) / length).clamp(0.0, 1.0) } else { 0.0 };
                let distance = (px - along * dx).hypot(py - along * dy);
                let cover = ((radius - distance) / (radius - solid).max(1.0)).clamp(0.0, 1.0);
                touch(y * width + x, (cover * 255.0).round() as u8);
            }
        }
    }
}

#[cfg(test)]
mod tests {
    use super::{Brush, Mask, MaskEdit};

    fn mask() -> Mask {
        let mut mask = Mask::default();
        mask.fit(16, 8);
        mask
    }

    #[test]
    fn strokes_cover_their_way_and_can_be_taken_back() {
        let mut mask = mask();
        let brush = Brush { radius: 2.0, hardness: 1.0, erases: false };
        mask.edit(MaskEdit::Begin);
        mask.edit(MaskEdit::Line([4.0, 4.0], [12.0, 4.0], brush));
        let at = |mask: &Mask, x: usize, y: usize| mask.values()[y * 16 + x];
        assert_eq!((at(&mask, 4, 4), at(&mask, 8, 3), at(&mask, 11, 4)), (255, 255, 255));
        assert_eq!((at(&mask, 0, 0), at(&mask, 8, 0), at(&mask, 15, 7)), (0, 0, 0));
        let painted = mask.values().to_vec();
        mask.edit(MaskEdit::Begin);
        mask.edit(MaskEdit::Line([8.0, 4.0], [8.0, 4.0], Brush { erases: true, ..brush }));
        assert_eq!(at(&mask, 8, 4), 0);
        mask.edit(MaskEdit::Undo);
        assert_eq!(mask.values(), painted);
        mask.edit(MaskEdit::Undo);
        assert!(mask.is_empty());
        mask.edit(MaskEdit::Undo);
        mask.edit(MaskEdit::Redo);
        assert_eq!(mask.values(), painted);
        mask.edit(MaskEdit::Invert);
        assert_eq!((at(&mask, 8, 4), at(&mask, 0, 0)), (0, 255));
        mask.edit(MaskEdit::Clear);
        assert!(mask.is_empty());
    }

    #[test]
    fn a_soft_brush_fades_and_what_leaves_the_picture_is_cut() {
        let mut mask = mask();
        mask.edit(MaskEdit::Line([-3.0, 4.0], [-3.0, 4.0], Brush { radius: 6.0, hardness: 0.0, erases: false }));
        let row: Vec<u8> = mask.values()[4 * 16..5 * 16].to_vec();
        assert!(row[0] > row[1] && row[1] > row[2] && row[3] == 0 && row[0] < 255, "{row:?}");
        mask.edit(MaskEdit::Line([1e9, 1e9], [-1e9, f32::NAN], Brush { radius: 1.0, hardness: 1.0, erases: false }));
    }

    #[test]
    fn its_file_is_written_once_and_comes_back() {
        let folder = tempfile::tempdir().expect("a folder");
        let mut mask = mask();
        mask.edit(MaskEdit::Line([4.0, 4.0], [6.0, 4.0], Brush { radius: 2.0, hardness: 0.5, erases: false }));
        let file = mask.file(folder.path()).expect("a file");
        assert_eq!(mask.file(folder.path()).expect("a file"), file);
        let mut again = Mask::default();
        again.load(&file).expect("a mask");
        assert_eq!((again.values(), again.size()), (mask.values(), mask.size()));
        mask.edit(MaskEdit::Invert);
        assert_ne!(mask.file(folder.path()).expect("a file"), file);
    }
}
