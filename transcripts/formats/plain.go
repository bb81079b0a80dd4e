package formats

import "bytes"

// readText reads plain text without times, a cue a line. All times are 0.
func readText(text []byte, c *collector) error {
	lines := lineReader{rest: text}
	c.untimed = true
	for {
		line, ok := lines.next()
		if !ok {
			return nil
		}
		line = bytes.TrimSpace(line)
		if len(line) == 0 {
			continue
		}
		if err := c.add(Cue{Text: string(line)}, lines.no, 1); err != nil {
			return err
		}
	}
}
