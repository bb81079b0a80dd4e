// Package source reads what a host pasted into lines as a reader of the page would see
// them: HTML and Markdown read, spaces made plain, rows of tables cut into cells, bullets
// told from text. What a line is used for is decided in package notes.
//
//	for _, line := range source.Lines(pasted) {
//		bullet, text := source.CutBullet(line.Text)
//	}
package source
