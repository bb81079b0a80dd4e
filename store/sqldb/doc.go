// Package sqldb is one SQL database, SQLite or PostgreSQL. There is one text of SQL for
// both; what differs stands in dialect.go. It opens and locks a database, runs transactions,
// gives errors their kinds ([gendu.Conflict], [gendu.NotFound], [gendu.Busy], …), and reads
// and writes rows by a [Table], which says once how a noun lies in its columns.
//
//	err := db.Tx(ctx, func(tx *sql.Tx) error {
//		_, err := sqldb.Exec(ctx, tx, "UPDATE shows SET title = $2 WHERE id = $1", id, title)
//		return err
//	})
package sqldb
