-- The registry. Times are milliseconds since the Unix epoch in UTC, digests are hexadecimal, and `folded_*` columns hold
-- their text as a filter's words are compared (domain::filter::fold).

-- A model whose versions are all deleted keeps its row, so that a version's number is never given twice.
create table models (
    id integer primary key,
    name text not null unique,
    folded_name text not null,
    description text not null default '',
    folded_description text not null default '',
    next_version integer not null default 1 check (next_version > 0)
) strict;

create table model_tags (
    model_id integer not null references models (id) on delete cascade,
    key text not null,
    value text not null,
    primary key (model_id, key)
) strict, without rowid;

create index model_tags_by_value on model_tags (key, value, model_id);

-- What versions are searched, sorted and counted by, in narrow rows: a scan of a million stays bearable.
create table versions (
    id integer primary key,
    model_id integer not null references models (id),
    number integer not null check (number > 0),
    folded_name text not null, -- the model's, for sorting by an index
    folded_description text not null,
    kind text not null check (kind in ('onnx', 'other')),
    framework text,
    size_bytes integer not null check (size_bytes >= 0),
    digest text not null check (length(digest) = 64),
    created_at integer not null,
    unique (model_id, number)
) strict;

create index versions_by_time on versions (created_at, id);
create index versions_by_name on versions (folded_name, id);
create index versions_by_size on versions (size_bytes, id);
create index versions_by_digest on versions (digest);
create index versions_by_framework on versions (framework, model_id);

-- What is only shown. Columns named after maps and lists hold JSON.
create table version_details (
    version_id integer primary key references versions (id) on delete cascade,
    description text not null,
    producer text,
    task text not null check (task in ('classification', 'regression', 'other')),
    deployable integer not null check (deployable in (0, 1)),
    undeployable_reason text,
    run_id text,
    engine text,
    properties text not null,
    params text not null,
    signature text not null,
    opsets text not null,
    metadata text not null
) strict;

create table version_samples (
    version_id integer primary key references versions (id) on delete cascade,
    input text not null,
    output text
) strict;

create table version_tags (
    version_id integer not null references versions (id) on delete cascade,
    key text not null,
    value text not null,
    primary key (version_id, key)
) strict, without rowid;

create index version_tags_by_value on version_tags (key, value, version_id);

create table version_metrics (
    version_id integer not null references versions (id) on delete cascade,
    key text not null,
    value real not null,
    primary key (version_id, key)
) strict, without rowid;

create table version_files (
    version_id integer not null references versions (id) on delete cascade,
    path text not null,
    size_bytes integer not null check (size_bytes >= 0),
    digest text not null check (length(digest) = 64),
    primary key (version_id, path)
) strict, without rowid;

create index version_files_by_digest on version_files (digest, size_bytes);

-- Stored content that no version may need: listed before it is put in its place and when its version is deleted, so that
-- after a crash at any moment a sweep finds it.
create table loose_content (
    place text not null check (place in ('objects', 'trees')),
    digest text not null check (length(digest) = 64),
    primary key (place, digest)
) strict, without rowid;

-- No cascade: a version that is served cannot go.
create table endpoints (
    name text primary key,
    version_id integer not null references versions (id),
    config text not null,
    primary_key text not null,
    secondary_key text not null,
    created_at integer not null,
    updated_at integer not null
) strict, without rowid;

create index endpoints_by_version on endpoints (version_id);

-- What was served where and when. It outlives endpoints and versions, and is only ever added to.
create table deployments (
    id integer primary key,
    endpoint text not null,
    model text not null,
    version integer not null,
    manifest text not null,
    at integer not null
) strict;

create index deployments_by_endpoint on deployments (endpoint, id);

create trigger deployments_are_not_changed before update on deployments
begin
    select raise(abort, 'the history of deployments is only added to');
end;

create trigger deployments_are_not_removed before delete on deployments
begin
    select raise(abort, 'the history of deployments is only added to');
end;

create table settings (
    key text primary key,
    value text not null
) strict, without rowid;
