//! The weights of a layer, packed for rows as callers send them, and the sums of a few rows at a time.
//!
//! The weights of [`LANES`] outputs for one input lie side by side, so that a row's number is multiplied with all of
//! them at once, and a tile of rows reads them once.

use multiversion::{multiversion, target::target_cfg_f};

/// How many outputs are summed up side by side: as many as the widest registers hold.
pub(super) const LANES: usize = 16;

/// Weights and bias of a layer.
#[derive(Debug, Clone)]
pub(super) struct Packed {
    inputs: usize,
    /// One panel after the other, each with an entry an input; lanes without an output hold 0.
    panels: Vec<[f32; LANES]>,
    /// One entry a panel.
    bias: Vec<[f32; LANES]>,
    /// The sums are at least this, as after a rectifier; minus infinity for any sum.
    floor: f32,
}

impl Packed {
    /// Packs `weights`, one row an output.
    pub(super) fn new(weights: &[f32], bias: &[f32], is_rectified: bool) -> Self {
        let inputs = weights.len() / bias.len().max(1);
        let mut panels = vec![[0.0; LANES]; bias.len().div_ceil(LANES) * inputs];
        let mut padded = vec![[0.0; LANES]; bias.len().div_ceil(LANES)];
        for (output, (weights, bias)) in weights.chunks_exact(inputs.max(1)).zip(bias).enumerate() {
            let (panel, lane) = (output / LANES, output % LANES);
            padded[panel][lane] = *bias;
            for (packed, weight) in panels[panel * inputs..].iter_mut().zip(weights) {
                packed[lane] = *weight;
            }
        }
        Self { inputs, panels, bias: padded, floor: if is_rectified { 0.0 } else { f32::NEG_INFINITY } }
    }

    /// The numbers a row that come out, those of lanes without an output included.
    pub(super) fn stride(&self) -> usize {
        self.bias.len() * LANES
    }

    /// The sums `weights · x + bias` of all rows of `x`, which start `stride` numbers apart. Every sum is built in the
    /// order of the inputs, so a row's do not depend on the rows beside it.
    pub(super) fn sums(&self, x: &[f32], stride: usize, sums: &mut [f32]) {
        layer(self, x, stride, sums);
    }
}

#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2+fma", "x86_64+avx2+fma"))]
fn layer(packed: &Packed, x: &[f32], stride: usize, sums: &mut [f32]) {
    if target_cfg_f!(target_feature = "fma") {
        if target_cfg_f!(target_feature = "avx512f") {
            layer_of::<true, 8, 1>(packed, x, stride, sums);
        } else {
            layer_of::<true, 6, 1>(packed, x, stride, sums);
        }
    } else {
        layer_of::<false, 2, 1>(packed, x, stride, sums);
    }
}

/// The panels that one row goes through together: a sum waits for the one before it, so several are under way.
const ALONE: usize = 4;

/// Tiles of `ROWS` rows and `PANELS` panels, as many sums as the processor's registers hold.
#[inline(always)]
fn layer_of<const FMA: bool, const ROWS: usize, const PANELS: usize>(
    packed: &Packed,
    x: &[f32],
    stride: usize,
    sums: &mut [f32],
) {
    let width = packed.stride();
    let mut rows = x.chunks(stride * ROWS);
    for sums in sums.chunks_mut(width * ROWS) {
        let Some(x) = rows.next() else { return };
        if sums.len() == width * ROWS {
            across::<FMA, ROWS, PANELS>(packed, x, stride, sums);
        } else {
            for (x, sums) in x.chunks(stride).zip(sums.chunks_exact_mut(width)) {
                across::<FMA, 1, ALONE>(packed, x, stride, sums);
            }
        }
    }
}

/// All panels for a few rows.
#[inline(always)]
fn across<const FMA: bool, const ROWS: usize, const PANELS: usize>(
    packed: &Packed,
    x: &[f32],
    stride: usize,
    sums: &mut [f32],
) {
    let mut panel = 0;
    while panel + PANELS <= packed.bias.len() {
        tile::<FMA, ROWS, PANELS>(packed, panel, x, stride, sums);
        panel += PANELS;
    }
    if PANELS > 2 && panel + 2 <= packed.bias.len() {
        tile::<FMA, ROWS, 2>(packed, panel, x, stride, sums);
        panel += 2;
    }
    while panel < packed.bias.len() {
        tile::<FMA, ROWS, 1>(packed, panel, x, stride, sums);
        panel += 1;
    }
}

#[inline(always)]
fn tile<const FMA: bool, const ROWS: usize, const PANELS: usize>(
    packed: &Packed,
    first: usize,
    x: &[f32],
    stride: usize,
    sums: &mut [f32],
) {
    let inputs = packed.inputs;
    let (mut panels, mut rows) = ([&packed.panels[..0]; PANELS], [&x[..0]; ROWS]);
    let mut totals = [[[0.0; LANES]; PANELS]; ROWS];
    for (at, panel) in panels.iter_mut().enumerate() {
        *panel = &packed.panels[(first + at) * inputs..][..inputs];
    }
    for (at, (row, totals)) in rows.iter_mut().zip(&mut totals).enumerate() {
        *row = &x[at * stride..][..inputs];
        totals.copy_from_slice(&packed.bias[first..][..PANELS]);
    }
    // Slices side by side, no indices, and one panel at a time for many rows: so the compiler keeps the totals in
    // registers of all lanes, which wider tiles are spilled from.
    for at in 0..inputs {
        for (total, row) in totals.iter_mut().zip(&rows) {
            let x = row[at];
            for (total, panel) in total.iter_mut().zip(&panels) {
                for (sum, weight) in total.iter_mut().zip(&panel[at]) {
                    *sum = multiply_add::<FMA>(*weight, x, *sum);
                }
            }
        }
    }
    let width = packed.stride();
    for (row, total) in totals.iter().enumerate() {
        let sums = &mut sums[row * width + first * LANES..][..PANELS * LANES];
        sums.copy_from_slice(total.as_flattened());
        sums.iter_mut().for_each(|sum| *sum = if *sum < packed.floor { packed.floor } else { *sum });
    }
}

/// Fused where the processor has it: without, it would be a call into the C library.
#[inline(always)]
fn multiply_add<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn sums_do_not_depend_on_the_rows_beside_them() {
        for (inputs, outputs) in [(1, 1), (3, 2), (64, 64), (37, 11), (5, 100), (20, 33)] {
            let weights: Vec<f32> =
                (0..inputs * outputs).map(|i| ((i * 7 % 13) as f32 - 6.0) / 7.0).collect();
            let bias: Vec<f32> = (0..outputs).map(|i| i as f32 - 2.0).collect();
            let x: Vec<f32> = (0..inputs * 11).map(|i| ((i * 5 % 11) as f32 - 5.0) / 3.0).collect();
            for is_rectified in [false, true] {
                let packed = Packed::new(&weights, &bias, is_rectified);
                let mut sums = vec![f32::NAN; packed.stride() * 11];
                packed.sums(&x, inputs, &mut sums);
                for (row, x) in x.chunks(inputs).enumerate() {
                    let found = &sums[row * packed.stride()..][..packed.stride()];
                    let mut alone = vec![f32::NAN; packed.stride()];
                    packed.sums(x, inputs, &mut alone);
                    assert_eq!(found, alone);
                    for (output, found) in found[..outputs].iter().enumerate() {
                        let products = weights[output * inputs..].iter().zip(x).map(|(weight, x)| weight * x);
                        let expected = products.sum::<f32>() + bias[output];
                        let expected = if is_rectified { expected.max(0.0) } else { expected };
                        assert!((found - expected).abs() < 1e-3, "{found} {expected}");
                    }
                }
            }
        }
    }
}
