// Package uploading takes audio files in: tus 1.0 by tusd's handler, over our own data
// store and locker, so that an upload that began at one server goes on at another.
package uploading
