/**
 * Returns the statements that create user and database of a use, or set the password again. The file in the environment
 * variable `FILE` is a JSON object with `username`, `password` and `database`.
 */
export const provisionDatabaseStatements = `\\set binding \`cat "$FILE"\`
SELECT :'binding'::json ->> 'username' AS username, :'binding'::json ->> 'password' AS password, :'binding'::json ->> 'database' AS database \\gset
SELECT format('CREATE ROLE %I', :'username') WHERE NOT EXISTS (SELECT FROM pg_roles WHERE rolname = :'username') \\gexec
SELECT format('ALTER ROLE %I LOGIN PASSWORD %L', :'username', :'password') \\gexec
SELECT format('GRANT %I TO CURRENT_USER', :'username') WHERE NOT pg_has_role(CURRENT_USER, :'username', 'USAGE') \\gexec
SELECT format('CREATE DATABASE %I OWNER %I', :'database', :'username') WHERE NOT EXISTS (SELECT FROM pg_database WHERE datname = :'database') \\gexec
SELECT format('REVOKE ALL ON DATABASE %I FROM PUBLIC', :'database') \\gexec
SELECT format('GRANT CONNECT ON DATABASE %I TO %I', :'database', :'username') \\gexec`;

/** Image with psql. */
export const psqlImage = 'docker.io/library/postgres:17.5-alpine';
