package formats

import (
	"bytes"
	"path"
	"regexp"
	"strings"

	"gendu/transcripts/formats/timedtext"
)

// Detect finds the format of a file by its content. Only between formats that
// look the same does the name decide. What looks like none is Text.
func Detect(name string, b []byte) Format {
	text, _, err := timedtext.Decode(b[:min(len(b), timedtext.MaxFileBytes)])
	if err != nil {
		return Text
	}
	return detect(name, text)
}

var (
	lrcLine    = regexp.MustCompile(`^\s*\[(\d{1,4}:\d{1,2}([.:]\d{1,3})?|(ti|ar|al|by|offset|length|la|re|ve|au):[^\]\n]*)\]`)
	lrcTimes   = regexp.MustCompile(`^\s*\[\d{1,4}:\d{1,2}([.:]\d{1,3})?\]`)
	audacity   = regexp.MustCompile(`^(-?\d+([.,]\d+)?\t\d+([.,]\d+)?(\t|\n|$)|\d+(:\d\d){3}\t\d+(:\d\d){3}\t)`)
	tsvHeader  = regexp.MustCompile(`(?i)^(start|start_ms|startms|begin|start time)\t(end|end_ms|endms|end time)\t`)
	gridType   = regexp.MustCompile(`(?i)^\s*(File type\s*=\s*)?"ooTextFile`)
	ttmlRoot   = regexp.MustCompile(`<([\w.-]+:)?tt[\s>]`)
	assSection = regexp.MustCompile(`(?i)^(?:\s*;[^\n]*\n)*\s*\[(script info|events|v4\+? styles)\][ \t]*(\n|$)`)
)

func detect(name string, text []byte) Format {
	head := text[:min(len(text), timedtext.DetectReach)]
	trimmed := bytes.TrimLeft(head, " \t\n\uFEFF")
	switch {
	case len(trimmed) == 0:
		return Text
	case bytes.HasPrefix(trimmed, []byte("WEBVTT")):
		return VTT
	case trimmed[0] == '{' && !bytes.HasPrefix(trimmed, []byte(`{\`)):
		return detectJSON(name, text)
	case trimmed[0] == '[' && isJSONArray(trimmed):
		return detectJSON(name, text)
	case trimmed[0] == '<' && ttmlRoot.Match(head):
		return TTML
	case gridType.Match(trimmed):
		return TextGrid
	case assSection.Match(head):
		return ASS
	case tsvHeader.Match(trimmed):
		return TSV
	case audacity.Match(trimmed):
		return Audacity
	case sbvTimes.Match(trimmed):
		return SBV
	case isConsole(head):
		return Console
	case trimmed[0] != '[' && timedtext.HasTimes(head):
		return SRT
	case isLRC(name, head):
		return LRC
	case timedtext.HasTimes(head):
		return SRT
	}
	return Text
}

// isLRC reports whether nearly every line begins with a stamp or a tag, and most
// of the text stands behind one. A page may hold a list of chapters, [00:00] Intro.
// A file that is named .lrc needs one such line.
func isLRC(name string, head []byte) bool {
	named := strings.EqualFold(path.Ext(name), ".lrc")
	times, marked, lines := 0, 0, 0
	markedBytes, bytesSeen := 0, 0
	for line := range bytes.Lines(head) {
		if line = bytes.TrimSpace(line); len(line) == 0 {
			continue
		}
		lines++
		bytesSeen += len(line)
		if !lrcLine.Match(line) {
			continue
		}
		marked++
		markedBytes += len(line)
		if lrcTimes.Match(line) {
			times++
		}
	}
	if named {
		return marked > 0
	}
	return times > 0 && marked*10 >= lines*8 && markedBytes*2 >= bytesSeen
}

func isJSONArray(b []byte) bool {
	rest := bytes.TrimLeft(b[1:], " \t\n")
	return len(rest) > 0 && (rest[0] == '{' || rest[0] == ']')
}

// detectJSON tells the JSON formats apart by the keys that only one of them
// has. A key may stand behind all cues, so the whole text is looked at.
func detectJSON(name string, text []byte) Format {
	head := text[:min(len(text), timedtext.DetectReach)]
	has := func(key string) bool {
		_, rest, ok := bytes.Cut(head, []byte(`"`+key+`"`))
		for ok && !bytes.HasPrefix(bytes.TrimLeft(rest, " \t\n"), []byte(":")) { // a word of the text
			_, rest, ok = bytes.Cut(rest, []byte(`"`+key+`"`))
		}
		return ok
	}
	switch {
	case has("cues") && (has("startMs") || !has("segments")):
		return JSON
	case has("transcription") || has("avg_logprob") || has("no_speech_prob") || has("tokens"):
		return Whisper
	case has("startTime") || has("body") && !has("content"):
		return Podcast
	case has("segments") || has("words") || has("start") || has("chunks") || has("word_segments") || has("tStartMs") || has("fragments") || has("content"):
		return Whisper
	case bytes.Contains(text, []byte(`"segments"`)):
		if bytes.Contains(text, []byte(`"startTime"`)) {
			return Podcast
		}
		return Whisper
	case strings.EqualFold(path.Ext(name), ".json"):
		return JSON
	}
	return Text
}
