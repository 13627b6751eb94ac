//! What fuzzers, and the replay of what they found, give bytes to: everything that understands files from outside. Each
//! may refuse; none may panic, hang, or take memory without measure.

use std::path::Path;

use bluerider::studio::draft::Draft;
use bluerider::studio::picture_file::read_said;
use bluerider::studio::presets::exchange;
use bluerider_engine::checkpoint::Identified;
use bluerider_engine::protocol::Recipe;

/// Gives bytes to a reader.
pub type Target = fn(&[u8]);

/// All of them, by the names of their corpora.
pub const TARGETS: [(&str, Target); 5] = [
    ("safetensors", safetensors),
    ("pickle", pickle),
    ("png_text", png_text),
    ("presets", presets),
    ("recipes", recipes),
];

/// The header of a safetensors file.
pub fn safetensors(bytes: &[u8]) {
    in_file(bytes, "model.safetensors", |path| drop(Identified::of(path)));
}

/// An archive as `torch.save` writes it, and the pickle in it.
pub fn pickle(bytes: &[u8]) {
    in_file(bytes, "model.pt", |path| drop(Identified::of(path)));
}

/// What a picture's file says of how it was painted.
pub fn png_text(bytes: &[u8]) {
    in_file(bytes, "picture.png", |path| drop(read_said(path)));
}

/// Presets of other studios, in each of their formats.
pub fn presets(bytes: &[u8]) {
    for end in exchange::EXTENSIONS {
        in_file(bytes, &format!("presets.{end}"), |path| drop(exchange::read(path)));
    }
}

/// A recipe and a session. One that can be read can be written, and is the same when it is read again.
pub fn recipes(bytes: &[u8]) {
    if let Ok(recipe) = serde_json::from_slice::<Recipe>(bytes) {
        let text = serde_json::to_vec(&recipe).expect("a recipe has JSON");
        let again: Recipe = serde_json::from_slice(&text).expect("what was written can be read");
        assert_eq!(again, recipe);
        drop(recipe.check());
    }
    if let Ok(draft) = serde_json::from_slice::<Draft>(bytes) {
        let text = serde_json::to_vec(&draft).expect("a draft has JSON");
        let again: Draft = serde_json::from_slice(&text).expect("what was written can be read");
        assert_eq!(again, draft);
        drop(draft.to_recipe().check());
    }
}

/// Calls `read` with a file of these bytes.
fn in_file(bytes: &[u8], name: &str, read: impl FnOnce(&Path)) {
    let folder = tempfile::tempdir().expect("a folder");
    let path = folder.path().join(name);
    std::fs::write(&path, bytes).expect("a file");
    read(&path);
}
