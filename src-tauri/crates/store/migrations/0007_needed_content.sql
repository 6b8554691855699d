-- Which version needs which stored content: files and data sets as objects, a folder as a tree too. What is kept in place is
-- not stored.

drop index version_files_by_digest;
create index version_files_by_digest on version_files (digest, size_bytes, modified_ns);

-- All parts give columns of the same types: otherwise SQLite reads all of them for each content that is asked for.
create view needed_content (version_id, place, digest, size_bytes) as
select version_id, 'objects', digest, size_bytes from version_files where modified_ns is null
union all
select version_id, 'objects', digest, size_bytes from version_datasets
union all
select v.id, 'trees', v.digest, v.size_bytes from versions v
where not exists (select 1 from version_references r where r.version_id = v.id)
    and not exists (select 1 from version_files f where f.version_id = v.id and f.digest = v.digest);
