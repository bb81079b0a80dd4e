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
	Whisper  Format = "whisper-json" // Whisper, WhisperX, whisper.cpp, and what other programs write like them
	Audacity Format = "audacity"     // a label track
	SBV      Format = "sbv"          // SubViewer, as YouTube writes it
	Console  Format = "console"      // what Whisper prints: [00:00.000 --> 00:02.000] text
	Text     Format = "text"         // plain text without times, a cue a line
)
