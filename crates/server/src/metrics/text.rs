//! Prometheus' text format, by the library that defines it.

use latchkey_app::spread::Counted;
use prometheus::proto;
use prometheus::{Encoder as _, TextEncoder};

use super::table::{Kind, Metric};

/// The media type of version 0.0.4.
pub(super) const MEDIA_TYPE: &str = "text/plain; version=0.0.4; charset=utf-8";

/// Metrics that are put together, in the order in which they come.
#[derive(Debug, Default)]
pub(super) struct Page(Vec<proto::MetricFamily>);

impl Page {
    /// A single value of a metric without labels; nothing where there is none.
    pub(super) fn value(&mut self, metric: Metric, value: impl Into<Option<f64>>) {
        if let Some(value) = value.into() {
            self.values(metric, [(Vec::new(), value)]);
        }
    }

    /// Values of a counter or a gauge, each with its labels' values in the order of the table.
    pub(super) fn values(
        &mut self,
        metric: Metric,
        values: impl IntoIterator<Item = (Vec<String>, f64)>,
    ) {
        let samples = values.into_iter().map(|(labels, value)| {
            let mut sample = labelled(metric, labels);
            if metric.kind == Kind::Counter {
                let mut counter = proto::Counter::default();
                counter.set_value(value);
                sample.set_counter(counter);
            } else {
                let mut gauge = proto::Gauge::default();
                gauge.set_value(value);
                sample.set_gauge(gauge);
            }
            sample
        });
        self.family(metric, samples.collect());
    }

    /// Values of a histogram, in units of which `a_unit` make one of the metric's.
    pub(super) fn counted(
        &mut self,
        metric: Metric,
        values: impl IntoIterator<Item = (Vec<String>, Counted)>,
        a_unit: f64,
    ) {
        let samples = values.into_iter().map(|(labels, counted)| {
            let mut sample = labelled(metric, labels);
            sample.set_histogram(histogram(&counted, a_unit));
            sample
        });
        self.family(metric, samples.collect());
    }

    fn family(&mut self, metric: Metric, samples: Vec<proto::Metric>) {
        // A family without a value is not well-formed.
        if samples.is_empty() {
            return;
        }
        let mut family = proto::MetricFamily::default();
        family.set_name(metric.name.to_owned());
        family.set_help(metric.help.to_owned());
        family.set_field_type(match metric.kind {
            Kind::Counter => proto::MetricType::COUNTER,
            Kind::Gauge => proto::MetricType::GAUGE,
            Kind::Histogram => proto::MetricType::HISTOGRAM,
        });
        family.set_metric(samples);
        self.0.push(family);
    }

    /// As text.
    pub(super) fn text(self) -> String {
        let mut text = Vec::new();
        // Writing to memory does not fail, and every family has a name and a value.
        if let Err(fault) = TextEncoder::new().encode(&self.0, &mut text) {
            tracing::error!(%fault, "a metric could not be written");
        }
        String::from_utf8_lossy(&text).into_owned()
    }
}

fn labelled(metric: Metric, values: Vec<String>) -> proto::Metric {
    let pairs = metric.labels.iter().zip(values).map(|(name, value)| {
        let mut pair = proto::LabelPair::default();
        pair.set_name((*name).to_owned());
        pair.set_value(value);
        pair
    });
    proto::Metric::from_label(pairs.collect())
}

fn histogram(counted: &Counted, a_unit: f64) -> proto::Histogram {
    let mut below = 0;
    let buckets = counted
        .up_to
        .iter()
        .zip(&counted.within)
        .map(|(bound, within)| {
            below += within;
            let mut bucket = proto::Bucket::default();
            bucket.set_upper_bound(number(*bound) / a_unit);
            bucket.set_cumulative_count(below);
            bucket
        })
        .collect();
    let mut histogram = proto::Histogram::default();
    histogram.set_bucket(buckets);
    histogram.set_sample_count(counted.count());
    histogram.set_sample_sum(number(counted.sum) / a_unit);
    histogram
}

/// The format knows no other numbers.
#[expect(
    clippy::cast_precision_loss,
    reason = "counts beyond 2^53 are not reached, and the format has no others"
)]
pub(super) fn number(count: u64) -> f64 {
    count as f64
}
