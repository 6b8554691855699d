/** Words for numbers, sizes and moments. Unknown is blank, never 0; a minus is a true minus. */

const DAY_MONTH = new Intl.DateTimeFormat("en-GB", { day: "numeric", month: "short" });
const CLOCK = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit" });
const CLOCK_SECONDS = new Intl.DateTimeFormat("en-GB", { hour: "2-digit", minute: "2-digit", second: "2-digit" });
const STAMP = new Intl.DateTimeFormat("en-GB", { dateStyle: "full", timeStyle: "medium" });
const SIZE_UNITS = ["B", "kB", "MB", "GB", "TB", "PB"] as const;
const GAP = "\u00a0";

type Maybe<T> = T | null | undefined;

/** `28,600`, `−0.085`: a number with thousands and a fixed or free number of decimals. */
export function number(value: Maybe<number>, decimals?: number): string {
  if (value === null || value === undefined) return "";
  if (!Number.isFinite(value)) return Number.isNaN(value) ? "missing" : value > 0 ? "∞" : "−∞";
  return digits(decimals).format(value).replace(/^-(?=[0.,]*$)/, "").replace("-", "−");
}

/** `12.4 k` from 10,000, for charts. */
export function compact(value: Maybe<number>): string {
  if (value === null || value === undefined) return "";
  const size = Math.abs(value);
  if (size >= 1e6) return `${number(value / 1e6, 1)}${GAP}M`;
  return size >= 1e4 ? `${number(value / 1e3, 1)}${GAP}k` : number(value);
}

/** `31.5 kB`: bytes in SI units of 1,000. */
export function bytes(value: Maybe<number>): string {
  if (value === null || value === undefined) return "";
  let size = value;
  let unit = 0;
  while (size >= 999.95 && unit < SIZE_UNITS.length - 1) {
    size /= 1000;
    unit += 1;
  }
  return `${unit === 0 ? number(size) : number(size, 1)}${GAP}${SIZE_UNITS[unit]}`;
}

/** `61.7 %` from 0.617. */
export function percent(share: Maybe<number>, decimals = 1): string {
  return share === null || share === undefined ? "" : `${number(share * 100, decimals)}${GAP}%`;
}

/** `41.6/s`. */
export function rate(perSecond: Maybe<number>): string {
  return perSecond === null || perSecond === undefined ? "" : `${number(perSecond, 1)}/s`;
}

/** `7.1 µs`, `0.34 ms`, `2.1 s`: a duration given in milliseconds. */
export function milliseconds(value: Maybe<number>): string {
  if (value === null || value === undefined) return "";
  if (value < 0.1) return `${number(value * 1000, 1)}${GAP}µs`;
  return value < 1000 ? `${number(value, 2)}${GAP}ms` : `${number(value / 1000, 1)}${GAP}s`;
}

/** `14:05` today, `20 Nov 14:05` this year, with the year before that. */
export function time(moment: Maybe<string | Date>, now: Date = new Date()): string {
  const date = read(moment);
  if (!date) return "";
  if (date.toDateString() === now.toDateString()) return CLOCK.format(date);
  const day = DAY_MONTH.format(date);
  const year = date.getFullYear() === now.getFullYear() ? "" : ` ${date.getFullYear()}`;
  return `${day}${year} ${CLOCK.format(date)}`;
}

/** `14:59:58.412`: for a log, where seconds count. */
export function clock(moment: Maybe<string | Date>, millis = false): string {
  const date = read(moment);
  if (!date) return "";
  return CLOCK_SECONDS.format(date) + (millis ? `.${String(date.getMilliseconds()).padStart(3, "0")}` : "");
}

/** The whole stamp in local time, for a tooltip. */
export function stamp(moment: Maybe<string | Date>): string {
  const date = read(moment);
  return date ? STAMP.format(date) : "";
}

/** `74e69028…58c054cf`: a long value cut in the middle. */
export function middle(text: string, keep = 8): string {
  return text.length <= keep * 2 + 1 ? text : `${text.slice(0, keep)}…${text.slice(-keep)}`;
}

/** `1 version`, `3 versions`: a count with its noun. */
export function count(value: number, noun: string, plural = `${noun}s`): string {
  return `${number(value)} ${value === 1 ? noun : plural}`;
}

/** `batch × 30`: a tensor's shape, open dimensions by the file's names for them, or `rows` and `any`. */
export function shape(dimensions: readonly number[], names: readonly (string | null)[] = []): string {
  const open = (axis: number) => names[axis] ?? (axis === 0 ? "rows" : "any");
  return dimensions.map((size, axis) => (size < 0 ? open(axis) : number(size))).join(" × ");
}

const formats = new Map<number | undefined, Intl.NumberFormat>();

/** A format for so many decimals, made once: some engines take longer to make one than to draw what it is for. */
function digits(decimals: number | undefined): Intl.NumberFormat {
  const made = formats.get(decimals) ?? new Intl.NumberFormat("en-US", decimals === undefined ? { maximumFractionDigits: 6 } : fixed(decimals));
  formats.set(decimals, made);
  return made;
}

function fixed(decimals: number) {
  return { minimumFractionDigits: decimals, maximumFractionDigits: decimals };
}

function read(moment: Maybe<string | Date>): Date | null {
  if (moment === null || moment === undefined) return null;
  const date = new Date(moment);
  return Number.isNaN(date.getTime()) ? null : date;
}
