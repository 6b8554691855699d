// Generated from the command table in Rust by `cargo xtask bindings`. Do not edit.

/**
 * One stored file of a version.
 */
export type ArtifactFile = { 
/**
 * Where it stands in the artifact, with `/` between folders; never absolute, never `..`.
 */
path: string, 
/**
 * Its length in bytes.
 */
size_bytes: number, 
/**
 * Its content's hash.
 */
digest: Digest, };
/**
 * The kind of artifact, told by its content.
 */
export type ArtifactKind = "onnx" | "other";
/**
 * One thing to type.
 */
export type Candidate = { 
/**
 * What it is.
 */
kind: CandidateKind, 
/**
 * What to show.
 */
label: string, 
/**
 * What to put in the place of what is typed.
 */
insert: string, 
/**
 * How many rows it leaves; none where that says nothing.
 */
count: number | null, 
/**
 * A word or two about it.
 */
about: string | null, };
/**
 * What a candidate is.
 */
export type CandidateKind = "value" | "key" | "operator" | "text";
/**
 * A chart drawn by the backend and the numbers behind it.
 */
export type Chart = { 
/**
 * Which chart.
 */
kind: ChartKind, 
/**
 * Its title, such as `Requests`.
 */
title: string, 
/**
 * The unit of its values, such as `per second`.
 */
unit: string, 
/**
 * One sentence that says what it shows, for those who cannot see it.
 */
summary: string, 
/**
 * The drawing: classes instead of colours (`c-healthy`, `gridline`, `axis-label`), no script.
 */
svg: string, 
/**
 * Where the values lie in the drawing, in its own units.
 */
area: PlotArea, 
/**
 * The time at the left and at the right edge of the area.
 */
from: Timestamp, 
/**
 * See `from`.
 */
to: Timestamp, 
/**
 * The values at the lower and at the upper edge of the area.
 */
y_range: [number, number], 
/**
 * The length of one bucket in seconds.
 */
step_s: number, 
/**
 * The middle of each bucket.
 */
times: Array<Timestamp>, 
/**
 * The lines, in legend order.
 */
series: Array<Series>, };
/**
 * Which chart, how large, and in which time zone its labels are.
 */
export type ChartArgs = { 
/**
 * The endpoint.
 */
endpoint: EndpointName, 
/**
 * Which chart.
 */
kind: ChartKind, 
/**
 * The window's length in seconds.
 */
window_s: number, 
/**
 * The drawing's width in px.
 */
width: number, 
/**
 * The drawing's height in px.
 */
height: number, 
/**
 * What the reader's clock is ahead of UTC, in seconds.
 */
utc_offset_s?: number, };
/**
 * Which chart of an endpoint.
 */
export type ChartKind = "requests" | "latency" | "predictions";
/**
 * A job alone.
 */
export type CollectArgs = { 
/**
 * An id under which progress is told and the work can be stopped.
 */
job?: string, };
/**
 * What was freed.
 */
export type Collected = { 
/**
 * How many bytes the disk has back.
 */
freed_bytes: number, };
/**
 * Something that rows can be shown and sorted by beside what all versions have.
 */
export type Column = { 
/**
 * `metric:accuracy`, `tag:team` or `param:depth`. Metrics and tags are sort keys too.
 */
key: string, 
/**
 * In how many versions, or, of a tag, in how many models and versions.
 */
count: number, };
/**
 * A filter that is being typed.
 */
export type CompleteArgs = { 
/**
 * The filter so far.
 */
filter: string, 
/**
 * Where the caret stands, in UTF-16 units.
 */
caret: number, 
/**
 * What is counted: models unless told otherwise.
 */
rows?: Rows, };
/**
 * What can be typed at the caret of a filter. Places are counted in UTF-16 units, as a text field counts them.
 */
export type Completion = { 
/**
 * Where what a candidate takes the place of begins.
 */
from: number, 
/**
 * Where it ends.
 */
to: number, 
/**
 * What to offer, best first within each kind; the kinds stand together.
 */
candidates: Array<Candidate>, 
/**
 * How many rows the rest of the filter finds, without what is typed at the caret.
 */
total: number, 
/**
 * What is wrong with the filter as it stands; none when it can be read.
 */
fault: FilterFault | null, };
/**
 * What to say of a version instead of its file. What is left out stays as it is; null believes the file again.
 */
export type CorrectArgs = { 
/**
 * `iris:2`, or `iris` for the latest.
 */
reference: ModelRef, 
/**
 * What the model is for.
 */
task?: Task | null, 
/**
 * What whole-number classes stand for, in order.
 */
class_names?: Array<string> | null, 
/**
 * The names of the columns of the one matrix input.
 */
columns?: Array<string> | null, 
/**
 * The engine that scores it, whatever was measured; null for the one that measurement speaks for.
 */
engine?: EngineName | null, };
/**
 * What somebody said of a version instead of its file; none where the file is believed.
 */
export type Correction = { 
/**
 * What the model is for.
 */
task: Task | null, 
/**
 * What whole-number classes stand for, in order.
 */
class_names: Array<string> | null, 
/**
 * The names of the columns of a single matrix input.
 */
columns: Array<string> | null, };
/**
 * One file that is not what was registered.
 */
export type Damage = { 
/**
 * What is wrong.
 */
problem: Problem, 
/**
 * The file on the disk.
 */
path: string, 
/**
 * The hash that it should have.
 */
digest: Digest, 
/**
 * The versions that have it, those in the trash too.
 */
versions: Array<ModelRef>, };
/**
 * An element's type, under its Open Inference Protocol name.
 */
export type Datatype = "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "BF16" | "FP32" | "FP64" | "BYTES";
/**
 * What to delete: what is named, and the models that a filter finds.
 */
export type DeleteArgs = { 
/**
 * `iris:2` for a version, `iris` for a model with all its versions.
 */
references?: Array<ModelRef>, 
/**
 * All models that have a version that matches.
 */
filter?: string, 
/**
 * Models that the filter finds and that stay.
 */
except?: Array<ModelName>, 
/**
 * Delete for good, also what is in the trash already.
 */
purge?: boolean, 
/**
 * Leave out what cannot go, instead of deleting nothing.
 */
skip?: boolean, };
/**
 * What a deletion removed.
 */
export type Deleted = { 
/**
 * How many models have no version left outside the trash.
 */
models: number, 
/**
 * How many versions.
 */
versions: number, 
/**
 * All their files' bytes, shared ones too.
 */
size_bytes: number, 
/**
 * How many bytes the disk has back; none until the trash is emptied.
 */
freed_bytes: number, 
/**
 * What `model_restore` takes to bring back exactly this; none where nothing can be brought back.
 */
undo: number | null, 
/**
 * What was left out, and why.
 */
refused: Array<Refused>, };
/**
 * Which version to serve, where and how.
 */
export type DeployArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, 
/**
 * The endpoint's name; made from the model's when left out.
 */
endpoint?: EndpointName, 
/**
 * How to serve.
 */
config?: EndpointConfig, };
/**
 * One version behind an endpoint.
 */
export type Deployment = { 
/**
 * The model.
 */
model: ModelName, 
/**
 * Its version.
 */
version: number, 
/**
 * Its share of the calls, in percent.
 */
traffic: number, 
/**
 * How many replicas it has.
 */
replicas: number, 
/**
 * Its own state.
 */
state: EndpointState, };
/**
 * A new description.
 */
export type DescribeArgs = { 
/**
 * `iris` for the model, `iris:2` for a version.
 */
reference: ModelRef, 
/**
 * A sentence or two.
 */
description: string, };
/**
 * A SHA-256 hash, written as 64 lowercase hexadecimal digits.
 */
export type Digest = string;
/**
 * Two engines answered the same rows differently.
 */
export type Disagreement = { 
/**
 * The output tensor.
 */
output: string, 
/**
 * How many of its elements differ beyond the tolerance.
 */
differing: number, 
/**
 * How many elements it has.
 */
elements: number, 
/**
 * The largest absolute difference between two numbers; none where it is the labels that differ.
 */
largest: number | null, 
/**
 * The first element that differs, as tract and as ONNX Runtime have it.
 */
example: [string, string], };
/**
 * What to change of a saved filter; what is left out stays.
 */
export type EditFilterArgs = { 
/**
 * Which.
 */
id: number, 
/**
 * A new name.
 */
name?: string, 
/**
 * Another filter.
 */
filter?: string, 
/**
 * Another order of its rows; empty for the usual one.
 */
sort?: string, 
/**
 * How many others stand before it.
 */
at?: number, };
/**
 * What is gone for good.
 */
export type Emptied = { 
/**
 * How many versions.
 */
versions: number, 
/**
 * How many bytes the disk has back.
 */
freed_bytes: number, };
/**
 * What to remove from the trash.
 */
export type EmptyArgs = { 
/**
 * `iris:2` for that version, `iris` for all of the model that are there; none for everything.
 */
references?: Array<ModelRef>, 
/**
 * An id under which progress is told and the work can be stopped.
 */
job?: string, };
/**
 * An endpoint as it is shown.
 */
export type Endpoint = { 
/**
 * Its name.
 */
name: EndpointName, 
/**
 * Its state.
 */
state: EndpointState, 
/**
 * Why it is in this state, and what to do, unless it is Healthy.
 */
reason: string | null, 
/**
 * The address that clients call (the V2 route).
 */
url: string, 
/**
 * All addresses.
 */
routes: Routes, 
/**
 * Whether calls need a key.
 */
auth: boolean, 
/**
 * How it serves.
 */
config: EndpointConfig, 
/**
 * What it serves.
 */
deployments: Array<Deployment>, 
/**
 * How long the checking score took, in ms, once it is Healthy.
 */
check_ms: number | null, 
/**
 * When it was made.
 */
created_at: Timestamp, 
/**
 * When its configuration or version last changed.
 */
updated_at: Timestamp, };
/**
 * An endpoint.
 */
export type EndpointArgs = { 
/**
 * Its name.
 */
name: EndpointName, };
/**
 * How an endpoint serves.
 */
export type EndpointConfig = { 
/**
 * Loaded copies that score at the same time.
 */
replicas: number, 
/**
 * Calls that one replica scores at the same time.
 */
concurrency: number, 
/**
 * Calls that may wait for one replica; the next is refused with 503.
 */
queue: number, 
/**
 * How long a call may wait, in ms.
 */
max_queue_wait_ms: number, 
/**
 * How long a call may score, in ms.
 */
scoring_timeout_ms: number, 
/**
 * Whether calls need a key.
 */
auth: boolean, 
/**
 * Whether calls are recorded.
 */
collect: boolean, };
/**
 * All endpoints.
 */
export type EndpointList = { 
/**
 * By name.
 */
endpoints: Array<Endpoint>, };
/**
 * An endpoint's name: 3 to 32 lowercase ASCII letters, digits and `-` (the rule of Azure ML).
 */
export type EndpointName = string;
/**
 * The state of an endpoint or of one deployment, under its Azure ML name.
 */
export type EndpointState = "Transitioning" | "Healthy" | "Unhealthy" | "Unschedulable" | "Failed";
/**
 * What came of trying a version with every engine at hand.
 */
export type EngineChoice = { 
/**
 * The engine that measurement and agreement speak for.
 */
chosen: EngineName, 
/**
 * The engine that somebody asked for; it scores the version, whatever was chosen.
 */
pinned: EngineName | null, 
/**
 * Each engine that was tried.
 */
trials: Array<EngineTrial>, 
/**
 * Where their answers differ, if they do.
 */
disagreement: Disagreement | null, };
/**
 * What can score a model.
 */
export type EngineName = "tract" | "onnxruntime";
/**
 * An engine on this machine.
 */
export type EngineStatus = { 
/**
 * Which one.
 */
engine: EngineName, 
/**
 * Its version, where it can be used: `1.31.1`.
 */
version: string | null, 
/**
 * The library that was opened; none for an engine inside the program.
 */
path: string | null, 
/**
 * Why it cannot be used, and what would help.
 */
reason: string | null, };
/**
 * How one engine did when a version was tried with it.
 */
export type EngineTrial = { 
/**
 * Which one.
 */
engine: EngineName, 
/**
 * Its version: `0.23.9`.
 */
version: string, 
/**
 * Why it cannot score the model; none where it can.
 */
reason: string | null, 
/**
 * Milliseconds to load and optimise the model; none where it cannot.
 */
load_ms: number | null, 
/**
 * Calls of one row and of more; empty where it cannot, or where there is nothing to compare with.
 */
timings: Array<Timing>, };
/**
 * What kind of failure happened. Every edge (exit code, HTTP status, window) maps it exactly once.
 */
export type ErrorCode = "invalid_input" | "unauthorized" | "not_found" | "conflict" | "in_use" | "busy" | "too_large" | "unsupported" | "unavailable" | "timeout" | "cancelled" | "io" | "internal";
/**
 * Something happened.
 */
export type Event = { "type": "changed", 
/**
 * What changed.
 */
topics: Array<Topic>, } | { "type": "job" } & JobProgress | { "type": "recorded", 
/**
 * The endpoint that was called.
 */
endpoint: EndpointName, 
/**
 * How many calls since the last such event.
 */
requests: number, };
/**
 * How often a tag's value occurs among the models that match.
 */
export type Facet = { 
/**
 * The tag's key, or `framework`.
 */
key: string, 
/**
 * Its value.
 */
value: string, 
/**
 * In how many models.
 */
count: number, };
/**
 * Which values to count.
 */
export type FacetArgs = { 
/**
 * A filter; none for all.
 */
filter?: string, 
/**
 * What is counted: models unless told otherwise.
 */
rows?: Rows, 
/**
 * Many values of every key, and not only the most frequent few.
 */
all?: boolean, };
/**
 * A failure as every edge shows it: the code, what happened and to what, and what to do about it.
 */
export type Failure = { 
/**
 * What kind of failure.
 */
code: ErrorCode, 
/**
 * Names the thing, what was expected and what was found.
 */
message: string, 
/**
 * What to do, where there is something to do.
 */
hint: string | null, };
/**
 * How files that are kept where they lie compare to what was registered.
 */
export type FileState = "unchanged" | "touched" | "changed" | "missing";
/**
 * What is wrong with a filter. Places are counted in UTF-16 units.
 */
export type FilterFault = { 
/**
 * Where what is wrong begins.
 */
from: number, 
/**
 * Where it ends; the same as `from` where something is missing.
 */
to: number, 
/**
 * What was found or is missing.
 */
message: string, 
/**
 * What to write instead, as a sentence.
 */
suggestion: string | null, 
/**
 * The whole filter put right, where that can be told.
 */
repair: string | null, };
/**
 * One call to an endpoint, answered or refused.
 */
export type InferenceRecord = { 
/**
 * When the call arrived.
 */
at: Timestamp, 
/**
 * The endpoint that was called.
 */
endpoint: EndpointName, 
/**
 * The model behind it.
 */
model: ModelName, 
/**
 * The version that scored.
 */
version: number, 
/**
 * The HTTP status that the caller got.
 */
status: number, 
/**
 * How many rows were sent.
 */
rows: number, 
/**
 * Time spent waiting for a replica, in microseconds.
 */
queue_us: number, 
/**
 * Time spent scoring, in microseconds.
 */
scoring_us: number, 
/**
 * Time from the request's arrival to the answer, in microseconds.
 */
total_us: number, 
/**
 * What was predicted; none for a refused call.
 */
prediction: Prediction | null, 
/**
 * The class's probability or nothing, for a call of one row.
 */
probability: number | null, 
/**
 * What the caller was told, for a refused call.
 */
error: string | null, };
/**
 * What a file or folder is, before it is registered.
 */
export type Inspection = { 
/**
 * The kind of artifact.
 */
kind: ArtifactKind, 
/**
 * What the model is for.
 */
task: Task, 
/**
 * Inputs and outputs; empty where the file is not understood.
 */
signature: Signature, 
/**
 * What the signature does not show of the file, in words.
 */
remarks: Array<string>, 
/**
 * What wrote the file: `skl2onnx 1.20.0`.
 */
producer: string | null, 
/**
 * What trained the model, where the file tells: `sklearn`, `xgboost`.
 */
framework: string | null, 
/**
 * ONNX operator sets, `ai.onnx` to 17.
 */
opsets: { [key in string]: number }, 
/**
 * What the file says of itself.
 */
metadata: { [key in string]: string }, 
/**
 * How often each operator occurs; those outside `ai.onnx` are written with their domain.
 */
operators: Record<string, number>, 
/**
 * All files' bytes.
 */
size_bytes: number, 
/**
 * What scores it, where it can be deployed.
 */
engine: string | null, 
/**
 * How each engine at hand did with it; none where none was tried.
 */
engines: EngineChoice | null, 
/**
 * Which engine scores it and why, in one sentence.
 */
engine_summary: string | null, 
/**
 * Whether it can be deployed without code.
 */
deployable: boolean, 
/**
 * Why it cannot, and what to do.
 */
undeployable_reason: string | null, };
/**
 * Which job.
 */
export type JobArgs = { 
/**
 * The id that its starter chose.
 */
id: string, };
/**
 * The progress of one job.
 */
export type JobProgress = { 
/**
 * The id that its starter chose.
 */
id: string, 
/**
 * What it does, such as `Registering iris`.
 */
title: string, 
/**
 * Bytes done.
 */
done_bytes: number, 
/**
 * Bytes in all; 0 while unknown.
 */
total_bytes: number, 
/**
 * How it goes on.
 */
state: JobState, 
/**
 * Why it failed.
 */
message: string | null, };
/**
 * How a job goes on.
 */
export type JobState = "running" | "done" | "failed" | "cancelled";
/**
 * Any JSON value; `unknown` in TypeScript.
 */
export type Json = unknown;
/**
 * Where a version's files lie that are not copied.
 */
export type KeptInPlace = { 
/**
 * The file or the folder on this machine.
 */
path: string, 
/**
 * How it compares now to what was registered.
 */
state: FileState, };
/**
 * Which of the two keys.
 */
export type KeyKind = "primary" | "secondary";
/**
 * The two keys of an endpoint: either opens it, each can be regenerated alone.
 */
export type Keys = { 
/**
 * The key to hand out.
 */
primaryKey: string, 
/**
 * The key to use while the first is being changed.
 */
secondaryKey: string, };
/**
 * A bound as Settings shows it.
 */
export type Limit = { 
/**
 * Its name.
 */
name: LimitName, 
/**
 * What it bounds.
 */
about: string, 
/**
 * What is allowed.
 */
value: number, 
/**
 * What is allowed until somebody says otherwise.
 */
default: number, };
/**
 * A bound by its name, as the command line and the messages have it.
 */
export type LimitName = "file_bytes" | "nodes" | "constants" | "initializer_bytes" | "tensor_elements" | "depth" | "trial_memory_bytes" | "trial_seconds";
/**
 * Bounds to set, and to set back.
 */
export type LimitsArgs = { 
/**
 * Set to these values, each at least 1.
 */
set?: { [key in LimitName]?: number }, 
/**
 * Set back to their defaults.
 */
reset?: Array<LimitName>, };
/**
 * Which models or versions, in which order.
 */
export type ListArgs = { 
/**
 * A filter; none for all.
 */
filter?: string, 
/**
 * How many at most.
 */
limit?: number, 
/**
 * The `next` of the page before.
 */
after?: string, 
/**
 * How many rows of the list stand before the page; instead of `after`, to jump to a place.
 */
at?: number, 
/**
 * `updated` (newest first), `name`, `size`, `version`, `framework`, `kind`, `deployed`, `metric:KEY` or `tag:KEY`;
 * `-` before it turns the order round. Rows without such a value come last.
 */
sort?: string, };
/**
 * A registered model: a name with its versions.
 */
export type Model = { 
/**
 * Its name.
 */
name: ModelName, 
/**
 * What it is, in a sentence or two.
 */
description: string, 
/**
 * Tags of the model as a whole; a filter matches a version by them too.
 */
tags: { [key in string]: string }, 
/**
 * All versions, newest first.
 */
look_alikes: Array<string>, versions: Array<ModelVersion>, };
/**
 * A model.
 */
export type ModelArgs = { 
/**
 * Its name.
 */
name: ModelName, };
/**
 * A model's name: 1 to 64 letters and digits of any script, `-`, `_` and `.`, in Unicode's NFC.
 */
export type ModelName = string;
/**
 * One page of models.
 */
export type ModelPage = { 
/**
 * This page's models.
 */
models: Array<ModelRow>, 
/**
 * What to pass as `after` for the next page.
 */
next: string | null, 
/**
 * How many models match in all.
 */
total: number, };
/**
 * `NAME` (the latest version) or `NAME:VERSION`.
 */
export type ModelRef = string;
/**
 * A model as one row of a list: its latest version that matches and how many versions match.
 */
export type ModelRow = { 
/**
 * Tags of the model as a whole.
 */
tags: { [key in string]: string }, 
/**
 * The newest version that matches the filter.
 */
latest: ModelVersion, 
/**
 * How many of its versions match.
 */
versions: number, };
/**
 * An immutable numbered entry: files, signature and what is known of them.
 */
export type ModelVersion = { 
/**
 * The model's name.
 */
name: ModelName, 
/**
 * 1, 2, 3…
 */
version: number, 
/**
 * Searchable facts that may change.
 */
tags: { [key in string]: string }, 
/**
 * Facts set once and never changed.
 */
properties: { [key in string]: string }, 
/**
 * Movable pointers such as `champion`.
 */
aliases: Array<string>, 
/**
 * What it is, in a sentence or two.
 */
description: string, 
/**
 * What trained it: `sklearn`, `xgboost`.
 */
framework: string | null, 
/**
 * What wrote the file: `skl2onnx 1.20.0`.
 */
producer: string | null, 
/**
 * The kind of artifact.
 */
kind: ArtifactKind, 
/**
 * What the model is for: as somebody said, or as its file was read.
 */
task: Task, 
/**
 * Whether it can be deployed without code.
 */
deployable: boolean, 
/**
 * Why it cannot, when it cannot.
 */
undeployable_reason: string | null, 
/**
 * Numbers by name, such as `accuracy`.
 */
metrics: { [key in string]: number }, 
/**
 * Training parameters.
 */
params: { [key in string]: string }, 
/**
 * The run that made it.
 */
run_id: string | null, 
/**
 * All files' bytes.
 */
size_bytes: number, 
/**
 * Of a single file its hash; of a folder the hash of its sorted `digest  path` lines.
 */
digest: Digest, 
/**
 * The stored files.
 */
files: Array<ArtifactFile>, 
/**
 * Where its files lie when they are not copied, and whether they are still what was registered; a list only looks
 * at their length and time.
 */
kept_in_place: KeptInPlace | null, notes?: string, framework_version: string | null, experiment: string | null, created_by: string, parent: string | null, resources: Resources, datasets: Array<Dataset>,

/**
 * Inputs and outputs; empty where the file is not understood.
 */
signature: Signature, 
/**
 * What the signature does not show of the file, in words.
 */
remarks: Array<string>, 
/**
 * The names of the columns of a single matrix input: as somebody said, or from the property or the file's metadata
 * `columns`.
 */
columns: Array<string> | null, 
/**
 * What whole-number classes stand for, in order: as somebody said, or from the property or metadata `class_names`.
 */
class_names: Array<string> | null, 
/**
 * What somebody said instead of the file.
 */
correction: Correction, 
/**
 * Whether a sample input is kept.
 */
has_sample: boolean, 
/**
 * ONNX operator sets, `ai.onnx` to 17.
 */
opsets: { [key in string]: number }, 
/**
 * What the file says of itself.
 */
metadata: { [key in string]: string }, 
/**
 * What scores it, with its version.
 */
engine: string | null, 
/**
 * How each engine did with it; none where none was tried.
 */
engines: EngineChoice | null, 
/**
 * Which engine scores it and why, in one sentence.
 */
engine_summary: string | null, 
/**
 * When it was registered.
 */
created_at: Timestamp, 
/**
 * The endpoints that serve it.
 */
deployed_by: Array<EndpointName>, };
/**
 * No arguments.
 */
export type NoArgs = Record<symbol, never>;
/**
 * What was not registered.
 */
export type NotRegistered = { 
/**
 * The file or folder.
 */
path: string, 
/**
 * Why.
 */
failure: Failure, };
/**
 * A path on this machine.
 */
export type PathArgs = { 
/**
 * A file or a folder.
 */
path: string, };
/**
 * Latency percentiles in milliseconds; none without a call.
 */
export type Percentiles = { 
/**
 * Half of the calls were faster.
 */
p50: number | null, 
/**
 * 95 % of the calls were faster.
 */
p95: number | null, 
/**
 * 99 % of the calls were faster.
 */
p99: number | null, };
/**
 * A rectangle in SVG units.
 */
export type PlotArea = { left: number, top: number, width: number, height: number, };
/**
 * Which port.
 */
export type PortArgs = { 
/**
 * 1 to 65535.
 */
port: number, };
/**
 * What to score with which version.
 */
export type PredictArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, 
/**
 * A V2 request, `{"data": …}`, one of MLflow's forms, rows as lists or as objects.
 */
input: Json, 
/**
 * Rows as CSV with a header line, instead of `input`.
 */
csv?: string, };
/**
 * What a call predicted, small enough to keep for every call.
 */
export type Prediction = { "classes": Array<[string, number]> } | { "value": number };
/**
 * What is wrong with a file.
 */
export type Problem = "missing" | "changed" | "unreadable";
/**
 * Some calls of an endpoint, newest first.
 */
export type RecordPage = { 
/**
 * The calls.
 */
records: Array<StoredRecord>, 
/**
 * What to pass as `before` for older ones; none at the log's end.
 */
next: number | null, };
/**
 * A page of the inference log, newest first.
 */
export type RecordsArgs = { 
/**
 * The endpoint.
 */
endpoint: EndpointName, 
/**
 * How many at most.
 */
limit?: number, 
/**
 * The `next` of the page before.
 */
before?: number, };
/**
 * A model's latest or a certain version.
 */
export type ReferenceArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, };
/**
 * What was not deleted.
 */
export type Refused = { 
/**
 * The model or the version.
 */
reference: ModelRef, 
/**
 * Why.
 */
failure: Failure, };
/**
 * Which key to make anew.
 */
export type RegenerateArgs = { 
/**
 * The endpoint.
 */
name: EndpointName, 
/**
 * Which of its keys.
 */
key: KeyKind, };
/**
 * What to register and what is known of it.
 */
export type RegisterArgs = { 
/**
 * A new name, or a known one for its next version.
 */
name: ModelName, 
/**
 * A file or a folder on this machine.
 */
path: string, 
/**
 * Tags of the version.
 */
tags?: { [key in string]: string }, 
/**
 * Properties, set once.
 */
properties?: { [key in string]: string }, 
/**
 * A sentence or two.
 */
description?: string, 
/**
 * What trained it; read from the file where that tells.
 */
framework?: string, 
/**
 * The run that made it.
 */
run_id?: string, 
/**
 * Numbers by name.
 */
metrics?: { [key in string]: number }, 
/**
 * Training parameters.
 */
params?: { [key in string]: string }, 
/**
 * A JSON file with a request that the model can score.
 */
sample_input?: string, 
/**
 * Keep the files where they lie instead of copying them. Their change or disappearance is noticed and shown.
 */
reference?: boolean, 
/**
 * An id under which progress is told and the work can be cancelled.
 */
job?: string, };
/**
 * Files and folders to register, each as a version of its own.
 */
export type RegisterManyArgs = { 
/**
 * Each as for `model_register`; a sample input, a reference or a job of its own is not asked for here.
 */
items: Array<RegisterArgs>, 
/**
 * An id under which progress is told and the work can be cancelled.
 */
job?: string, };
/**
 * What became of many.
 */
export type RegisteredMany = { 
/**
 * How many are registered.
 */
versions: number, 
/**
 * Those that are not, and why.
 */
refused: Array<NotRegistered>, };
/**
 * What to bring back.
 */
export type RestoreArgs = { 
/**
 * `iris:2` for that version, `iris` for all of the model that are in the trash.
 */
references?: Array<ModelRef>, 
/**
 * All that one deletion put there.
 */
undo?: number, };
/**
 * What came back.
 */
export type Restored = { 
/**
 * How many versions.
 */
versions: number, 
/**
 * All their files' bytes.
 */
size_bytes: number, };
/**
 * Where an endpoint answers.
 */
export type Routes = { 
/**
 * Open Inference Protocol V2 scoring.
 */
v2: string, 
/**
 * Azure ML scoring.
 */
score: string, 
/**
 * MLflow scoring.
 */
invocations: string, 
/**
 * The Swagger document.
 */
swagger: string, };
/**
 * What the rows of a list are.
 */
export type Rows = "models" | "versions";
/**
 * A request that a version can score.
 */
export type Sample = { 
/**
 * A V2 request.
 */
input: Json, 
/**
 * The answer that was kept with it.
 */
output: Json | null, 
/**
 * Whether it was made up from the signature, because no sample is kept.
 */
generated: boolean, };
/**
 * A sample model as the start view shows it.
 */
export type SampleModel = { 
/**
 * The name that it is registered under.
 */
name: ModelName, 
/**
 * A short title.
 */
title: string, 
/**
 * What it predicts, from what data, how well.
 */
description: string, 
/**
 * What it is for.
 */
task: Task, 
/**
 * All its files' bytes.
 */
size_bytes: number, 
/**
 * How many versions it has.
 */
versions: number, 
/**
 * Whether the workspace has a model of this name.
 */
registered: boolean, };
/**
 * Which samples to register.
 */
export type SamplesArgs = { 
/**
 * Their names; none for all.
 */
names: Array<ModelName> | null, };
/**
 * A filter to keep under a name.
 */
export type SaveFilterArgs = { 
/**
 * What it is called.
 */
name: string, 
/**
 * The filter.
 */
filter: string, 
/**
 * The order of its rows.
 */
sort?: string, 
/**
 * How many others stand before it; all without.
 */
at?: number, };
/**
 * A filter that is kept under a name.
 */
export type SavedFilter = { 
/**
 * Its own for good.
 */
id: number, 
/**
 * What it is called; no other is called the same.
 */
name: string, 
/**
 * The filter.
 */
filter: string, 
/**
 * The order of its rows.
 */
sort: string | null, 
/**
 * How many models it finds; none when it cannot be read.
 */
count: number | null, };
/**
 * A saved filter.
 */
export type SavedFilterArgs = { 
/**
 * Which.
 */
id: number, };
/**
 * What to ask of an endpoint.
 */
export type ScoreArgs = { 
/**
 * The endpoint.
 */
name: EndpointName, 
/**
 * As in `predict`.
 */
input: Json, 
/**
 * Rows as CSV with a header line, instead of `input`.
 */
csv?: string, };
/**
 * One line or area of a chart, with the numbers behind it.
 */
export type Series = { 
/**
 * The name in the legend.
 */
name: string, 
/**
 * The colour's role in the look: `healthy`, `unhealthy`, `failed`, `series-1` to `series-8`, `series-rest`.
 */
role: string, 
/**
 * One value a time; none where nothing was called.
 */
values: Array<number | null>, 
/**
 * The value over the whole window for the legend (the mean rate, the percentile, the share).
 */
total: number | null, };
/**
 * All inputs and outputs of a version.
 */
export type Signature = { 
/**
 * What the model takes.
 */
inputs: Array<TensorSpec>, 
/**
 * What the model gives.
 */
outputs: Array<TensorSpec>, };
/**
 * A call as it is kept.
 */
export type StoredRecord = { 
/**
 * Its number in the log; later calls have larger ones.
 */
id: number, 
/**
 * When the call arrived.
 */
at: Timestamp, 
/**
 * The endpoint that was called.
 */
endpoint: EndpointName, 
/**
 * The model behind it.
 */
model: ModelName, 
/**
 * The version that scored.
 */
version: number, 
/**
 * The HTTP status that the caller got.
 */
status: number, 
/**
 * How many rows were sent.
 */
rows: number, 
/**
 * Time spent waiting for a replica, in microseconds.
 */
queue_us: number, 
/**
 * Time spent scoring, in microseconds.
 */
scoring_us: number, 
/**
 * Time from the request's arrival to the answer, in microseconds.
 */
total_us: number, 
/**
 * What was predicted; none for a refused call.
 */
prediction: Prediction | null, 
/**
 * The class's probability or nothing, for a call of one row.
 */
probability: number | null, 
/**
 * What the caller was told, for a refused call.
 */
error: string | null, };
/**
 * One endpoint over one window of time.
 */
export type Summary = { 
/**
 * The window's length in seconds.
 */
window_s: number, 
/**
 * Calls, answered or refused.
 */
requests: number, 
/**
 * Calls refused (status 400 and above).
 */
errors: number, 
/**
 * Rows scored.
 */
rows: number, 
/**
 * Total time of answered calls.
 */
latency_ms: Percentiles, 
/**
 * Rows by predicted class; for numbers `mean`, `min` and `max`.
 */
predictions: Record<string, number>, 
/**
 * Calls that were answered but could not be recorded, since the host started.
 */
dropped: number, };
/**
 * An endpoint over a window of time that ends now.
 */
export type SummaryArgs = { 
/**
 * The endpoint.
 */
endpoint: EndpointName, 
/**
 * The window's length in seconds.
 */
window_s: number, };
/**
 * Tags to set and to remove.
 */
export type TagArgs = { 
/**
 * `iris` for the model's tags, `iris:2` for those of a version.
 */
reference: ModelRef, 
/**
 * Set to these values.
 */
set?: { [key in string]: string }, 
/**
 * Removed if there.
 */
remove?: Array<string>, };
/**
 * What a model is for, as far as its file tells or somebody says.
 *
 * Pictures and text go before what is made of them: a classifier of pictures is an image model.
 */
export type Task = "binary_classification" | "multiclass_classification" | "regression" | "clustering" | "embedding" | "image" | "text" | "forecasting" | "other";
/**
 * One input or output.
 */
export type TensorSpec = { 
/**
 * The name that clients use.
 */
name: string, 
/**
 * The element's type.
 */
datatype: Datatype, 
/**
 * Its dimensions; -1 where any size goes. The first one is the batch.
 */
shape: Array<number>, 
/**
 * What the file calls the open dimensions, such as `batch`; one entry a dimension, none where all are nameless.
 */
dims?: Array<string | null>, 
/**
 * The classes that the columns of a probability output stand for, in column order.
 */
classes?: Array<string>, };
/**
 * A moment, to the millisecond, since the Unix epoch. Written as RFC 3339 in UTC: `2026-11-20T14:05:00.000Z`.
 */
export type Timestamp = string;
/**
 * How long one call took, as the median of several.
 */
export type Timing = { 
/**
 * Rows in the call.
 */
rows: number, 
/**
 * Microseconds for the whole call.
 */
call_us: number, };
/**
 * What a command reads or changes; a window refetches what it shows when a topic that it read has changed.
 */
export type Topic = "models" | "endpoints" | "records" | "workspace" | "filters";
/**
 * Which page of the trash.
 */
export type TrashArgs = { 
/**
 * How many at most.
 */
limit?: number, 
/**
 * The `next` of the page before.
 */
after?: string, };
/**
 * One page of the trash, last deleted first.
 */
export type TrashPage = { 
/**
 * This page's versions.
 */
versions: Array<TrashedVersion>, 
/**
 * What to pass as `after` for the next page.
 */
next: string | null, 
/**
 * How many versions are in the trash in all.
 */
total: number, 
/**
 * What emptying the trash gives back: the bytes of files that no version outside it has.
 */
freed_bytes: number, };
/**
 * A version in the trash.
 */
export type TrashedVersion = { 
/**
 * The model's name.
 */
name: ModelName, 
/**
 * 1, 2, 3…
 */
version: number, 
/**
 * What it is, in a sentence or two.
 */
description: string, 
/**
 * What trained it.
 */
framework: string | null, 
/**
 * All files' bytes, shared ones too.
 */
size_bytes: number, 
/**
 * When it was registered.
 */
created_at: Timestamp, 
/**
 * When it was deleted.
 */
trashed_at: Timestamp, 
/**
 * The deletion that it went with; the same for all that went at once.
 */
undo: number, };
/**
 * Another version for an endpoint.
 */
export type UpdateArgs = { 
/**
 * The endpoint.
 */
name: EndpointName, 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, };
/**
 * What a verification found.
 */
export type Verification = { 
/**
 * How many versions were looked at.
 */
versions: number, 
/**
 * How many files were read, each content once.
 */
files: number, 
/**
 * How many bytes were read.
 */
bytes: number, 
/**
 * What is damaged or missing.
 */
damage: Array<Damage>, };
/**
 * What to verify.
 */
export type VerifyArgs = { 
/**
 * `iris:2` for that version, `iris` for all of the model; none for everything.
 */
reference?: ModelRef, 
/**
 * An id under which progress is told and the work can be stopped.
 */
job?: string, };
/**
 * One page of versions.
 */
export type VersionPage = { 
/**
 * This page's versions.
 */
versions: Array<ModelVersion>, 
/**
 * What to pass as `after` for the next page.
 */
next: string | null, 
/**
 * How many match in all.
 */
total: number, };
/**
 * A workspace as Settings and the status bar show it.
 */
export type WorkspaceInfo = { 
/**
 * The folder.
 */
path: string, 
/**
 * The folder's own name.
 */
name: string, 
/**
 * The program's version.
 */
version: string, 
/**
 * The owning process.
 */
pid: number, 
/**
 * The base address of all endpoints; none when no host answers.
 */
url: string | null, 
/**
 * Why no host answers.
 */
host_problem: string | null, 
/**
 * The port that the workspace asks for.
 */
port: number, 
/**
 * How many models.
 */
models: number, 
/**
 * How many versions.
 */
versions: number, 
/**
 * How many versions are in the trash.
 */
trashed_versions: number, 
/**
 * What emptying the trash gives back, in bytes.
 */
trash_bytes: number, 
/**
 * How many endpoints are in which state.
 */
endpoints: { [key in string]: number }, 
/**
 * The engines on this machine, and why one that could be is not.
 */
engines: Array<EngineStatus>, 
/**
 * The bytes of all stored files.
 */
artifact_bytes: number, 
/**
 * The bytes of the inference log.
 */
log_bytes: number, 
/**
 * Calls a second over the last ten seconds.
 */
requests_per_s: number, };

/** What a task is called for people. */
export const taskTitles: Record<Task, string> = {
  binary_classification: "Binary classification",
  multiclass_classification: "Multiclass classification",
  regression: "Regression",
  clustering: "Clustering",
  embedding: "Embedding",
  image: "Image",
  text: "Text",
  forecasting: "Forecasting",
  other: "Other",
};

/** What an engine is called for people. */
export const engineTitles: Record<EngineName, string> = {
  tract: "tract",
  onnxruntime: "ONNX Runtime",
};

/** Every command with what it takes and gives. */

export type Look = "convolution" | "matrix" | "linear" | "forest" | "loop" | "branch" | "join" | "pick" | "shape" | "encode" | "scale" | "missing" | "activation" | "pool" | "text" | "arithmetic" | "block" | "value";
export type Family = "ml" | "plain" | "other";
export type Kind = "input" | "output" | "outer" | "operator" | "block";
export type Step = { node: number, body: string, };
export type Part = { expanded?: Array<string>, attributes?: boolean, weights?: boolean, names?: boolean, horizontal?: boolean, };
export type Row = { label: string, value: string, };
export type DrawnNode = { id: string, kind: Kind, family: Family, look: Look, title: string, caption: string, name: string, block: string | null, opens: boolean, rows: Array<Row>, x: number, y: number, w: number, h: number, };
export type Label = { text: string, x: number, y: number, w: number, };
export type DrawnEdge = { from: number, to: number, value: string, detail: string, path: string, bounds: [number, number, number, number], label: Label | null, };
export type Frame = { id: string, title: string, x: number, y: number, w: number, h: number, };
export type Drawing = { width: number, height: number, nodes: Array<DrawnNode>, edges: Array<DrawnEdge>, frames: Array<Frame>, };
export type OperatorCount = { op: string, count: number, };
export type Totals = { parameters: number, flops: number, unknown_flops: number, };
export type Cost = { parameters: number, flops: number | null, };
export type BlockState = { id: string, title: string, nodes: number, expanded: boolean, };
export type OpenGraph = { drawing: Drawing, blocks: Array<BlockState>, operators: Array<OperatorCount>, nodes: number, totals: Totals, titles: Array<string>, };
export type Hit = { node: string, block: string | null, title: string, text: string, };
export type Hits = { hits: Array<Hit>, total: number, };
export type Said = { name: string, value: string, values: number | null, };
export type Port = { role: string, name: string, kind: string, weight: number | null, brief: string | null, };
export type NodeDetails = { id: number, op: string, domain: string, opset: number | null, family: Family, name: string, doc: string, block: string | null, attributes: Array<Said>, inputs: Array<Port>, outputs: Array<Port>, cost: Cost, bodies: Array<string>, };
export type BlockDetails = { title: string, nodes: number, operators: Array<OperatorCount>, parameters: number, flops: number | null, };
export type BoxDetails = { "kind": "operator" } & NodeDetails | { "kind": "block" } & BlockDetails;
export type Numbers = { min: number, max: number, mean: number, deviation: number, zeros: number, not_finite: number, histogram: Array<number>, };
export type Weights = { name: string, datatype: string, shape: Array<number>, elements: number, bytes: number, file: string | null, numbers: Numbers | null, first: Array<string>, };
export type Theme = "light" | "dark";
export type PictureFormat = "svg" | "png";
export type Picture = { name: string, bytes: number, path: string | null, content: string | null, };
export type ModelRefX = string;
export type Resources = { cpu: number | null, memory_bytes: number | null };
export type DatasetRole = "training" | "validation" | "inferencing";
export type Dataset = { role: DatasetRole, name: string, size_bytes: number, digest: string };
export type Via = "window" | "terminal" | "api";
export type Subject = "model" | "version" | "alias" | "endpoint";
export type Action = "register" | "tag" | "property" | "alias" | "edit" | "correct" | "assess" | "trash" | "restore" | "delete" | "deploy" | "update" | "regenerate";
export type Activity = { id: number, at: string, actor: string, via: Via | null, subject: Subject, model: string | null, version: number | null, endpoint: string | null, action: Action, key: string | null, before: string | null, after: string | null };
export type ActivityPage = { entries: Array<Activity>, next: number | null, total: number };
export type Undo = { first: number, last: number };
export type Changed = { targets: number, changed: number, undo: Undo | null };
export type Undone = { restored: number, skipped: number, undo: Undo | null };
export type PreviewKind = "text" | "json" | "yaml" | "markdown" | "image" | "binary";
export type FilePreview = { kind: PreviewKind, media_type: string, text: string | null, base64: string | null, size_bytes: number, truncated: boolean };
export type Targets = { references?: Array<string>, filter?: string, rows: "models" | "versions", except?: Array<string> };
export type Served = { endpoint: string, version: number, at: string, until: string | null };
export type EditArgs = { reference: string, description?: string, notes?: string, framework?: string | null, framework_version?: string | null, run_id?: string | null, experiment?: string | null, parent?: string | null, cpu?: number | null, memory_bytes?: number | null, properties?: { [key in string]?: string } };
export interface Commands {
  models_alias: { args: { targets: Targets, set?: string[], remove?: string[] }; out: Changed };
  models_tag: { args: { targets: Targets, set?: { [key in string]?: string }, remove?: string[] }; out: Changed };
  version_edit: { args: EditArgs; out: ModelVersion };
  activity_list: { args: { model?: string, version?: number, endpoint?: string, limit?: number, before?: number }; out: ActivityPage };
  activity_undo: { args: { undo: Undo }; out: Undone };
  version_file: { args: { reference: string, path: string, dataset?: DatasetRole, max_bytes?: number }; out: FilePreview };
  model_export: { args: { reference: string, destination: string, datasets?: boolean, job?: string }; out: { path: string, files: number, bytes: number } };
  model_deployments: { args: { name: string }; out: Served[] };

  graph_open: { args: { reference: string, path?: Array<Step>, part?: Part, job?: string }; out: OpenGraph };
  graph_node: { args: { reference: string, path?: Array<Step>, id: string }; out: BoxDetails };
  graph_search: { args: { reference: string, path?: Array<Step>, text: string }; out: Hits };
  graph_weights: { args: { reference: string, path?: Array<Step>, name: string, node?: number }; out: Weights };
  graph_export: { args: { reference: string, path?: Array<Step>, part?: Part, format: PictureFormat, theme?: Theme, to?: string }; out: Picture };
  workspace_info: { args: NoArgs; out: WorkspaceInfo };
  workspace_set_port: { args: PortArgs; out: WorkspaceInfo };
  limits_show: { args: NoArgs; out: Array<Limit> };
  limits_set: { args: LimitsArgs; out: Array<Limit> };
  samples_list: { args: NoArgs; out: Array<SampleModel> };
  samples_add: { args: SamplesArgs; out: Array<ModelVersion> };
  model_list: { args: ListArgs; out: ModelPage };
  version_list: { args: ListArgs; out: VersionPage };
  model_facets: { args: FacetArgs; out: Array<Facet> };
  filter_complete: { args: CompleteArgs; out: Completion };
  filter_columns: { args: NoArgs; out: Array<Column> };
  filter_list: { args: NoArgs; out: Array<SavedFilter> };
  filter_save: { args: SaveFilterArgs; out: SavedFilter };
  filter_edit: { args: EditFilterArgs; out: SavedFilter };
  filter_delete: { args: SavedFilterArgs; out: SaveFilterArgs };
  model_show: { args: ModelArgs; out: Model };
  version_show: { args: ReferenceArgs; out: ModelVersion };
  model_inspect: { args: PathArgs; out: Inspection };
  model_register: { args: RegisterArgs; out: ModelVersion };
  models_register: { args: RegisterManyArgs; out: RegisteredMany };
  model_suggest_name: { args: PathArgs; out: ModelName | null };
  model_tag: { args: TagArgs; out: { [key in string]: string } };
  model_describe: { args: DescribeArgs; out: null };
  model_correct: { args: CorrectArgs; out: ModelVersion };
  model_assess: { args: ReferenceArgs; out: ModelVersion };
  model_delete: { args: DeleteArgs; out: Deleted };
  model_restore: { args: RestoreArgs; out: Restored };
  trash_list: { args: TrashArgs; out: TrashPage };
  trash_empty: { args: EmptyArgs; out: Emptied };
  model_verify: { args: VerifyArgs; out: Verification };
  garbage_collect: { args: CollectArgs; out: Collected };
  version_sample: { args: ReferenceArgs; out: Sample };
  predict: { args: PredictArgs; out: Json };
  endpoint_list: { args: NoArgs; out: EndpointList };
  endpoint_show: { args: EndpointArgs; out: Endpoint };
  endpoint_deploy: { args: DeployArgs; out: Endpoint };
  endpoint_update: { args: UpdateArgs; out: Endpoint };
  endpoint_keys: { args: EndpointArgs; out: Keys };
  endpoint_regenerate_key: { args: RegenerateArgs; out: Keys };
  endpoint_delete: { args: EndpointArgs; out: null };
  endpoint_score: { args: ScoreArgs; out: Json };
  monitor_summary: { args: SummaryArgs; out: Summary };
  monitor_chart: { args: ChartArgs; out: Chart };
  monitor_records: { args: RecordsArgs; out: RecordPage };
  job_cancel: { args: JobArgs; out: null };
}

/** What each command reads and changes. */
export const topics: Record<keyof Commands, { reads: Topic[]; writes: Topic[] }> = {
  models_alias: { reads: [], writes: ["models"] }, models_tag: { reads: [], writes: ["models"] }, version_edit: { reads: [], writes: ["models"] },
  activity_list: { reads: ["models", "endpoints"], writes: [] }, activity_undo: { reads: [], writes: ["models"] }, version_file: { reads: ["models"], writes: [] },
  model_export: { reads: [], writes: [] }, model_deployments: { reads: ["endpoints"], writes: [] },
  graph_open: { reads: [], writes: [] },
  graph_node: { reads: [], writes: [] },
  graph_search: { reads: [], writes: [] },
  graph_weights: { reads: [], writes: [] },
  graph_export: { reads: [], writes: [] },
  workspace_info: { reads: ["workspace","models","endpoints","records"], writes: [] },
  workspace_set_port: { reads: [], writes: ["workspace","endpoints"] },
  limits_show: { reads: ["workspace"], writes: [] },
  limits_set: { reads: [], writes: ["workspace"] },
  samples_list: { reads: ["models"], writes: [] },
  samples_add: { reads: [], writes: ["models","workspace"] },
  model_list: { reads: ["models","endpoints"], writes: [] },
  version_list: { reads: ["models","endpoints"], writes: [] },
  model_facets: { reads: ["models", "endpoints"], writes: [] },
  filter_complete: { reads: ["models", "endpoints"], writes: [] },
  filter_columns: { reads: ["models"], writes: [] },
  filter_list: { reads: ["filters", "models", "endpoints"], writes: [] },
  filter_save: { reads: [], writes: ["filters"] },
  filter_edit: { reads: [], writes: ["filters"] },
  filter_delete: { reads: [], writes: ["filters"] },
  model_show: { reads: ["models","endpoints"], writes: [] },
  version_show: { reads: ["models","endpoints"], writes: [] },
  model_inspect: { reads: [], writes: [] },
  model_register: { reads: [], writes: ["models","workspace"] },
  models_register: { reads: [], writes: ["models","workspace"] },
  model_suggest_name: { reads: [], writes: [] },
  model_tag: { reads: [], writes: ["models"] },
  model_describe: { reads: [], writes: ["models"] },
  model_correct: { reads: [], writes: ["models","endpoints"] },
  model_assess: { reads: [], writes: ["models","endpoints"] },
  model_delete: { reads: [], writes: ["models","workspace"] },
  model_restore: { reads: [], writes: ["models","workspace"] },
  trash_list: { reads: ["models","workspace"], writes: [] },
  trash_empty: { reads: [], writes: ["models","workspace"] },
  model_verify: { reads: [], writes: ["models"] },
  garbage_collect: { reads: [], writes: ["workspace"] },
  version_sample: { reads: ["models"], writes: [] },
  predict: { reads: [], writes: [] },
  endpoint_list: { reads: ["endpoints","workspace"], writes: [] },
  endpoint_show: { reads: ["endpoints","workspace"], writes: [] },
  endpoint_deploy: { reads: [], writes: ["endpoints","models"] },
  endpoint_update: { reads: [], writes: ["endpoints","models"] },
  endpoint_keys: { reads: ["endpoints"], writes: [] },
  endpoint_regenerate_key: { reads: [], writes: ["endpoints"] },
  endpoint_delete: { reads: [], writes: ["endpoints","models","records"] },
  endpoint_score: { reads: [], writes: [] },
  monitor_summary: { reads: ["records"], writes: [] },
  monitor_chart: { reads: ["records"], writes: [] },
  monitor_records: { reads: ["records"], writes: [] },
  job_cancel: { reads: [], writes: [] },
};
