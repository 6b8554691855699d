-- What people keep with a version, who did what, and the trash.

-- A column's check cannot be changed in place; which words name a kind is domain's to know from here on.
alter table versions rename column kind to checked_kind;
alter table versions add column kind text not null default 'other';
update versions set kind = checked_kind;
alter table versions drop column checked_kind;

-- A version in the trash keeps its row, tags, aliases and files; no list shows it.
alter table versions add column trashed_at integer;
create index versions_trashed on versions (trashed_at) where trashed_at is not null;

alter table version_details rename column notes to remarks; -- what the signature does not show, in words, as JSON
alter table version_details add column notes text not null default ''; -- Markdown
alter table version_details add column framework_version text;
alter table version_details add column experiment text;
alter table version_details add column created_by text not null default '';
alter table version_details add column parent text; -- NAME:VERSION that it was made from, whether or not it is still there
alter table version_details add column cpu real check (cpu > 0); -- processors that serving it needs
alter table version_details add column memory_bytes integer check (memory_bytes > 0);

-- A movable pointer is the model's: it stands at one version at a time.
create table aliases (
    model_id integer not null references models (id) on delete cascade,
    alias text not null,
    version_id integer not null references versions (id) on delete cascade,
    primary key (model_id, alias)
) strict, without rowid;

create index aliases_by_name on aliases (alias, version_id);
create index aliases_by_version on aliases (version_id);

-- What a version was trained, checked or used with. The bytes are stored like a version's own files.
create table version_datasets (
    version_id integer not null references versions (id) on delete cascade,
    role text not null,
    name text not null,
    size_bytes integer not null check (size_bytes >= 0),
    digest text not null check (length(digest) = 64),
    primary key (version_id, role, name)
) strict, without rowid;

create index version_datasets_by_digest on version_datasets (digest, size_bytes);

create index deployments_by_model on deployments (model, version, id);

-- Who changed what, from what, to what. It outlives what it tells of, and is only ever added to.
create table activity (
    id integer primary key,
    at integer not null,
    actor text not null,
    via text, -- window, terminal, api; null where nobody told
    subject text not null, -- model, version, alias, endpoint
    model text,
    version integer,
    endpoint text,
    action text not null,
    key text,
    before text,
    after text
) strict;

create index activity_by_model on activity (model, id);
create index activity_by_endpoint on activity (endpoint, id) where endpoint is not null;

create trigger activity_is_not_changed before update on activity
begin
    select raise(abort, 'the activity log is only added to');
end;

create trigger activity_is_not_removed before delete on activity
begin
    select raise(abort, 'the activity log is only added to');
end;
