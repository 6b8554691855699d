//! Rows as people have them (arrays, objects, CSV lines) to the model's inputs.
//!
//! A model takes a row either as one value for each of its inputs, or as the columns of its one matrix.

use domain::{
    signature::{Signature, TensorSpec},
    tensor::Tensor,
};
use serde_json::{Map, Value};

use super::{
    fill::Fill,
    fit,
    scalar::{self, Scalar},
};
use crate::error::Error;

/// Reads an array of rows, each an array, an object or a lone value.
///
/// # Errors
/// [`Error`] names the row and column that do not fit.
pub(crate) fn inputs(
    rows: &Value,
    signature: &Signature,
    columns: Option<&[String]>,
) -> Result<Vec<Tensor>, Error> {
    let list = array(rows, "the rows")?;
    match (list.first(), signature.inputs.as_slice()) {
        (Some(Value::Object(first)), _) => objects(list, first, signature, columns),
        (_, [only]) => matrix(rows, only).and_then(|tensor| fit::complete(signature, vec![tensor])),
        _ => split(list, None, signature, columns),
    }
}

/// Reads a dictionary with one array of all rows for each input.
///
/// # Errors
/// [`Error`] names the input that does not fit.
fn by_input<'v>(
    values: impl IntoIterator<Item = (&'v String, &'v Value)>,
    signature: &Signature,
) -> Result<Vec<Tensor>, Error> {
    let tensors = values.into_iter().map(|(name, values)| matrix(values, fit::input(signature, name)?));
    fit::complete(signature, tensors.collect::<Result<_, _>>()?)
}

/// Reads a dictionary: with one array of all rows for each input, or for each column of the one matrix where the
/// columns have names. A lone value is one row; pandas' object of values by their row is an array too.
///
/// # Errors
/// [`Error`] names the row and column that do not fit.
pub(crate) fn by_name<'v>(
    values: impl IntoIterator<Item = (&'v String, &'v Value)>,
    signature: &Signature,
    known: Option<&[String]>,
) -> Result<Vec<Tensor>, Error> {
    let entries: Vec<(&String, &Value)> = values.into_iter().collect();
    let is_input = |name: &String| signature.inputs.iter().any(|spec| spec.name == *name);
    let is_column = |name: &String| known.is_some_and(|known| known.contains(name));
    if !entries.iter().any(|(name, _)| is_column(name)) || entries.iter().all(|(name, _)| is_input(name)) {
        return by_input(entries, signature);
    }
    let columns: Vec<(&String, Vec<&Value>)> =
        entries.into_iter().map(|(name, values)| (name, cells(values))).collect();
    let rows = columns.first().map_or(0, |(_, cells)| cells.len());
    if let Some((name, cells)) = columns.iter().find(|(_, cells)| cells.len() != rows) {
        let place = format!("column '{name}', as many as column '{}'", columns[0].0);
        return Err(Error::Width { place, expected: rows, found: cells.len() });
    }
    let names: Vec<String> = columns.iter().map(|(name, _)| (*name).clone()).collect();
    let mut table = Table::new(signature, known, Some(&names), names.len())?;
    for row in 0..rows {
        table.row(names.len(), |fill, column| fill.read(columns[column].1[row]))?;
    }
    table.finish()
}

/// The values of a column, a row each.
fn cells(column: &Value) -> Vec<&Value> {
    match column {
        Value::Array(list) => list.iter().collect(),
        Value::Object(by_row) => by_row.values().collect(),
        lone => vec![lone],
    }
}

/// Reads rows that are arrays, under columns that the client names.
///
/// # Errors
/// [`Error`] names the row and column that do not fit.
pub(crate) fn split(
    rows: &[Value],
    names: Option<&[String]>,
    signature: &Signature,
    known: Option<&[String]>,
) -> Result<Vec<Tensor>, Error> {
    let width = match rows.first() {
        Some(Value::Array(first)) => first.len(),
        _ => 1,
    };
    let mut table = Table::new(signature, known, names, width)?;
    for row in rows {
        let row = array(row, "a row")?;
        table.row(row.len(), |fill, column| fill.read(&row[column]))?;
    }
    table.finish()
}

/// Reads a table with a header line.
///
/// # Errors
/// [`Error::NotCsv`], or [`Error`] with the row and column that do not fit.
pub(crate) fn csv(
    bytes: &[u8],
    signature: &Signature,
    known: Option<&[String]>,
) -> Result<Vec<Tensor>, Error> {
    let not_csv = |error: csv::Error| Error::NotCsv { reason: error.to_string() };
    // Excel marks UTF-8 so.
    let bytes = bytes.strip_prefix(b"\xef\xbb\xbf").unwrap_or(bytes);
    let mut lines = csv::ReaderBuilder::new().flexible(true).delimiter(delimiter(bytes)).from_reader(bytes);
    let names: Vec<String> =
        lines.headers().map_err(not_csv)?.iter().map(|name| name.trim().to_owned()).collect();
    let mut table = Table::new(signature, known, Some(&names), names.len())?;
    let mut line = csv::StringRecord::new();
    while lines.read_record(&mut line).map_err(not_csv)? {
        let cell = |fill: &mut Fill<'_>, column| {
            fill.push(Scalar::cell(line.get(column).unwrap_or_default(), fill.spec.datatype))
        };
        table.row(line.len(), cell)?;
    }
    table.finish()
}

/// What stands between the cells: a comma, or what spreadsheets write where the comma is for decimals.
fn delimiter(bytes: &[u8]) -> u8 {
    let header = bytes.split(|byte| *byte == b'\n').next().unwrap_or_default();
    let others = [b';', b'\t'].into_iter();
    if header.contains(&b',') {
        b','
    } else {
        others.clone().find(|byte| header.contains(byte)).unwrap_or(b',')
    }
}

fn objects(
    rows: &[Value],
    first: &Map<String, Value>,
    signature: &Signature,
    known: Option<&[String]>,
) -> Result<Vec<Tensor>, Error> {
    let names: Vec<String> = first.keys().cloned().collect();
    let mut table = Table::new(signature, known, Some(&names), names.len())?;
    for (at, row) in rows.iter().enumerate() {
        let place = || format!("row {}", at + 1);
        let Value::Object(row) = row else {
            let found = scalar::shown(row);
            return Err(Error::Form(format!("{}: expected an object, got {found}", place())));
        };
        if let Some(extra) = row.keys().find(|key| !first.contains_key(*key)) {
            let known = fit::listed(names.iter().map(String::as_str));
            return Err(Error::UnknownColumn { place: place(), column: extra.clone(), known });
        }
        table.row(names.len(), |fill, column| match row.get(&names[column]) {
            Some(value) => fill.read(value),
            None => {
                Err(Error::MissingColumn { place: place(), columns: fit::listed([names[column].as_str()]) })
            }
        })?;
    }
    table.finish()
}

/// All rows of one input.
fn matrix(values: &Value, spec: &TensorSpec) -> Result<Tensor, Error> {
    let mut fill = Fill::new(spec, 0);
    fill.read(values)?;
    fit::tensor(fill)
}

/// The array that must be here.
///
/// # Errors
/// [`Error::Form`] with what was there instead.
pub(crate) fn array<'v>(value: &'v Value, what: &str) -> Result<&'v [Value], Error> {
    match value {
        Value::Array(list) => Ok(list),
        other => Err(Error::Form(format!("expected {what} as an array, got {}", scalar::shown(other)))),
    }
}

/// The inputs, filled row by row.
struct Table<'s> {
    signature: &'s Signature,
    fills: Vec<Fill<'s>>,
    slots: Vec<Slot>,
    rows: usize,
}

/// Where one cell of every row goes.
struct Slot {
    /// Which input.
    input: usize,
    /// Which column of the client's table.
    column: usize,
    /// The column's name, where it has one.
    name: Option<String>,
    /// How many values the cell has; none for any number.
    values: Option<usize>,
    /// The input's name, where the column is one of several in it.
    within: Option<String>,
}

impl<'s> Table<'s> {
    fn new(
        signature: &'s Signature,
        known: Option<&[String]>,
        given: Option<&[String]>,
        width: usize,
    ) -> Result<Self, Error> {
        let mut slots = slots(signature, known, given, width);
        if let Some(given) = given {
            order(&mut slots, given)?;
        }
        let fills = signature.inputs.iter().map(|spec| Fill::new(spec, 0)).collect();
        Ok(Self { signature, fills, slots, rows: 0 })
    }

    /// Appends a row of which `read` puts the cell of a column into the input that it belongs to.
    fn row(
        &mut self,
        cells: usize,
        read: impl Fn(&mut Fill<'s>, usize) -> Result<(), Error>,
    ) -> Result<(), Error> {
        self.rows += 1;
        let expected = self.slots.len();
        if cells != expected {
            return Err(Error::Width { place: format!("row {}", self.rows), expected, found: cells });
        }
        for slot in &self.slots {
            let fill = &mut self.fills[slot.input];
            let before = fill.elements.len();
            read(fill, slot.column).map_err(|error| slot.blame(self.rows, error))?;
            let found = fill.elements.len() - before;
            if let Some(expected) = slot.values.filter(|expected| *expected != found) {
                let place = slot.place(self.rows);
                return Err(Error::Width { place, expected, found });
            }
        }
        Ok(())
    }

    fn finish(self) -> Result<Vec<Tensor>, Error> {
        let rows = self.rows;
        let tensors = self.fills.into_iter().map(|fill| whole(fill, rows));
        fit::complete(self.signature, tensors.collect::<Result<_, _>>()?)
    }
}

impl Slot {
    fn place(&self, row: usize) -> String {
        let input = self.within.as_ref().map(|input| format!("input '{input}', ")).unwrap_or_default();
        match &self.name {
            Some(name) => format!("{input}row {row}, column '{name}'"),
            None => format!("{input}row {row}, column {}", self.column + 1),
        }
    }

    /// The same refusal in the words of the client's table.
    fn blame(&self, row: usize, error: Error) -> Error {
        match error {
            Error::Value { expected, found, .. } => Error::Value { place: self.place(row), expected, found },
            other => other,
        }
    }
}

/// One input with this many rows.
fn whole(fill: Fill<'_>, rows: usize) -> Result<Tensor, Error> {
    let spec = fill.spec;
    let mut shape: Vec<usize> = spec.shape.iter().map(|dim| usize::try_from(*dim).unwrap_or(0)).collect();
    if let Some(first) = shape.first_mut() {
        *first = rows;
    }
    let known: usize = shape.iter().filter(|dim| **dim > 0).product();
    let mut open = shape.iter_mut().filter(|dim| **dim == 0);
    if let (Some(dim), None) = (open.next(), open.next()) {
        *dim = fill.elements.len() / known.max(1);
    }
    fit::check_shape(spec, &shape)?;
    Ok(Tensor::new(&spec.name, shape, fill.elements)?)
}

/// The cells of a row in the model's order; their columns are not known yet and stand in that order too.
fn slots(
    signature: &Signature,
    known: Option<&[String]>,
    given: Option<&[String]>,
    width: usize,
) -> Vec<Slot> {
    let names_the_input = |spec: &TensorSpec| given.is_some_and(|names| names == [spec.name.as_str()]);
    match signature.inputs.as_slice() {
        [only] if fit::width(only) != Some(1) && !names_the_input(only) => {
            let width = fit::width(only).unwrap_or(width);
            let known = known.filter(|names| names.len() == width);
            let slot = |at: usize| Slot {
                input: 0,
                column: at,
                name: known.map(|names| names[at].clone()),
                values: Some(1),
                within: Some(only.name.clone()),
            };
            (0..width).map(slot).collect()
        }
        inputs => inputs
            .iter()
            .enumerate()
            .map(|(at, spec)| Slot {
                input: at,
                column: at,
                name: Some(spec.name.clone()),
                values: fit::width(spec),
                within: None,
            })
            .collect(),
    }
}

/// Finds the client's column for every cell: by name where the model's columns have names, else, and where the
/// client's names are pandas' numbers, by place.
fn order(slots: &mut [Slot], given: &[String]) -> Result<(), Error> {
    let numbered = given.iter().enumerate().all(|(at, name)| *name == at.to_string());
    if numbered || slots.iter().any(|slot| slot.name.is_none()) {
        return if given.len() == slots.len() {
            Ok(())
        } else {
            Err(Error::Width { place: "columns".to_owned(), expected: slots.len(), found: given.len() })
        };
    }
    let place = || "columns".to_owned();
    let names = || slots.iter().filter_map(|slot| slot.name.as_deref());
    if let Some(column) = given.iter().find(|column| !names().any(|name| name == *column)) {
        let known = fit::listed(names());
        return Err(Error::UnknownColumn { place: place(), column: column.clone(), known });
    }
    let missing: Vec<&str> = names().filter(|name| !given.iter().any(|column| column == name)).collect();
    if !missing.is_empty() {
        return Err(Error::MissingColumn { place: place(), columns: fit::listed(missing) });
    }
    for slot in slots.iter_mut() {
        let named = |column: &String| slot.name.as_ref() == Some(column);
        slot.column = given.iter().position(named).unwrap_or(slot.column);
    }
    if given.len() == slots.len() { Ok(()) } else { Err(Error::Form("a column is named twice".to_owned())) }
}
