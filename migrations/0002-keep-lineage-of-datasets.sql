-- Where a data set comes from, as a DatasetLineage in JSON; null for those stored before.
alter table dataset add column lineage text;
-- When it was put in the trash; null outside it.
alter table dataset add column trashed_at integer;
