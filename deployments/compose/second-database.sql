-- Prefect keeps its own tables apart from ours; they may be thrown away, ours never.
CREATE DATABASE prefect;
\connect prefect
CREATE EXTENSION IF NOT EXISTS pg_trgm;
