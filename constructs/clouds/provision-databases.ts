/**
 * Statements that create user and database of a use, or set the password again. The file in the environment variable `FILE` is a
 * JSON object with `username`, `password` and `database`. The database belongs to a role without log-in, of which its users
 * are members, and which owns what they create: a workload that was renamed, and workloads that share a database by its name,
 * have the same rights.
 */
export const provisionDatabaseStatements = `\\set binding \`cat "$FILE"\`
SELECT :'binding'::json ->> 'username' AS username, :'binding'::json ->> 'password' AS password, :'binding'::json ->> 'database' AS database \\gset
SELECT 'owner.' || CASE WHEN length(:'database') > 50 THEN md5(:'database') ELSE :'database' END AS owner \\gset
SELECT format('CREATE ROLE %I NOLOGIN', :'owner') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'owner') \\gexec
SELECT format('GRANT %I TO CURRENT_USER', :'owner') WHERE NOT pg_has_role(CURRENT_USER, :'owner', 'USAGE') \\gexec
SELECT format('CREATE ROLE %I', :'username') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'username') \\gexec
SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', :'username', :'password') \\gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'owner') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \\gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', :'database', :'username') \\gexec
SELECT format('GRANT %I TO %I', :'owner', :'username') WHERE NOT pg_has_role(:'username', :'owner', 'USAGE') \\gexec
SELECT format('ALTER ROLE %I IN DATABASE %I SET role = %L', :'username', :'database', :'owner') \\gexec`;

/** Image with psql. */
export const psqlImage = 'docker.io/library/postgres:17.5-alpine';
