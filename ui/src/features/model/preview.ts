import type { FilePreview, PreviewKind } from "$lib/ipc/bindings";

/** What a file's kind is called. */
export const kindTitles: Record<PreviewKind, string> = {
  text: "Text",
  json: "JSON",
  yaml: "YAML",
  markdown: "Markdown",
  image: "Picture",
  binary: "Binary",
};

/** A text as it is read best: whole JSON on one line is set out. */
export function pretty({ kind, text, truncated }: Pick<FilePreview, "kind" | "text" | "truncated">): string {
  if (text === null) return "";
  if (kind !== "json" || truncated || text.trimEnd().includes("\n")) return text;
  return JSON.stringify(JSON.parse(text), null, 2);
}
