import type { Activity, Via } from "$lib/ipc/bindings";
import { bytes } from "$lib/format";

const VIA: Record<Via, string> = { window: "in the window", terminal: "in a terminal", api: "through the API" };

const FIELDS: Record<string, string> = {
  description: "the description",
  notes: "the notes",
  framework: "the framework",
  framework_version: "the framework's version",
  run_id: "the run",
  experiment: "the experiment",
  parent: "the parent",
  cpu: "the processors needed",
  memory_bytes: "the memory needed",
  task: "the task",
  class_names: "the class names",
  columns: "the column names",
  engine: "the engine",
  config: "the configuration",
};

/** Who, and through what. */
export function who(entry: Pick<Activity, "actor" | "via">): string {
  return entry.via ? `${entry.actor} ${VIA[entry.via]}` : entry.actor;
}

/** What was done, as a sentence without its subject: `set tag task to fraud`. */
export function did(entry: Activity): string {
  const { action, before, after, version, endpoint } = entry;
  const key = entry.key ?? "";
  const field = FIELDS[key] ?? key;
  switch (action) {
    case "register":
      return `registered v${version}`;
    case "tag":
      if (after === null) return `removed tag ${key} from ${target(entry)}`;
      return before === null ? `set tag ${key} of ${target(entry)}` : `changed tag ${key} of ${target(entry)}`;
    case "property":
      return `set property ${key} of v${version} for good`;
    case "alias":
      if (after === null) return `removed alias ${key} from v${before}`;
      return before === null ? `pointed alias ${key} at v${after}` : `moved alias ${key} from v${before} to v${after}`;
    case "edit":
      if (entry.subject === "endpoint") return `changed ${field} of endpoint ${endpoint}`;
      return after === null ? `cleared ${field} of ${target(entry)}` : `${before === null ? "wrote" : "changed"} ${field} of ${target(entry)}`;
    case "correct":
      return after === null ? `took back ${field} of v${version}` : `corrected ${field} of v${version}`;
    case "assess":
      return `measured v${version} anew`;
    case "trash":
      return `moved v${version} to the trash`;
    case "restore":
      return `restored v${version}`;
    case "delete":
      return endpoint ? `deleted endpoint ${endpoint}` : `deleted v${version} for good`;
    case "deploy":
      return `deployed v${version} as endpoint ${endpoint}`;
    case "update":
      return `moved endpoint ${endpoint} from ${before ?? "another version"} to v${version}`;
    case "regenerate":
      return `made the ${key} key of endpoint ${endpoint} anew`;
  }
}

/** From what to what, where the sentence does not say it already. */
export function change({ action, key, before, after }: Activity): { before: string | null; after: string | null } | null {
  if (!["tag", "property", "edit", "correct"].includes(action) || (before === null && after === null)) return null;
  const shown = (text: string | null) => (text !== null && key === "memory_bytes" ? bytes(Number(text)) : text);
  return { before: shown(before), after: shown(after) };
}

function target({ subject, version }: Activity): string {
  return subject === "version" ? `v${version}` : "the model";
}
