/** A text that lists names, such as an output's classes: JSON, or names with commas between. */
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

/** Names as a text that reads back the same: with commas between, or as JSON where a name has one. */
export function listed(names: readonly string[]): string {
  const text = names.join(", ");
  return JSON.stringify(listOf(text)) === JSON.stringify(names) ? text : JSON.stringify(names);
}
