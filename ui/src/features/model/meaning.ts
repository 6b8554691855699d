import type { ModelVersion, TensorSpec } from "$lib/ipc/bindings";

type Described = Pick<ModelVersion, "class_names" | "columns" | "signature">;

/** What an input's columns or an output's values stand for, as far as the version tells; empty where it does not. */
export function meaning(
  spec: TensorSpec,
  side: "in" | "out",
  version: Described,
): string {
  if (side === "in") return inputMeaning(spec, version);
  if (spec.classes?.length) return `columns ${spec.classes.join(", ")}`;
  const names = version.class_names ?? [];
  const width = spec.shape.slice(1).reduce((all, dim) => all * dim, 1);
  if (names.length === 0) return "";
  if (width === names.length && names.length > 1) return `columns ${names.join(", ")}`;
  const label = spec.shape.length <= 2 && width === 1 && /^U?INT/.test(spec.datatype);
  return label ? names.map((name, i) => `${i} ${name}`).join(", ") : "";
}

function inputMeaning(spec: TensorSpec, version: Described): string {
  const names = version.columns ?? [];
  const width = spec.shape.slice(1).reduce((all, dim) => all * dim, 1);
  if (version.signature.inputs.length !== 1 || names.length !== width || width < 2) return "";
  return names.length <= 4 ? names.join(", ") : `${names.length} named columns`;
}
