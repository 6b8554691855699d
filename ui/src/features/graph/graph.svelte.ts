import type { BoxDetails, DrawnNode, Hit, OpenGraph, Part, Step } from "$lib/ipc/bindings";
import { type Resource, resource } from "$lib/state/resource.svelte";
import { Persisted } from "$lib/state/persisted.svelte";
import { begin, centre, fit, reveal, type Size, type View, zoom } from "./view";

/** How boxes are drawn; kept for the next graph. */
export interface Options {
  attributes: boolean;
  weights: boolean;
  names: boolean;
  horizontal: boolean;
}

const OPTIONS = ["attributes", "weights", "names", "horizontal"] as const;
const kept = new Persisted("graph-options", "", (value): value is string => typeof value === "string");

function readOptions(text: string): Options {
  const on = (option: (typeof OPTIONS)[number]) => text.split(" ").includes(option);
  return { attributes: on("attributes"), weights: on("weights"), names: on("names"), horizontal: on("horizontal") };
}

/** One graph that is looked at: what is drawn, what is chosen, what is in sight. */
export class GraphSession {
  readonly reference: string;
  /** The way to the graph inside others that is shown. */
  path = $state.raw<Step[]>([]);
  /** The blocks that are shown with all they hold; null while nobody has said. */
  expanded = $state.raw<string[] | null>(null);
  /** The chosen box. */
  chosen = $state<string | null>(null);
  /** Whether what is known of it is shown at the side. */
  panel = $state(false);
  /** The operator whose boxes are marked. */
  marked = $state<string | null>(null);
  /** What is looked for. */
  text = $state("");
  /** Which of what was found is shown. */
  at = $state(-1);
  view = $state.raw<View>({ x: 0, y: 0, scale: 1 });
  size = $state.raw<Size>({ width: 0, height: 0 });

  readonly options = $derived(readOptions(kept.value));
  readonly open: Resource<"graph_open">;
  readonly found: Resource<"graph_search">;
  readonly details: Resource<"graph_node">;

  readonly graph = $derived.by<OpenGraph | undefined>(() => this.open.data);
  readonly node = $derived.by<DrawnNode | undefined>(() => this.graph?.drawing.nodes.find(({ id }) => id === this.chosen));
  readonly index = $derived(this.graph && this.node ? this.graph.drawing.nodes.indexOf(this.node) : -1);
  readonly hits = $derived.by<Hit[]>(() => this.found.data?.hits ?? []);
  readonly about = $derived.by<BoxDetails | undefined>(() => this.details.data);
  readonly part = $derived.by<Part>(() => ({ ...this.options, expanded: this.expanded ?? undefined }));

  /** What to do once the next drawing is there. */
  #then: ((graph: OpenGraph) => void) | null = null;
  #shown: OpenGraph | undefined;

  constructor(reference: string) {
    this.reference = reference;
    this.open = resource("graph_open", () => ({ reference, path: this.path, part: this.part }), { keep: true });
    this.found = resource("graph_search", () => (this.text.trim() ? { reference, path: this.path, text: this.text } : null));
    this.details = resource("graph_node", () => {
      const id = this.node?.id;
      return this.panel && id && /^[nb]/.test(id) ? { reference, path: this.path, id } : null;
    });
    $effect(() => this.#arrive());
  }

  /** Takes the first drawing into sight, and each later one as whoever asked for it wants it. */
  #arrive(): void {
    const { graph } = this;
    if (!graph || graph === this.#shown || this.size.width === 0) return;
    const isFirst = this.#shown === undefined;
    this.#shown = graph;
    const then = this.#then;
    this.#then = null;
    if (then) then(graph);
    else if (isFirst) this.view = begin(graph.drawing, this.size);
  }

  /** Chooses a box, by its id; null for none. */
  choose(id: string | null, show = false): void {
    this.chosen = id;
    if (id && show) this.panel = true;
    if (!id) this.panel = false;
    if (this.node && this.size.width > 0) this.view = reveal(this.view, this.size, this.node);
  }

  fit(): void {
    if (this.graph) this.view = fit(this.graph.drawing, this.size);
  }

  /** Zooms about a point of the canvas, or about its middle. */
  zoom(factor: number, at = { x: this.size.width / 2, y: this.size.height / 2 }): void {
    this.view = zoom(this.view, factor, at);
  }

  /** Moves by screen px. */
  pan(dx: number, dy: number): void {
    const { x, y, scale } = this.view;
    this.view = { scale, x: x + dx / scale, y: y + dy / scale };
  }

  /** Changes how boxes are drawn; what stood in the middle stays there. */
  set(change: Partial<Options>): void {
    this.#keepPlace(this.chosen);
    const wanted = { ...this.options, ...change };
    kept.value = OPTIONS.filter((option) => wanted[option]).join(" ");
  }

  /** Shows a block with all it holds, or as one box. */
  expand(block: string, shown: boolean): void {
    const now = this.expanded ?? this.graph?.blocks.filter(({ expanded }) => expanded).map(({ id }) => id) ?? [];
    this.#keepPlace(block);
    this.expanded = shown ? [...now, block] : now.filter((id) => id !== block);
    if (!shown) this.chosen = block;
  }

  /** Shows all blocks with all they hold, or each as one box. */
  expandAll(shown: boolean): void {
    this.#then = (graph) => (this.view = begin(graph.drawing, this.size));
    this.expanded = shown ? (this.graph?.blocks.map(({ id }) => id) ?? []) : [];
  }

  /** Goes into a graph inside the chosen operator. */
  enter(step: Step): void {
    this.#go([...this.path, step]);
  }

  /** Goes back out, to the graph that is so deep. */
  leaveTo(depth: number): void {
    this.#go(this.path.slice(0, depth));
  }

  /** Shows the next of what was found, or the one before. */
  step(by: 1 | -1): void {
    const { hits } = this;
    if (hits.length === 0) return;
    this.at = (this.at + by + hits.length) % hits.length;
    const hit = hits[this.at];
    if (hit) this.show(hit);
  }

  /** Shows one thing that was found, out of its block where it hides in one. */
  show(hit: Hit): void {
    const isDrawn = this.graph?.drawing.nodes.some(({ id }) => id === hit.node);
    if (isDrawn || !hit.block) return this.#centre(hit.node);
    this.expand(hit.block, true);
    this.#then = () => this.#centre(hit.node);
  }

  #centre(id: string): void {
    this.chosen = id;
    if (this.node) this.view = centre(this.view.scale < 0.5 ? { ...this.view, scale: 0.9 } : this.view, this.size, this.node);
  }

  #go(path: Step[]): void {
    this.path = path;
    this.expanded = null;
    this.chosen = null;
    this.panel = false;
    this.text = "";
    this.#then = (graph) => (this.view = begin(graph.drawing, this.size));
  }

  /** The next drawing shows a box, or what a block has become, where it stands now. */
  #keepPlace(id: string | null): void {
    const placeOf = (graph: OpenGraph | undefined) =>
      graph?.drawing.nodes.find((node) => node.id === id) ?? graph?.drawing.nodes.find((node) => node.block === id);
    const before = id ? placeOf(this.graph) : undefined;
    this.#then = (graph) => {
      const after = id ? placeOf(graph) : undefined;
      const { x, y, scale } = this.view;
      if (before && after) this.view = { scale, x: x + after.x + after.w / 2 - before.x - before.w / 2, y: y + after.y - before.y };
      else if (!id) this.view = begin(graph.drawing, this.size);
    };
  }
}
