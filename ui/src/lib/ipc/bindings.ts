// Generated from the command table in Rust by `cargo xtask bindings`. Do not edit.

/**
 * What was done. `key`, `before` and `after` of an [`Activity`] say more of it.
 */
export type Action = "register" | "tag" | "property" | "alias" | "edit" | "correct" | "assess" | "trash" | "restore" | "delete" | "deploy" | "update" | "regenerate";
/**
 * One entry of the log.
 */
export type Activity = { 
/**
 * Its number; later entries have higher ones.
 */
id: number, 
/**
 * When.
 */
at: Timestamp, 
/**
 * Who.
 */
actor: string, 
/**
 * Through what, where that was told.
 */
via: Via | null, 
/**
 * What was changed.
 */
subject: Subject, 
/**
 * The model, where one is concerned.
 */
model: ModelName | null, 
/**
 * Its version, where one is concerned.
 */
version: number | null, 
/**
 * The endpoint, where one is concerned.
 */
endpoint: EndpointName | null, 
/**
 * What was done.
 */
action: Action, 
/**
 * Which tag, property, alias or field.
 */
key: string | null, 
/**
 * From what; none where there was nothing.
 */
before: string | null, 
/**
 * To what; none where nothing is left.
 */
after: string | null, };
/**
 * Which entries of the log; all of them where nothing is named.
 */
export type ActivityArgs = { 
/**
 * Of this model, its versions, their aliases, and the endpoints that served them.
 */
model?: ModelName, 
/**
 * Of this version of the model only.
 */
version?: number, 
/**
 * Of this endpoint.
 */
endpoint?: EndpointName, 
/**
 * How many at most.
 */
limit?: number, 
/**
 * The `next` of the page before.
 */
before?: number, };
/**
 * One page of the log, newest first.
 */
export type ActivityPage = { 
/**
 * This page's entries.
 */
entries: Array<Activity>, 
/**
 * What to pass as `before` for the next page.
 */
next: number | null, 
/**
 * How many there are in all.
 */
total: number, };
/**
 * A movable pointer to a version, such as `champion`: 1 to 64 letters and digits of any script, `-`, `_` and `.`,
 * from a letter on, in Unicode's NFC. What would read as a version (`latest`, `v2`) is none.
 */
export type Alias = string;
/**
 * An alias and where.
 */
export type AliasArgs = { 
/**
 * `iris:2`, or `iris` for the latest; to remove it, `iris` for wherever it stands.
 */
reference: ModelRef, 
/**
 * Such as `champion`.
 */
alias: Alias, };
/**
 * Aliases for many.
 */
export type AliasManyArgs = { 
/**
 * Whose; a model stands for its latest version.
 */
targets: Targets, 
/**
 * Put on them.
 */
set?: Array<Alias>, 
/**
 * Taken away from them if there.
 */
remove?: Array<Alias>, };
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
export type ArtifactKind = "onnx" | "mlflow" | "hugging_face" | "triton" | "pickle" | "joblib" | "safetensors" | "pytorch" | "torchscript" | "keras" | "saved_model" | "gguf" | "pmml" | "coreml" | "tflite" | "xgboost" | "lightgbm" | "catboost" | "other";
/**
 * A block.
 */
export type BlockDetails = { 
/**
 * What it is called.
 */
title: string, 
/**
 * How many operators it has.
 */
nodes: number, 
/**
 * Which, with their number.
 */
operators: Array<OperatorCount>, 
/**
 * Learned numbers in it.
 */
parameters: number, 
/**
 * Floating-point operations for one row; none where one of its operators has no figure.
 */
flops: number | null, };
/**
 * A part that repeats.
 */
export type BlockState = { 
/**
 * Its id in the drawing.
 */
id: string, 
/**
 * What it is called.
 */
title: string, 
/**
 * How many operators it has.
 */
nodes: number, 
/**
 * Whether it is drawn with all it holds.
 */
expanded: boolean, };
/**
 * What is known of a box.
 */
export type BoxDetails = { "kind": "operator" } & NodeDetails | { "kind": "block" } & BlockDetails;
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
 * What a change of many did.
 */
export type Changed = { 
/**
 * How many models or versions were meant.
 */
targets: number, 
/**
 * How many of their facts are not what they were.
 */
changed: number, 
/**
 * How to take it back; none where nothing was changed.
 */
undo: Undo | null, };
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
 * What one operator keeps and costs.
 */
export type Cost = { 
/**
 * Learned numbers that it takes.
 */
parameters: number, 
/**
 * Floating-point operations for one row; none where that is not known.
 */
flops: number | null, };
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
 * One kept file of data.
 */
export type Dataset = { 
/**
 * What it was to the version.
 */
role: DatasetRole, 
/**
 * The file's name.
 */
name: string, 
/**
 * Its length in bytes.
 */
size_bytes: number, 
/**
 * Its content's hash.
 */
digest: Digest, };
/**
 * A file of data to keep with a version.
 */
export type DatasetFile = { 
/**
 * What it is to the version.
 */
role: DatasetRole, 
/**
 * A file on this machine; of a folder, each file.
 */
path: string, };
/**
 * What data was to a version.
 */
export type DatasetRole = "training" | "validation" | "inferencing";
/**
 * An element's type, under its Open Inference Protocol name.
 */
export type Datatype = "BOOL" | "UINT8" | "UINT16" | "UINT32" | "UINT64" | "INT8" | "INT16" | "INT32" | "INT64" | "FP16" | "BF16" | "FP32" | "FP64" | "BYTES";
/**
 * What to delete.
 */
export type DeleteArgs = { 
/**
 * Which; a model goes with all its versions.
 */
targets: Targets, 
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
 * `iris`, `iris:2` or `iris@champion`.
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
 * Boxes and lines with their places, px at full size, from the left upper corner.
 */
export type Drawing = { 
/**
 * How wide it is.
 */
width: number, 
/**
 * How high it is.
 */
height: number, 
/**
 * The boxes, in the file's order.
 */
nodes: Array<DrawnNode>, 
/**
 * The lines.
 */
edges: Array<DrawnEdge>, 
/**
 * Around blocks that are shown with all they hold, where nothing else stands between.
 */
frames: Array<Frame>, };
/**
 * One line from box to box.
 */
export type DrawnEdge = { 
/**
 * The box that it leaves, by its place in the list.
 */
from: number, 
/**
 * The box that it reaches.
 */
to: number, 
/**
 * The values that run along it.
 */
value: string, 
/**
 * Type and shape, as far as they are known.
 */
detail: string, 
/**
 * Its way, as SVG writes one.
 */
path: string, 
/**
 * Left, upper, right and lower edge.
 */
bounds: [number, number, number, number], 
/**
 * What is written on it.
 */
label: Label | null, };
/**
 * One box.
 */
export type DrawnNode = { 
/**
 * `n12` for the operator of id 12, `i3` and `o4` for the values 3 and 4, `v5` for one from outside, `b:…` for a block.
 */
id: string, 
/**
 * What it stands for.
 */
kind: Kind, 
/**
 * Whose operator it is.
 */
family: Family, 
/**
 * Its sign.
 */
look: Look, 
/**
 * The operator, the value's name, or the block's.
 */
title: string, 
/**
 * The line under it; may be empty.
 */
caption: string, 
/**
 * The exporter's name of an operator; may be empty.
 */
name: string, 
/**
 * The block that it belongs to.
 */
block: string | null, 
/**
 * Whether it holds graphs of its own.
 */
opens: boolean, 
/**
 * Further lines.
 */
rows: Array<Row>, 
/**
 * Left edge.
 */
x: number, 
/**
 * Upper edge.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, };
/**
 * New values. What is left out stays as it is; null clears.
 */
export type EditArgs = { 
/**
 * `iris:2`, `iris@champion`, or `iris` for the latest.
 */
reference: ModelRef, 
/**
 * A sentence or two.
 */
description?: string, 
/**
 * Markdown.
 */
notes?: string, 
/**
 * What trained it.
 */
framework?: string | null, 
/**
 * The framework's version.
 */
framework_version?: string | null, 
/**
 * The run that made it.
 */
run_id?: string | null, 
/**
 * The experiment that the run belongs to.
 */
experiment?: string | null, 
/**
 * The version that it was made from.
 */
parent?: ModelRef | null, 
/**
 * Processors that serving it needs.
 */
cpu?: number | null, 
/**
 * Bytes of memory that serving it needs.
 */
memory_bytes?: number | null, 
/**
 * Properties to set, which then stay for good.
 */
properties?: { [key in string]: string }, };
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
 * An experiment.
 */
export type Experiment = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * How many runs that are not deleted.
 */
runs: number, };
/**
 * What to export, and where to.
 */
export type ExportArgs = { 
/**
 * `iris:2`, `iris@champion`, or `iris` for the latest.
 */
reference: ModelRef, 
/**
 * Where it shall stand: for a single file its new path, or a folder that is there already; for several files a
 * folder that is not there yet, or empty.
 */
destination: string, 
/**
 * Whether the data sets come along, under `datasets/ROLE/` of a folder.
 */
datasets?: boolean, 
/**
 * An id under which progress is told and the work can be cancelled.
 */
job?: string, };
/**
 * Many versions to export.
 */
export type ExportManyArgs = { 
/**
 * Which; a model stands for its latest version.
 */
targets: Targets, 
/**
 * A folder that is not there yet, or empty; each version comes to stand in `NAME/VERSION` of it.
 */
destination: string, 
/**
 * Whether the data sets come along.
 */
datasets?: boolean, 
/**
 * An id under which progress is told and the work can be cancelled.
 */
job?: string, };
/**
 * What was written.
 */
export type Exported = { 
/**
 * The file, or the folder of the files.
 */
path: string, 
/**
 * How many files.
 */
files: number, 
/**
 * Their bytes.
 */
bytes: number, };
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
 * Whose operator it is.
 */
export type Family = "ml" | "plain" | "other";
/**
 * Which file, and how much of it.
 */
export type FileArgs = { 
/**
 * `iris:2`, `iris@champion`, or `iris` for the latest.
 */
reference: ModelRef, 
/**
 * Its path in the version, or the name of a data set.
 */
path: string, 
/**
 * The data set's role; none for a file of the version itself.
 */
dataset?: DatasetRole, 
/**
 * At most how many bytes of a text; 64 KiB without, 4 MiB at most.
 */
max_bytes?: number, };
/**
 * The beginning of a file.
 */
export type FilePreview = { 
/**
 * What it holds, told by its bytes; of the forms of text that only people tell apart, by its name.
 */
kind: PreviewKind, 
/**
 * Its media type: `image/png`.
 */
media_type: string, 
/**
 * Its beginning, where it is text.
 */
text: string | null, 
/**
 * All of it in base64, where it is a picture of at most 4 MiB.
 */
base64: string | null, 
/**
 * The whole file's length in bytes.
 */
size_bytes: number, 
/**
 * Whether there is more than this.
 */
truncated: boolean, };
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
 * A frame around a block.
 */
export type Frame = { 
/**
 * The block.
 */
id: string, 
/**
 * Its title.
 */
title: string, 
/**
 * Left edge.
 */
x: number, 
/**
 * Upper edge.
 */
y: number, 
/**
 * Width.
 */
w: number, 
/**
 * Height.
 */
h: number, };
/**
 * Which part of which version's graph, and how to draw it.
 */
export type GraphArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, 
/**
 * The way to a graph inside others; empty for the outermost.
 */
path?: Array<Step>, 
/**
 * What to draw, and how.
 */
part?: Part, 
/**
 * An id under which it can be cancelled.
 */
job?: string, };
/**
 * Something that was found.
 */
export type Hit = { 
/**
 * Its box, by the id of [`DrawnNode`](crate::DrawnNode).
 */
node: string, 
/**
 * The block that hides it where it is shown as one box.
 */
block: string | null, 
/**
 * What its box is titled.
 */
title: string, 
/**
 * The name that matched, where that is not the title.
 */
text: string, };
/**
 * What was found, in the file's order.
 */
export type Hits = { 
/**
 * The first of them.
 */
hits: Array<Hit>, 
/**
 * How many there are in all.
 */
total: number, };
/**
 * A folder to take in.
 */
export type ImportArgs = { 
/**
 * A folder on this machine: of files and model folders, or a Triton repository; or one file.
 */
path: string, 
/**
 * Keep the files where they lie instead of copying them.
 */
reference?: boolean, 
/**
 * An id under which progress is told and the work can be cancelled.
 */
job?: string, 
/**
 * How models are named; by their file's name when left out.
 */
name?: NameRule, 
/**
 * Tags of every version; a value may use `{stem}` and `{parent}`.
 */
tags?: { [key in string]: string }, };
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
 * The version of that, where the file tells.
 */
framework_version: string | null, 
/**
 * A text in Markdown about the model that lies with it, such as a model card.
 */
notes: string | null, 
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
 * What is counted.
 */
unit: JobUnit, 
/**
 * Bytes, or whatever else is counted, done.
 */
done_bytes: number, 
/**
 * All of them; 0 while unknown.
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
 * What the progress of a job is counted in.
 */
export type JobUnit = "bytes" | "files";
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
 * What a box stands for.
 */
export type Kind = "input" | "output" | "outer" | "operator" | "block";
/**
 * Words on a line.
 */
export type Label = { 
/**
 * The words.
 */
text: string, 
/**
 * Their middle.
 */
x: number, 
/**
 * Their middle.
 */
y: number, 
/**
 * Their width.
 */
w: number, };
/**
 * Why something is left out of what is registered.
 */
export type LeftOut = "known" | "no_model" | "stopped" | "failed";
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
export type LimitName = "file_bytes" | "nodes" | "constants" | "initializer_bytes" | "tensor_elements" | "depth" | "trial_memory_bytes" | "trial_seconds" | "download_bytes";
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
 * A model that a run logged.
 */
export type LoggedModel = { 
/**
 * Its name, which is often only `model`.
 */
name: string, 
/**
 * Where it was put, as MLflow wrote it.
 */
source: string, 
/**
 * Its folder on this machine; none where it is not found.
 */
folder: string | null, };
/**
 * What kind of work a box does, for its sign.
 */
export type Look = "convolution" | "matrix" | "linear" | "forest" | "loop" | "branch" | "join" | "pick" | "shape" | "encode" | "scale" | "missing" | "activation" | "pool" | "text" | "arithmetic" | "block" | "value";
/**
 * A version's value of a metric.
 */
export type MetricPoint = { 
/**
 * The version's number.
 */
version: number, 
/**
 * The metric's value.
 */
value: number, };
/**
 * A metric over the versions of a model.
 */
export type MetricSeries = { 
/**
 * The metric's name.
 */
metric: string, 
/**
 * Its values, oldest version first.
 */
points: Array<MetricPoint>, };
/**
 * What to take in of a study; everything that is registered there, when nothing is named.
 */
export type MlflowImportArgs = { 
/**
 * The folder of the study.
 */
path: string, 
/**
 * Registered models, with all their versions.
 */
models?: Array<string>, 
/**
 * What models are called here, by their names in the study, where that is something else.
 */
names?: { [key in string]: ModelName }, 
/**
 * Models that runs logged without registering them.
 */
runs?: Array<RunModel>, 
/**
 * Tags of every version, beside its own.
 */
tags?: { [key in string]: string }, 
/**
 * An id under which progress is told and the work can be cancelled.
 */
job?: string, };
/**
 * What was taken in.
 */
export type MlflowImported = { 
/**
 * The new versions.
 */
versions: Array<ModelVersion>, 
/**
 * What was not taken in, and why.
 */
skipped: Array<Skipped>, };
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
 * Other models whose names differ from this one's in upper and lower case only.
 */
look_alikes: Array<ModelName>, 
/**
 * All versions, newest first.
 */
versions: Array<ModelVersion>, };
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
 * `NAME` (the model, or its latest version), `NAME:VERSION` or `NAME@ALIAS`.
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
versions: number, 
/**
 * The metric that tells most of the newest version, over the last versions that have it.
 */
series: MetricSeries | null, };
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
aliases: Array<Alias>, 
/**
 * What it is, in a sentence or two.
 */
description: string, 
/**
 * Notes in Markdown; left out of lists, where they would outweigh everything else.
 */
notes?: string, 
/**
 * What trained it: `sklearn`, `xgboost`.
 */
framework: string | null, 
/**
 * The framework's version: `1.9.1`.
 */
framework_version: string | null, 
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
 * The experiment that the run belongs to.
 */
experiment: string | null, 
/**
 * Who registered it.
 */
created_by: string, 
/**
 * The version that it was made from, whether or not that is still there.
 */
parent: ModelRef | null, 
/**
 * What serving it needs.
 */
resources: Resources, 
/**
 * What it was trained, checked or used with, by role and then by name.
 */
datasets: Array<Dataset>, 
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
kept_in_place: KeptInPlace | null, 
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
 * How a file's name makes a model's: any text with `{stem}` (the file's name without its end) and `{parent}` (the name of
 * the folder that it lies in).
 */
export type NameRule = string;
/**
 * No arguments.
 */
export type NoArgs = Record<symbol, never>;
/**
 * One box of a graph.
 */
export type NodeArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, 
/**
 * The way to its graph.
 */
path?: Array<Step>, 
/**
 * Its id in the drawing: of an operator or a block.
 */
id: string, };
/**
 * An operator.
 */
export type NodeDetails = { 
/**
 * Its id in its graph.
 */
id: number, 
/**
 * What it does.
 */
op: string, 
/**
 * Whose operator it is.
 */
domain: string, 
/**
 * The version of that operator set; none where the file does not say.
 */
opset: number | null, 
/**
 * Whose operator it is, in short.
 */
family: Family, 
/**
 * The exporter's name for it; may be empty.
 */
name: string, 
/**
 * The exporter's words on it; may be empty.
 */
doc: string, 
/**
 * The block that it belongs to.
 */
block: string | null, 
/**
 * Its settings.
 */
attributes: Array<Said>, 
/**
 * What it takes.
 */
inputs: Array<Port>, 
/**
 * What it gives.
 */
outputs: Array<Port>, 
/**
 * What it keeps and costs.
 */
cost: Cost, 
/**
 * The graphs inside it, by name.
 */
bodies: Array<string>, };
/**
 * What was not registered.
 */
export type NotRegistered = { 
/**
 * The file or folder.
 */
path: string, 
/**
 * What kind of reason that has.
 */
left_out: LeftOut, 
/**
 * Why.
 */
failure: Failure, };
/**
 * What many numbers are like. Those that are not finite are counted and left out of everything else.
 */
export type Numbers = { 
/**
 * The smallest.
 */
min: number, 
/**
 * The largest.
 */
max: number, 
/**
 * The mean.
 */
mean: number, 
/**
 * The standard deviation.
 */
deviation: number, 
/**
 * How many are 0.
 */
zeros: number, 
/**
 * How many are NaN or infinite.
 */
not_finite: number, 
/**
 * How many lie in each of equally wide bins from `min` to `max`.
 */
histogram: Array<number>, };
/**
 * A graph that is laid out, and what is known of it as a whole.
 */
export type OpenGraph = { 
/**
 * Boxes and lines.
 */
drawing: Drawing, 
/**
 * The parts that repeat.
 */
blocks: Array<BlockState>, 
/**
 * Its operators by name, most first.
 */
operators: Array<OperatorCount>, 
/**
 * How many operators it has.
 */
nodes: number, 
/**
 * What the whole model keeps and costs.
 */
totals: Totals, 
/**
 * What the graphs on the way to this one are called.
 */
titles: Array<string>, };
/**
 * How many operators of a name a graph has.
 */
export type OperatorCount = { 
/**
 * Its name.
 */
op: string, 
/**
 * How many.
 */
count: number, };
/**
 * What to draw, and how.
 */
export type Part = { 
/**
 * Blocks that are shown with all they hold; none for all of a small graph and none of a big one.
 */
expanded?: Array<string>, 
/**
 * Whether boxes list their attributes.
 */
attributes?: boolean, 
/**
 * Whether boxes list their weights.
 */
weights?: boolean, 
/**
 * Whether boxes show the exporter's names for them.
 */
names?: boolean, 
/**
 * From left to right instead of from top to bottom.
 */
horizontal?: boolean, };
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
 * A picture that was drawn.
 */
export type Picture = { 
/**
 * A name for it: `iris-v2-graph.svg`.
 */
name: string, 
/**
 * Bytes.
 */
bytes: number, 
/**
 * The file that it was written to.
 */
path: string | null, 
/**
 * The picture in base64, where it was not written.
 */
content: string | null, };
/**
 * What to draw, and where to.
 */
export type PictureArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, 
/**
 * The way to a graph inside others.
 */
path?: Array<Step>, 
/**
 * What to draw, and how.
 */
part?: Part, 
/**
 * What kind of picture.
 */
format: PictureFormat, 
/**
 * Dark on light unless told otherwise.
 */
theme?: Theme, 
/**
 * The file to write; none for the picture itself.
 */
to?: string, };
/**
 * What kind of picture.
 */
export type PictureFormat = "svg" | "png";
/**
 * A rectangle in SVG units.
 */
export type PlotArea = { left: number, top: number, width: number, height: number, };
/**
 * Something that an operator takes or gives.
 */
export type Port = { 
/**
 * What the operator calls it, or its number.
 */
role: string, 
/**
 * The tensor's name.
 */
name: string, 
/**
 * Its type and shape, as far as they are known.
 */
kind: string, 
/**
 * Elements, where it is kept in the file.
 */
weight: number | null, 
/**
 * Its values, where they are few.
 */
brief: string | null, };
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
 * `iris`, `iris:2` or `iris@champion`.
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
 * What a file holds.
 */
export type PreviewKind = "text" | "json" | "yaml" | "markdown" | "image" | "binary";
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
 * `iris`, `iris:2` or `iris@champion`.
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
 * A file or a folder on this machine, or the http or https address of a file.
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
 * The framework's version.
 */
framework_version?: string, 
/**
 * Notes in Markdown.
 */
notes?: string, 
/**
 * The run that made it.
 */
run_id?: string, 
/**
 * The experiment that the run belongs to.
 */
experiment?: string, 
/**
 * Who made it; the user of this machine without.
 */
created_by?: string, 
/**
 * A version that it was made from.
 */
parent?: ModelRef, 
/**
 * What serving it needs.
 */
resources?: Resources, 
/**
 * Files of data that it was trained, checked or used with.
 */
datasets?: Array<DatasetFile>, 
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
 * Refuse what is no model that is known here.
 */
models_only?: boolean, 
/**
 * Refuse bytes that are registered already, under whatever name.
 */
unless_known?: boolean, 
/**
 * The SHA-256 that a file from an address must have.
 */
sha256?: string, 
/**
 * Whether an address may lie in this machine's own network.
 */
allow_private?: boolean, 
/**
 * An id under which progress is told and the work can be cancelled.
 */
job?: string, };
/**
 * Files and folders to register, each as a version of its own.
 */
export type RegisterManyArgs = { 
/**
 * Each as for `model_register`, but files and folders alone; none has a job of its own.
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
 * What serving a version needs; none where nobody said.
 */
export type Resources = { 
/**
 * Processors, in parts of one: `0.5`.
 */
cpu: number | null, 
/**
 * Memory in bytes.
 */
memory_bytes: number | null, };
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
 * One line of a box.
 */
export type Row = { 
/**
 * The attribute, or the input.
 */
label: string, 
/**
 * What it is.
 */
value: string, };
/**
 * What the rows of a list are.
 */
export type Rows = "models" | "versions";
/**
 * One run.
 */
export type Run = { 
/**
 * Its id.
 */
id: string, 
/**
 * Its name.
 */
name: string, 
/**
 * The experiment's name.
 */
experiment: string, 
/**
 * Who ran it.
 */
user: string, 
/**
 * Such as `FINISHED`.
 */
status: string, 
/**
 * When it began.
 */
started_at: Timestamp | null, 
/**
 * The latest value of each metric that is a number.
 */
metrics: { [key in string]: number }, 
/**
 * Its parameters.
 */
params: { [key in string]: string }, 
/**
 * Its tags, those of MLflow itself left out.
 */
tags: { [key in string]: string }, 
/**
 * The models that it logged.
 */
models: Array<LoggedModel>, };
/**
 * A model that a run logged.
 */
export type RunModel = { 
/**
 * The run's id.
 */
run: string, 
/**
 * Which of its models; the only one when left out.
 */
model?: string, 
/**
 * The name that it gets here.
 */
name: ModelName, };
/**
 * Some runs of an experiment, newest first.
 */
export type RunPage = { 
/**
 * The runs.
 */
runs: Array<Run>, 
/**
 * What to pass as `after` for the next page.
 */
next: string | null, };
/**
 * Runs of an experiment.
 */
export type RunsArgs = { 
/**
 * The folder of the study.
 */
path: string, 
/**
 * The experiment's id.
 */
experiment: string, 
/**
 * The `next` of the page before.
 */
after?: string, };
/**
 * A setting in words.
 */
export type Said = { 
/**
 * Its name.
 */
name: string, 
/**
 * What it is set to; a long list by its beginning.
 */
value: string, 
/**
 * How many values it has, where it is a list or a tensor that can be looked at.
 */
values: number | null, };
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
 * What to look for in a graph.
 */
export type SearchArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, 
/**
 * The way to the graph.
 */
path?: Array<Step>, 
/**
 * Words of an operator's, a node's or a tensor's name.
 */
text: string, };
/**
 * Whose name is looked for, in which list.
 */
export type SeekArgs = { 
/**
 * The list's filter.
 */
filter?: string, 
/**
 * The list's order, as for the list itself.
 */
sort?: string, 
/**
 * The list's rows: models unless told otherwise.
 */
rows?: Rows, 
/**
 * The place from which on is looked; what stands before it comes last.
 */
at?: number, 
/**
 * How the name begins, in any case.
 */
begins: string, };
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
 * One stay of a version behind an endpoint.
 */
export type Served = { 
/**
 * The endpoint, which may be gone.
 */
endpoint: EndpointName, 
/**
 * The version.
 */
version: number, 
/**
 * Since when.
 */
at: Timestamp, 
/**
 * Until when; none while it is served.
 */
until: Timestamp | null, };
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
 * Something that was not taken in.
 */
export type Skipped = { 
/**
 * What it is, such as `iris version 3`.
 */
what: string, 
/**
 * What kind of reason that has.
 */
left_out: LeftOut, 
/**
 * Why.
 */
failure: Failure, };
/**
 * One step inwards.
 */
export type Step = { 
/**
 * The operator's id.
 */
node: number, 
/**
 * Which of its graphs: an attribute's name, or `function`.
 */
body: string, };
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
 * What a folder holds, without its runs.
 */
export type Study = { 
/**
 * The folder.
 */
path: string, 
/**
 * What is kept there: `files` or `database`.
 */
store: string, 
/**
 * All experiments that are not deleted.
 */
experiments: Array<Experiment>, 
/**
 * All registered models.
 */
models: Array<StudyModel>, };
/**
 * A registered model.
 */
export type StudyModel = { 
/**
 * Its name there.
 */
name: string, 
/**
 * What it is.
 */
description: string, 
/**
 * Its tags.
 */
tags: { [key in string]: string }, 
/**
 * Its versions, oldest first.
 */
versions: Array<StudyVersion>, };
/**
 * A version of a registered model.
 */
export type StudyVersion = { 
/**
 * Its number there.
 */
version: number, 
/**
 * What it is.
 */
description: string, 
/**
 * Its tags.
 */
tags: { [key in string]: string }, 
/**
 * Its aliases.
 */
aliases: Array<string>, 
/**
 * Where it was put, as MLflow wrote it.
 */
source: string, 
/**
 * Its folder on this machine; none where it is not found.
 */
folder: string | null, 
/**
 * When it was registered there.
 */
created_at: Timestamp | null, 
/**
 * The run that made it.
 */
run: Run | null, };
/**
 * What was changed.
 */
export type Subject = "model" | "version" | "alias" | "endpoint";
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
 * Tags for many.
 */
export type TagManyArgs = { 
/**
 * Whose.
 */
targets: Targets, 
/**
 * Set to these values.
 */
set?: { [key in string]: string }, 
/**
 * Removed if there.
 */
remove?: Array<string>, };
/**
 * Which models and versions: `references`, or all that match `filter`.
 */
export type Targets = { 
/**
 * A name alone is the model; `iris:2` or `iris@champion` is that version.
 */
references?: Array<ModelRef>, 
/**
 * All that match this filter, which may be empty.
 */
filter?: string, 
/**
 * Whether the filter's rows are models or versions.
 */
rows?: Rows, 
/**
 * Not these of the filter's rows.
 */
except?: Array<ModelRef>, };
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
 * Dark on light, or light on dark.
 */
export type Theme = "light" | "dark";
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
export type Topic = "models" | "endpoints" | "records" | "workspace" | "filters" | "watched";
/**
 * What all operators of a model keep and cost.
 */
export type Totals = { 
/**
 * Learned numbers; one that several operators take counts once.
 */
parameters: number, 
/**
 * Floating-point operations for one row, of those operators whose cost is known.
 */
flops: number, 
/**
 * Operators whose cost is not known.
 */
unknown_flops: number, };
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
 * What can be taken back: the entries of one change.
 */
export type Undo = { 
/**
 * The first entry's number.
 */
first: number, 
/**
 * The last entry's number.
 */
last: number, };
/**
 * What to take back.
 */
export type UndoArgs = { 
/**
 * The `undo` of the change's answer.
 */
undo: Undo, };
/**
 * What was taken back.
 */
export type Undone = { 
/**
 * How many facts are as they were before.
 */
restored: number, 
/**
 * How many are not: they were changed again since, or what they belong to is gone.
 */
skipped: number, 
/**
 * How to take the taking back back.
 */
undo: Undo | null, };
/**
 * A folder that is watched.
 */
export type UnwatchArgs = { 
/**
 * Its path.
 */
path: string, };
/**
 * Another version for an endpoint.
 */
export type UpdateArgs = { 
/**
 * The endpoint.
 */
name: EndpointName, 
/**
 * `iris`, `iris:2` or `iris@champion`.
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
 * Through what somebody acts.
 */
export type Via = "window" | "terminal" | "api";
/**
 * A folder to watch.
 */
export type WatchArgs = { 
/**
 * A folder on this machine.
 */
path: string, 
/**
 * Look again and again instead of being told of changes, as network shares need it.
 */
polling?: boolean, 
/**
 * How models are named; by their file's name when left out.
 */
name?: NameRule, 
/**
 * Tags of every version; a value may use `{stem}` and `{parent}`.
 */
tags?: { [key in string]: string }, };
/**
 * A file that could not be registered.
 */
export type WatchFailure = { 
/**
 * Below the folder.
 */
path: string, 
/**
 * Why.
 */
message: string, };
/**
 * All watched folders.
 */
export type WatchList = { 
/**
 * By their paths.
 */
folders: Array<WatchedFolder>, };
/**
 * How a watched folder goes.
 */
export type WatchState = "off" | "watching" | "polling" | "missing";
/**
 * A watched folder as it is shown.
 */
export type WatchedFolder = { 
/**
 * Where it is, or was last.
 */
path: string, 
/**
 * How its models are named.
 */
name: string, 
/**
 * Tags of every version.
 */
tags: { [key in string]: string }, 
/**
 * How it goes.
 */
state: WatchState, 
/**
 * What is wrong, when something is.
 */
problem: string | null, 
/**
 * Versions that were registered from it.
 */
registered: number, 
/**
 * Files whose bytes were registered already.
 */
known: number, 
/**
 * Files that are no models.
 */
ignored: number, 
/**
 * Files that are not whole, or not writable, or otherwise refused.
 */
failed: number, 
/**
 * Files that are still being written, or wait for their turn.
 */
waiting: number, 
/**
 * The job under which work in progress is told and can be stopped.
 */
job: string, 
/**
 * Why files failed, some of them.
 */
failures: Array<WatchFailure>, 
/**
 * When it was added.
 */
created_at: Timestamp, };
/**
 * What there is to know of a tensor's values.
 */
export type Weights = { 
/**
 * Its name; that of the attribute where it is one.
 */
name: string, 
/**
 * The element's type.
 */
datatype: string, 
/**
 * Its dimensions.
 */
shape: Array<number>, 
/**
 * Elements.
 */
elements: number, 
/**
 * Bytes as they are kept.
 */
bytes: number, 
/**
 * The file that holds them, where it is not the model's own.
 */
file: string | null, 
/**
 * What the numbers are like; none for texts and for types that this program does not read.
 */
numbers: Numbers | null, 
/**
 * The first elements as text.
 */
first: Array<string>, };
/**
 * A tensor that is kept in the file.
 */
export type WeightsArgs = { 
/**
 * `iris` or `iris:2`.
 */
reference: ModelRef, 
/**
 * The way to its graph.
 */
path?: Array<Step>, 
/**
 * Its name; with `node`, that of the node's attribute.
 */
name: string, 
/**
 * The id of the node whose attribute it is.
 */
node?: number, };
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
export interface Commands {
  workspace_info: { args: NoArgs; out: WorkspaceInfo };
  workspace_set_port: { args: PortArgs; out: WorkspaceInfo };
  limits_show: { args: NoArgs; out: Array<Limit> };
  limits_set: { args: LimitsArgs; out: Array<Limit> };
  samples_list: { args: NoArgs; out: Array<SampleModel> };
  samples_add: { args: SamplesArgs; out: Array<ModelVersion> };
  model_list: { args: ListArgs; out: ModelPage };
  version_list: { args: ListArgs; out: VersionPage };
  list_seek: { args: SeekArgs; out: number | null };
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
  import_folder: { args: ImportArgs; out: RegisteredMany };
  mlflow_open: { args: PathArgs; out: Study };
  mlflow_runs: { args: RunsArgs; out: RunPage };
  mlflow_import: { args: MlflowImportArgs; out: MlflowImported };
  watch_list: { args: NoArgs; out: WatchList };
  watch_add: { args: WatchArgs; out: WatchedFolder };
  watch_remove: { args: UnwatchArgs; out: null };
  model_suggest_name: { args: PathArgs; out: ModelName | null };
  model_tag: { args: TagArgs; out: { [key in string]: string } };
  models_tag: { args: TagManyArgs; out: Changed };
  model_alias: { args: AliasArgs; out: Array<Alias> };
  model_unalias: { args: AliasArgs; out: null };
  models_alias: { args: AliasManyArgs; out: Changed };
  version_edit: { args: EditArgs; out: ModelVersion };
  activity_list: { args: ActivityArgs; out: ActivityPage };
  activity_undo: { args: UndoArgs; out: Undone };
  model_deployments: { args: ModelArgs; out: Array<Served> };
  version_file: { args: FileArgs; out: FilePreview };
  model_export: { args: ExportArgs; out: Exported };
  models_export: { args: ExportManyArgs; out: Exported };
  model_describe: { args: DescribeArgs; out: null };
  model_correct: { args: CorrectArgs; out: ModelVersion };
  model_assess: { args: ReferenceArgs; out: ModelVersion };
  model_delete: { args: DeleteArgs; out: Deleted };
  model_restore: { args: RestoreArgs; out: Restored };
  trash_list: { args: TrashArgs; out: TrashPage };
  trash_empty: { args: EmptyArgs; out: Emptied };
  model_verify: { args: VerifyArgs; out: Verification };
  garbage_collect: { args: CollectArgs; out: Collected };
  graph_open: { args: GraphArgs; out: OpenGraph };
  graph_node: { args: NodeArgs; out: BoxDetails };
  graph_search: { args: SearchArgs; out: Hits };
  graph_weights: { args: WeightsArgs; out: Weights };
  graph_export: { args: PictureArgs; out: Picture };
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
  workspace_info: { reads: ["workspace","models","endpoints","records"], writes: [] },
  workspace_set_port: { reads: [], writes: ["workspace","endpoints"] },
  limits_show: { reads: ["workspace"], writes: [] },
  limits_set: { reads: [], writes: ["workspace"] },
  samples_list: { reads: ["models"], writes: [] },
  samples_add: { reads: [], writes: ["models","workspace"] },
  model_list: { reads: ["models","endpoints"], writes: [] },
  version_list: { reads: ["models","endpoints"], writes: [] },
  list_seek: { reads: ["models","endpoints"], writes: [] },
  model_facets: { reads: ["models","endpoints"], writes: [] },
  filter_complete: { reads: ["models","endpoints"], writes: [] },
  filter_columns: { reads: ["models"], writes: [] },
  filter_list: { reads: ["filters","models","endpoints"], writes: [] },
  filter_save: { reads: [], writes: ["filters"] },
  filter_edit: { reads: [], writes: ["filters"] },
  filter_delete: { reads: [], writes: ["filters"] },
  model_show: { reads: ["models","endpoints"], writes: [] },
  version_show: { reads: ["models","endpoints"], writes: [] },
  model_inspect: { reads: [], writes: [] },
  model_register: { reads: [], writes: ["models","workspace"] },
  models_register: { reads: [], writes: ["models","workspace"] },
  import_folder: { reads: [], writes: ["models","workspace"] },
  mlflow_open: { reads: [], writes: [] },
  mlflow_runs: { reads: [], writes: [] },
  mlflow_import: { reads: [], writes: ["models","workspace"] },
  watch_list: { reads: ["watched"], writes: [] },
  watch_add: { reads: [], writes: ["watched"] },
  watch_remove: { reads: [], writes: ["watched"] },
  model_suggest_name: { reads: [], writes: [] },
  model_tag: { reads: [], writes: ["models"] },
  models_tag: { reads: [], writes: ["models"] },
  model_alias: { reads: [], writes: ["models"] },
  model_unalias: { reads: [], writes: ["models"] },
  models_alias: { reads: [], writes: ["models"] },
  version_edit: { reads: [], writes: ["models"] },
  activity_list: { reads: ["models","endpoints"], writes: [] },
  activity_undo: { reads: [], writes: ["models"] },
  model_deployments: { reads: ["endpoints","models"], writes: [] },
  version_file: { reads: ["models"], writes: [] },
  model_export: { reads: [], writes: [] },
  models_export: { reads: [], writes: [] },
  model_describe: { reads: [], writes: ["models"] },
  model_correct: { reads: [], writes: ["models","endpoints"] },
  model_assess: { reads: [], writes: ["models","endpoints"] },
  model_delete: { reads: [], writes: ["models","workspace"] },
  model_restore: { reads: [], writes: ["models","workspace"] },
  trash_list: { reads: ["models","workspace"], writes: [] },
  trash_empty: { reads: [], writes: ["models","workspace"] },
  model_verify: { reads: [], writes: ["models"] },
  garbage_collect: { reads: [], writes: ["workspace"] },
  graph_open: { reads: [], writes: [] },
  graph_node: { reads: [], writes: [] },
  graph_search: { reads: [], writes: [] },
  graph_weights: { reads: [], writes: [] },
  graph_export: { reads: [], writes: [] },
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
