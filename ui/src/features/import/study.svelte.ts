import type { Failure, JobProgress, MlflowImported, RegisteredMany, Run, Study } from "$lib/ipc/bindings";
import { call } from "$lib/ipc/client";
import { toFailure } from "$lib/ipc/error";
import { on } from "$lib/ipc/events";

/** One experiment's runs, fetched page by page when it is opened. */
export class Runs {
  list = $state.raw<readonly Run[]>([]);
  next = $state<string | null>(null);
  loading = $state(false);
  failure = $state.raw<Failure | null>(null);

  readonly #path: string;
  readonly #experiment: string;

  constructor(path: string, experiment: string) {
    this.#path = path;
    this.#experiment = experiment;
    void this.more();
  }

  /** Fetches the first or the next page. */
  async more(): Promise<void> {
    this.loading = true;
    this.failure = null;
    try {
      const after = this.next ?? undefined;
      const page = await call("mlflow_runs", { path: this.#path, experiment: this.#experiment, after });
      this.list = [...this.list, ...page.runs];
      this.next = page.next;
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      this.loading = false;
    }
  }
}

/** A folder that is looked at before something of it is taken in. */
export class Import {
  path = $state("");
  /** The study in the folder; null where there is none, or nothing was looked at. */
  study = $state.raw<Study | null>(null);
  /** Whether the folder was looked at and holds no study: its files are taken in as they are. */
  plain = $state(false);
  looking = $state(false);
  failure = $state.raw<Failure | null>(null);
  /** The work that runs. */
  progress = $state.raw<JobProgress | null>(null);
  running = $state(false);
  imported = $state.raw<MlflowImported | null>(null);
  registered = $state.raw<RegisteredMany | null>(null);
  #job = "";

  /** Looks at a folder. */
  async look(path: string): Promise<void> {
    this.reset();
    this.path = path.trim();
    if (this.path === "") return;
    this.looking = true;
    try {
      this.study = await call("mlflow_open", { path: this.path });
    } catch (thrown) {
      const failure = toFailure(thrown);
      if (failure.code === "invalid_input") this.plain = true;
      else this.failure = failure;
    } finally {
      this.looking = false;
    }
  }

  /** Takes registered models and runs' models of a study in. */
  async takeStudy(models: string[], runs: { run: string; model: string; name: string }[]): Promise<void> {
    await this.#work(async (job) => {
      this.imported = await call("mlflow_import", { path: this.path, models, runs, job });
    });
  }

  /** Takes every model in a folder in. */
  async takeFolder(name: string, tags: Record<string, string>): Promise<void> {
    await this.#work(async (job) => {
      this.registered = await call("import_folder", { path: this.path, name: name.trim() || "{stem}", tags, job });
    });
  }

  /** Stops the work; what was taken in stays. */
  async cancel(): Promise<void> {
    await call("job_cancel", { id: this.#job }).catch(() => null);
  }

  reset(): void {
    this.study = this.failure = this.imported = this.registered = this.progress = null;
    this.plain = false;
  }

  async #work(work: (job: string) => Promise<void>): Promise<void> {
    this.#job = crypto.randomUUID();
    const stop = on("job", (job) => {
      if (job.id === this.#job) this.progress = job;
    });
    this.running = true;
    this.failure = this.imported = this.registered = null;
    try {
      await work(this.#job);
    } catch (thrown) {
      this.failure = toFailure(thrown);
    } finally {
      stop();
      this.running = false;
      this.progress = null;
    }
  }
}
