// Package hosting answers about shows, episodes, transcripts and covers: what everybody
// sees of them, and how their hosts change them. What a change means is for package
// publishing.
package hosting
