// Package migrations holds the schema of gendu's database as numbered SQL files,
// one text for SQLite and PostgreSQL. store applies them with golang-migrate.
package migrations

import "embed"

// Files are the migrations: NNNN_name.up.sql and NNNN_name.down.sql.
//
//go:embed *.sql
var Files embed.FS
