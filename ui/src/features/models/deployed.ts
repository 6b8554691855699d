import type { Endpoint, EndpointState } from "$lib/ipc/bindings";

/** Where a model is served, as far as one cell can say it. */
export interface Served {
  endpoint: string;
  state: EndpointState;
  versions: number[];
  /** Other endpoints that serve it too. */
  others: number;
}

/** By model, the endpoint that serves it; the one that needs attention first. */
export function servedModels(endpoints: readonly Endpoint[]): Map<string, Served> {
  const served = new Map<string, Served>();
  const urgent = endpoints.toSorted((a, b) => Number(a.state === "Healthy") - Number(b.state === "Healthy"));
  for (const { name, state, deployments } of urgent) {
    for (const model of new Set(deployments.map((deployment) => deployment.model))) {
      const known = served.get(model);
      if (known) known.others += 1;
      else served.set(model, { endpoint: name, state, versions: versionsOf(deployments, model), others: 0 });
    }
  }
  return served;
}

function versionsOf(deployments: Endpoint["deployments"], model: string): number[] {
  return deployments.filter((deployment) => deployment.model === model).map((deployment) => deployment.version);
}
