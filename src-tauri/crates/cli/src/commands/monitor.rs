//! `vitrine monitor`

use app::{
    monitor::{ChartArgs, SummaryArgs},
    rpc,
};
use domain::{
    error::{ErrorCode, Failure},
    monitor::ChartKind,
};
use serde_json::json;

use super::parse;
use crate::{
    args::{Kind, Monitor},
    backend::Backend,
    exit::invalid,
    print::Printer,
};

const CHART_SIZE: (u32, u32) = (900, 360);

/// Prints an endpoint's summary and writes a chart where one is asked for.
pub async fn run(args: Monitor, backend: &Backend, printer: &Printer) -> Result<(), Failure> {
    let endpoint: domain::name::EndpointName = parse(&args.endpoint)?;
    if let Some(path) = &args.chart {
        if path.extension().is_none_or(|extension| !extension.eq_ignore_ascii_case("svg")) {
            return Err(invalid(format!("a chart is written as SVG: name '{}' .svg", path.display())));
        }
        let (width, height) = CHART_SIZE;
        let kind = match args.kind {
            Kind::Requests => ChartKind::Requests,
            Kind::Latency => ChartKind::Latency,
            Kind::Predictions => ChartKind::Predictions,
        };
        let args = ChartArgs {
            endpoint: endpoint.clone(),
            kind,
            window_s: args.window,
            width,
            height,
            utc_offset_s: Some(utc_offset_s()),
        };
        let chart = backend.call::<rpc::MonitorChart>(args).await?;
        let drawing = app::monitor::standalone(&chart);
        std::fs::write(path, drawing).map_err(|error| Failure {
            code: ErrorCode::Io,
            message: format!("cannot write '{}': {error}", path.display()),
            hint: None,
        })?;
    }
    let summary =
        backend.call::<rpc::MonitorSummary>(SummaryArgs { endpoint, window_s: args.window }).await?;
    printer.value_or(&json!(summary), || printer.summary(&summary));
    Ok(())
}

/// What this machine's clock is ahead of UTC.
fn utc_offset_s() -> i32 {
    jiff::Zoned::now().offset().seconds()
}
