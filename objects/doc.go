// Package objects keeps bytes under keys, in a folder or in an S3-compatible
// store, behind one small type. It is the only importer of the AWS SDK.
//
// An object is written whole and never changed in place: who reads one while it
// is replaced goes on reading the former bytes, or gets an error, never a
// mixture. Errors are [*gendu.Error]: a missing object is [gendu.NotFound], a
// store that cannot be reached [gendu.Unavailable], a key or range that makes no
// sense [gendu.Invalid].
package objects
