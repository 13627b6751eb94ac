//! Follows a pickle's instructions, those of protocols 2 to 5 that put data together, and makes plain objects of it.
//!
//! Objects lie in a list and know each other by their places in it, so nothing is copied and no cycle is dangerous.

use std::collections::HashMap;

use safetensors::Dtype;

use super::globals::{Global, known};
use super::{MOST_OBJECTS, MOST_SIDES, Refusal, Result};

/// An object's place in the list.
pub(super) type Id = usize;

/// An object.
#[derive(Debug, Clone, PartialEq)]
pub(super) enum Object {
    /// What stands for nothing: numbers with a point, flags, settings.
    Nothing,
    Int(i64),
    Text(String),
    Tuple(Vec<Id>),
    List(Vec<Id>),
    Dict(Vec<(Id, Id)>),
    Global(Global),
    Storage(Storage),
    Tensor(View),
}

/// Numbers in an entry of the archive.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct Storage {
    pub(super) dtype: Dtype,
    /// The name of the entry, a text.
    pub(super) key: Id,
    /// How many numbers.
    pub(super) count: usize,
}

/// A tensor: which numbers of a storage it is.
#[derive(Debug, Clone, PartialEq)]
pub(super) struct View {
    pub(super) storage: Storage,
    pub(super) offset: usize,
    pub(super) shape: Vec<usize>,
    pub(super) strides: Vec<usize>,
}

/// The objects that `pickle` makes, and which of them is the root.
///
/// # Errors
/// Where it is cut off, says what no weights need, or makes too much.
pub(super) fn run(pickle: &[u8]) -> Result<(Vec<Object>, Id)> {
    let mut machine = Machine {
        rest: pickle,
        objects: Vec::new(),
        stack: Vec::new(),
        marks: Vec::new(),
        memo: HashMap::new(),
        copied: 0,
    };
    while !machine.step()? {}
    let root = machine.pop()?;
    Ok((machine.objects, root))
}

struct Machine<'a> {
    rest: &'a [u8],
    objects: Vec<Object>,
    stack: Vec<Id>,
    /// Heights of the stack that were marked.
    marks: Vec<usize>,
    memo: HashMap<u32, Id>,
    /// Items of lists and dictionaries that were made of others. One could be used again and again.
    copied: usize,
}

impl Machine<'_> {
    /// Takes one instruction; true after the last one.
    fn step(&mut self) -> Result<bool> {
        let [opcode] = self.bytes()?;
        match opcode {
            b'.' => return Ok(true),
            // The protocol, and the length of what follows.
            0x80 => {
                let [protocol] = self.bytes()?;
                if !(2..=5).contains(&protocol) {
                    return Err(Refusal::new(format!("it is written in protocol {protocol}")));
                }
            }
            0x95 => _ = self.bytes::<8>()?,
            b'(' => {
                self.marks.push(self.stack.len());
                within(self.marks.len())?;
            }
            b'0' => _ = self.pop()?,
            b'1' => _ = self.since_mark()?,
            b'2' => {
                let top = self.top()?;
                self.repeat(top)?;
            }
            b'N' | 0x88 | 0x89 => self.push(Object::Nothing)?,
            b'K' => {
                let [value] = self.bytes()?;
                self.push(Object::Int(value.into()))?;
            }
            b'M' => {
                let value = u16::from_le_bytes(self.bytes()?);
                self.push(Object::Int(value.into()))?;
            }
            b'J' => {
                let value = i32::from_le_bytes(self.bytes()?);
                self.push(Object::Int(value.into()))?;
            }
            0x8a => self.long()?,
            b'G' => {
                self.bytes::<8>()?;
                self.push(Object::Nothing)?;
            }
            b'X' => {
                let length = u32::from_le_bytes(self.bytes()?);
                self.text(length as usize)?;
            }
            0x8c | b'U' => {
                let [length] = self.bytes()?;
                self.text(length.into())?;
            }
            b'T' => {
                let length = u32::from_le_bytes(self.bytes()?);
                self.text(length as usize)?;
            }
            b'B' => {
                let length = u32::from_le_bytes(self.bytes()?);
                self.take(length as usize)?;
                self.push(Object::Nothing)?;
            }
            b'C' => {
                let [length] = self.bytes()?;
                self.take(length.into())?;
                self.push(Object::Nothing)?;
            }
            b')' => self.push(Object::Tuple(Vec::new()))?,
            0x85..=0x87 => {
                let from = self.stack.len().checked_sub(usize::from(opcode - 0x84)).ok_or_else(empty)?;
                let items = self.stack.split_off(from);
                self.push(Object::Tuple(items))?;
            }
            b't' => {
                let items = self.since_mark()?;
                self.push(Object::Tuple(items))?;
            }
            b']' | 0x8f => self.push(Object::List(Vec::new()))?,
            b'a' => {
                let item = self.pop()?;
                self.append(vec![item])?;
            }
            b'e' | 0x90 => {
                let items = self.since_mark()?;
                self.append(items)?;
            }
            b'}' => self.push(Object::Dict(Vec::new()))?,
            b's' => {
                let (value, key) = (self.pop()?, self.pop()?);
                self.set(&[key, value])?;
            }
            b'u' => {
                let pairs = self.since_mark()?;
                self.set(&pairs)?;
            }
            b'c' => {
                let (module, name) = (self.line()?, self.line()?);
                self.push(Object::Global(known(&module, &name)?))?;
            }
            0x93 => {
                let (name, module) = (self.pop()?, self.pop()?);
                let global = match (&self.objects[module], &self.objects[name]) {
                    (Object::Text(module), Object::Text(name)) => known(module, name)?,
                    _ => return Err(Refusal::new("it names something by what is no text")),
                };
                self.push(Object::Global(global))?;
            }
            b'R' | 0x81 => {
                let (arguments, of) = (self.pop()?, self.pop()?);
                self.call(of, arguments)?;
            }
            // What an object is given after it was made: of a dictionary of weights its version.
            b'b' => _ = self.pop()?,
            b'Q' => {
                let name = self.pop()?;
                let storage = self.storage(name)?;
                self.push(Object::Storage(storage))?;
            }
            b'q' => {
                let [place] = self.bytes()?;
                self.memo.insert(place.into(), self.top()?);
            }
            b'r' => {
                let place = u32::from_le_bytes(self.bytes()?);
                self.memo.insert(place, self.top()?);
            }
            0x94 => {
                let place = u32::try_from(self.memo.len()).map_err(|_| Refusal::new("it remembers too much"))?;
                self.memo.insert(place, self.top()?);
            }
            b'h' => {
                let [place] = self.bytes()?;
                self.recall(place.into())?;
            }
            b'j' => {
                let place = u32::from_le_bytes(self.bytes()?);
                self.recall(place)?;
            }
            other => return Err(Refusal::new(format!("it says instruction {other:#04x}, which no weights need"))),
        }
        Ok(false)
    }

    fn take(&mut self, length: usize) -> Result<&[u8]> {
        let (taken, rest) = self.rest.split_at_checked(length).ok_or_else(|| Refusal::new("its pickle is cut off"))?;
        self.rest = rest;
        Ok(taken)
    }

    fn bytes<const N: usize>(&mut self) -> Result<[u8; N]> {
        let taken = self.take(N)?;
        taken.try_into().map_err(|_| Refusal::new("its pickle is cut off"))
    }

    /// A name in a `GLOBAL`.
    fn line(&mut self) -> Result<String> {
        let end =
            self.rest.iter().position(|&byte| byte == b'\n').ok_or_else(|| Refusal::new("its pickle is cut off"))?;
        let line = std::str::from_utf8(self.take(end)?).map_err(|_| Refusal::new("a name is no text"))?.to_owned();
        self.take(1)?;
        Ok(line)
    }

    fn text(&mut self, length: usize) -> Result<()> {
        // Texts in an old encoding stand in settings, never in the name of a tensor.
        let text = String::from_utf8_lossy(self.take(length)?).into_owned();
        self.push(Object::Text(text))
    }

    /// An integer of up to 255 bytes; what is longer than eight is in no size.
    fn long(&mut self) -> Result<()> {
        let [length] = self.bytes()?;
        let bytes = self.take(length.into())?;
        let negative = bytes.last().is_some_and(|byte| byte & 0x80 != 0);
        let mut all = [if negative { 0xff } else { 0 }; 8];
        let object = match all.get_mut(..bytes.len()) {
            Some(low) => {
                low.copy_from_slice(bytes);
                Object::Int(i64::from_le_bytes(all))
            }
            None => Object::Nothing,
        };
        self.push(object)
    }

    fn push(&mut self, object: Object) -> Result<()> {
        self.stack.push(self.objects.len());
        self.objects.push(object);
        within(self.objects.len())
    }

    fn pop(&mut self) -> Result<Id> {
        // What lies below a mark is not there for an instruction above it.
        if self.marks.last().is_some_and(|&mark| mark == self.stack.len()) {
            return Err(empty());
        }
        self.stack.pop().ok_or_else(empty)
    }

    fn top(&self) -> Result<Id> {
        self.stack.last().copied().ok_or_else(empty)
    }

    fn since_mark(&mut self) -> Result<Vec<Id>> {
        let mark = self.marks.pop().filter(|&mark| mark <= self.stack.len()).ok_or_else(empty)?;
        Ok(self.stack.split_off(mark))
    }

    fn recall(&mut self, place: u32) -> Result<()> {
        let id = self.memo.get(&place).ok_or_else(|| Refusal::new("it recalls what it never said"))?;
        self.repeat(*id)
    }

    /// Puts an object on the stack that is there already.
    fn repeat(&mut self, id: Id) -> Result<()> {
        self.stack.push(id);
        within(self.stack.len())
    }

    fn append(&mut self, items: Vec<Id>) -> Result<()> {
        let list = self.top()?;
        match &mut self.objects[list] {
            Object::List(list) => list.extend(items),
            Object::Nothing => {}
            _ => return Err(Refusal::new("it appends to what is no list")),
        }
        Ok(())
    }

    fn set(&mut self, pairs: &[Id]) -> Result<()> {
        let (pairs, rest) = pairs.as_chunks::<2>();
        let dict = self.top()?;
        match (&mut self.objects[dict], rest) {
            (Object::Dict(dict), []) => dict.extend(pairs.iter().map(|&[key, value]| (key, value))),
            (Object::Nothing, []) => {}
            _ => return Err(Refusal::new("it sets a key of what is no dictionary")),
        }
        Ok(())
    }

    /// Makes what a call makes. There is none but these.
    fn call(&mut self, of: Id, arguments: Id) -> Result<()> {
        let Object::Tuple(arguments) = &self.objects[arguments] else {
            return Err(Refusal::new("it calls something with what is no tuple"));
        };
        let made = match &self.objects[of] {
            Object::Nothing => Object::Nothing,
            Object::Global(Global::OrderedDict) => {
                let pairs = self.pairs(arguments)?;
                self.copied += pairs.len();
                within(self.copied)?;
                Object::Dict(pairs)
            }
            Object::Global(Global::RebuildTensor) => Object::Tensor(self.view(arguments)?),
            Object::Global(Global::RebuildParameter | Global::Size) => {
                let first = *arguments.first().ok_or_else(|| Refusal::new("it makes a parameter of nothing"))?;
                return self.repeat(first);
            }
            Object::Global(Global::Inert) => {
                let numbers = |id: &Id| matches!(self.objects[*id], Object::Storage(_) | Object::Tensor(_));
                if arguments.iter().any(numbers) {
                    return Err(Refusal::new("it has a tensor of a kind that no Kandinsky has"));
                }
                Object::Nothing
            }
            _ => return Err(Refusal::new("it calls what cannot be called")),
        };
        self.push(made)
    }

    /// What an ordered dictionary is made of.
    fn pairs(&self, arguments: &[Id]) -> Result<Vec<(Id, Id)>> {
        let pair = |id: &Id| match &self.objects[*id] {
            Object::Tuple(pair) | Object::List(pair) if pair.len() == 2 => Ok((pair[0], pair[1])),
            _ => Err(Refusal::new("a dictionary is made of what are no pairs")),
        };
        match arguments.first().map(|first| &self.objects[*first]) {
            None => Ok(Vec::new()),
            Some(Object::List(pairs) | Object::Tuple(pairs)) => pairs.iter().map(pair).collect(),
            Some(_) => Err(Refusal::new("a dictionary is made of what is no list")),
        }
    }

    /// `(storage, offset, sizes, strides, …)`.
    fn view(&self, arguments: &[Id]) -> Result<View> {
        let wrong = || Refusal::new("a tensor is not described as tensors are");
        let [storage, offset, shape, strides, ..] = arguments else { return Err(wrong()) };
        let Object::Storage(storage) = &self.objects[*storage] else { return Err(wrong()) };
        let number = |id: &Id| match self.objects[*id] {
            Object::Int(value) => usize::try_from(value).map_err(|_| wrong()),
            _ => Err(wrong()),
        };
        let numbers = |id: &Id| match &self.objects[*id] {
            Object::Tuple(items) | Object::List(items) if items.len() <= MOST_SIDES => {
                items.iter().map(number).collect::<Result<Vec<usize>>>()
            }
            _ => Err(wrong()),
        };
        let (offset, shape, strides) = (number(offset)?, numbers(shape)?, numbers(strides)?);
        if shape.len() != strides.len() {
            return Err(wrong());
        }
        Ok(View { storage: storage.clone(), offset, shape, strides })
    }

    /// `("storage", type, key, device, count)`.
    fn storage(&self, name: Id) -> Result<Storage> {
        let wrong = || Refusal::new("a storage is not described as storages are");
        let Object::Tuple(parts) = &self.objects[name] else { return Err(wrong()) };
        let [kind, dtype, key, _device, count, ..] = parts.as_slice() else { return Err(wrong()) };
        match (&self.objects[*kind], &self.objects[*dtype], &self.objects[*key], &self.objects[*count]) {
            (Object::Text(kind), Object::Global(Global::Storage(dtype)), Object::Text(_), Object::Int(count))
                if kind == "storage" =>
            {
                let count = usize::try_from(*count).map_err(|_| wrong())?;
                Ok(Storage { dtype: *dtype, key: *key, count })
            }
            _ => Err(wrong()),
        }
    }
}

/// Refuses to go on where there is too much of something.
fn within(count: usize) -> Result<()> {
    if count > MOST_OBJECTS {
        return Err(Refusal::new(format!("it makes more than {MOST_OBJECTS} objects")));
    }
    Ok(())
}

fn empty() -> Refusal {
    Refusal::new("it takes from an empty stack")
}
