/** Where the window can be. */
export type Route =
  | { view: "models"; filter: string; rows: "models" | "versions"; sort: string | null }
  | { view: "model"; name: string; version: number | null }
  | { view: "graph"; name: string; version: number }
  | { view: "endpoints" }
  | { view: "endpoint"; name: string }
  | { view: "try"; model: string | null; endpoint: string | null }
  | { view: "import"; path: string }
  | { view: "watched" }
  | { view: "trash" }
  | { view: "settings" };

/** The places by name, with what they need. */
export const to = {
  /** `sort` is null for the usual order. */
  models: (filter = "", rows: "models" | "versions" = "models", sort: string | null = null): Route => ({ view: "models", filter, rows, sort }),
  model: (name: string, version: number | null = null): Route => ({ view: "model", name, version }),
  graph: (name: string, version: number): Route => ({ view: "graph", name, version }),
  endpoints: (): Route => ({ view: "endpoints" }),
  endpoint: (name: string): Route => ({ view: "endpoint", name }),
  /** `reference` is `NAME` or `NAME:VERSION`. */
  tryModel: (reference: string | null = null): Route => ({ view: "try", model: reference, endpoint: null }),
  tryEndpoint: (endpoint: string): Route => ({ view: "try", model: null, endpoint }),
  /** Taking in what lies in a folder. */
  importing: (path = ""): Route => ({ view: "import", path }),
  watched: (): Route => ({ view: "watched" }),
  trash: (): Route => ({ view: "trash" }),
  settings: (): Route => ({ view: "settings" }),
};

/** The address of a route, for a link's `href`. */
export function href(route: Route): string {
  switch (route.view) {
    case "models":
      return `#/models${query({ filter: route.filter, rows: route.rows === "versions" ? route.rows : null, sort: route.sort })}`;
    case "model":
      return `#/models/${part(route.name)}${route.version === null ? "" : `/${route.version}`}`;
    case "graph":
      return `#/models/${part(route.name)}/${route.version}/graph`;
    case "endpoint":
      return `#/endpoints/${part(route.name)}`;
    case "import":
      return `#/import${query({ path: route.path })}`;
    case "try":
      return `#/try${query({ model: route.model, endpoint: route.endpoint })}`;
    default:
      return `#/${route.view}`;
  }
}

/** Reads an address; what it does not know is the list of models. */
export function parse(hash: string): Route {
  const [path = "", search = ""] = hash.replace(/^#\/?/, "").split("?", 2);
  const [area, name, version, page] = path.split("/").map(decode);
  const asked = new URLSearchParams(search);
  switch (area) {
    case "models":
      if (name && page === "graph") return graphOr(name, whole(version));
      return name
        ? to.model(name, whole(version))
        : to.models(asked.get("filter") ?? "", asked.get("rows") === "versions" ? "versions" : "models", asked.get("sort"));
    case "endpoints":
      return name ? to.endpoint(name) : to.endpoints();
    case "try":
      return { view: "try", model: asked.get("model"), endpoint: asked.get("endpoint") };
    case "import":
      return to.importing(asked.get("path") ?? "");
    case "watched":
      return to.watched();
    case "trash":
      return to.trash();
    case "settings":
      return to.settings();
    default:
      return to.models();
  }
}

/** The window's place, which follows the address; `start` connects the two. */
class Router {
  /** Where the window is. */
  route = $state.raw<Route>(to.models());
  /** How far back and forward history goes. */
  #at = $state(0);
  #end = $state(0);

  get canGoBack(): boolean {
    return this.#at > 0;
  }

  get canGoForward(): boolean {
    return this.#at < this.#end;
  }

  /** Follows the address until the returned function is called. */
  start(): () => void {
    const follow = () => this.#follow();
    history.replaceState({ at: 0 }, "");
    this.#at = this.#end = 0;
    this.route = parse(location.hash);
    window.addEventListener("popstate", follow);
    return () => window.removeEventListener("popstate", follow);
  }

  /** Goes somewhere. */
  go(route: Route): void {
    if (href(route) === location.hash) return;
    this.#at += 1;
    this.#end = this.#at;
    history.pushState({ at: this.#at }, "", href(route));
    this.route = route;
  }

  /** Changes the place without a step in history, as a filter being typed does. */
  replace(route: Route): void {
    history.replaceState({ at: this.#at }, "", href(route));
    this.route = route;
  }

  back = (): void => {
    if (this.canGoBack) history.back();
  };

  forward = (): void => {
    if (this.canGoForward) history.forward();
  };

  /** A step through history, or a link that was followed, which arrives without our mark. */
  #follow(): void {
    const at = (history.state as { at?: number } | null)?.at;
    if (at === undefined) {
      this.#at += 1;
      this.#end = this.#at;
      history.replaceState({ at: this.#at }, "");
    } else {
      this.#at = at;
    }
    this.route = parse(location.hash);
  }
}

export const router = new Router();

/** The graph of a version; the model where the version is no number. */
function graphOr(name: string, version: number | null): Route {
  return version === null ? to.model(name) : to.graph(name, version);
}

function query(values: Record<string, string | null>): string {
  const given = Object.entries(values).filter((entry): entry is [string, string] => Boolean(entry[1]));
  return given.length > 0 ? `?${new URLSearchParams(given)}` : "";
}

function part(name: string): string {
  return encodeURIComponent(name);
}

function decode(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text;
  }
}

function whole(text: string | undefined): number | null {
  const value = Number(text);
  return Number.isInteger(value) && value > 0 ? value : null;
}
