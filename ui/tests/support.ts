import axe from "axe-core";
import type { Commands, Endpoint, Event, Failure, ModelPage, ModelRow, ModelVersion, SampleModel, WorkspaceInfo } from "$lib/ipc/bindings";
import type { Args, Command, Out } from "$lib/ipc/client";
import type { Desktop, Transport } from "$lib/ipc/transport";

/** What each command answers; a thrown Failure is a refusal. */
export type Answers = { [C in Command]?: (args: Args<C>) => Out<C> | Promise<Out<C>> };

/** The other end of the wire, in memory: it answers, remembers what was asked, and can push events. */
export function fakeHost(answers: Answers, desktop: Desktop | null = null) {
  const calls: { command: string; args: unknown }[] = [];
  let push: (event: Event) => void = () => undefined;
  const transport: Transport = {
    desktop,
    call: async (command, args) => {
      calls.push({ command, args });
      const answer = answers[command as Command] as ((args: unknown) => unknown) | undefined;
      if (!answer) throw refusal("internal", `the test has no answer for ${command}`);
      return answer(args);
    },
    listen: (onEvent) => {
      push = onEvent;
      return () => undefined;
    },
  };
  return {
    transport,
    /** What was asked with one command, oldest first. */
    asked: <C extends keyof Commands>(command: C) => calls.filter((call) => call.command === command).map((call) => call.args as Args<C>),
    push: (event: Event) => push(event),
  };
}

export function refusal(code: Failure["code"], message: string, hint: string | null = null): Failure {
  return { code, message, hint };
}

/** What axe finds wrong, as readable lines; colours need layout, which jsdom has not. */
export async function audit(element: Element): Promise<string[]> {
  const { violations } = await axe.run(element, { rules: { "color-contrast": { enabled: false }, region: { enabled: false } } });
  return violations.flatMap(({ id, help, nodes }) => nodes.map((node) => `${id}: ${help}: ${node.html}`));
}

export function version(given: Partial<ModelVersion> = {}): ModelVersion {
  return {
    name: "iris", version: 1, tags: {}, properties: {}, aliases: [], description: "", framework: "sklearn", producer: null,
    kind: "onnx", task: "multiclass_classification", deployable: true, undeployable_reason: null, metrics: {}, params: {}, run_id: null,
    size_bytes: 2800, digest: "0".repeat(64), files: [], kept_in_place: null, signature: { inputs: [], outputs: [] }, has_sample: false, opsets: {},
    metadata: {}, remarks: [], columns: null, class_names: null, correction: { task: null, class_names: null, columns: null },
    engine: "tract 0.23.9", engines: null, engine_summary: null, created_at: "2026-11-20T14:05:00.000Z", deployed_by: [],
    framework_version: null, experiment: null, created_by: "ana", parent: null, resources: { cpu: null, memory_bytes: null }, datasets: [], ...given,
  };
}

export function row(given: Partial<ModelVersion> = {}, tags: Record<string, string> = {}): ModelRow {
  return { tags, latest: version(given), versions: 1, series: null };
}

export function page(models: ModelRow[], total = models.length, next: string | null = null): ModelPage {
  return { models, total, next };
}

export function workspace(given: Partial<WorkspaceInfo> = {}): WorkspaceInfo {
  return {
    path: "/home/ana/vitrine", name: "vitrine", version: "0.1.0", pid: 42, url: "http://127.0.0.1:8390", host_problem: null, port: 8390,
    models: 0, versions: 0, trashed_versions: 0, trash_bytes: 0, endpoints: {}, engines: [{ engine: "tract", version: "0.23.9", path: null, reason: null }], artifact_bytes: 0, log_bytes: 0, requests_per_s: 0, ...given,
  };
}

export function sample(given: Partial<SampleModel> = {}): SampleModel {
  return {
    name: "iris", title: "Iris", description: "Three kinds of iris, from four measurements.", task: "multiclass_classification", size_bytes: 2800,
    versions: 1, registered: false, ...given,
  };
}

export function endpoint(given: Partial<Endpoint> = {}): Endpoint {
  const url = "http://127.0.0.1:8390/v2/models/iris/infer";
  return {
    name: "iris", state: "Healthy", reason: null, url, routes: { v2: url, score: url, invocations: url, swagger: url }, auth: true,
    config: { replicas: 1, concurrency: 1, queue: 10, max_queue_wait_ms: 500, scoring_timeout_ms: 60000, auth: true, collect: true },
    deployments: [{ model: "iris", version: 1, traffic: 100, replicas: 1, state: "Healthy" }], check_ms: 1,
    created_at: "2026-11-20T14:05:00.000Z", updated_at: "2026-11-20T14:05:00.000Z", ...given,
  };
}
