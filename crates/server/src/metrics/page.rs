//! `docs/metrics.md`.

use std::fmt::Write as _;

use super::table::METRICS;

const HEAD: &str = "# Metrics

`GET /metrics` answers in Prometheus' text format. Made from `crates/server/src/metrics/table.rs` by `./dev generate`.

A caller on the same machine needs nothing, as long as neither a public URL nor a trusted proxy is set and no proxy stands in
front. Everybody else brings the token that `latchkey metrics token` makes on the host and shows once:

```yaml
scrape_configs:
  - job_name: latchkey
    scheme: https
    authorization:
      credentials_file: /etc/prometheus/latchkey.token
    static_configs:
      - targets: [\"latchkey.acme.com\"]
```

Counters and histograms begin at nothing when the server starts. A metric with labels shows only what was met since then.
`docs/grafana/latchkey.json` is a dashboard of them.

| metric | kind | labels | what it says |
| --- | --- | --- | --- |
";

/// The page, as Markdown.
pub fn page() -> String {
    let mut page = HEAD.to_owned();
    for metric in METRICS {
        let labels: Vec<String> = metric
            .labels
            .iter()
            .map(|label| format!("`{label}`"))
            .collect();
        let _ = writeln!(
            page,
            "| `{}` | {} | {} | {} |",
            metric.name,
            metric.kind.as_str(),
            labels.join(", "),
            metric.help
        );
    }
    page
}
