-- Finding: what filters look up, full text, saved filters, and a note of what changed.

create index version_metrics_by_value on version_metrics (key, value, version_id);
create index versions_by_kind on versions (kind);
create index models_by_folded_name on models (folded_name);
create index version_details_by_run on version_details (run_id) where run_id is not null;
create index version_details_by_experiment on version_details (experiment) where experiment is not null;
create index version_details_by_task on version_details (task);
create index version_details_undeployable on version_details (version_id) where deployable = 0;

-- How many models and versions have each tag: which keys and values there are, without reading all tags.
create table tag_values (
    key text not null,
    value text not null,
    uses integer not null,
    primary key (key, value)
) strict, without rowid;

create index tag_values_by_use on tag_values (key, uses desc, value);
create index tag_values_by_value on tag_values (value collate nocase);

insert into tag_values (key, value, uses)
select key, value, count(*) from (select key, value from version_tags union all select key, value from model_tags)
group by key, value;

-- Texts by their words. The tables keep no text of their own; rows are those of versions and of models.
create virtual table version_texts using fts5 (
    description, notes, tags, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);
create virtual table model_texts using fts5 (
    name, description, tags, content = '', contentless_delete = 1, tokenize = 'unicode61 remove_diacritics 2'
);

create view texts_of_versions (version_id, description, notes, tags) as
select d.version_id, d.description, d.notes,
    coalesce((select group_concat(t.key || ' ' || t.value, char(10)) from version_tags t
        where t.version_id = d.version_id), '')
from version_details d;

create view texts_of_models (model_id, name, description, tags) as
select m.id, m.name, m.description,
    coalesce((select group_concat(t.key || ' ' || t.value, char(10)) from model_tags t where t.model_id = m.id), '')
from models m;

insert into version_texts (rowid, description, notes, tags)
select version_id, description, notes, tags from texts_of_versions
where description <> '' or notes <> '' or tags <> '';
insert into model_texts (rowid, name, description, tags)
select model_id, name, description, tags from texts_of_models;

-- What changed since the last commit, written by triggers whoever changes it, and taken by the commit: texts are indexed
-- anew, and sets of rows that are kept in memory are put right. Outside of a transaction it is empty. No `or ignore` here:
-- the conflict clause of the statement that fires a trigger goes before that of the trigger's own.
create table unseen (
    level text not null check (level in ('version', 'model')),
    source text not null,
    key text not null,
    value text not null,
    id integer not null, -- of the version or the model
    primary key (level, source, key, value, id)
) strict, without rowid;

create trigger versions_added after insert on versions begin
    insert into unseen values ('version', 'version', '', '', new.id) on conflict do nothing;
end;
create trigger versions_changed after update of framework, kind, trashed_at, model_id, size_bytes, created_at on versions begin
    insert into unseen values ('version', 'version', '', '', new.id) on conflict do nothing;
end;
create trigger versions_removed after delete on versions begin
    insert into unseen values ('version', 'version', '', '', old.id), ('version', 'text', '', '', old.id) on conflict do nothing;
end;

create trigger version_details_added after insert on version_details begin
    insert into unseen values ('version', 'detail', '', '', new.version_id) on conflict do nothing;
    insert into unseen select 'version', 'text', '', '', new.version_id
        where new.description <> '' or new.notes <> '' on conflict do nothing;
end;
create trigger version_details_changed after update of run_id, experiment, deployable, task on version_details begin
    insert into unseen values ('version', 'detail', '', '', new.version_id) on conflict do nothing;
end;
create trigger version_details_reworded after update of description, notes on version_details begin
    insert into unseen values ('version', 'text', '', '', new.version_id) on conflict do nothing;
end;
create trigger version_details_removed after delete on version_details begin
    insert into unseen values ('version', 'detail', '', '', old.version_id) on conflict do nothing;
end;

create trigger version_corrections_added after insert on version_corrections begin
    insert into unseen values ('version', 'detail', '', '', new.version_id) on conflict do nothing;
end;
create trigger version_corrections_changed after update of task on version_corrections begin
    insert into unseen values ('version', 'detail', '', '', new.version_id) on conflict do nothing;
end;
create trigger version_corrections_removed after delete on version_corrections begin
    insert into unseen values ('version', 'detail', '', '', old.version_id) on conflict do nothing;
end;

create trigger version_tags_added after insert on version_tags begin
    insert into unseen values ('version', 'tag', new.key, new.value, new.version_id),
        ('version', 'text', '', '', new.version_id) on conflict do nothing;
    insert into tag_values values (new.key, new.value, 1) on conflict (key, value) do update set uses = uses + 1;
end;
create trigger version_tags_changed after update of value on version_tags when old.value <> new.value begin
    insert into unseen values ('version', 'tag', old.key, old.value, old.version_id),
        ('version', 'tag', new.key, new.value, new.version_id), ('version', 'text', '', '', new.version_id) on conflict do nothing;
    insert into tag_values values (new.key, new.value, 1) on conflict (key, value) do update set uses = uses + 1;
    update tag_values set uses = uses - 1 where key = old.key and value = old.value;
    delete from tag_values where key = old.key and value = old.value and uses <= 0;
end;
create trigger version_tags_removed after delete on version_tags begin
    insert into unseen values ('version', 'tag', old.key, old.value, old.version_id),
        ('version', 'text', '', '', old.version_id) on conflict do nothing;
    update tag_values set uses = uses - 1 where key = old.key and value = old.value;
    delete from tag_values where key = old.key and value = old.value and uses <= 0;
end;

create trigger model_tags_added after insert on model_tags begin
    insert into unseen values ('model', 'tag', new.key, new.value, new.model_id),
        ('model', 'text', '', '', new.model_id) on conflict do nothing;
    insert into tag_values values (new.key, new.value, 1) on conflict (key, value) do update set uses = uses + 1;
end;
create trigger model_tags_changed after update of value on model_tags when old.value <> new.value begin
    insert into unseen values ('model', 'tag', old.key, old.value, old.model_id),
        ('model', 'tag', new.key, new.value, new.model_id), ('model', 'text', '', '', new.model_id) on conflict do nothing;
    insert into tag_values values (new.key, new.value, 1) on conflict (key, value) do update set uses = uses + 1;
    update tag_values set uses = uses - 1 where key = old.key and value = old.value;
    delete from tag_values where key = old.key and value = old.value and uses <= 0;
end;
create trigger model_tags_removed after delete on model_tags begin
    insert into unseen values ('model', 'tag', old.key, old.value, old.model_id),
        ('model', 'text', '', '', old.model_id) on conflict do nothing;
    update tag_values set uses = uses - 1 where key = old.key and value = old.value;
    delete from tag_values where key = old.key and value = old.value and uses <= 0;
end;

create trigger models_added after insert on models begin
    insert into unseen values ('model', 'name', '', '', new.id), ('model', 'text', '', '', new.id) on conflict do nothing;
end;
create trigger models_changed after update of name, description on models begin
    insert into unseen values ('model', 'name', '', '', new.id), ('model', 'text', '', '', new.id) on conflict do nothing;
end;
create trigger models_removed after delete on models begin
    insert into unseen values ('model', 'name', '', '', old.id), ('model', 'text', '', '', old.id) on conflict do nothing;
end;

create trigger version_metrics_added after insert on version_metrics begin
    insert into unseen values ('version', 'metric', new.key, '', new.version_id) on conflict do nothing;
end;
create trigger version_metrics_changed after update of value on version_metrics begin
    insert into unseen values ('version', 'metric', new.key, '', new.version_id) on conflict do nothing;
end;
create trigger version_metrics_removed after delete on version_metrics begin
    insert into unseen values ('version', 'metric', old.key, '', old.version_id) on conflict do nothing;
end;

create trigger aliases_added after insert on aliases begin
    insert into unseen values ('version', 'alias', '', '', new.version_id) on conflict do nothing;
end;
create trigger aliases_changed after update on aliases begin
    insert into unseen values ('version', 'alias', '', '', old.version_id),
        ('version', 'alias', '', '', new.version_id) on conflict do nothing;
end;
create trigger aliases_removed after delete on aliases begin
    insert into unseen values ('version', 'alias', '', '', old.version_id) on conflict do nothing;
end;

create trigger endpoints_added after insert on endpoints begin
    insert into unseen values ('version', 'endpoint', '', '', new.version_id) on conflict do nothing;
end;
create trigger endpoints_changed after update of name, version_id on endpoints begin
    insert into unseen values ('version', 'endpoint', '', '', old.version_id),
        ('version', 'endpoint', '', '', new.version_id) on conflict do nothing;
end;
create trigger endpoints_removed after delete on endpoints begin
    insert into unseen values ('version', 'endpoint', '', '', old.version_id) on conflict do nothing;
end;

-- Filters that are kept under a name, shown as folders in the order of their places.
create table saved_filters (
    id integer primary key autoincrement,
    name text not null unique,
    filter text not null,
    sort text,
    place integer not null
) strict;
