import { ATTRIBUTES, split } from "./attributes";

/** A column that can be chosen, and how many rows have something in it where that is known. */
export interface Choice {
  key: string;
  count?: number;
}

/** Choices under one heading; `more` matched but were left out. */
export interface ChoiceGroup {
  heading: string;
  choices: Choice[];
  more: number;
}

const SHOWN = 40;
const DRAWN: Record<string, string> = { name: "Model", latest: "Latest", tags: "Tags", metric: "Metric by version", endpoint: "Endpoint" };
const HEADINGS: Record<string, string> = { metric: "Metrics", tag: "Tags", param: "Parameters", property: "Properties" };

/** What a column is called. */
export function labelOf(key: string): string {
  const own = split(key)[1];
  return own || (DRAWN[key] ?? ATTRIBUTES.find((column) => column.key === key)?.label ?? key);
}

/** What is not shown yet and matches what was typed: attributes, then metrics, tags, parameters and properties. */
export function groupsOf(keys: readonly Choice[], shown: readonly string[], wanted: string): ChoiceGroup[] {
  const needle = wanted.trim().toLowerCase();
  const open = ({ key }: Choice) => !shown.includes(key) && labelOf(key).toLowerCase().includes(needle);
  const attributes = [...Object.keys(DRAWN), ...ATTRIBUTES.map(({ key }) => key)].map((key) => ({ key }));
  const groups: [string, Choice[]][] = [
    ["Attributes", attributes.filter(open)],
    ...Object.entries(HEADINGS).map(([kind, heading]): [string, Choice[]] => [heading, keys.filter((choice) => split(choice.key)[0] === kind && open(choice))]),
  ];
  return groups
    .filter(([, choices]) => choices.length > 0)
    .map(([heading, choices]) => ({ heading, choices: choices.slice(0, SHOWN), more: Math.max(0, choices.length - SHOWN) }));
}
