//! Tensors that a header lists: told by name while they are few, and counted.

use std::collections::BTreeMap;

use crate::{bounds::TENSORS_TOLD, found::Found};

/// The tensors of a model.
#[derive(Debug, Default)]
pub(crate) struct Tensors {
    told: Vec<(String, String)>,
    count: u64,
    parameters: u64,
    by_type: BTreeMap<String, u64>,
}

impl Tensors {
    pub(crate) fn add(&mut self, name: &str, datatype: &str, shape: &[u64]) {
        self.count += 1;
        let elements = shape.iter().copied().fold(1, u64::saturating_mul);
        self.parameters = self.parameters.saturating_add(elements);
        *self.by_type.entry(datatype.to_owned()).or_default() += elements;
        if self.told.len() < TENSORS_TOLD {
            let shape: Vec<String> = shape.iter().map(u64::to_string).collect();
            self.told.push((name.to_owned(), format!("{datatype} [{}]", shape.join(", "))));
        }
    }

    /// Adds the tensors to what is said of their file.
    pub(crate) fn tell(self, found: &mut Found) {
        found.say("tensors", self.count.to_string());
        found.say("parameters", self.parameters.to_string());
        let types: Vec<String> = self.by_type.into_keys().collect();
        found.say("datatypes", types.join(", "));
        for (name, shape) in self.told {
            found.say(&format!("tensor {name}"), shape);
        }
    }
}
