package captions

import (
	"gendu/transcripts/formats/timedtext"
	"gendu/transcripts/sentences"
)

// MergeTranslation puts two files of two languages together: every cue of
// translation goes to the cue of main that it shares most of its time with. It
// returns a new document and the cues that share time with none, which are in
// none of its cues. Times, words and speakers are those of main.
func MergeTranslation(main, translation *timedtext.Document) (merged *timedtext.Document, left []timedtext.Cue) {
	out := *main
	out.Cues = make([]timedtext.Cue, len(main.Cues))
	for i, c := range main.Cues {
		c.Translation = ""
		out.Cues[i] = c
	}
	at := 0
	for _, t := range translation.Cues {
		for at < len(out.Cues) && out.Cues[at].EndMS <= t.StartMS {
			at++
		}
		best, most := -1, int64(0)
		for k := at; k < len(out.Cues) && out.Cues[k].StartMS < t.EndMS; k++ {
			shared := min(out.Cues[k].EndMS, t.EndMS) - max(out.Cues[k].StartMS, t.StartMS)
			if shared > most {
				best, most = k, shared
			}
		}
		if best < 0 || len(out.Cues[best].Text)+len(out.Cues[best].Translation)+len(t.Text) >= sentences.MaxBytes {
			left = append(left, t)
			continue
		}
		out.Cues[best].Translation = sentences.Join(sentences.AppendTrimmed(sentences.AppendTrimmed(nil, out.Cues[best].Translation), t.Text))
	}
	return &out, left
}
