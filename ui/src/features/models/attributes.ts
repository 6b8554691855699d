import { bytes, middle, number, stamp, time } from "$lib/format";
import { taskTitles } from "$lib/ipc/bindings";
import type { Column } from "$lib/ui/columns";
import type { Row } from "./row";

type Sort = NonNullable<Column<Row>["sort"]>;
const rising = (key: string): Sort => ({ key, first: "ascending" });

/** The columns that words are enough for, whether shown at first or only when asked for. */
export const ATTRIBUTES: Column<Row>[] = [
  { key: "framework", label: "Framework", width: 5.75, grow: 0.4, from: 1060, tone: "soft", text: ({ version }) => version.framework ?? "" },
  {
    key: "size", label: "Size", width: 5.25, end: true, sort: rising("size"), tone: "soft",
    text: ({ version }) => bytes(version.size_bytes),
  },
  {
    key: "updated", label: "Updated", width: 7.5, end: true, from: 840, sort: { key: "updated", first: "descending" }, tone: "muted",
    text: ({ version }) => time(version.created_at), title: ({ version }) => stamp(version.created_at),
  },
  { key: "task", label: "Task", width: 9, tone: "soft", text: ({ version }) => taskTitles[version.task] },
  { key: "kind", label: "Kind", width: 6, tone: "soft", text: ({ version }) => version.kind },
  { key: "versions", label: "Versions", width: 5.5, end: true, text: ({ versions }) => number(versions) },
  {
    key: "description", label: "Description", width: 14, grow: 1, tone: "soft",
    text: ({ version }) => version.description, title: ({ version }) => version.description || undefined,
  },
  { key: "run", label: "Run", width: 8, tone: "soft", text: ({ version }) => version.run_id ?? "", title: ({ version }) => version.run_id ?? undefined },
  { key: "engine", label: "Engine", width: 8, tone: "soft", text: ({ version }) => version.engine ?? "" },
  { key: "digest", label: "Digest", width: 9, tone: "muted", text: ({ version }) => middle(version.digest, 6), title: ({ version }) => version.digest },
];

/** A column for one metric, tag, parameter or property, by a key such as `metric:accuracy`; undefined for any other key. */
export function ownColumn(key: string): Column<Row> | undefined {
  const [kind, name] = split(key);
  if (name === "") return undefined;
  switch (kind) {
    case "metric":
      return { key, label: name, width: 6, end: true, sort: rising(key), text: ({ version }) => number(version.metrics[name], 3) };
    case "tag":
      return { key, label: name, width: 8, sort: rising(key), tone: "soft", text: ({ tags }) => tags[name] ?? "", title: ({ tags }) => tags[name] };
    case "param":
      return said(key, name, ({ version }) => version.params[name]);
    case "property":
      return said(key, name, ({ version }) => version.properties[name]);
    default:
      return undefined;
  }
}

/** `metric:accuracy` as its two halves. */
export function split(key: string): [string, string] {
  const at = key.indexOf(":");
  return at < 0 ? [key, ""] : [key.slice(0, at), key.slice(at + 1)];
}

function said(key: string, label: string, of: (row: Row) => string | undefined): Column<Row> {
  return { key, label, width: 8, tone: "soft", text: (row) => of(row) ?? "", title: of };
}
