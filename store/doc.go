// Package store keeps everything of gendu that is not sound: users, shows,
// transcripts, takes, reviews, uploads and jobs. It is the only place with SQL,
// and there is one text of it for SQLite and PostgreSQL; what differs between
// the two stands in [gendu/store/sqldb].
//
// A [Store] is put together of parts: users and sessions (people), jobs (jobqueue), cards
// and days (study), classes and reviews (classroom). Shows, episodes, takes, uploads,
// snapshots and what becomes of objects are here. What the parts share is in rows.
//
// What a change of an episode means is for [publishing]: the store reads the
// episode, has it planned there, and writes the plan, in one transaction.
//
// Methods answer with [*gendu.Error]: one missing thing, or somebody else's, is
// [gendu.NotFound]; a clash is [gendu.Conflict]; a list without rows is an empty
// list. A write is on stable storage when its method returns nil. Missing ids
// and moments of creation are filled in from the store's clock.
package store
