//! Files that are what they say, and files that want something else.

use rawzip::{CompressionMethod, ZipArchiveWriter};
use safetensors::Dtype;

use super::{Result, StoredTensor};
use crate::files::Bytes;

/// A file with these bytes.
fn on_hand(file: &[u8]) -> Bytes {
    Bytes::Static(Box::leak(file.to_vec().into_boxed_slice()))
}

fn tensors(file: &[u8]) -> Result<Vec<StoredTensor>> {
    super::tensors(&on_hand(file))
}

/// An archive as torch writes it, with this pickle and these further entries.
fn archive(pickle: &[u8], entries: &[(&str, &[u8])]) -> Vec<u8> {
    let all = [("weights/data.pkl", pickle), ("weights/byteorder", b"little")];
    zip(&all.into_iter().chain(entries.iter().copied()).collect::<Vec<_>>(), CompressionMethod::STORE)
}

fn zip(entries: &[(&str, &[u8])], method: CompressionMethod) -> Vec<u8> {
    let mut out = Vec::new();
    let mut archive = ZipArchiveWriter::new(&mut out);
    for (name, bytes) in entries {
        // Names that no honest writer writes.
        let name = rawzip::path::EntryPath::verbatim(name.as_bytes());
        let (mut entry, config) = archive.new_file(name).compression_method(method).start().expect("an entry");
        let mut writer = config.wrap(&mut entry);
        std::io::Write::write_all(&mut writer, bytes).expect("bytes");
        let (_, descriptor) = writer.finish().expect("an end");
        entry.finish(descriptor).expect("an entry");
    }
    archive.finish().expect("an archive");
    out
}

/// A pickle's text.
fn text(value: &str) -> Vec<u8> {
    [&b"X"[..], &(value.len() as u32).to_le_bytes(), value.as_bytes()].concat()
}

fn int(value: i32) -> Vec<u8> {
    [&b"J"[..], &value.to_le_bytes()].concat()
}

fn tuple(items: &[Vec<u8>]) -> Vec<u8> {
    [b"(".to_vec(), items.concat(), b"t".to_vec()].concat()
}

fn numbers(values: &[i32]) -> Vec<u8> {
    tuple(&values.iter().map(|&value| int(value)).collect::<Vec<_>>())
}

/// A tensor of a storage `key` of `count` numbers.
fn tensor(kind: &str, key: &str, count: i32, offset: i32, shape: &[i32], strides: &[i32]) -> Vec<u8> {
    let kind = format!("ctorch\n{kind}\n").into_bytes();
    let storage = [tuple(&[text("storage"), kind, text(key), text("cpu"), int(count)]), b"Q".to_vec()].concat();
    let hooks = b"ccollections\nOrderedDict\n)R".to_vec();
    let arguments = tuple(&[storage, int(offset), numbers(shape), numbers(strides), b"\x89".to_vec(), hooks]);
    [b"ctorch._utils\n_rebuild_tensor_v2\n".to_vec(), arguments, b"R".to_vec()].concat()
}

fn dict(items: &[(&str, Vec<u8>)]) -> Vec<u8> {
    let pairs: Vec<u8> = items.iter().flat_map(|(key, value)| [text(key), value.clone()].concat()).collect();
    [b"}(".to_vec(), pairs, b"u".to_vec()].concat()
}

fn pickle(object: Vec<u8>) -> Vec<u8> {
    [b"\x80\x02".to_vec(), object, b".".to_vec()].concat()
}

const FOUR: [f32; 4] = [1.0, 2.0, 3.0, 4.0];

fn four() -> Vec<u8> {
    FOUR.iter().flat_map(|value| value.to_le_bytes()).collect()
}

/// A file that holds `object`, over one storage of four numbers.
fn file(object: Vec<u8>) -> Vec<u8> {
    archive(&pickle(object), &[("weights/data/0", &four())])
}

fn one() -> Vec<u8> {
    tensor("FloatStorage", "0", 4, 0, &[2, 2], &[2, 1])
}

fn read(file: &[u8]) -> Vec<StoredTensor> {
    tensors(file).unwrap_or_else(|why| panic!("refused: {why}"))
}

fn refused(file: &[u8], because: &str) {
    match tensors(file) {
        Ok(_) => panic!("accepted, where {because:?} was expected"),
        Err(why) => assert!(why.to_string().contains(because), "refused because {why}; expected {because:?}"),
    }
}

fn values(file: &[u8], stored: &StoredTensor) -> Vec<f32> {
    let bytes = stored.numbers(&on_hand(file)).expect("numbers");
    bytes.as_chunks::<4>().0.iter().map(|bytes| f32::from_le_bytes(*bytes)).collect()
}

#[test]
fn tensors_are_found_in_dictionaries_lists_and_tuples() {
    let inner = dict(&[("weight", one())]);
    let parameter =
        [b"ctorch._utils\n_rebuild_parameter\n".to_vec(), tuple(&[one(), b"\x88".to_vec()]), b"R".to_vec()].concat();
    let object = dict(&[
        ("state_dict", dict(&[("a", inner), ("b", parameter)])),
        ("epoch", int(3)),
        ("list", [b"](".to_vec(), one(), b"e".to_vec()].concat()),
    ]);
    let keys: Vec<String> = read(&file(object)).into_iter().map(|tensor| tensor.key).collect();
    assert_eq!(keys, ["list.0", "state_dict.a.weight", "state_dict.b"]);
    // The statistics of CLIP's embeddings: a tuple at the root.
    let keys: Vec<String> = read(&file(tuple(&[one(), one()]))).into_iter().map(|tensor| tensor.key).collect();
    assert_eq!(keys, ["0", "1"]);
}

#[test]
fn numbers_are_those_of_the_view() {
    let turned = file(dict(&[("t", tensor("FloatStorage", "0", 4, 0, &[2, 2], &[1, 2]))]));
    let stored = read(&turned).remove(0);
    assert_eq!((values(&turned, &stored), stored.dtype), (vec![1.0, 3.0, 2.0, 4.0], Dtype::F32));
    let part = file(dict(&[("t", tensor("FloatStorage", "0", 4, 1, &[2], &[2]))]));
    assert_eq!(values(&part, &read(&part)[0]), [2.0, 4.0]);
    let empty = file(dict(&[("t", tensor("FloatStorage", "0", 4, 0, &[0, 2], &[2, 1]))]));
    assert!(values(&empty, &read(&empty)[0]).is_empty());
    // Eight numbers in half precision in the same bytes.
    let halves = file(dict(&[("t", tensor("HalfStorage", "0", 8, 0, &[8], &[1]))]));
    assert_eq!((read(&halves)[0].dtype, read(&halves)[0].count()), (Dtype::F16, 8));
}

#[test]
fn what_would_run_is_refused() {
    let canary = std::env::temp_dir().join(format!("canary-{}", std::process::id()));
    let touch = tuple(&[text(&format!("touch {}", canary.display()))]);
    let calls: [Vec<u8>; 4] = [
        [b"cos\nsystem\n".to_vec(), touch.clone(), b"R".to_vec()].concat(),
        [b"cbuiltins\neval\n".to_vec(), touch.clone(), b"R".to_vec()].concat(),
        [text("posix"), text("system"), b"\x93".to_vec(), touch.clone(), b"R".to_vec()].concat(),
        [b"csubprocess\nPopen\n".to_vec(), touch.clone(), b"\x81".to_vec()].concat(),
    ];
    for call in calls {
        refused(&file(dict(&[("w", one()), ("x", call)])), "no weights need");
    }
    // In the oldest protocol, without any weights.
    let old = [&b"cos\nsystem\n(S'touch "[..], canary.to_string_lossy().as_bytes(), b"'\ntR."].concat();
    refused(&archive(&old, &[]), "no weights need");
    // An attribute of something harmless.
    let loads = [b"ctorch\nload\n".to_vec(), touch, b"R".to_vec()].concat();
    refused(&file(loads), "no weights need");
    assert!(!canary.exists(), "something ran");
}

#[test]
fn what_training_leaves_is_passed_over() {
    let callback =
        [b"cpytorch_lightning.callbacks\nModelCheckpoint\n)\x81".to_vec(), dict(&[("best", int(1))]), b"b".to_vec()];
    let read = read(&file(dict(&[("state_dict", dict(&[("w", one())])), ("callbacks", callback.concat())])));
    assert_eq!(read.len(), 1);
    // But not where it holds a tensor of a kind that is not known here.
    let odd = [b"ctorch._utils\n_rebuild_qtensor\n".to_vec(), tuple(&[one()]), b"R".to_vec()].concat();
    refused(&file(dict(&[("w", odd)])), "no Kandinsky has");
}

#[test]
fn claims_are_held_against_the_file() {
    let of = |count, offset, shape: &[i32], strides: &[i32]| {
        file(dict(&[("t", tensor("FloatStorage", "0", count, offset, shape, strides))]))
    };
    for (claim, because) in [
        (of(5, 0, &[5], &[1]), "past its storage"),
        (of(4, 1, &[4], &[1]), "past its storage"),
        (of(4, 0, &[2, 2], &[3, 1]), "past its storage"),
        (of(4, 0, &[i32::MAX, i32::MAX], &[0, 0]), "past its storage"),
        (of(4, i32::MAX, &[1], &[1]), "past its storage"),
        (of(4, 0, &[-1], &[1]), "not described"),
        (of(-4, 0, &[1], &[1]), "not described"),
        (of(4, 0, &[2], &[1, 1]), "not described"),
        (of(4, 0, &[1; 9], &[1; 9]), "not described"),
        (file(dict(&[("t", tensor("FloatStorage", "7", 4, 0, &[1], &[1]))])), "missing"),
        (file(dict(&[("t", int(1))])), "no tensor"),
        (file(int(1)), "no tensor"),
    ] {
        refused(&claim, because);
    }
}

#[test]
fn archives_are_what_torch_writes() {
    let good = pickle(dict(&[("w", one())]));
    let four = four();
    refused(b"not an archive", "not a zip archive");
    refused(&archive(&good, &[("weights/data/0", &four), ("weights/../../evil", b"x")]), "leads out");
    refused(&archive(&good, &[("weights/data/0", &four), ("/etc/passwd", b"x")]), "leads out");
    refused(&archive(&good, &[("weights/data/0", &four), ("weights\\..\\evil", b"x")]), "leads out");
    refused(&archive(&good, &[("weights/data/0", &four), ("weights/data/0", &four)]), "there twice");
    refused(&archive(&good, &[("weights/data/0", &four), ("other/data.pkl", &good)]), "there twice");
    refused(&zip(&[("weights/data.pkl", &good)], CompressionMethod::DEFLATE), "compressed");
    refused(&zip(&[("weights/data/0", &four)], CompressionMethod::STORE), "no data.pkl");
    refused(&zip(&[("w/data.pkl", &good), ("w/byteorder", b"big")], CompressionMethod::STORE), "big-endian");
    let many: Vec<String> = (0..=super::MOST_ENTRIES).map(|i| format!("w/{i}")).collect();
    let many: Vec<(&str, &[u8])> = many.iter().map(|name| (name.as_str(), &b""[..])).collect();
    refused(&zip(&many, CompressionMethod::STORE), "entries");
    // Numbers that were changed after they were written.
    let mut damaged = file(dict(&[("w", one())]));
    let at = damaged.windows(16).position(|bytes| bytes == four).expect("the numbers");
    damaged[at] ^= 1;
    assert!(read(&damaged)[0].numbers(&on_hand(&damaged)).is_err());
}

#[test]
fn small_files_make_no_large_things() {
    // Twice itself, forty times.
    let mut laughs = one();
    for _ in 0..40 {
        laughs = [b"}".to_vec(), b"(".to_vec(), text("a"), laughs, b"q\x01".to_vec(), text("b"), b"h\x01u".to_vec()]
            .concat();
    }
    refused(&file(laughs), "too many or too deep");
    // A list in itself.
    refused(&file(b"]q\x00h\x00a".to_vec()), "too deep");
    let deep = [vec![b']'; 200], one(), vec![b'a'; 200]].concat();
    refused(&file(deep), "too deep");
    let long = "k".repeat(600);
    refused(&file(dict(&[(&long, one())])), "too long");
    // More marks than objects may be.
    refused(&file(vec![b'('; super::MOST_OBJECTS + 2]), "objects");
    refused(&file(b"N".repeat(super::MOST_OBJECTS + 2)), "objects");
    let huge = vec![b'N'; super::MOST_BYTES + 1];
    refused(&archive(&huge, &[]), "too long");
}

#[test]
fn no_damage_is_a_panic() {
    let whole = file(dict(&[("state_dict", dict(&[("w", one()), ("x", tuple(&[one(), int(-3)]))]))]));
    for length in 0..whole.len() {
        drop(tensors(&whole[..length]));
    }
    let mut state = 1911_u32;
    for _ in 0..20_000 {
        let mut damaged = whole.clone();
        for _ in 0..3 {
            state = state.wrapping_mul(1_664_525).wrapping_add(1_013_904_223);
            let at = (state >> 8) as usize % damaged.len();
            damaged[at] = (state >> 3) as u8;
        }
        if let Ok(read) = tensors(&damaged) {
            read.iter().for_each(|stored| drop(stored.numbers(&on_hand(&damaged))));
        }
    }
}

#[test]
fn a_tensor_that_is_there_thousands_of_times_is_refused_before_it_is_written_out() {
    const SIDE: usize = 1 << 16;
    let storage = vec![0_u8; 4 * SIDE];
    let whole = [tensor("FloatStorage", "0", SIDE as i32, 0, &[SIDE as i32], &[1]), b"q\x00".to_vec()].concat();
    let again = |number: usize| (format!("{number}"), b"h\x00".to_vec());
    let all: Vec<(String, Vec<u8>)> =
        std::iter::once(("first".to_owned(), whole)).chain((0..5000).map(again)).collect();
    let items: Vec<(&str, Vec<u8>)> = all.iter().map(|(key, value)| (key.as_str(), value.clone())).collect();
    let of = |items: &[(&str, Vec<u8>)]| archive(&pickle(dict(items)), &[("weights/data/0", &storage)]);
    let refused = tensors(&of(&items)).expect_err("1.3 GB of 0.3 MB");
    assert!(refused.to_string().contains("several times as large"), "{refused}");
    // One that is there twice, as words and their projection are, is fine.
    assert_eq!(read(&of(&items[..2])).len(), 2);
}
