import { advantages, type Measurement } from "./measurement.ts";
import { median } from "./statistics.ts";

const ROW = 30;
const LEFT = 210;
const WIDTH = 760;
const PLOT = WIDTH - LEFT - 70;

/** Bars, one a row: how many times better ours is than Istio's, on a logarithmic scale, with spread and goal. */
export function chart(measurements: readonly Measurement[]): string {
  const rows = measurements.map((measurement) => ({ ...measurement, times: advantages(measurement) }));
  const most = Math.max(...rows.flatMap(({ times, goal = 1 }) => [...times, goal]));
  const x = (times: number) => LEFT + (Math.log(Math.max(times, 1)) / Math.log(most)) * PLOT;
  const height = rows.length * ROW + 50;
  const bars = rows.map(({ name, times, goal }, i) => {
    const y = i * ROW + 36;
    const middle = median(times);
    const mark =
      goal === undefined
        ? ""
        : `<line x1="${at(x(goal))}" x2="${at(x(goal))}" y1="${y - 3}" y2="${y + 21}" class="goal"/>`;
    return [
      `<text x="${LEFT - 10}" y="${y + 14}" text-anchor="end">${escapeXml(name)}</text>`,
      `<rect x="${LEFT}" y="${y}" width="${at(Math.max(1, x(middle) - LEFT))}" height="18" rx="2"/>`,
      `<line x1="${at(x(Math.min(...times)))}" x2="${at(x(Math.max(...times)))}" y1="${y + 9}" y2="${y + 9}" class="spread"/>`,
      mark,
      `<text x="${at(Math.max(x(middle), x(Math.max(...times)), x(goal ?? 1)) + 8)}" y="${y + 14}">${middle.toFixed(1)}</text>`,
    ].join("");
  });
  return `<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" aria-label="How many times better than Istio's injector">
<style>svg{background:#fff}text{font:13px system-ui,sans-serif;fill:#222}rect{fill:#2f7d8c}.spread{stroke:#123;stroke-width:2}.goal{stroke:#c4502e;stroke-width:2;stroke-dasharray:4 3}</style>
<text x="${LEFT}" y="20">times better than Istio's injector (logarithmic); dashed: the goal; dark line: spread</text>
${bars.join("\n")}
</svg>
`;
}

function at(position: number): string {
  return position.toFixed(1);
}

function escapeXml(text: string): string {
  return text.replaceAll("&", "&amp;").replaceAll("<", "&lt;");
}
