// Package captions makes of a transcript file what learners practise: it names the
// speakers whose names stand in the text, joins captions that break sentences, splits
// long ones, and puts two files of two languages together.
//
//	doc, format, err := captions.Read("lesson.srt", data)
//	doc = captions.JoinFragments(doc, "en")
package captions
