package captions

import (
	"errors"
	"io/fs"
	"os"
	"path/filepath"
	"strings"
	"testing"
)

// cases says what is right for the files of ../shared/cases/transcripts: the cues as show
// writes them, in full or, where it ends in …, their beginning.
var cases = map[string]string{
	"apple-music.ttml":       "20333-21719 \"Midnight\" Midnight:20333-21719\n23363-26885 \"You come crashing\" You:23363-23607 come:23607-23791 crashing:23791-24340\n",
	"apple-pod2.ttml":        "3660250-3670000 \"First sentence.\" First:3660250-3661000 sentence.:3661000-3670000\n3672000-3680000 \"Second one.\" Second:3672000-3673000 one.:3673000-3680000\n",
	"apple-real.ttml":        "860-4200 \"Good morning all.\" @SPEAKER_1 Good:860-1300 morning:1300-2000 all.:2000-4200\n",
	"aud-neg.txt":            "0-1500 \"Before zero\"\n2000-3000 \"ok\"\n",
	"aud-points.txt":         "1000-5000 \"First point label\"\n5000-9000 \"Second\"\n9000-9800 \"Third one\"\n",
	"divtime.ttml":           "10000-20000 \"In the div\"\n31000-33000 \"Relative\"\n",
	"dup-layer.ass":          "1000-3000 \"Good night.\"\n",
	"enc-en-1bad.srt":        "1000-2000 \"That costs \uFFFD5, not six.\"\n3000-4000 \"The café is open.\"\n",
	"enc-latin1-nolint.srt":  "1000-2000 \"We met at the café.\"\n3000-4000 \"He ordered a crème brûlée, naïve boy.\"\n",
	"enc-zh-1bad.srt":        "0-2000 \"今天我們來談談怎麼在家裡種番茄。\"\n…",
	"gentle.json":            "100-900 \"hello there\" hello:100-600 there:600-900\n",
	"hms.lrc":                "4000-9000 \"Welcome to this recording.\"\n9000-75000 \"Today we talk.\"\n75000-75800 \"That is all.\"\n",
	"hms.txt":                "4000-9000 \"Welcome to this recording.\"\n9000-75000 \"Today we talk about local tools.\"\n75000-75800 \"That is all.\"\n",
	"l-60.lrc":               "60000-65000 \"sixty\"\n65000-65800 \"sixty five\"\n",
	"l-bracket-word.lrc":     "1000-3000 \"First\"\n3000-3800 \"Third\"\n",
	"l-elrc-bg.lrc":          "10000-11000 \"Hello you\" @v1 Hello:10000-10500 you:10500-11000\n11000-12000 \"oh oh\" oh:11000-11500 oh:11500-12000\n12000-12800 \"Next\" @v2\n",
	"l-enh-one.lrc":          "1000-1900 \"Good day\" Good:1000-1500 day:1500-1900\n",
	"p20.json":               "500-1250 \"And so today.\" @Ann And:500-750 so:750-1000 today.:1000-1250\n…",
	"podlove.json":           "5259-8000 \"Hallo und willkommen.\" @Tim\n",
	"sbv.sbv":                "599-4160 \"Hello there everyone\"\n4160-6770 \"and welcome\"\n",
	"seq.ttml":               "0-2000 \"One\"\n2000-5000 \"Two\"\n5000-6000 \"Three\"\n",
	"spantimes.ttml":         "119640-121120 \"Why should I pay? No way!\"\n121120-122560 \"DOORBELL RINGS\"\n",
	"srt-60sec.srt":          "40000-60000 \"Sixty seconds.\"\n",
	"srt-arrow-in-text.srt":  "1000-2000 \"Taipei --> Tainan by train\"\n3000-4000 \"ok\"\n",
	"srt-bilingual.srt":      "1000-3000 \"Where is the station?\" =\"車站在哪裡？\"\n4000-6000 \"Go straight ahead.\" =\"往前走就到了。\"\n",
	"srt-colonms.srt":        "1500-4250 \"Colon before millis.\"\n",
	"srt-cp1252b.srt":        "1000-2000 \"It’s a café.\"\n",
	"srt-emptycue.srt":       "1000-2000 \"One here.\"\n3000-4000 \"Three here.\"\n",
	"srt-fullwidth.srt":      "1500-4250 \"全形逗號。\"\n",
	"srt-header.srt":         "1000-2000 \"Hi.\"\n",
	"srt-lrm-time.srt":       "1000-2000 \"Mark before time.\"\n",
	"srt-negative.srt":       "0-1250 \"Before zero.\"\n2000-3000 \"After.\"\n",
	"srt-sjis.srt":           "1000-2000 \"今日はいい天気ですね。\"\n3000-4000 \"ありがとうございます。\"\n",
	"srt-spaces-arrow.srt":   "1500-4250 \"No spaces.\"\n5000-6000 \"Short arrow.\"\n",
	"srt-spaces-in-time.srt": "1500-4250 \"Space behind the comma.\"\n",
	"srt-tags.srt":           "1000-2000 \"Red bold ital gone F text\"\n3000-4000 \"<(Mina) we should rest now.>\"\n5000-6000 \"I <3 you & me & him \\u00a0x <y>\"\n7000-8000 \"coloured spanned 漢 line\\ntwo\"\n",
	"srt-zwsp-bom-mid.srt":   "1000-2000 \"One.\"\n3000-4000 \"Two.\"\n",
	"tg-mfa.TextGrid":        "0-1000 \"good day\" good:0-500 day:500-1000\n2000-3000 \"bye\" bye:2000-3000\n",
	"txt3.txt":               "0-2000 \"Hello there.\"\n2000-4500 \"How are you?\"\n",
	"vtt-badcue.vtt":         "1000-2000 \"Good one.\"\n5000-6000 \"Good two.\"\n",
	"vtt-htmlcomment.vtt":    "1000-2000 \"So good morning everyone,\" @Mei Chen\n2000-3000 \"and welcome.\" @Mei Chen\n",
	"vtt-null.vtt":           "1000-2000 \"Nul\uFFFDl\"\n",
	"vtt-ruby.vtt":           "1000-3000 \"漢字を読む\"\n4000-5000 \"Hello you both\"\n",
	"vtt-voice.vtt":          "1000-2166 \"Where are you?\" @Ann\n2166-3000 \"Over here.\" @Bob\n4000-6000 \"Together\" @Ann & Bob\n7000-8000 \"First line\\nsecond line\" @Ann\n9000-10000 \"nameless\"\n11000-12000 \"tab\" @Tab Name\n",
	"vtt-yt-srt.srt":         "160-3429 \"Mina, do your cats think\"\n3439-5749 \"warm or is it\"\n5759-8000 \"only us who feel\"\n",
	"w-cpp-badutf8.json":     "0-2000 \"caf\uFFFD\"\n2000-3000 \"next 你好 one\"\n",
	"w-hf.json":              "0-1800 \"Hello there.\" Hello:0-1000 there.:1000-1800\n",
	"w-nan.json":             "0-1000 \"Hi.\"\n",
	"w-x-wordsonly.json":     "100-900 \"Hello there.\" Hello:100-400 there.:500-900\n900-2000 \"2014.\" 2014.:900-2000\n2000-2400 \"Bye.\" Bye.:2000-2400\n",
	"yt-api2.json":           "160-3360 \"Hello there everyone and\"\n3360-5360 \"welcome back again\"\n6000-10000 \"last\"\n",
	"yt-header.vtt":          "1000-2000 \"Hi.\"\n",
}

// TestCorpusTranscripts reads the small files that were once read wrongly.
func TestCorpusTranscripts(t *testing.T) {
	t.Parallel()
	files, err := os.ReadDir("../../../shared/cases/transcripts")
	if errors.Is(err, fs.ErrNotExist) {
		t.Skip("no ../shared here")
	}
	if err != nil {
		t.Fatal(err)
	}
	for _, f := range files {
		b, err := os.ReadFile(filepath.Join("../../../shared/cases/transcripts", f.Name()))
		if err != nil {
			t.Fatal(err)
		}
		want, ok := cases[f.Name()]
		if !ok {
			t.Errorf("%s: nothing says what is right for it", f.Name())
			continue
		}
		d, _, err := Read(f.Name(), b)
		if err != nil {
			t.Errorf("%s: %v", f.Name(), err)
			continue
		}
		got := show(d)
		if begin, cut := strings.CutSuffix(want, "…"); got != want && !(cut && strings.HasPrefix(got, begin)) {
			t.Errorf("%s:\n got %s\nwant %s", f.Name(), got, want)
		}
	}
}
