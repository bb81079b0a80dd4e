// Package audiotest makes the sounds and files that the tests of audio work on, and
// compares what came out. It imports the standard library only, so that the tests of
// every package below audio can use it.
//
//	file := audiotest.LAME(t, 44100, 1, audiotest.Music(44100, 1, 3), "-b", "64")
package audiotest
