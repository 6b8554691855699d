/** A chart that was drawn elsewhere, with the numbers behind it. Times are RFC 3339. */
export interface Drawing {
  title: string;
  unit: string;
  summary: string;
  svg: string;
  area: { left: number; top: number; width: number; height: number };
  from: string;
  to: string;
  y_range: [number, number];
  step_s: number;
  times: string[];
  series: { name: string; role: string; values: (number | null)[]; total: number | null }[];
}

/** The bucket nearest to a moment, in milliseconds; none where the chart has no buckets or the moment lies outside. */
export function bucketAt(drawing: Drawing, moment: number): number | null {
  const reach = drawing.step_s * 1000;
  let best: number | null = null;
  let nearest = reach;
  drawing.times.forEach((time, i) => {
    const distance = Math.abs(Date.parse(time) - moment);
    if (distance <= nearest) [best, nearest] = [i, distance];
  });
  return best;
}

/** The moment under a point of the plot; held inside it. */
export function momentAt(drawing: Drawing, x: number): number {
  const [from, to] = [Date.parse(drawing.from), Date.parse(drawing.to)];
  const share = (x - drawing.area.left) / drawing.area.width;
  return from + Math.min(1, Math.max(0, share)) * (to - from);
}

/** Where a moment lies in the drawing. */
export function xOf(drawing: Drawing, moment: number): number {
  const [from, to] = [Date.parse(drawing.from), Date.parse(drawing.to)];
  const share = to > from ? (moment - from) / (to - from) : 0;
  return drawing.area.left + Math.min(1, Math.max(0, share)) * drawing.area.width;
}

/** Where a value lies in the drawing. */
export function yOf(drawing: Drawing, value: number): number {
  const [low, high] = drawing.y_range;
  const share = high > low ? (value - low) / (high - low) : 0;
  return drawing.area.top + (1 - Math.min(1, Math.max(0, share))) * drawing.area.height;
}

/** Where a bucket's values lie, by the colour's role; none for what is not there or lies on the plot's upper edge. */
export function pipsOf(drawing: Drawing, bucket: number, stacked: boolean): { role: string; y: number }[] {
  let below = 0;
  return drawing.series.flatMap(({ role, values }, i) => {
    const value = values[bucket] ?? null;
    if (value === null || (stacked && value === 0 && i > 0)) return [];
    const top = stacked ? below + value : value;
    below = top;
    return stacked && i > 0 && top >= drawing.y_range[1] ? [] : [{ role, y: yOf(drawing, top) }];
  });
}

/** The next bucket's moment to the left (-1) or right (1); from nowhere, the last bucket with a value. */
export function stepFrom(drawing: Drawing, moment: number | null, direction: -1 | 1): number | null {
  const at = moment === null ? null : bucketAt(drawing, moment);
  const next =
    at === null ? lastWithValue(drawing) : Math.min(drawing.times.length - 1, Math.max(0, at + direction));
  const time = next === null ? undefined : drawing.times[next];
  return time === undefined ? null : Date.parse(time);
}

/** The numbers as tab-separated text with a line of names, as spreadsheets take it. */
export function toTsv(drawing: Drawing): string {
  const head = ["time", ...drawing.series.map((series) => series.name)];
  const rows = drawing.times.map((time, i) => [
    time,
    ...drawing.series.map((series) => series.values[i] ?? ""),
  ]);
  return [head, ...rows].map((cells) => cells.join("\t")).join("\n");
}

/** Whether any bucket has a value. */
export function hasValues(drawing: Drawing): boolean {
  return drawing.series.some((series) => series.values.some((value) => value !== null && value !== 0));
}

function lastWithValue(drawing: Drawing): number | null {
  for (let i = drawing.times.length - 1; i >= 0; i--) {
    if (drawing.series.some((series) => series.values[i])) return i;
  }
  return drawing.times.length > 0 ? drawing.times.length - 1 : null;
}
