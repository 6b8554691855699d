import { render, screen, waitFor, within } from "@testing-library/svelte";
import userEvent from "@testing-library/user-event";
import { beforeEach, describe, expect, it, vi } from "vitest";
import type { Chart, ChartKind, Endpoint, StoredRecord, Summary } from "$lib/ipc/bindings";
import { connect } from "$lib/ipc/client";
import EndpointsView from "../src/views/EndpointsView.svelte";
import EndpointView from "../src/views/EndpointView.svelte";
import { type Answers, audit, endpoint, fakeHost, refusal, version } from "./support";

const SUMMARY: Summary = {
  window_s: 900, requests: 41, errors: 2, rows: 41, latency_ms: { p50: 0.3, p95: 0.75, p99: 1.7 }, predictions: {}, dropped: 0,
};
const RECORD: StoredRecord = {
  id: 1, at: "2026-11-20T14:05:00.412Z", endpoint: "iris", model: "iris", version: 1, status: 200, rows: 1, queue_us: 20, scoring_us: 360,
  total_us: 500, prediction: { classes: [["setosa", 1]] }, probability: 0.97, error: null,
};

function chart(kind: ChartKind): Chart {
  const at = (s: number) => new Date(Date.UTC(2026, 10, 20, 14, 0, s)).toISOString();
  return {
    kind, title: { requests: "Requests", latency: "Latency", predictions: "Predicted class" }[kind], unit: "per second",
    summary: `${kind} in the last 15 minutes`, svg: '<svg width="400" height="200"><path class="line c-healthy" d="M0 0"/></svg>',
    area: { left: 40, top: 10, width: 300, height: 150 }, from: at(0), to: at(30), y_range: [0, 50], step_s: 10, times: [at(5), at(15), at(25)],
    series: [{ name: "2xx", role: "healthy", values: [1, 41.25, null], total: 41.6 }],
  };
}

const answers: Answers = {
  endpoint_list: () => ({ endpoints: [endpoint()] }),
  endpoint_show: () => endpoint(),
  endpoint_keys: () => ({ primaryKey: "secret-key-3f9c", secondaryKey: "other-key-b07d" }),
  monitor_summary: () => SUMMARY,
  monitor_chart: ({ kind }) => chart(kind),
  monitor_records: () => ({ records: [RECORD], next: null }),
  model_show: () => ({ name: "iris", description: "", tags: {}, look_alikes: [], versions: [version({ version: 2 }), version()] }),
  version_sample: () => ({ input: { inputs: [{ name: "X", shape: [1, 2], datatype: "FP32", data: [1, 2] }] }, output: null, generated: false }),
};

function host(given: Answers) {
  const made = fakeHost({ ...answers, ...given });
  connect(made.transport);
  return made;
}

/** jsdom lays nothing out; a chart asks for a drawing of the size that it has. */
beforeEach(() => {
  vi.spyOn(HTMLElement.prototype, "clientWidth", "get").mockReturnValue(400);
  vi.spyOn(HTMLElement.prototype, "clientHeight", "get").mockReturnValue(200);
});

describe("the endpoints", () => {
  it("are listed with state, version and what their last 15 minutes were like, and pass the audit", async () => {
    const made = host({});
    const { container } = render(EndpointsView);
    const line = await screen.findByRole("row", { name: /iris Healthy iris v1/ });
    await waitFor(() => expect(line).toHaveTextContent(/41.*2.*0\.75/));
    expect(made.asked("monitor_summary")).toEqual([{ endpoint: "iris", window_s: 900 }]);
    expect(await audit(container)).toEqual([]);
  });

  it("say why one is not Healthy", async () => {
    const failed: Endpoint = endpoint({ state: "Failed", reason: "Its file is gone. Register it again." });
    host({ endpoint_list: () => ({ endpoints: [failed] }) });
    render(EndpointsView);
    expect(await screen.findByRole("list", { name: "Why endpoints are not Healthy" })).toHaveTextContent("Its file is gone. Register it again.");
  });

  it("teach how to make the first one", async () => {
    host({ endpoint_list: () => ({ endpoints: [] }) });
    const { container } = render(EndpointsView);
    await screen.findByRole("heading", { name: "Nothing is deployed yet" });
    expect(screen.getByRole("link", { name: "Choose a model to deploy" })).toHaveAttribute("href", "#/models");
    expect(await audit(container)).toEqual([]);
  });
});

describe("an endpoint", () => {
  function open(given: Answers = {}) {
    const made = host(given);
    return { made, user: userEvent.setup(), ...render(EndpointView, { name: "iris" }) };
  }

  it("shows its charts and calls, and passes the audit", async () => {
    const { container } = open();
    await screen.findByRole("figure", { name: "requests in the last 15 minutes" });
    await screen.findByRole("figure", { name: "predictions in the last 15 minutes" });
    expect(await screen.findByRole("row", { name: /200 v1 0\.36 0\.02 1 setosa 0\.97/ })).toBeVisible();
    expect(await audit(container)).toEqual([]);
  });

  it("draws again and lists the call as soon as one is recorded, unless it is paused", async () => {
    const { made, user } = open();
    await screen.findByRole("figure", { name: "requests in the last 15 minutes" });
    const before = made.asked("monitor_chart").length;
    made.push({ type: "recorded", endpoint: "iris", requests: 1 });
    await waitFor(() => expect(made.asked("monitor_chart").length).toBe(before + 3));
    expect(made.asked("monitor_records").length).toBe(2);
    await user.click(screen.getByRole("button", { name: "Live", pressed: true }));
    made.push({ type: "recorded", endpoint: "iris", requests: 1 });
    made.push({ type: "recorded", endpoint: "wine", requests: 1 });
    await Promise.resolve();
    expect(made.asked("monitor_records").length).toBe(2);
  });

  it("reads a chart with the arrow keys, in all charts at once, and as a table", async () => {
    const { user } = open();
    const requests = await screen.findByRole("slider", { name: "Requests over time" });
    const latency = await screen.findByRole("slider", { name: "Latency over time" });
    requests.focus();
    await user.keyboard("{ArrowLeft}");
    expect(requests).toHaveAttribute("aria-valuetext", "2xx 41.3");
    expect(latency).toHaveAttribute("aria-valuetext", "2xx 41.25");
    await user.keyboard("{ArrowLeft}");
    expect(requests).toHaveAttribute("aria-valuetext", "2xx 1.0");
    await user.click(screen.getByRole("button", { name: "Show Requests as table" }));
    const table = within(await screen.findByRole("region", { name: "Requests as a table" }));
    expect(table.getAllByRole("row")).toHaveLength(4);
    expect(table.getByRole("cell", { name: "41.3" })).toBeVisible();
  });

  it("looks through another window", async () => {
    const { made, user } = open();
    await screen.findByRole("figure", { name: "requests in the last 15 minutes" });
    await user.click(screen.getByRole("radio", { name: "24 h" }));
    await waitFor(() => expect(made.asked("monitor_chart").at(-1)).toMatchObject({ window_s: 86_400, width: 400, height: 200 }));
  });

  it("masks its key until asked", async () => {
    const { user } = open();
    await screen.findByText("••••••••3f9c");
    expect(screen.queryByText("secret-key-3f9c")).toBeNull();
    await user.click(screen.getByRole("button", { name: "Show primary key" }));
    expect(screen.getByText("secret-key-3f9c")).toBeVisible();
  });

  it("has ready requests, with the key only where that is wanted", async () => {
    const { user, container } = open();
    await user.click(await screen.findByRole("tab", { name: "Clients" }));
    expect(await screen.findByRole("region", { name: "cURL request" })).toHaveTextContent("$VITRINE_KEY");
    await user.click(screen.getByRole("switch", { name: "Include the key" }));
    expect(screen.getByRole("region", { name: "cURL request" })).toHaveTextContent("secret-key-3f9c");
    expect(await audit(container)).toEqual([]);
  });

  it("is updated to another version", async () => {
    const { made, user, container } = open({ endpoint_update: () => endpoint() });
    await user.click(await screen.findByRole("tab", { name: "Configuration" }));
    expect(await audit(container)).toEqual([]);
    (await screen.findByLabelText(/Version to serve/)).focus();
    await user.keyboard("{Enter}");
    await screen.findByText("v2");
    await user.keyboard("{Enter}");
    await user.click(screen.getByRole("button", { name: "Update to v2" }));
    expect(made.asked("endpoint_update")).toEqual([{ name: "iris", reference: "iris:2" }]);
  });

  it("regenerates a key after saying what breaks", async () => {
    const { made, user } = open({ endpoint_regenerate_key: () => ({ primaryKey: "a", secondaryKey: "b" }) });
    await user.click(await screen.findByRole("tab", { name: "Configuration" }));
    await user.click(screen.getByRole("button", { name: "Regenerate secondary key" }));
    const dialog = await screen.findByRole("dialog", { name: "Regenerate the secondary key of iris" });
    expect(dialog).toHaveTextContent("refused with 401");
    await user.click(within(dialog).getByRole("button", { name: "Regenerate secondary key" }));
    expect(made.asked("endpoint_regenerate_key")).toEqual([{ name: "iris", key: "secondary" }]);
  });

  it("is deleted after saying what breaks, and says why not", async () => {
    const { made, user } = open({ endpoint_delete: () => { throw refusal("busy", "The host is stopping"); } });
    await user.click(await screen.findByRole("tab", { name: "Configuration" }));
    await user.click(screen.getByRole("button", { name: "Delete endpoint iris" }));
    const dialog = await screen.findByRole("dialog", { name: "Delete endpoint iris" });
    await user.click(within(dialog).getByRole("button", { name: "Delete endpoint" }));
    expect(made.asked("endpoint_delete")).toEqual([{ name: "iris" }]);
    expect(await within(dialog).findByRole("alert")).toHaveTextContent("The host is stopping");
  });

  it("says why it is not Healthy", async () => {
    open({ endpoint_show: () => endpoint({ state: "Failed", reason: "The checking score failed." }) });
    expect(await screen.findByRole("alert")).toHaveTextContent("The checking score failed.");
    expect(screen.getByRole("button", { name: "Try" })).toBeDisabled();
  });
});
