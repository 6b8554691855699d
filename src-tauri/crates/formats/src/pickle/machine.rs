//! The walk: a stack of stand-ins, marks and a memo, as the pickle machine has them.

use std::{
    collections::HashMap,
    io::{self, ErrorKind},
};

use super::{
    Contents, Import,
    operation::{self, Operation},
    value::{Id, NONE, OPAQUE, Value, Values},
};
use crate::{
    bounds::{IMPORTS, OPERATIONS, VALUES},
    input::Input,
};

/// Pickles inside an array of joblib, inside each other.
const NESTED: u32 = 16;
/// Whole pickles one after the other in a file.
const PICKLES: u64 = 10_000;

/// A walk over the pickles of one model. What it found grows with each.
pub(crate) struct Walk {
    pub(crate) contents: Contents,
    names: Vec<Import>,
    numbers: HashMap<Import, u32>,
    operations: u64,
}

/// One pickle's machine.
struct Machine {
    values: Values,
    stack: Vec<Id>,
    marks: Vec<usize>,
    memo: HashMap<u32, Id>,
}

impl Walk {
    pub(crate) fn new() -> Self {
        Self { contents: Contents::default(), names: Vec::new(), numbers: HashMap::new(), operations: 0 }
    }

    /// Walks one pickle after the other to the end of `input`, or to bytes that are no pickle. Gives whether the end was
    /// reached.
    pub(crate) fn all(&mut self, input: &mut Input) -> bool {
        while self.contents.pickles < PICKLES {
            let at_first = self.contents.pickles == 0;
            match input.peek() {
                Ok(None) => return !at_first,
                // Only a marked beginning tells a further pickle from whatever else may follow.
                Ok(Some(byte)) if !at_first && byte != 0x80 => return false,
                Ok(Some(_)) => {}
                Err(error) => {
                    self.contents.problem = Some(error.to_string());
                    return false;
                }
            }
            if !self.one(input) {
                return false;
            }
        }
        false
    }

    /// Walks one pickle. Gives whether it is whole.
    pub(crate) fn one(&mut self, input: &mut Input) -> bool {
        match self.pickle(input, 0) {
            Ok(top) => {
                if self.contents.top.is_none() {
                    self.contents.top = top;
                }
                true
            }
            Err(error) => {
                let problem = match error.kind() {
                    ErrorKind::UnexpectedEof => "it ends in the middle".to_owned(),
                    _ => error.to_string(),
                };
                self.contents.problem.get_or_insert(problem);
                false
            }
        }
    }

    fn pickle(&mut self, input: &mut Input, depth: u32) -> io::Result<Option<Import>> {
        if depth > NESTED {
            return Err(invalid("pickles stand too deep inside each other"));
        }
        let mut machine =
            Machine { values: Values::new(), stack: Vec::new(), marks: Vec::new(), memo: HashMap::new() };
        loop {
            self.operations += 1;
            if self.operations > OPERATIONS {
                return Err(invalid("it has more operations than are looked at"));
            }
            let Some(code) = input.byte()? else { return Err(ErrorKind::UnexpectedEof.into()) };
            let operation = operation::read(code, input)?;
            if matches!(operation, Operation::Stop) {
                self.contents.pickles += 1;
                let top = machine.pop()?;
                return Ok(self.class(&machine, top));
            }
            if matches!(operation, Operation::Build) {
                let state = machine.pop()?;
                let object = machine.top()?;
                self.build(&machine, object, state, input, depth)?;
            } else {
                self.step(&mut machine, operation)?;
            }
        }
    }

    fn step(&mut self, machine: &mut Machine, operation: Operation) -> io::Result<()> {
        match operation {
            Operation::Protocol(version) => self.contents.protocol = self.contents.protocol.max(version),
            Operation::Global(module, name) => {
                let global = self.import(&text(&module), &text(&name));
                self.push_global(machine, global)?;
            }
            Operation::StackGlobal => {
                let (name, module) = (machine.pop()?, machine.pop()?);
                let named = machine.values.text(module).zip(machine.values.text(name));
                let global = match named.map(|(module, name)| (module.to_owned(), name.to_owned())) {
                    Some((module, name)) => self.import(&module, &name),
                    None => self.computed(),
                };
                self.push_global(machine, global)?;
            }
            Operation::Extension => {
                let global = self.computed();
                self.push_global(machine, global)?;
            }
            Operation::Instance(module, name) => {
                let global = self.import(&text(&module), &text(&name));
                let items = machine.drain_to_mark()?;
                self.push_global(machine, global)?;
                machine.push(Values::tuple(&items))?;
                self.call(machine)?;
            }
            Operation::Object => {
                let items = machine.drain_to_mark()?;
                let (class, args) = items.split_first().ok_or_else(|| invalid("an object has no class"))?;
                machine.stack.push(*class);
                machine.push(Values::tuple(args))?;
                self.call(machine)?;
            }
            Operation::Reduce | Operation::NewObject => self.call(machine)?,
            Operation::NewObjectEx => {
                machine.pop()?;
                self.call(machine)?;
            }
            Operation::SetItem => {
                let (value, key) = (machine.pop()?, machine.pop()?);
                self.set(machine, &[key, value])?;
            }
            Operation::SetItemsToMark => {
                let items = machine.drain_to_mark()?;
                self.set(machine, &items)?;
            }
            plain => machine.step(plain)?,
        }
        Ok(())
    }

    /// Calls what stands under the arguments on the stack.
    fn call(&mut self, machine: &mut Machine) -> io::Result<()> {
        let (args, by) = (machine.pop()?, machine.pop()?);
        self.contents.structured = true;
        if let Value::Global(name) = machine.values.get(by)
            && let Some(import) = self.names.get(*name as usize)
        {
            if let Some(called) = self.contents.imports.get_mut(import) {
                *called = true;
            }
            if import.module.starts_with("torch") && import.name.starts_with("_rebuild_tensor") {
                self.contents.tensors += 1;
                let shape = machine.values.items(args).get(2).copied().unwrap_or(OPAQUE);
                self.contents.parameters =
                    self.contents.parameters.saturating_add(elements(&machine.values, shape));
            }
        }
        machine.push(Value::Made { by, args })
    }

    fn set(&mut self, machine: &mut Machine, pairs: &[Id]) -> io::Result<()> {
        let into = machine.top()?;
        for pair in pairs.chunks_exact(2) {
            machine.values.put(into, pair[0], pair[1]);
            if machine.values.text(pair[0]) == Some("_sklearn_version")
                && let Some(version) = machine.values.text(pair[1])
            {
                self.contents.sklearn_version.get_or_insert_with(|| version.to_owned());
            }
        }
        Ok(())
    }

    /// Gives an object its state. After the state of joblib's stand-in for an array come the array's own bytes.
    fn build(
        &mut self,
        machine: &Machine,
        object: Id,
        state: Id,
        input: &mut Input,
        depth: u32,
    ) -> io::Result<()> {
        let is_array = self.class(machine, object).is_some_and(|class| {
            class.module.ends_with("joblib.numpy_pickle") && class.name == "NumpyArrayWrapper"
        });
        if !is_array {
            return Ok(());
        }
        self.contents.joblib = true;
        let values = &machine.values;
        let shape = values.entry(state, "shape").unwrap_or(OPAQUE);
        let code = values.entry(state, "dtype").and_then(|dtype| datatype(values, dtype));
        let Some(code) = code else { return Err(invalid("an array's type is not understood")) };
        if code.starts_with('O') {
            self.pickle(input, depth + 1)?;
            return Ok(());
        }
        let size = item_size(code).ok_or_else(|| invalid("an array's type is not understood"))?;
        let aligned = values.entry(state, "numpy_array_alignment_bytes").unwrap_or(NONE);
        if !matches!(values.get(aligned), Value::None) {
            let [padding] = input.array()?;
            input.skip(u64::from(padding))?;
        }
        input.skip(elements(values, shape).saturating_mul(size))
    }

    /// The imported class or function that an object is, or was made by.
    fn class(&self, machine: &Machine, id: Id) -> Option<Import> {
        let by = match machine.values.get(id) {
            Value::Made { by, args } => {
                match (self.global(machine, *by)?, machine.values.items(*args).first()) {
                    // Protocols 0 and 1 make objects by a helper whose first argument is the class.
                    (import, Some(class)) if import.module.starts_with("copy") => {
                        self.global(machine, *class).unwrap_or(import)
                    }
                    (import, _) => import,
                }
            }
            Value::Global(_) => self.global(machine, id)?,
            _ => return None,
        };
        Some(by.clone())
    }

    fn global(&self, machine: &Machine, id: Id) -> Option<&Import> {
        match machine.values.get(id) {
            Value::Global(name) => self.names.get(*name as usize),
            _ => None,
        }
    }

    fn push_global(&mut self, machine: &mut Machine, global: Option<u32>) -> io::Result<()> {
        self.contents.structured = true;
        machine.push(global.map_or(Value::Opaque, Value::Global))
    }

    fn computed(&mut self) -> Option<u32> {
        self.contents.computed_import = true;
        None
    }

    /// Notes a name; its number stands for it.
    fn import(&mut self, module: &str, name: &str) -> Option<u32> {
        let import = Import { module: module.to_owned(), name: name.to_owned() };
        if let Some(known) = self.numbers.get(&import) {
            return Some(*known);
        }
        if self.names.len() >= IMPORTS {
            self.contents.more_imports = true;
            return None;
        }
        let number = u32::try_from(self.names.len()).ok()?;
        self.contents.imports.insert(import.clone(), false);
        self.numbers.insert(import.clone(), number);
        self.names.push(import);
        Some(number)
    }
}

impl Machine {
    /// The operations that only move objects.
    fn step(&mut self, operation: Operation) -> io::Result<()> {
        match operation {
            Operation::Mark => {
                // As many marks as objects are looked at: each is an operation that costs one byte.
                if self.marks.len() >= VALUES {
                    return Err(invalid("it has more marks than are looked at"));
                }
                self.marks.push(self.stack.len());
            }
            Operation::Pop => match self.marks.last() {
                Some(mark) if *mark == self.stack.len() => {
                    self.marks.pop();
                }
                _ => {
                    self.pop()?;
                }
            },
            Operation::PopMark => {
                self.drain_to_mark()?;
            }
            Operation::Dup => {
                let top = self.top()?;
                self.lay(top)?;
            }
            Operation::Push | Operation::EmptyList => self.lay(OPAQUE)?,
            Operation::PushNone => self.lay(NONE)?,
            Operation::Int(number) => self.push(Value::Int(number))?,
            Operation::Text(bytes) => self.push(Value::Text(text(&bytes).into()))?,
            Operation::EmptyTuple => self.push(Value::Tuple(Box::default()))?,
            Operation::EmptyDict => self.push(Value::Dict(Vec::new()))?,
            Operation::Tuple(count) => {
                let from = self.stack.len().checked_sub(count).ok_or_else(underflow)?;
                let items = self.stack.split_off(from);
                self.push(Values::tuple(&items))?;
            }
            Operation::TupleToMark => {
                let items = self.drain_to_mark()?;
                self.push(Values::tuple(&items))?;
            }
            Operation::ListToMark => {
                self.drain_to_mark()?;
                self.lay(OPAQUE)?;
            }
            Operation::DictToMark => {
                let items = self.drain_to_mark()?;
                let pairs = items.chunks_exact(2).map(|pair| (pair[0], pair[1])).take(64).collect();
                self.push(Value::Dict(pairs))?;
            }
            Operation::Append => {
                self.pop()?;
                self.top()?;
            }
            Operation::AppendToMark => {
                self.drain_to_mark()?;
                self.top()?;
            }
            Operation::Put(place) => {
                let top = self.top()?;
                self.keep(place, top)?;
            }
            Operation::Memoize => {
                let top = self.top()?;
                let place = u32::try_from(self.memo.len()).map_err(|_| invalid("its memo is too long"))?;
                self.keep(place, top)?;
            }
            Operation::Get(place) => {
                let kept = self.memo.get(&place).copied();
                self.lay(kept.ok_or_else(|| invalid("it asks for an object that it never made"))?)?;
            }
            Operation::Persistent => {
                self.pop()?;
                self.lay(OPAQUE)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn keep(&mut self, place: u32, id: Id) -> io::Result<()> {
        if self.memo.len() >= VALUES {
            return Err(invalid("its memo is longer than is looked at"));
        }
        self.memo.insert(place, id);
        Ok(())
    }

    fn push(&mut self, value: Value) -> io::Result<()> {
        let id = match value {
            Value::Opaque => OPAQUE,
            value => {
                self.values.add(value).ok_or_else(|| invalid("it has more objects than are looked at"))?
            }
        };
        self.lay(id)
    }

    fn lay(&mut self, id: Id) -> io::Result<()> {
        if self.stack.len() >= 2 * VALUES {
            return Err(invalid("its stack is longer than is looked at"));
        }
        self.stack.push(id);
        Ok(())
    }

    fn pop(&mut self) -> io::Result<Id> {
        self.stack.pop().ok_or_else(underflow)
    }

    fn top(&self) -> io::Result<Id> {
        self.stack.last().copied().ok_or_else(underflow)
    }

    fn drain_to_mark(&mut self) -> io::Result<Vec<Id>> {
        let mark = self.marks.pop().ok_or_else(|| invalid("a mark is missing"))?;
        if mark > self.stack.len() {
            return Err(underflow());
        }
        Ok(self.stack.split_off(mark))
    }
}

/// The elements of an array of this shape.
fn elements(values: &Values, shape: Id) -> u64 {
    let size = |id: &Id| values.int(*id).and_then(|size| u64::try_from(size).ok()).unwrap_or(0);
    values.items(shape).iter().map(size).fold(1, u64::saturating_mul)
}

/// NumPy's code of a type such as `f8`: the first argument of the call that makes it.
fn datatype(values: &Values, dtype: Id) -> Option<&str> {
    let Value::Made { args, .. } = values.get(dtype) else { return None };
    values.text(*values.items(*args).first()?)
}

/// The bytes of one element of NumPy's type code.
fn item_size(code: &str) -> Option<u64> {
    let code = code.trim_start_matches(['<', '>', '=', '|']);
    let number: u64 = code.get(1..)?.split('[').next()?.parse().ok()?;
    Some(if code.starts_with('U') { number.saturating_mul(4) } else { number })
}

fn text(bytes: &[u8]) -> String {
    String::from_utf8_lossy(bytes).into_owned()
}

fn underflow() -> io::Error {
    invalid("an operation finds nothing on the stack")
}

fn invalid(problem: &str) -> io::Error {
    io::Error::new(ErrorKind::InvalidData, problem)
}
