//! What a run needs of an optimised graph: its operators in order, and where their values lie.

use std::collections::HashSet;

use tract_onnx::{prelude::TypedSimplePlan, tract_core::ops::konst::Const, tract_hir::internal::*};

use super::{
    Values,
    places::{Places, mark_last_uses},
    sizes::Sizes,
    step::Step,
};

/// A graph as a list of operators. Every value that somebody takes has a place; those of the inputs are the first.
pub(super) struct Steps {
    pub list: Vec<Step>,
    pub inputs: Vec<TypedFact>,
    pub outputs: Vec<(usize, TypedFact)>,
    constants: Vec<(usize, TValue)>,
    places: usize,
    /// Names of sizes mean something only as long as this is there.
    _names: SymbolScope,
}

impl Steps {
    pub(super) fn of(model: TypedModel) -> TractResult<Self> {
        let model = Arc::new(model);
        let order = TypedSimplePlan::new(model.clone())?.order_without_consts().to_vec();
        let model = Arc::into_inner(model).context("a plan that is gone still holds its graph")?;
        let places = Places::of(&model);
        let fact = |outlet: &OutletId| model.outlet_fact(*outlet).cloned();
        let inputs = model.inputs.iter().map(fact).collect::<TractResult<Vec<_>>>()?;
        let outputs = model.outputs.iter().map(|outlet| Ok((places.at(outlet), fact(outlet)?)));
        let outputs = outputs.collect::<TractResult<Vec<_>>>()?;
        let constant = |node: &TypedNode| {
            Some((places.at(&node.id.into()), node.op_as::<Const>()?.val().clone().into_tvalue()))
        };
        let constants: Vec<_> = model.nodes.iter().filter_map(constant).collect();
        let names = model.symbols.clone();
        let kept = constants.iter().map(|(place, _)| *place).chain(outputs.iter().map(|(place, _)| *place));
        let list = list(model, &order, &places, &kept.collect())?;
        Ok(Self { list, inputs, outputs, constants, places: places.count, _names: names })
    }

    /// The values of a call that has not begun.
    pub(super) fn constants(&self) -> Values {
        let mut values = vec![None; self.places];
        self.constants.iter().for_each(|(place, value)| values[*place] = Some(value.clone()));
        values
    }

    /// Puts the inputs in their places.
    pub(super) fn set_inputs(
        &self,
        inputs: TVec<TValue>,
        values: &mut Values,
        sizes: &mut Sizes,
    ) -> TractResult<()> {
        ensure!(
            inputs.len() == self.inputs.len(),
            "expected {} inputs, got {}",
            self.inputs.len(),
            inputs.len()
        );
        for (place, (input, fact)) in inputs.into_iter().zip(&self.inputs).enumerate() {
            let (expected, found) = (fact.datum_type, input.datum_type());
            ensure!(expected == found, "input {place}: expected {expected:?}, got {found:?}");
            sizes.learn(&fact.shape, input.shape()).with_context(|| format!("input {place}"))?;
            values[place] = Some(input);
        }
        Ok(())
    }

    /// Takes the outputs out of their places; nothing but constants is left.
    pub(super) fn take_outputs(&self, values: &mut Values) -> TractResult<TVec<TValue>> {
        let output =
            |(place, _): &(usize, TypedFact)| values[*place].clone().context("an output was not made");
        let outputs = self.outputs.iter().map(output).collect::<TractResult<_>>()?;
        let is_constant = |place: &usize| self.constants.iter().any(|(constant, _)| constant == place);
        let made = self.outputs.iter().map(|(place, _)| *place).filter(|place| !is_constant(place));
        made.chain(0..self.inputs.len()).for_each(|place| values[place] = None);
        Ok(outputs)
    }
}

/// The operators in this order, taken out of their graph. What is `kept` stays in its place.
fn list(
    model: TypedModel,
    order: &[usize],
    places: &Places,
    kept: &HashSet<usize>,
) -> TractResult<Vec<Step>> {
    let mut known = HashSet::new();
    let mut list = Vec::with_capacity(order.len());
    let mut nodes: Vec<Option<TypedNode>> = model.nodes.into_iter().map(Some).collect();
    for outlet in &model.inputs {
        let source = nodes[outlet.node].take().context("an input is there once")?;
        learns(&mut known, &source);
    }
    for node in order.iter().filter_map(|id| nodes[*id].take()) {
        let shapes = node.outputs.iter().map(|output| output.fact.shape.clone());
        let learnt = if learns(&mut known, &node) { shapes.collect() } else { Box::default() };
        let inputs = node.inputs.iter().map(|outlet| (places.at(outlet), false)).collect();
        let outputs = places.of_outputs(&node, kept);
        list.push(Step::new(node.op, inputs, outputs, learnt));
    }
    mark_last_uses(&mut list, kept.clone());
    Ok(list)
}

/// Whether a node's outputs have sizes that are not known yet; they are then.
fn learns(known: &mut HashSet<Symbol>, node: &TypedNode) -> bool {
    let before = known.len();
    known.extend(node.outputs.iter().flat_map(|output| output.fact.shape.iter()).flat_map(TDim::symbols));
    known.len() > before
}
