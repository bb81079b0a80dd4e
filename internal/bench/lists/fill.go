package main

import (
	"context"
	"encoding/json"
	"fmt"
	"strings"
	"time"

	"gendu"
	"gendu/store"
)

// What the installation has. Learner i is in class i/40; one teacher has all classes, which
// is the hardest case for their lists; every other class hears all takes.
const (
	learners       = 2000
	classCount     = 50
	perClass       = learners / classCount
	showCount      = 100
	episodeCount   = 10_000
	ofFirstShow    = 1000 // episodes of the largest show
	cuesPerEpisode = 40
	templates      = 500 // different comparisons
	perCard        = 10  // ratings of each card
	ofLearner0     = 20_000
	practised      = 360 * 24 * time.Hour // over so long, until now, recordings and ratings are spread
)

var began = time.Date(2026, 1, 5, 8, 0, 0, 0, time.UTC).UnixMilli()

// id is the i-th id of a kind, in the order of i as a UUIDv7 is.
func id(kind, i int) string {
	ms := uint64(began) + uint64(i)*50
	return fmt.Sprintf("%08x-%04x-7%03x-8%03x-%012x", ms>>16, ms&0xffff, kind, i&0xfff, i)
}

// The kinds of ids.
const (
	users = iota + 1
	shows
	episodes
	audios
	transcripts
	cues
	takes
	classes
	reviews
	ratings
)

// Who is not a learner, behind them.
const (
	teacher = learners + iota
	host
	admin
	everybody
)

// mix spreads i evenly (the finaliser of SplitMix64).
func mix(i int) int {
	x := uint64(i)*0x9e3779b97f4a7c15 + 1
	x = (x ^ x>>30) * 0xbf58476d1ce4e5b9
	x = (x ^ x>>27) * 0x94d049bb133111eb
	return int((x ^ x>>31) >> 1)
}

// filling is what the rows are made of.
type filling struct {
	options
	now         time.Time
	heavy       int // takes of learner 0, all of episode 0
	comparisons []string
	judged      []gendu.Judged
}

// fill makes the rows of the installation, unless they are there.
func fill(ctx context.Context, d *database, o options) error {
	if err := store.Migrate(ctx, d.url); err != nil {
		return err
	}
	if err := d.open(); err != nil {
		return err
	}
	defer func() { _ = d.db.Close() }()
	var n int
	if d.db.QueryRowContext(ctx, "SELECT n FROM bench_filled").Scan(&n) == nil && n == o.takes {
		return nil
	}
	start := time.Now()
	f := &filling{options: o, now: start, heavy: min(10_000, o.takes/20)}
	f.compare()
	for _, t := range f.tables() {
		if err := d.copyRows(ctx, t.name, strings.Fields(t.columns), t.n, t.row); err != nil {
			return fmt.Errorf("%s: %w", t.name, err)
		}
		fmt.Printf("%s: %s, %v\n", d.name, t.name, time.Since(start).Round(time.Second))
	}
	for _, statement := range f.statements() {
		if _, err := d.db.ExecContext(ctx, statement); err != nil {
			return fmt.Errorf("%s: %w", statement, err)
		}
	}
	if !strings.HasPrefix(d.url, "sqlite:") {
		if _, err := d.db.ExecContext(ctx, "VACUUM ANALYZE"); err != nil {
			return err
		}
	}
	s, err := store.Open(ctx, d.url)
	if err != nil {
		return err
	}
	defer s.Close()
	for i := range classCount {
		if err := s.QueueClass(ctx, gendu.ID(id(classes, i))); err != nil {
			return err
		}
	}
	fmt.Printf("%s: queues, %v\n", d.name, time.Since(start).Round(time.Second))
	_, err = d.db.ExecContext(ctx, fmt.Sprintf("CREATE TABLE bench_filled AS SELECT %d AS n", o.takes))
	return err
}

// statements make what follows from the takes.
func (f *filling) statements() []string {
	member := "JOIN memberships m ON m.user_id = t.user_id JOIN classes c ON c.id = m.class_id"
	return []string{
		"INSERT INTO usages (user_id, bytes, takes) SELECT user_id, CAST(SUM(size) AS BIGINT), COUNT(*) FROM takes GROUP BY user_id",
		"INSERT INTO submissions (take_id, class_id, sent_at) SELECT t.id, c.id, t.created_at FROM takes t " + member + " WHERE NOT c.all_takes AND t.revision = 2",
		"INSERT INTO reviews (id, take_id, class_id, teacher_id, verdict, text, comments, created_at, updated_at, seen_at) SELECT t.id, t.id, c.id, c.teacher_id, 'good', 'Well said.', '[]', t.created_at + 1, t.created_at + 1, t.created_at + 2 FROM takes t " + member + " WHERE t.clip_start_ms = 1 AND (c.all_takes OR t.revision = 2)",
		"UPDATE takes SET sent = TRUE WHERE id IN (SELECT take_id FROM submissions)",
		"UPDATE takes SET answered = TRUE WHERE id IN (SELECT take_id FROM reviews)",
	}
}

// compare makes comparisons such as the product stores, of sentences of 8 to 14 words.
func (f *filling) compare() {
	for i := range templates {
		c := &gendu.Comparison{Verdict: gendu.VerdictOK, Confidence: 0.8, Overall: float64(40 + i%60), Completeness: 100, Rhythm: 71.4, Tempo: 0.93, Intonation: 64.2, Loudness: 80.1, Method: 9, ScoreError: 9.1, ScoreEqual: 5}
		score := float64(35 + i%65)
		c.Score = &score
		c.Measures.Each(func(_ string, m *gendu.Measure) {
			*m = gendu.Measure{Score: 71.4, Value: 0.714, Unit: "r", Known: true}
		})
		words := 8 + i%7
		if f.stubs {
			words = 0
		}
		for w := range words {
			from, to, match := int64(120+380*w), int64(450+380*w), 62.5
			c.Words = append(c.Words, gendu.ComparedWord{Text: fmt.Sprintf("sentence%d", w), Verdict: gendu.WordGood, RefStart: from, RefEnd: to, TakeStart: &from, TakeEnd: &to, Score: &match, Match: 0.8125})
		}
		c.Pitch.HopMS = 20
		for p := range words * 18 {
			semitones, at := float64(mix(i*1000+p)%900)/100-4.5, int64(p*20+mix(p)%40)
			c.Pitch.Ref, c.Pitch.Take, c.Pitch.TakeMS = append(c.Pitch.Ref, &semitones), append(c.Pitch.Take, &semitones), append(c.Pitch.TakeMS, &at)
		}
		c.Fill()
		text, err := json.Marshal(c)
		if err != nil {
			panic(err) // it holds numbers and texts only
		}
		f.comparisons = append(f.comparisons, string(text))
		f.judged = append(f.judged, (&gendu.Compared{State: gendu.Ready, Comparison: c}).Judged())
	}
}

func userOf(i int) string { return id(users, i) }

func showOf(episode int) int {
	if episode < ofFirstShow {
		return 0
	}
	return 1 + (episode-ofFirstShow)%(showCount-1)
}

// takeOf says whose the i-th take is, and of which episode.
func (f *filling) takeOf(i int) (learner, episode int) {
	if i%(f.takes/f.heavy) == 0 {
		return 0, 0
	}
	return mix(i) % learners, mix(i*7) % episodeCount
}

// when is the moment of the i-th of n things that were done over the time of practice.
func (f *filling) when(i, n int) int64 {
	return f.now.Add(-practised + time.Duration(float64(practised)*float64(i)/float64(n))).UnixMilli()
}

// cardOf says whose the i-th card is, and of which cue.
func cardOf(i int) (learner, cue int) {
	const ofFirst = ofLearner0 / perCard
	if i < ofFirst {
		return 0, i * 7 // of many episodes
	}
	// The cards of a learner have different cues: i steps through them.
	i -= ofFirst
	return 1 + i%(learners-1), (mix(i%(learners-1)) + i/(learners-1)*(cuesPerEpisode+1)) % (episodeCount * cuesPerEpisode)
}

// rowsOf is what is written into a table.
type rowsOf struct {
	name, columns string
	n             int
	row           func(i int) []any
}
