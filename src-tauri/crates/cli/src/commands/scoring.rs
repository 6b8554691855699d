//! `vitrine predict` and `vitrine score`.

use app::{endpoints::ScoreArgs, rpc, scoring::PredictArgs};
use domain::error::Failure;

use super::{input, parse};
use crate::{
    args::{Predict, Score},
    backend::Backend,
    print::Printer,
};

/// Scores with a version.
pub async fn predict(args: Predict, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let reference = parse(&args.reference)?;
    let input = input::read(&args.input)?;
    let answer =
        backend.call::<rpc::Predict>(PredictArgs { reference, input: input.json, csv: input.csv }).await?;
    printer.response(&answer.0);
    Ok(())
}

/// Scores through an endpoint.
pub async fn score(args: Score, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let name = parse(&args.endpoint)?;
    let input = input::read(&args.input)?;
    let answer =
        backend.call::<rpc::EndpointScore>(ScoreArgs { name, input: input.json, csv: input.csv }).await?;
    printer.response(&answer.0);
    Ok(())
}
