import type { ModelVersion } from "./ipc/bindings";

type Described = Pick<ModelVersion, "metadata" | "properties">;

/** The names of a version's input columns, from its file or given when it was registered; empty where there are none. */
export function columnsOf(version: Described): string[] {
  return listOf(version.metadata.columns ?? version.properties.columns);
}

/** What a version's integer labels are called, in their order; empty where that is not known. */
export function classNamesOf(version: Described): string[] {
  return listOf(version.metadata.class_names ?? version.properties.class_names);
}

/** A metadata value that lists names, such as `columns` or `class_names`: JSON, or names with commas between. */
export function listOf(text: string | undefined): string[] {
  if (!text?.trim()) return [];
  try {
    const value: unknown = JSON.parse(text);
    if (Array.isArray(value)) return value.map(String);
    if (typeof value === "object" && value !== null) return Object.values(value).map(String);
  } catch {
    // Not JSON: the comma list below.
  }
  return text.split(",").map((name) => name.trim());
}
