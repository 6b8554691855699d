import type { Field } from "./fields";

/**
 * The field that a refusal's message names, so that it can be shown beside it: a label or an input's name, in
 * quotes first, then as a word. The longest name wins, so that `age` does not take what is meant for `age_group`.
 */
export function locate(message: string, fields: Field[]): Field | null {
  const placed = atColumn(message, fields);
  if (placed) return placed;
  const byName = (name: (field: Field) => string) =>
    fields.map((field) => ({ field, name: name(field) })).sort((a, b) => b.name.length - a.name.length);
  const candidates = [...byName((field) => field.label), ...soleInputs(fields)];
  const quoted = candidates.find(({ name }) =>
    [`'${name}'`, `"${name}"`, `“${name}”`, `\`${name}\``].some((q) => message.includes(q)),
  );
  const bare = () => candidates.find(({ name }) => name.length > 1 && asWord(name).test(message));
  return (quoted ?? bare())?.field ?? null;
}

/** `input 'X', row 1, column 4`: a place in a matrix, counted from 1. */
function atColumn(message: string, fields: Field[]): Field | undefined {
  const [, input, column] = /'([^']+)', row \d+, column (\d+)/.exec(message) ?? [];
  return fields.find((field) => field.input === input && field.offset === Number(column) - 1);
}

/** Inputs of one column: naming the input names the field, whatever its label is. */
function soleInputs(fields: Field[]): { field: Field; name: string }[] {
  return fields
    .filter((field) => fields.filter((other) => other.input === field.input).length === 1)
    .map((field) => ({ field, name: field.input }));
}

function asWord(name: string): RegExp {
  const literal = name.replace(/[.*+?^${}()|[\]\\]/g, "\\$&");
  return new RegExp(`(^|[^\\w])${literal}($|[^\\w])`);
}
