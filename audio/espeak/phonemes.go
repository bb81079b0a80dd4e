package espeak

import (
	"context"
	"fmt"
	"strings"
)

// Phonemes gives the sounds that espeak-ng would say for each of several texts, as its
// mnemonics with "_" between them: "tomato" is t_@_m_'eI_t#_oU in American English. A
// text holds one or more words, without line breaks.
func (v *Voice) Phonemes(ctx context.Context, lang string, texts []string) ([]string, error) {
	name, err := v.voiceFor(ctx, lang)
	if err != nil {
		return nil, err
	}
	var in strings.Builder
	for _, text := range texts {
		// A paragraph of its own comes back as a line of its own. Letters and digits are
		// enough to be read; a mark could end the clause.
		for _, r := range text {
			if r == '\n' || r == '\r' || strings.ContainsRune(".,;:!?()[]{}\"", r) {
				r = ' '
			}
			in.WriteRune(r)
		}
		in.WriteString("\n\n")
	}
	if in.Len() > maxTextBytes {
		return nil, fmt.Errorf("%w: %d bytes, at most %d", ErrTooLong, in.Len(), maxTextBytes)
	}
	out, err := v.run(ctx, in.String(), in.Len(), "-q", "-x", "--sep=_", "-v", name, "--stdin")
	if err != nil {
		return nil, err
	}
	var lines []string
	for line := range strings.Lines(string(out)) {
		if line = strings.TrimSpace(line); line != "" {
			lines = append(lines, line)
		}
	}
	if len(lines) != len(texts) {
		return nil, fmt.Errorf("%w: %d lines of phonemes for %d texts", ErrFailed, len(lines), len(texts))
	}
	return lines, nil
}
