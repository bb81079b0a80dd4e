// Package backup copies an installation to another place and fills a new installation
// from such a copy.
//
// A backup holds its own format, not the database's: rows as JSON lines, objects under
// the SHA-256 of their bytes. So it restores into any of the databases and object
// stores, and a second backup copies only what the first does not hold. Both run while
// servers serve.
//
// The layout, in a folder or below an S3 prefix:
//
//	backup                           whose backup this is, and the version of the format
//	objects/ab/ab12…                 the bytes of an object, by their SHA-256
//	snapshots/000012/rows.jsonl.gz   all rows as they were at one moment
//	snapshots/000012/objects.jsonl.gz  the manifest: every object that these rows name
//	snapshots/000012/snapshot.json   written last: without it the snapshot does not count
//	deletions/…                      a copy of the deletion log
//	running/…                        a note of the backup that is being made
package backup
