// Package notes reads a pasted page of an episode: its title, highlights, paragraphs
// with their translations, keywords and references. Every line of the page finds a
// place or is listed as unplaced; none is lost.
//
//	page, err := notes.Parse(pasted, notes.Options{})
//	page.Paragraphs[0].Sentences[0].Translation
//
// Read also says what each line was taken as, and Options.Uses overrules it for single
// lines. A page is at most MaxBytes long; reading takes time linear in its length.
package notes
