import type { Failure, Inspection, JobProgress, ModelVersion } from "$lib/ipc/bindings";
import { call, desktop } from "$lib/ipc/client";
import { toFailure } from "$lib/ipc/error";
import { on } from "$lib/ipc/events";

/** How far one file is on its way into the registry. */
export type Step = "inspecting" | "ready" | "unreadable" | "waiting" | "registering" | "done" | "failed" | "cancelled";

/** One file or folder that is to become a version. */
export class Candidate {
  readonly path: string;
  name = $state("");
  description = $state("");
  step = $state<Step>("inspecting");
  inspection = $state.raw<Inspection | null>(null);
  failure = $state.raw<Failure | null>(null);
  progress = $state.raw<JobProgress | null>(null);
  version = $state.raw<ModelVersion | null>(null);
  /** The version's number that this name would get; null until known. */
  next = $state<number | null>(null);
  /** Of a file from an address: the checksum that it must have, and whether it may come from one's own network. */
  sha256 = $state("");
  allowPrivate = $state(false);
  readonly job = crypto.randomUUID();

  constructor(path: string) {
    this.path = path;
  }

  /** The last part of the path. */
  get file(): string {
    return this.path.split(/[/\\]/).filter(Boolean).at(-1) ?? this.path;
  }

  /** Whether it is fetched from an address. */
  get isAddress(): boolean {
    return /^[a-z][a-z0-9+.-]*:\/\//i.test(this.path);
  }

  /** Whether it is a folder that may hold several models: nothing known as a whole, or more than one model. */
  get maybeMany(): boolean {
    if (this.isAddress || /\.[a-z0-9]{1,12}$/i.test(this.file)) return false;
    return this.inspection?.kind === "other" || (this.failure?.message.includes("ONNX files") ?? false);
  }

  /** Whether it may be registered now. */
  get open(): boolean {
    return ["ready", "failed", "cancelled"].includes(this.step) && this.name.trim() !== "";
  }

  /** Reads the file and finds a name for it. */
  async inspect(): Promise<void> {
    try {
      if (this.isAddress) {
        this.name ||= (await call("model_suggest_name", { path: this.path.split(/[?#]/)[0] ?? "" })) ?? "";
        this.step = "ready";
        return await this.look();
      }
      const [inspection, name] = await Promise.all([
        call("model_inspect", { path: this.path }),
        call("model_suggest_name", { path: this.path }),
      ]);
      this.inspection = inspection;
      if (this.name === "") this.name = name ?? "";
      this.step = "ready";
      await this.look();
    } catch (thrown) {
      this.failure = toFailure(thrown);
      this.step = "unreadable";
    }
  }

  /** Finds out which version the name would get. */
  async look(): Promise<void> {
    const name = this.name.trim();
    this.next = null;
    if (name === "") return;
    const latest = await call("version_show", { reference: name }).catch(() => null);
    if (name === this.name.trim()) this.next = (latest?.version ?? 0) + 1;
  }

  /** Registers it; follows its job's progress. */
  async register(tags: Record<string, string>): Promise<void> {
    const stop = on("job", (job) => {
      if (job.id === this.job) this.progress = job;
    });
    this.step = "registering";
    this.failure = null;
    try {
      const { path, job } = this;
      const address = this.isAddress ? { sha256: this.sha256.trim() || undefined, allow_private: this.allowPrivate } : {};
      this.version = await call("model_register", {
        name: this.name.trim(), path, tags, description: this.description.trim(), job, ...address,
      });
      this.step = "done";
    } catch (thrown) {
      this.failure = toFailure(thrown);
      this.step = this.failure.code === "cancelled" ? "cancelled" : "failed";
    } finally {
      stop();
      this.progress = null;
    }
  }
}

/** What the register dialog holds. */
class Registration {
  /** Whether the dialog shows. */
  shown = $state(false);
  /** What is to be registered. */
  candidates = $state.raw<readonly Candidate[]>([]);
  /** Tags that every one of them gets. */
  tags = $state.raw<Record<string, string>>({});
  /** Whether files are being registered. */
  running = $derived(this.candidates.some(({ step }) => step === "registering" || step === "waiting"));
  #cancelled = false;

  /** Opens the dialog, with files that were dropped or chosen. */
  open(paths: readonly string[] = []): void {
    if (!this.shown) {
      this.candidates = [];
      this.tags = {};
    }
    this.shown = true;
    this.add(paths);
  }

  /** Takes more files in; one that is there already is not taken twice. */
  add(paths: readonly string[]): void {
    if (this.running) return;
    const known = new Set(this.candidates.map(({ path }) => path));
    const fresh = [...new Set(paths)].filter((path) => !known.has(path)).map((path) => new Candidate(path));
    this.candidates = [...this.candidates, ...fresh];
    for (const candidate of fresh) void candidate.inspect();
  }

  /** Takes one out again. */
  drop(candidate: Candidate): void {
    this.candidates = this.candidates.filter((other) => other !== candidate);
  }

  /** Asks the system for files, then opens the dialog; without a native dialog, the path is typed there. */
  async chooseFiles(): Promise<void> {
    await this.#choose(async () => (await desktop()?.pickFiles()) ?? null);
  }

  /** Asks the system for a folder, then opens the dialog. */
  async chooseFolder(): Promise<void> {
    await this.#choose(async () => {
      const folder = await desktop()?.pickFolder();
      return folder === undefined ? null : folder === null ? [] : [folder];
    });
  }

  /** Registers everything that may be, one after the other. Gives what became a version. */
  async run(): Promise<ModelVersion[]> {
    const open = this.candidates.filter((candidate) => candidate.open);
    this.#cancelled = false;
    for (const candidate of open) candidate.step = "waiting";
    for (const candidate of open) {
      if (this.#cancelled) candidate.step = "cancelled";
      else await candidate.register(this.tags);
    }
    return open.flatMap(({ version }) => version ?? []);
  }

  /** Stops the one that runs, and all that wait. */
  async cancel(): Promise<void> {
    this.#cancelled = true;
    const now = this.candidates.find(({ step }) => step === "registering");
    // The job may just have ended; then there is nothing left to stop.
    if (now) await call("job_cancel", { id: now.job }).catch(() => null);
  }

  async #choose(ask: () => Promise<readonly string[] | null>): Promise<void> {
    const paths = await ask();
    if (paths === null || paths.length > 0) this.open(paths ?? []);
  }
}

export const registration = new Registration();
