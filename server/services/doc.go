// Package services holds what the handlers of the server share: the store, the bucket, the
// clock and the log, and the few questions that many of them ask of these.
package services
