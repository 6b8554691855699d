import type { Endpoint, ModelVersion } from "$lib/ipc/bindings";

/** What the main button of a version does: deploy it, move the model's endpoint to it, or open the one that serves it. */
export type Offer =
  { kind: "deploy" } | { kind: "update"; endpoint: Endpoint } | { kind: "open"; endpoint: Endpoint };

/** The next sensible step for a version, given all endpoints. */
export function offer(version: Pick<ModelVersion, "name" | "version">, endpoints: Endpoint[]): Offer {
  const serving = (endpoint: Endpoint, exact: boolean) =>
    endpoint.deployments.some((d) => d.model === version.name && (!exact || d.version === version.version));
  const same = endpoints.find((endpoint) => serving(endpoint, true));
  if (same) return { kind: "open", endpoint: same };
  const other = endpoints.find((endpoint) => serving(endpoint, false));
  return other ? { kind: "update", endpoint: other } : { kind: "deploy" };
}

const LEAST = 3;
const MOST = 32;

/** A free endpoint name for a model: lowercase letters, digits and `-`, 3 to 32 characters. */
export function suggestName(model: string, taken: string[]): string {
  const legal = model
    .toLowerCase()
    .replaceAll(/[^a-z0-9]+/g, "-")
    .replace(/^[^a-z]+/, "");
  const base = trim(legal.length >= LEAST ? legal : `${legal}-endpoint`.replace(/^-/, ""));
  for (let i = 1; ; i++) {
    const name = i === 1 ? base : trim(`${base.slice(0, MOST - 1 - String(i).length)}-${i}`);
    if (!taken.includes(name)) return name;
  }
}

/** What is wrong with an endpoint's name; nothing when it can be used. */
export function wrongName(name: string, taken: string[]): string | null {
  if (name.length < LEAST || name.length > MOST) return `${LEAST} to ${MOST} characters`;
  if (!/^[a-z][a-z0-9-]*[a-z0-9]$/.test(name))
    return "Lowercase letters, digits and -, from a letter to a letter or digit";
  return taken.includes(name) ? `The endpoint ${name} exists already` : null;
}

function trim(name: string): string {
  return name.slice(0, MOST).replace(/-+$/, "");
}
