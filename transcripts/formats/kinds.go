package formats

// Format names a transcript file format.
type Format string

// The formats that are read; those marked are written too.
const (
	JSON     Format = "json"         // ours; written
	SRT      Format = "srt"          // SubRip; written
	VTT      Format = "vtt"          // WebVTT; written
	LRC      Format = "lrc"          // lyrics, also word-level; written
	Podcast  Format = "podcast-json" // Podcasting 2.0; written
	TextGrid Format = "textgrid"     // Praat; written
	TSV      Format = "tsv"          // a table of times and texts; written
	TTML     Format = "ttml"         // W3C timed text
	ASS      Format = "ass"          // SubStation Alpha, also SSA
	Whisper  Format = "whisper-json" // Whisper, WhisperX and whisper.cpp
	Audacity Format = "audacity"     // a label track
	Text     Format = "text"         // plain text without times, a cue a line
)
