import { Persisted } from "./persisted.svelte";

/** Which colours: the system's choice, or one forced here. */
export const THEMES = ["system", "light", "dark"] as const;
/** How high rows are. */
export const DENSITIES = ["compact", "normal", "roomy"] as const;
export type Theme = (typeof THEMES)[number];
export type Density = (typeof DENSITIES)[number];

/** How the window looks, kept between starts. */
export const appearance = {
  theme: new Persisted<Theme>("theme", "system", oneOf(THEMES)),
  density: new Persisted<Density>("density", "normal", oneOf(DENSITIES)),
};

/** Puts the choice where tokens.css reads it. */
export function applyAppearance(root: HTMLElement): void {
  set(root, "theme", appearance.theme.value, "system");
  set(root, "density", appearance.density.value, "normal");
}

function set(root: HTMLElement, name: string, value: string, usual: string): void {
  if (value === usual) delete root.dataset[name];
  else root.dataset[name] = value;
}

function oneOf<T extends string>(values: readonly T[]) {
  return (value: unknown): value is T => values.some((legal) => legal === value);
}
