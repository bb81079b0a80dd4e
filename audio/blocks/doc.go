// Package blocks reads an [io.ReaderAt] in large blocks, mostly forward: a source behind
// ranged requests of an object store is read with few of them.
//
//	r := blocks.NewReader(source, size, blocks.Size)
//	header := r.At(offset, 10) // valid until the next call
package blocks
