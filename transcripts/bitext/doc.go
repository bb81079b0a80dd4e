// Package bitext finds which sentences of a text are translated by which sentences of
// its translation. The method is that of W. Gale and K. Church, "A program for aligning
// sentences in bilingual corpora" (Computational Linguistics 19, 1993).
//
// It also takes a text apart in which the two languages run together.
//
//	bitext.Sentences(english, chinese)    // which range of one belongs to which of the other
//	bitext.Translations(english, chinese) // the same as sentences with their translations
//	bitext.SplitAtScript("Mind the gap. 小心月台間隙。", 3)
package bitext
