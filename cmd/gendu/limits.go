package main

import (
	"fmt"
	"math"
	"strconv"
	"strings"
	"time"

	"gendu"
)

// limitFlags are what each person may keep, and how old recordings are stored.
type limitFlags struct {
	Bytes        byteSize `name:"person-bytes" help:"Recordings that one person may keep, such as 20GB." default:"20GB" env:"GENDU_PERSON_BYTES" placeholder:"SIZE"`
	Takes        int      `name:"person-takes" help:"How many recordings one person may keep." default:"200000" env:"GENDU_PERSON_TAKES" placeholder:"N"`
	Uploads      int      `name:"person-uploads" help:"How many audio files one person may be uploading." default:"20" env:"GENDU_PERSON_UPLOADS" placeholder:"N"`
	Settings     int      `name:"person-settings" help:"How many settings one person may keep." default:"100" env:"GENDU_PERSON_SETTINGS" placeholder:"N"`
	SettingBytes byteSize `name:"setting-bytes" help:"The size of one setting." default:"16KiB" env:"GENDU_SETTING_BYTES" placeholder:"SIZE"`
	Streams      int      `name:"person-streams" help:"How many pages of one person may watch the work on episodes, at one server." default:"20" env:"GENDU_PERSON_STREAMS" placeholder:"N"`

	CompressAfterDays int `name:"compress-after-days" help:"After how many days a recording is stored as FLAC, from which the same bytes are served; 0: never." default:"30" env:"GENDU_COMPRESS_AFTER_DAYS" placeholder:"DAYS"`
	KeepTakesDays     int `name:"keep-takes-days" help:"After how many days a recording is deleted; its learner reads of it a week before. 0: never. At least 7." default:"0" env:"GENDU_KEEP_TAKES_DAYS" placeholder:"DAYS"`
}

func (f *limitFlags) limits() gendu.Limits {
	return gendu.Limits{
		Bytes: int64(f.Bytes), Takes: f.Takes, Uploads: f.Uploads, Settings: f.Settings, SettingBytes: int(f.SettingBytes), Streams: f.Streams,
	}
}

func (f *limitFlags) compressAfter() time.Duration {
	return time.Duration(f.CompressAfterDays) * 24 * time.Hour
}

func (f *limitFlags) keepTakes() time.Duration {
	return time.Duration(f.KeepTakesDays) * 24 * time.Hour
}

// validate names every flag that makes no sense.
func (f *limitFlags) validate() []error {
	var faults []error
	for _, v := range []struct {
		flag string
		n    int
	}{
		{"--person-takes", f.Takes},
		{"--person-uploads", f.Uploads},
		{"--person-settings", f.Settings},
		{"--person-streams", f.Streams},
		{"--compress-after-days", f.CompressAfterDays},
	} {
		if v.n < 0 || v.n > math.MaxInt32 {
			faults = append(faults, fmt.Errorf("%s %d: a number from 0 to %d is expected", v.flag, v.n, math.MaxInt32))
		}
	}
	if f.KeepTakesDays != 0 && (f.KeepTakesDays < 7 || f.KeepTakesDays > 36500) {
		faults = append(faults, fmt.Errorf("--keep-takes-days %d: 0, or a number from 7 to 36500 is expected", f.KeepTakesDays))
	}
	if f.SettingBytes > 1<<20 {
		faults = append(faults, fmt.Errorf("--setting-bytes: at most 1MiB, since a request in JSON has no more"))
	}
	return faults
}

// byteSize is a number of bytes: "512", "20GB" (powers of ten), "16KiB" (powers of two).
type byteSize int64

var sizeUnits = []struct {
	name  string
	bytes float64
}{
	{"KiB", 1 << 10},
	{"MiB", 1 << 20},
	{"GiB", 1 << 30},
	{"TiB", 1 << 40},
	{"kB", 1e3},
	{"KB", 1e3},
	{"MB", 1e6},
	{"GB", 1e9},
	{"TB", 1e12},
	{"B", 1},
	{"", 1},
}

// UnmarshalText implements [encoding.TextUnmarshaler].
func (s *byteSize) UnmarshalText(b []byte) error {
	text := strings.TrimSpace(string(b))
	for _, unit := range sizeUnits {
		number, ok := strings.CutSuffix(text, unit.name)
		if !ok {
			continue
		}
		v, err := strconv.ParseFloat(strings.TrimSpace(number), 64)
		if err != nil || !(v >= 0) || v*unit.bytes > math.MaxInt64/4 {
			break
		}
		*s = byteSize(v * unit.bytes)
		return nil
	}
	return fmt.Errorf("%q is no size: a number of bytes, or one with kB, MB, GB, TB, KiB, MiB, GiB or TiB behind it, is expected", text)
}
