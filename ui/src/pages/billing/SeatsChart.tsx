import { AreaChart } from "@mantine/charts";
import "@mantine/charts/styles.layer.css";
import type { Billing } from "../../api/billing.ts";
import { digits } from "../../numbers.ts";
import { texts } from "../../texts/index.ts";
import { dayInWords } from "../../time.ts";

/** In a chunk of its own: recharts is as large as the rest of the app. What it shows is said by its frame. */
export default function SeatsChart({ history }: { history: Billing["history"] }) {
  return (
    <AreaChart
      h={220}
      data={history.map(({ day, active }) => ({ day: dayInWords(day), active }))}
      dataKey="day"
      series={[{ name: "active", label: texts.billing.seats.active, color: "var(--lk-accent)" }]}
      curveType="linear"
      withGradient={false}
      withDots={false}
      fillOpacity={0.12}
      strokeWidth={2}
      gridAxis="x"
      tickLine="none"
      valueFormatter={digits}
      xAxisProps={{ interval: "preserveStartEnd", minTickGap: 48 }}
      yAxisProps={{ width: 36, allowDecimals: false, domain: [0, "auto"] }}
      areaProps={{ isAnimationActive: false }}
      tooltipAnimationDuration={0}
    />
  );
}
