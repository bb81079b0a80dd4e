package captions

import (
	"testing"

	"gendu/transcripts/formats/timedtext"
)

// TestSpeakers: names that stand in the text become the speakers of their cues, and a cue
// of two people becomes two.
func TestSpeakers(t *testing.T) {
	t.Parallel()
	cue := func(text string) timedtext.Cue { return timedtext.Cue{Text: text} }
	for name, c := range map[string]struct {
		cues []timedtext.Cue
		want string
	}{
		"names": {
			[]timedtext.Cue{cue("Mei: It is late."), cue("Are you sure?"), cue("Tom: I am."), cue("Mei: Good.")},
			"0-1000 \"It is late.\" @Mei\n1000-2000 \"Are you sure?\"\n2000-3000 \"I am.\" @Tom\n3000-4000 \"Good.\" @Mei\n",
		},
		"numbered, in brackets": {
			[]timedtext.Cue{cue("[SPEAKER_00]: Hi."), cue("Speaker 2: Ho."), cue("DR. LEE: Ha.")},
			"0-1000 \"Hi.\" @SPEAKER_00\n1000-2000 \"Ho.\" @Speaker 2\n2000-3000 \"Ha.\" @DR. LEE\n",
		},
		"Chinese": {
			[]timedtext.Cue{cue("陳老師：你們好。"), cue("學生A:老師好。"), cue("陳老師：請坐。")},
			"0-1000 \"你們好。\" @陳老師\n1000-2000 \"老師好。\" @學生A\n2000-3000 \"請坐。\" @陳老師\n",
		},
		"two in one cue": {
			[]timedtext.Cue{cue("Mei: Are you there?\nTom: Yes."), cue("- Who is it?\n- It is me."), cue("- Come in. - Thank you.")},
			"0-777 \"Are you there?\" @Mei\n777-1000 \"Yes.\" @Tom\n1000-1526 \"Who is it?\"\n1526-2000 \"It is me.\"\n2000-2444 \"Come in.\"\n2444-3000 \"Thank you.\"\n",
		},
		"marks of a change": {
			[]timedtext.Cue{cue(">> Good evening."), cue(">>> Hello.\n>> Hi."), cue("- one dash"), cue("-5 degrees")},
			"0-1000 \"Good evening.\"\n1000-1666 \"Hello.\"\n1666-2000 \"Hi.\"\n2000-3000 \"- one dash\"\n3000-4000 \"-5 degrees\"\n",
		},
		"no names": {
			[]timedtext.Cue{cue("Note: this is new."), cue("We met at 5:30."), cue("See http://a.b"), cue("One thing: hope."), cue("注意：下雨。")},
			"0-1000 \"Note: this is new.\"\n1000-2000 \"We met at 5:30.\"\n2000-3000 \"See http://a.b\"\n3000-4000 \"One thing: hope.\"\n4000-5000 \"注意：下雨。\"\n",
		},
		"with a translation": {
			[]timedtext.Cue{{Text: "Mei: Hello.\nTom: Good day to you.", Translation: "小美：嗨。\n湯姆：你好。"}, {Text: "Mei: Bye."}},
			"0-272 \"Hello.\" =\"嗨。\" @Mei\n272-1000 \"Good day to you.\" =\"你好。\" @Tom\n1000-2000 \"Bye.\" @Mei\n",
		},
	} {
		for i := range c.cues {
			c.cues[i].StartMS, c.cues[i].EndMS = int64(i)*1000, int64(i+1)*1000
		}
		if got := show(NameSpeakers(&timedtext.Document{Cues: c.cues})); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", name, got, c.want)
		}
	}
}

// TestReadKeepsOurs: our own format has a field for speakers, and its texts stay.
func TestReadKeepsOurs(t *testing.T) {
	t.Parallel()
	d, _, err := Read("a.json", []byte(`{"cues":[{"startMs":0,"endMs":1000,"text":"Mei: Hi."},{"startMs":1000,"endMs":2000,"text":"Mei: Ho."}]}`))
	if err != nil || show(d) != "0-1000 \"Mei: Hi.\"\n1000-2000 \"Mei: Ho.\"\n" {
		t.Errorf("%v: %s", err, show(d))
	}
}

func FuzzRead(f *testing.F) {
	f.Add([]byte("1\n00:00:01,000 --> 00:00:02,000\n- Mei: Hi. - Ho.\n>> Tom：好\n\n2\n00:00:02,000 --> 00:00:02,002\nMei: A\nTom: B\nMei: C\n"))
	f.Fuzz(func(t *testing.T, b []byte) {
		d, _, err := Read("x", b)
		if err != nil || d.Untimed {
			return
		}
		last := int64(0)
		for i, c := range d.Cues {
			if c.StartMS < last || c.EndMS <= c.StartMS || c.Text == "" && c.Translation == "" {
				t.Fatalf("cue %d: %+v after %d", i, c, last)
			}
			last = c.EndMS
		}
		JoinFragments(d, "")
		SplitLong(d, "")
		MergeTranslation(d, d)
	})
}
