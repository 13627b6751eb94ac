//! The names that a pickle of tensors may say.

use safetensors::Dtype;

use super::{Refusal, Result};

/// What a name stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Global {
    /// A dictionary that remembers its order.
    OrderedDict,
    /// A tensor from a storage, an offset, sizes and strides.
    RebuildTensor,
    /// A tensor that can be trained: its first argument.
    RebuildParameter,
    /// Sizes: a tuple.
    Size,
    /// A storage of numbers of this type.
    Storage(Dtype),
    /// Something that training leaves beside the weights: the state of an optimizer, a setting. It stands for nothing
    /// here, whatever is done with it.
    Inert,
}

/// Names of what stands for nothing, by their beginnings.
const INERT: &[&str] = &[
    "argparse.Namespace",
    "builtins.",
    "__builtin__.",
    "_codecs.encode",
    "collections.Counter",
    "collections.defaultdict",
    "lightning.",
    "lightning_fabric.",
    "numpy.",
    "omegaconf.",
    "pytorch_lightning.",
    "torch.",
    "typing.",
];

/// Names under those that stand for what runs, reads or loads. Nothing here would do so; but a file that says them is
/// no checkpoint.
const NEVER: &[&str] = &[
    "eval",
    "exec",
    "compile",
    "open",
    "getattr",
    "__import__",
    "input",
    "load",
    "loads",
    "load_library",
    "import_module",
    "run",
    "system",
    "execfile",
    "fromfile",
    "memmap",
    "breakpoint",
    "globals",
    "apply",
    "map",
    "filter",
];

/// What the name `module`.`name` stands for.
///
/// # Errors
/// Where it is none that a checkpoint needs.
pub(super) fn known(module: &str, name: &str) -> Result<Global> {
    Ok(match (module, name) {
        ("collections", "OrderedDict") => Global::OrderedDict,
        ("torch._utils", "_rebuild_tensor_v2" | "_rebuild_tensor") => Global::RebuildTensor,
        ("torch._utils", "_rebuild_parameter" | "_rebuild_parameter_with_state") => Global::RebuildParameter,
        ("torch", "Size") => Global::Size,
        ("torch", "FloatStorage") => Global::Storage(Dtype::F32),
        ("torch", "HalfStorage") => Global::Storage(Dtype::F16),
        ("torch", "BFloat16Storage") => Global::Storage(Dtype::BF16),
        ("torch", "DoubleStorage") => Global::Storage(Dtype::F64),
        ("torch", "LongStorage") => Global::Storage(Dtype::I64),
        ("torch", "IntStorage") => Global::Storage(Dtype::I32),
        ("torch", "ShortStorage") => Global::Storage(Dtype::I16),
        ("torch", "CharStorage") => Global::Storage(Dtype::I8),
        ("torch", "ByteStorage") => Global::Storage(Dtype::U8),
        ("torch", "BoolStorage") => Global::Storage(Dtype::BOOL),
        _ => {
            let full = format!("{module}.{name}");
            let last = name.rsplit('.').next().unwrap_or(name);
            if NEVER.contains(&last) || !INERT.iter().any(|known| full.starts_with(known)) {
                return Err(Refusal::new(format!("it asks for {full}, which no weights need; Python would run that")));
            }
            Global::Inert
        }
    })
}

#[cfg(test)]
mod tests {
    use super::{Global, known};

    #[test]
    fn what_runs_is_refused_and_what_training_leaves_is_nothing() {
        for (module, name) in [
            ("os", "system"),
            ("posix", "system"),
            ("subprocess", "Popen"),
            ("builtins", "eval"),
            ("__builtin__", "exec"),
            ("builtins", "getattr"),
            ("torch", "load"),
            ("torch.hub", "load"),
            ("numpy", "load"),
            ("numpy.f2py.crackfortran", "eval"),
            ("torchvision", "anything"),
            ("webbrowser", "open"),
            ("runpy", "run_path"),
        ] {
            assert!(known(module, name).is_err(), "{module}.{name}");
        }
        for (module, name) in [
            ("pytorch_lightning.callbacks.model_checkpoint", "ModelCheckpoint"),
            ("numpy.core.multiarray", "scalar"),
            ("numpy", "dtype"),
            ("_codecs", "encode"),
        ] {
            assert_eq!(known(module, name), Ok(Global::Inert), "{module}.{name}");
        }
    }
}
