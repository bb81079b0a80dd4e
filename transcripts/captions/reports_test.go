package captions

import "testing"

// reports are kinds of files from public reports of other projects (docs/reports.md), with
// words of our own.
var reports = []struct{ source, file, in, want string }{
	{"SubtitleEdit/subtitleedit#5799: times with frames in columns", "a.txt", "00:00:24:04\t00:00:26:00\tGood day.\n00:00:26:00\t00:00:28:12\tCome in.\n", "24160-26000 \"Good day.\"\n26000-28480 \"Come in.\"\n"},
	{"SubtitleEdit/subtitleedit#3411: points in SRT", "a.srt", "1\n00:00:01.500 --> 00:00:02.000\nOne.\n\n2\n00:00:03.000 --> 00:00:04.000\nTwo.\n", "1500-2000 \"One.\"\n3000-4000 \"Two.\"\n"},
	{"subtitleeditor/subtitleeditor#58: comma and point in one line", "a.srt", "1\n00:00:01,500 --> 00:00:02.250\nOne.\n", "1500-2250 \"One.\"\n"},
	{"m1guelpf/auto-subtitle#56: hours of one digit", "a.srt", "1\n0:00:01.000 --> 0:00:03.780\nOne.\n", "1000-3780 \"One.\"\n"},
	{"SubtitleEdit/subtitleedit#2191: tenths and hundredths", "a.srt", "1\n00:00:09,9 --> 00:00:11,65\nOne.\n", "9900-11650 \"One.\"\n"},
	{"AlexPoint/SubtitlesParser#5: whole seconds", "a.srt", "1\n00:00:01 --> 00:00:03\nOne.\n\n2\n00:00:03 --> 00:00:05\nTwo.\n", "1000-3000 \"One.\"\n3000-5000 \"Two.\"\n"},
	{"SubtitleEdit/subtitleedit#7083: X-TIMESTAMP-MAP", "a.vtt", "WEBVTT\nX-TIMESTAMP-MAP=LOCAL:00:00:00.000,MPEGTS:198018\n\n00:01.000 --> 00:02.000\nOne.\n", "1000-2000 \"One.\"\n"},
	{"w3c/webvtt.js#27: STYLE", "a.vtt", "WEBVTT\n\nSTYLE\n::cue {\n  color: papayawhip;\n}\n\n00:01.000 --> 00:02.000\nOne.\n", "1000-2000 \"One.\"\n"},
	{"w3c/webvtt.js#26: REGION", "a.vtt", "WEBVTT\n\nREGION\nid:bob\nwidth:40%\n\n00:01.000 --> 00:02.000 region:bob align:left\nOne.\n", "1000-2000 \"One.\"\n"},
	{"osk/node-webvtt#8: hours of one digit", "a.vtt", "WEBVTT\n\n59:58.000 --> 59:59.000\nOne.\n\n1:00:00.000 --> 1:00:01.000\nTwo.\n", "3598000-3599000 \"One.\"\n3600000-3601000 \"Two.\"\n"},
	{"mozilla/vtt.js#226: no space before the settings", "a.vtt", "WEBVTT\n\n00:01.000 --> 00:02.000align:start\nOne.\n", "1000-2000 \"One.\"\n"},
	{"m-bain/whisperX#717: numbers without times", "a.json", `{"segments":[{"start":1,"end":3,"text":"after 1 June.","words":[{"word":"after","start":1,"end":1.5,"score":0.7},{"word":"1"},{"word":"June.","start":2,"end":3,"score":0.9}]}]}`, "1000-3000 \"after 1 June.\" after:1000-1500 1:1500-2000 June.:2000-3000\n"},
	{"Vaibhavs10/insanely-fast-whisper#232: no last time", "a.json", `{"text":"One. Two.","chunks":[{"timestamp":[0.0,1.5],"text":" One."},{"timestamp":[1.5,null],"text":" Two."}]}`, "0-1500 \"One.\"\n1500-2300 \"Two.\"\n"},
	{"ggml-org/whisper.cpp#2329: tokens without offsets", "a.json", `{"transcription":[{"offsets":{"from":0,"to":1000},"text":" so do you","tokens":[{"text":" so","offsets":{"from":0,"to":300},"p":0.9},{"text":" do","offsets":{"from":300,"to":600},"p":0.9},{"text":" you","id":291,"p":0.9,"t_dtw":-1}]}]}`, "0-1000 \"so do you\" so:0-300 do:300-600\n"},
	{"openai/whisper#2780: an empty segment first", "a.json", `{"segments":[{"id":0,"start":0.0,"end":0.0,"text":"","words":[]},{"id":1,"start":1.0,"end":3.0,"text":"Hello."}]}`, "1000-3000 \"Hello.\"\n"},
	{"Purfview/whisper-standalone-win#20: a cue for each word", "a.srt", "1\n00:00:00,850 --> 00:00:01,310\n<u>Come</u> in now.\n\n2\n00:00:01,310 --> 00:00:01,470\nCome<u> in</u> now.\n\n3\n00:00:01,470 --> 00:00:01,690\nCome in<u> now.</u>\n\n4\n00:00:02,000 --> 00:00:03,000\n<u>Sit</u> down.\n\n5\n00:00:03,000 --> 00:00:04,000\nSit<u> down.</u>\n", "850-1690 \"Come in now.\"\n2000-4000 \"Sit down.\"\n"},
	{"jacquesh/foo_openlyrics#257: a space in the offset", "a.lrc", "[offset: -3000]\n[00:01.00]One\n[00:02.00]Two\n[00:03.00]\n", "4000-5000 \"One\"\n5000-6000 \"Two\"\n"},
	{"eNV25/mpdlrc#41: repeated lines out of order", "a.lrc", "[00:12.00][00:18.00]Chorus\n[00:15.00]Verse\n[00:20.00]\n", "12000-15000 \"Chorus\"\n15000-18000 \"Verse\"\n18000-20000 \"Chorus\"\n"},
	{"music-assistant/support#5861: tags of LRC", "a.lrc", "[ar:Mei]\n[length:05:25]\n[ve:1.12.0]\n[00:01.00]One\n[00:02.00]\n", "1000-2000 \"One\"\n"},
	{"video-dev/hls.js#8024: ticks without a rate", "a.ttml", `<tt xmlns="http://www.w3.org/ns/ttml"><body><div><p begin="1t" end="3t">One.</p></div></body></tt>`, "1000-3000 \"One.\"\n"},
	{"MediaArea/MediaInfoLib#1493: frames with a multiplier", "a.ttml", `<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="24" ttp:frameRateMultiplier="1000 1001"><body><div><p begin="24f" end="48f">One.</p></div></body></tt>`, "1001-2002 \"One.\"\n"},
	{"SubtitleEdit/subtitleedit#2334: frames of 25", "a.ttml", `<tt xmlns="http://www.w3.org/ns/ttml" xmlns:ttp="http://www.w3.org/ns/ttml#parameter" ttp:frameRate="25"><body><div><p begin="00:30:00:00" end="00:30:01:20">One.</p></div></body></tt>`, "1800000-1801800 \"One.\"\n"},
	{"JDaren/subtitleConverter#28: commas in ASS", "a.ass", "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,Well, yes, I do.\n", "1000-2500 \"Well, yes, I do.\"\n"},
	{"libass/libass#13: drawings", "a.ass", "[Events]\nFormat: Layer, Start, End, Style, Name, MarginL, MarginR, MarginV, Effect, Text\nDialogue: 0,0:00:01.00,0:00:02.50,Default,,0,0,0,,Centre {\\p1\\pbo10}m 2 0 l 2 42 19 42{\\p0}\nDialogue: 0,0:00:03.00,0:00:04.00,Default,,0,0,0,,{\\p1}m 0 0 l 1 1{\\p0}\n", "1000-2500 \"Centre\"\n"},
}

func TestReports(t *testing.T) {
	t.Parallel()
	for _, c := range reports {
		d, _, err := Read(c.file, []byte(c.in))
		if err != nil {
			t.Errorf("%s: %v", c.source, err)
			continue
		}
		if got := show(d); got != c.want {
			t.Errorf("%s:\n got %s\nwant %s", c.source, got, c.want)
		}
	}
}
