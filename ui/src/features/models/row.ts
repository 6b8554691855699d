import type { ModelRow, ModelVersion } from "$lib/ipc/bindings";

/** What the rows of the list are. */
export type Rows = "models" | "versions";

/** One row: a model with its newest version that matches, or one version. */
export interface Row {
  /** How commands name it: `iris`, or `iris:2`. */
  reference: string;
  version: ModelVersion;
  /** The model's tags and the version's. */
  tags: Readonly<Record<string, string>>;
  /** How many of the model's versions match. */
  versions: number;
  /** A metric over the versions, oldest first. */
  series: { metric: string; values: readonly number[] } | null;
}

export function rowOfModel({ tags, latest, versions, series }: ModelRow): Row {
  const told = series && { metric: series.metric, values: series.points.map(({ value }) => value) };
  return { reference: latest.name, version: latest, tags: { ...tags, ...latest.tags }, versions, series: told };
}

export function rowOfVersion(version: ModelVersion): Row {
  return { reference: `${version.name}:${version.version}`, version, tags: version.tags, versions: 1, series: seriesOf(version) };
}

/** The first metric of a version alone. */
function seriesOf({ metrics }: ModelVersion): Row["series"] {
  const [first] = Object.entries(metrics);
  return first ? { metric: first[0], values: [first[1] ?? NaN] } : null;
}
