package formats

import (
	"bytes"

	"gendu/transcripts/formats/timedtext"
)

// readText reads plain text without times, a cue a line. All times are 0.
func readText(text []byte, c *timedtext.Collector) error {
	lines := timedtext.LineReader{Rest: text}
	c.Untimed = true
	for {
		line, ok := lines.Next()
		if !ok {
			return nil
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if err := c.Add(timedtext.Cue{Text: string(line)}, lines.Number, 1); err != nil {
			return err
		}
	}
}
