package transcripts

import "gendu"

// The parts of a page. They are defined in gendu.
type (
	Page         = gendu.Page
	Paragraph    = gendu.Paragraph
	SentencePair = gendu.SentencePair
	Keyword      = gendu.Keyword
	Span         = gendu.Span
	Line         = gendu.UnplacedLine
	LineUse      = gendu.LineUse
	Use          = gendu.Use
)

// The uses of a line, as gendu has them.
const (
	UseTitle       = gendu.UseTitle
	UseHighlight   = gendu.UseHighlight
	UseText        = gendu.UseText
	UseTranslation = gendu.UseTranslation
	UseKeyword     = gendu.UseKeyword
	UseNothing     = gendu.UseNothing
	UseReference   = gendu.UseReference
	UseHeading     = gendu.UseHeading
	UseUnplaced    = gendu.UseUnplaced
)

// Word is one spoken word with its own times, in whole milliseconds on the
// episode's timeline.
type Word = gendu.Word
