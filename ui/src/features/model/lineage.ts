import type { Endpoint, ModelVersion } from "$lib/ipc/bindings";
import { bytes, count } from "$lib/format";
import { href, to } from "$lib/router.svelte";

/** One thing in the lineage of a version. */
export interface Node {
  id: string;
  kind: "data" | "run" | "version" | "endpoint";
  title: string;
  about: string;
  href?: string;
  chosen?: boolean;
}

/** More than this of a kind is one node that counts them. */
const MOST = 3;

/** What made a version and what uses it, in columns from left to right; what is not known leaves its column out. */
export function lineageOf(
  version: ModelVersion,
  children: Pick<ModelVersion, "name" | "version">[],
  serving: Pick<Endpoint, "name" | "state">[],
): Node[][] {
  const sources: Node[] = few(
    version.datasets.map((set): Node => ({ id: `data ${set.role} ${set.name}`, kind: "data", title: set.name, about: `${set.role}, ${bytes(set.size_bytes)}` })),
    "data",
    "data set",
  );
  if (version.parent) sources.push({ id: "parent", kind: "version", title: spoken(version.parent), about: "parent", ...link(version.parent) });
  const run: Node[] = version.run_id || version.experiment
    ? [{ id: "run", kind: "run", title: version.run_id ?? "Training run", about: version.experiment ? `run of ${version.experiment}` : "run" }]
    : [];
  const self: Node = {
    id: "self", kind: "version", title: `${version.name} v${version.version}`, about: version.params.estimator ?? version.framework ?? bytes(version.size_bytes), chosen: true,
  };
  const uses = [
    ...few(serving.map((endpoint): Node => ({ id: `endpoint ${endpoint.name}`, kind: "endpoint", title: endpoint.name, about: `endpoint, ${endpoint.state}`, href: href(to.endpoint(endpoint.name)) })), "endpoint", "endpoint"),
    ...few(children.map((child): Node => ({ id: `child ${child.version}`, kind: "version", title: `${child.name} v${child.version}`, about: "made from it", href: href(to.model(child.name, child.version)) })), "version", "version"),
  ];
  return [sources, run, [self], uses].filter((column) => column.length > 0);
}

function few(nodes: Node[], kind: Node["kind"], noun: string): Node[] {
  if (nodes.length <= MOST) return nodes;
  const names = nodes.map((node) => node.title).join(", ");
  return [{ id: `many ${kind}`, kind, title: count(nodes.length, noun), about: names }];
}

function parts(reference: string): { name: string; number: number | null } {
  const [name = reference, number] = reference.split(":");
  return { name, number: number === undefined ? null : Number(number) };
}

/** `iris v2` of `iris:2`. */
export function spoken(reference: string): string {
  const { name, number } = parts(reference);
  return number === null ? name : `${name} v${number}`;
}

/** The page of `iris:2`. */
export function link(reference: string): { href: string } {
  const { name, number } = parts(reference);
  return { href: href(to.model(name, number)) };
}
