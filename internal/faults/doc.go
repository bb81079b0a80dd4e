// Package faults kills a running gendu at chosen moments and looks at what is
// left. It drives the built program from outside, over HTTP and signals, as a
// power cut would. `make test` runs a few rounds of each, `make faults` all.
// TestPowerCut and TestDiskFull are in the list only where an image can be mounted (as root).
//
// Environment: GENDU_FAULTS=all runs all rounds; GENDU_FAULTS_BINARY names a
// program to test instead of the one built from this tree.
package faults
