//! The gate for files that come from outside: pictures, presets, lists of words. What may be anything is opened here
//! and nowhere else: regular files alone, their length looked at before they are read, and of pictures the header
//! before the pixels. A file that is turned away gives an error that says why, and has taken no memory.

use std::fs::File;
use std::io::{self, BufReader, Read};
use std::path::Path;

use image::{DynamicImage, ImageDecoder, ImageError, ImageReader, ImageResult, Limits};

/// The longest side of a picture that is decoded, in pixels.
pub const MOST_SIDE: u32 = 1 << 15;
/// The most pixels of one: a contact sheet of 12 000 × 8000 is below it.
pub const MOST_PIXELS: u64 = 100_000_000;
/// The most bytes of its pixels as the file has them.
pub const MOST_DECODED: u64 = 512 << 20;
/// The largest file that is taken for a picture, in bytes.
pub const MOST_PICTURE_FILE: u64 = 512 << 20;
/// The largest file of words: presets, lists, the studio's own.
pub const MOST_TEXT_FILE: u64 = 64 << 20;

/// How the file begins that Git LFS leaves in the place of a large one, which is still on its server.
pub const LFS_POINTER: &[u8] = b"version https://git-lfs.github.com/spec/";

/// Opens a regular file of at most `most` bytes.
///
/// # Errors
/// Where it is not there, may not be read, is larger, or is a folder, a pipe or a device.
pub fn open(path: &Path, most: u64) -> io::Result<File> {
    // Before it is opened: opening a pipe waits for its other end, and a device has no end.
    let about = path.metadata()?;
    if about.is_dir() {
        return Err(io::ErrorKind::IsADirectory.into());
    }
    if !about.is_file() {
        return Err(io::Error::new(io::ErrorKind::InvalidInput, "it is a pipe or a device, and no file"));
    }
    if about.len() > most {
        let said = format!("it is {} bytes long, and {most} is the most", about.len());
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, said));
    }
    File::open(path)
}

/// All of a regular file of at most `most` bytes.
///
/// # Errors
/// See [`open`]; also where it grows beyond `most` while it is read.
pub fn read(path: &Path, most: u64) -> io::Result<Vec<u8>> {
    let mut bytes = Vec::new();
    open(path, most)?.take(most + 1).read_to_end(&mut bytes)?;
    if bytes.len() as u64 > most {
        return Err(io::Error::new(io::ErrorKind::FileTooLarge, format!("it is more than {most} bytes long")));
    }
    Ok(bytes)
}

/// The same as text.
///
/// # Errors
/// See [`read`]; also where it is no UTF-8.
pub fn read_text(path: &Path, most: u64) -> io::Result<String> {
    String::from_utf8(read(path, most)?).map_err(|error| io::Error::new(io::ErrorKind::InvalidData, error))
}

/// The picture in a file, upright as EXIF says. What the file is, its bytes say, not its name.
///
/// # Errors
/// Where it cannot be opened, is no picture, or claims a larger one than the caps above.
pub fn picture(path: &Path) -> ImageResult<DynamicImage> {
    let file = open(path, MOST_PICTURE_FILE).map_err(ImageError::IoError)?;
    decoded(ImageReader::new(BufReader::new(file)))
}

/// The picture in a file's bytes.
///
/// # Errors
/// See [`picture`].
pub fn picture_of(bytes: &[u8]) -> ImageResult<DynamicImage> {
    decoded(ImageReader::new(io::Cursor::new(bytes)))
}

fn decoded(mut reader: ImageReader<impl io::BufRead + io::Seek>) -> ImageResult<DynamicImage> {
    let mut limits = Limits::default();
    (limits.max_image_width, limits.max_image_height) = (Some(MOST_SIDE), Some(MOST_SIDE));
    limits.max_alloc = Some(MOST_DECODED);
    reader.limits(limits);
    let mut decoder = reader.with_guessed_format()?.into_decoder()?;
    let (width, height) = decoder.dimensions();
    if u64::from(width) * u64::from(height) > MOST_PIXELS || decoder.total_bytes() > MOST_DECODED {
        let said = format!("it has {width} × {height} pixels, which is more than can be shown");
        return Err(ImageError::IoError(io::Error::new(io::ErrorKind::FileTooLarge, said)));
    }
    let orientation = decoder.orientation()?;
    let mut image = DynamicImage::from_decoder(decoder)?;
    image.apply_orientation(orientation);
    Ok(image)
}

#[cfg(test)]
mod tests {
    use std::io::ErrorKind;

    use super::{open, read};

    #[test]
    fn only_regular_files_of_a_size_are_read() {
        let folder = tempfile::tempdir().expect("a folder");
        let file = folder.path().join("a.txt");
        std::fs::write(&file, b"four").expect("a file");
        assert_eq!(read(&file, 4).expect("read"), b"four");
        assert_eq!(read(&file, 3).expect_err("too large").kind(), ErrorKind::FileTooLarge);
        assert_eq!(open(folder.path(), 4).expect_err("a folder").kind(), ErrorKind::IsADirectory);
        assert_eq!(open(&folder.path().join("b"), 4).expect_err("nothing").kind(), ErrorKind::NotFound);
        let sparse = folder.path().join("sparse.jpg");
        std::fs::File::create(&sparse).and_then(|file| file.set_len(3 << 30)).expect("a sparse file");
        assert_eq!(open(&sparse, 1 << 20).expect_err("too large").kind(), ErrorKind::FileTooLarge);
    }

    #[cfg(unix)]
    #[test]
    fn a_pipe_does_not_hang() {
        let folder = tempfile::tempdir().expect("a folder");
        let pipe = folder.path().join("pipe.png");
        rustix::fs::mknodat(rustix::fs::CWD, &pipe, rustix::fs::FileType::Fifo, 0o600.into(), 0).expect("a pipe");
        assert_eq!(open(&pipe, 4).expect_err("a pipe").kind(), ErrorKind::InvalidInput);
    }
}
