//! The arithmetic of fused rows: a block of [`BLOCK`] rows at a time, column by column, or one row.
//!
//! A block holds its columns one after the other, so that one operation on a column is one on neighbouring values.
//! Each function is compiled for several instruction sets; the processor's own is chosen when the program runs.

use multiversion::{multiversion, target::target_cfg_f};

/// How many rows go through a fused operator at a time.
pub(super) const BLOCK: usize = 32;

/// The sums `weights · x + bias` of a block, one column of them an output. `weights` has one row an output.
///
/// Every sum is built in the order of the inputs, here as in [`dense_row`], so that a row's answer does not depend on
/// the rows beside it.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2+fma", "x86_64+avx2+fma"))]
pub(super) fn dense_block(weights: &[f32], bias: &[f32], x: &[f32], sums: &mut [f32]) {
    if target_cfg_f!(target_feature = "fma") {
        if target_cfg_f!(target_feature = "avx512f") {
            dense::<true, 8, BLOCK>(weights, bias, x, sums);
        } else {
            dense::<true, 2, BLOCK>(weights, bias, x, sums);
        }
    } else {
        dense::<false, 1, BLOCK>(weights, bias, x, sums);
    }
}

/// The sums of one row.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2+fma", "x86_64+avx2+fma"))]
pub(super) fn dense_row(weights: &[f32], bias: &[f32], x: &[f32], sums: &mut [f32]) {
    if target_cfg_f!(target_feature = "fma") {
        dense::<true, 8, 1>(weights, bias, x, sums);
    } else {
        dense::<false, 8, 1>(weights, bias, x, sums);
    }
}

/// `e^x` in place, to 2 units in the last place.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2+fma", "x86_64+avx2+fma"))]
pub(super) fn exponentials(values: &mut [f32]) {
    for x in values {
        *x = exp(*x);
    }
}

/// `1 / (1 + e^-x)` in place, exact for large x of either sign.
#[multiversion(targets("x86_64+avx512f+avx512vl+avx512dq+avx512bw+avx2+fma", "x86_64+avx2+fma"))]
pub(super) fn logistics(values: &mut [f32]) {
    for x in values {
        let e = exp(-x.abs());
        let y = if *x < 0.0 { e } else { 1.0 };
        *x = y / (1.0 + e);
    }
}

/// `TILE` sums are built side by side, as many as the processor's registers hold, so that a column is read once for
/// all of them.
#[inline(always)]
fn dense<const FMA: bool, const TILE: usize, const LANES: usize>(
    weights: &[f32],
    bias: &[f32],
    x: &[f32],
    sums: &mut [f32],
) {
    let (columns, _) = x.as_chunks::<LANES>();
    let (sums, _) = sums.as_chunks_mut::<LANES>();
    let done = tiles::<FMA, TILE, LANES>(weights, bias, columns, sums, 0);
    let done = tiles::<FMA, 4, LANES>(weights, bias, columns, sums, done);
    let done = tiles::<FMA, 2, LANES>(weights, bias, columns, sums, done);
    tiles::<FMA, 1, LANES>(weights, bias, columns, sums, done);
}

/// The sums from the `first` on in groups of `OUTPUTS`; gives how many are done then.
#[inline(always)]
fn tiles<const FMA: bool, const OUTPUTS: usize, const LANES: usize>(
    weights: &[f32],
    bias: &[f32],
    columns: &[[f32; LANES]],
    sums: &mut [[f32; LANES]],
    mut first: usize,
) -> usize {
    while first + OUTPUTS <= bias.len() {
        let rows = &weights[first * columns.len()..][..OUTPUTS * columns.len()];
        tile::<FMA, OUTPUTS, LANES>(rows, &bias[first..], columns, &mut sums[first..]);
        first += OUTPUTS;
    }
    first
}

#[inline(always)]
fn tile<const FMA: bool, const OUTPUTS: usize, const LANES: usize>(
    weights: &[f32],
    bias: &[f32],
    columns: &[[f32; LANES]],
    sums: &mut [[f32; LANES]],
) {
    let width = columns.len();
    let (mut rows, mut totals) = ([weights; OUTPUTS], [[0.0; LANES]; OUTPUTS]);
    for output in 0..OUTPUTS {
        rows[output] = &weights[output * width..][..width];
        totals[output] = [bias[output]; LANES];
    }
    for (position, column) in columns.iter().enumerate() {
        for (total, row) in totals.iter_mut().zip(rows) {
            let weight = row[position];
            for (sum, x) in total.iter_mut().zip(column) {
                *sum = multiply_add::<FMA>(weight, *x, *sum);
            }
        }
    }
    sums[..OUTPUTS].copy_from_slice(&totals);
}

/// Fused where the processor has it: without, it would be a call into the C library.
#[inline(always)]
fn multiply_add<const FMA: bool>(a: f32, b: f32, c: f32) -> f32 {
    if FMA { a.mul_add(b, c) } else { a * b + c }
}

/// After Cephes' `expf`: `2^n · e^r` with `r` at most half of `ln 2`.
#[inline(always)]
fn exp(x: f32) -> f32 {
    const LOWEST: f32 = -87.336_54;
    const HIGHEST: f32 = 88.376_26;
    /// Added to a small number, it leaves the nearest whole one, plus the exponent's bias, in the lowest bits.
    const ROUNDING: f32 = 12_582_912.0 + 127.0;
    const LN_2_HIGH: f32 = 0.693_359_4;
    const LN_2_LOW: f32 = -2.121_944_4e-4;
    let inside = x.clamp(LOWEST, HIGHEST);
    let rounded = inside * std::f32::consts::LOG2_E + ROUNDING;
    let n = rounded - ROUNDING;
    let r = inside - n * LN_2_HIGH - n * LN_2_LOW;
    let series = 1.987_569_1e-4;
    let series = series * r + 1.398_2e-3;
    let series = series * r + 8.333_452e-3;
    let series = series * r + 4.166_579_6e-2;
    let series = series * r + 1.666_666_5e-1;
    let series = series * r + 0.5;
    let power = f32::from_bits(rounded.to_bits() << 23);
    let y = (series * r * r + r + 1.0) * power;
    if x < LOWEST {
        0.0
    } else if x > HIGHEST {
        f32::INFINITY
    } else {
        y
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exponentials_are_those_of_the_standard_library() {
        let mut values: Vec<f32> = (-8800..8800).map(|x| x as f32 / 100.0).collect();
        let expected: Vec<f32> = values.iter().map(|x| x.exp()).collect();
        exponentials(&mut values);
        for (found, expected) in values.iter().zip(&expected) {
            assert!((found - expected).abs() <= 3e-7 * expected + f32::MIN_POSITIVE, "{found} {expected}");
        }
        let mut edges = [f32::NEG_INFINITY, f32::INFINITY, f32::NAN, 0.0];
        exponentials(&mut edges);
        assert!(edges[0] == 0.0 && edges[1] == f32::INFINITY && edges[2].is_nan() && edges[3] == 1.0);
    }

    #[test]
    fn logistics_are_exact_far_out() {
        let mut values = [-200.0, -20.0, 0.0, 20.0, 200.0, f32::NAN];
        logistics(&mut values);
        assert!(values[0] == 0.0 && (values[1] - 2.061_154e-9).abs() < 1e-14);
        assert!(values[2] == 0.5 && values[3] == 1.0 && values[4] == 1.0 && values[5].is_nan());
    }

    #[test]
    fn a_block_and_a_row_have_the_same_sums() {
        for (width, outputs) in [(1, 1), (3, 2), (16, 4), (37, 11), (5, 100)] {
            let weights: Vec<f32> = (0..width * outputs).map(|i| ((i * 7 % 13) as f32 - 6.0) / 7.0).collect();
            let bias: Vec<f32> = (0..outputs).map(|i| i as f32).collect();
            let x: Vec<f32> = (0..width * BLOCK).map(|i| ((i * 5 % 11) as f32 - 5.0) / 3.0).collect();
            let mut block = vec![0.0; outputs * BLOCK];
            dense_block(&weights, &bias, &x, &mut block);
            for row in 0..BLOCK {
                let of_row: Vec<f32> = x.iter().skip(row).step_by(BLOCK).copied().collect();
                let mut sums = vec![0.0; outputs];
                dense_row(&weights, &bias, &of_row, &mut sums);
                let found: Vec<f32> = block.iter().skip(row).step_by(BLOCK).copied().collect();
                assert_eq!(found, sums);
            }
        }
    }
}
