import { getContext, setContext } from "svelte";
import type { EndpointState, WorkspaceInfo } from "$lib/ipc/bindings";
import { type Resource, resource } from "$lib/state/resource.svelte";

const KEY = Symbol("workspace");

/** Reads the workspace once for the whole window; call it in the outermost component. */
export function provideWorkspace(): Resource<"workspace_info"> {
  return setContext(KEY, resource("workspace_info", () => ({}), { recorded: () => true }));
}

/** The workspace that the window shows. */
export function useWorkspace(): Resource<"workspace_info"> {
  return getContext<Resource<"workspace_info">>(KEY);
}

const ORDER: EndpointState[] = ["Healthy", "Transitioning", "Unhealthy", "Unschedulable", "Failed"];

/** How many endpoints are in each state, in a fixed order, without the states that none is in. */
export function endpointStates(info: WorkspaceInfo): { state: EndpointState; count: number }[] {
  return ORDER.map((state) => ({ state, count: info.endpoints[state] ?? 0 })).filter(({ count }) => count > 0);
}

/** How many endpoints there are. */
export function endpointCount(info: WorkspaceInfo): number {
  return Object.values(info.endpoints).reduce((sum, count) => sum + count, 0);
}
