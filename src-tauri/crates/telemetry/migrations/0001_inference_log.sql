-- Calls, packed: one row holds up to a few hundred consecutive calls of one endpoint as a JSON array of arrays
-- (see segment.rs). A row a call would cost ten times as much to write.
create table segments (
    first_id     integer primary key,                       -- the id of its first call; the others follow it
    endpoint     text    not null,
    record_count integer not null check (record_count > 0),
    last_at      integer not null,                          -- the newest call's arrival, ms since 1970, UTC
    records      text    not null
) strict;
create index segments_by_endpoint on segments (endpoint, first_id);

-- Calls, counted: one row per endpoint, version and period. Every call is counted in exactly one row.
create table rollups (
    id         integer primary key,
    endpoint   text    not null,
    model      text    not null,
    version    integer not null,
    span_s     integer not null check (span_s > 0),         -- the period's length
    start_s    integer not null check (start_s % span_s = 0), -- its start, s since 1970, UTC
    answered   integer not null,
    refused    integer not null,                            -- 4xx
    failed     integer not null,                            -- 5xx
    row_count  integer not null,
    latency    blob    not null,                            -- of answered calls (see rollup/latency.rs)
    classes    text    not null,                            -- rows by predicted class, a JSON object
    value_rows integer not null,
    value_sum  real    not null,
    value_min  real,
    value_max  real,
    unique (endpoint, start_s, span_s, model, version)
) strict;
create index rollups_by_age on rollups (span_s, start_s);

-- When a host was there to record: it tells "nobody called" from "nobody looked".
create table runs (
    id        integer primary key,
    opened_at integer not null,                             -- ms since 1970, UTC
    seen_at   integer not null check (seen_at >= opened_at)
) strict;
