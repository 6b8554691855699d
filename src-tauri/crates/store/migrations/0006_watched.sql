-- Folders in which model files appear by themselves, and what became of each.

create table watched_folders (
    id integer primary key,
    path text not null unique,
    -- What the file system calls the folder, whatever its name: it is found by this after it was renamed.
    identity text,
    name_rule text not null,
    tags text not null, -- as JSON
    polling integer not null check (polling in (0, 1)),
    created_at integer not null
) strict;

create table watched_files (
    folder_id integer not null references watched_folders (id) on delete cascade,
    path text not null, -- below the folder, with the system's separators
    files integer not null, -- how many files it was, how large, and when the latest was written
    size_bytes integer not null,
    modified_ns integer not null,
    outcome text not null, -- registered, known, ignored, failed
    message text,
    seen_at integer not null,
    primary key (folder_id, path)
) strict, without rowid;
