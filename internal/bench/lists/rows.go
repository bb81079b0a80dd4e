package main

import (
	"fmt"
	"strings"
	"time"
)

// tables are the rows of the installation, each behind those that it refers to.
func (f *filling) tables() []rowsOf {
	at := func(i int) int64 { return began + int64(i)*50 }
	sum := strings.Repeat("ab", 32)
	return []rowsOf{
		{"users", "id login name password_hash roles locale disabled demo created_at", everybody, func(i int) []any {
			roles := map[int]string{teacher: "learner teacher", host: "learner host", admin: "learner admin"}[i]
			if roles == "" {
				roles = "learner"
			}
			return []any{userOf(i), fmt.Sprintf("user%05d", i), fmt.Sprintf("Person %05d", mix(i)%100_000), "x", roles, "en", false, false, at(i)}
		}},
		{"shows", "id owner_id slug title description language translation cover_key cover_type created_at updated_at", showCount, func(i int) []any {
			return []any{id(shows, i), userOf(host), fmt.Sprint("show", i), fmt.Sprintf("Show %03d", mix(i)%1000), "About it.", "en", "zh-Hant", "", "", at(i), at(i)}
		}},
		{"episodes", "id show_id number title title_translation state audio_id transcript_id created_at updated_at published_at deleted_at", episodeCount, func(i int) []any {
			state := "published"
			if i%10 == 9 {
				state = "draft"
			}
			return []any{id(episodes, i), id(shows, showOf(i)), fmt.Sprint("K", i), fmt.Sprint("Episode ", i), "一集", state, id(audios, i), id(transcripts, i), at(i), at(i), at(i), 0}
		}},
		{"audios", "id episode_id file_name size state message duration_ms listening practice_len warnings tags created_at", episodeCount, func(i int) []any {
			return []any{id(audios, i), id(episodes, i), "a.mp3", 9_000_000, "ready", "", 900_000, "m4a", 43_200_044, "[]", "{}", at(i)}
		}},
		{"transcripts", "id episode_id revision audio_id source source_name page timed state method message created_at", episodeCount, func(i int) []any {
			return []any{id(transcripts, i), id(episodes, i), 1, id(audios, i), "", "", "{}", true, "ready", "", "", at(i)}
		}},
		{"cues", "transcript_id id episode_id position paragraph text translation start_ms end_ms confidence spoken words", episodeCount * cuesPerEpisode, func(i int) []any {
			e, n := i/cuesPerEpisode, i%cuesPerEpisode
			return []any{id(transcripts, e), id(cues, i), id(episodes, e), n, n / 4, "A sentence of some words that is said here.", "這裡說的一句話。", n * 5000, n*5000 + 4000, 1.0, true, "[]"}
		}},
		{"classes", "id teacher_id name all_takes all_since scores_off code code_expires code_uses_left created_at deleted_at queued", classCount, func(i int) []any {
			return []any{id(classes, i), userOf(teacher), fmt.Sprint("Class ", i), i%2 == 0, began, false, fmt.Sprint("code", i), 0, -1, at(i), 0, false}
		}},
		{"memberships", "class_id user_id joined_at ended_at removed_code agreed_at answered_at wording", learners, func(i int) []any {
			return []any{id(classes, i/perClass), userOf(i), began, 0, "", began, began, "1"}
		}},
		{"takes", "id user_id episode_id audio_id cue_id revision cue_text cue_start_ms cue_end_ms mode speed clip_start_ms type size sha256 duration_ms level note best favourite recorded_at created_at deleted_at judged_state judged_verdict judged_score judged_equal judged_method", f.takes, func(i int) []any {
			learner, e := f.takeOf(i)
			cue, j := mix(i*3)%cuesPerEpisode, f.judged[i%templates]
			// One of five is sent where a class does not hear all, and three of five are reviewed.
			revision, reviewed := 1+number(mix(i*5)%5 == 0), number(mix(i*11)%5 < 3)
			return []any{
				id(takes, i), userOf(learner), id(episodes, e), id(audios, e), id(cues, e*cuesPerEpisode+cue), revision, "A sentence of some words that is said here.",
				cue * 5000, cue*5000 + 4000, "repeat", 1.0, reviewed, "audio/wav", 128_044, sum, 4000, "{}", "", false, mix(i*13)%20 == 0, f.when(i, f.takes), f.when(i, f.takes), 0,
				string(j.State), string(j.Verdict), j.Score, j.Equal, j.Method,
			}
		}},
		{"comparisons", "take_id revision state json message created_at method", f.takes, func(i int) []any {
			return []any{id(takes, i), 1, "ready", f.comparisons[i%templates], "", f.when(i, f.takes), 9}
		}},
		{"cards", "user_id subject_id subject episode_id source added_at removed_at due_at days stability difficulty reps lapses first_at last_at", f.takes / perCard, func(i int) []any {
			learner, cue := cardOf(i)
			days := 1 + mix(i)%120
			last := f.now.Add(-time.Duration(mix(i*3)%(24*days)) * time.Hour)
			return []any{
				userOf(learner), id(cues, cue), "cue", id(episodes, cue/cuesPerEpisode), "episode", f.when(0, 1), 0,
				last.Add(time.Duration(days) * 24 * time.Hour).UnixMilli(), days, float64(days), 5.0, perCard, 1, f.when(0, 1), last.UnixMilli(),
			}
		}},
		{"rating_events", "id user_id subject_id rating undoes at arrived_at", f.takes, func(i int) []any {
			learner, cue := cardOf(i % (f.takes / perCard))
			return []any{id(ratings, i), userOf(learner), id(cues, cue), []string{"good", "good", "hard", "again"}[mix(i)%4], "", f.when(i, f.takes), f.when(i, f.takes)}
		}},
	}
}

func number(b bool) int {
	if b {
		return 1
	}
	return 0
}
