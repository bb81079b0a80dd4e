package backup

import (
	"fmt"
	"math"
)

// The ids of the sample.
const (
	ann, bob, teacher, host = "0190a000-0000-7000-8000-000000000001", "0190a000-0000-7000-8000-000000000002", "0190a000-0000-7000-8000-000000000003", "0190a000-0000-7000-8000-000000000004"
	show, show2             = "0190a000-0000-7000-8000-000000000010", "0190a000-0000-7000-8000-000000000011"
	episode, episode2       = "0190a000-0000-7000-8000-000000000020", "0190a000-0000-7000-8000-000000000021"
	audio                   = "0190a000-0000-7000-8000-000000000030"
	transcript              = "0190a000-0000-7000-8000-000000000040"
	cue                     = "0190a000-0000-7000-8000-000000000050"
	class, class2           = "0190a000-0000-7000-8000-000000000060", "0190a000-0000-7000-8000-000000000061"
	upload                  = "0190a000-0000-7000-8000-000000000070"
	failed                  = "0190a000-0000-7000-8000-000000000032"
)

// takes is how many takes the sample has.
const takes = 12

func takeID(n int) string { return fmt.Sprintf("0190a000-0000-7000-8000-0000000001%02d", n) }

// takeKey is the key of the object of a take of Ann's.
func takeKey(n int) string {
	// The key names the hash of the bytes, so these do not follow from the whole key.
	return "takes/" + ann + "/" + takeID(n) + "-" + hashText("takes/" + takeID(n))[:16]
}

// text has what databases and JSON could get wrong.
const text = "跟讀 \"quoted\" \\ back, tab\t, line\nend, \u2028, <b>&amp;, é, 🎧, '); DROP TABLE users; --"

// sample is rows of every table. A table that has none here is not tested to come back.
func sample() map[string][]values {
	rows := map[string][]values{
		"users": {
			{"id": ann, "login": "ann", "name": text, "password_hash": "x", "roles": "learner", "locale": "zh-Hant", "created_at": 1},
			{"id": bob, "login": "bob", "roles": "learner", "disabled": true, "created_at": math.MaxInt64},
			{"id": teacher, "login": "teacher", "roles": "learner teacher", "demo": true},
			{"id": host, "login": "host", "roles": "learner host admin"},
		},
		"sessions":    {{"id": "s", "user_id": ann, "token_hash": "t", "device": "d", "expires_at": math.MaxInt64}},
		"tickets":     {{"id": "t", "purpose": "reset", "token_hash": "t", "user_id": ann, "expires_at": math.MaxInt64}},
		"settings":    {{"user_id": ann, "key": "k", "json": `{"a":[1,null,"` + `\u0000` + `"]}`}, {"user_id": bob, "key": "k"}},
		"shows":       {{"id": show, "owner_id": host, "slug": "show", "title": text, "cover_key": "covers/" + show + "/1", "cover_type": "image/png"}, {"id": show2, "owner_id": host, "slug": "other", "cover_key": "covers/" + show2 + "/1-256", "cover_type": "image/jpeg", "cover_widths": "128 256"}},
		"episodes":    {{"id": episode, "show_id": show, "state": "published", "audio_id": audio, "transcript_id": transcript, "published_at": 5}, {"id": episode2, "show_id": show2, "state": "draft"}},
		"audios":      sampleAudios(),
		"transcripts": {{"id": transcript, "episode_id": episode, "revision": 1, "audio_id": audio, "state": "ready", "page": "{}", "timed": true, "method": "m"}},
		"cues": {
			{"transcript_id": transcript, "id": cue, "episode_id": episode, "text": text, "speaker": text, "reading": text, "start_ms": 10, "end_ms": 500, "confidence": 0.1 + 0.2, "spoken": true, "words": "[]"},
			{"transcript_id": transcript, "id": "other", "episode_id": episode, "position": 1, "confidence": 5e-324, "words": "[]"},
			{"transcript_id": transcript, "id": "third", "episode_id": episode, "position": 2, "confidence": 1.0, "words": "[]"},
		},
		"cue_links":     {{"from_id": "old", "to_id": cue, "kind": "merged", "episode_id": episode}},
		"comparisons":   {{"take_id": takeID(1), "revision": 1, "state": "failed", "json": "{}", "method": 3}},
		"classes":       {{"id": class, "teacher_id": teacher, "name": text, "code": "abc", "code_uses_left": -1}, {"id": class2, "teacher_id": teacher}},
		"memberships":   {{"class_id": class, "user_id": ann, "joined_at": 3}, {"class_id": class2, "user_id": ann, "joined_at": 3}},
		"consents":      {{"class_id": class, "user_id": ann, "answered_at": 5, "teacher_id": teacher, "agreed": true, "wording": "1"}},
		"secrets":       {{"name": "devices", "hex": "00ff"}},
		"revocations":   {{"subject": "0192f0c1-2345-7abc-8def-0123456789ab", "revoked_at": int64(1)}},
		"submissions":   {{"take_id": takeID(1), "class_id": class, "sent_at": 4}, {"take_id": takeID(2), "class_id": class, "sent_at": 4}},
		"reviews":       {{"id": "r", "take_id": takeID(1), "class_id": class, "teacher_id": teacher, "verdict": "good", "text": text, "comments": "[]"}},
		"uploads":       {{"id": upload, "user_id": host, "episode_id": episode2, "size": 250, "file_name": text, "meta": "{}", "expires_at": math.MaxInt64}},
		"upload_chunks": {{"upload_id": upload, "size": 100}, {"upload_id": upload, "n": 1, "size": 100}},
		"upload_locks":  {{"upload_id": upload, "owner": "o", "lease_end": 7, "release": true}},
		"jobs":          {{"id": "j", "kind": "sweep", "state": "done", "progress": 0.5, "ended_at": 9}, {"id": "k", "kind": "compare-take", "subject_id": takeID(1), "state": "failed"}},
		"attempts":      {{"key": "account:x", "bucket": 1, "count": 2}},
		"voices":        {{"user_id": ann, "warp": 1.0 / 3, "seconds": 1e21, "updated_at": -1}},
		"last_sweep":    {{"one": 1, "objects": 3, "stopped": false}},
	}
	for n := range takes {
		row := values{
			"id": takeID(n), "user_id": ann, "episode_id": episode, "audio_id": audio, "cue_id": cue, "revision": 1, "cue_text": text, "cue_end_ms": 500,
			"mode": "repeat", "speed": 1.0, "clip_start_ms": nil, "type": "audio/wav", "size": 100, "sha256": hashText("takes/" + takeID(n)), "level": "{}",
			"note": text, "created_at": 10 + n, "subject": "cue", "best_at": 4, "sent": n == 1 || n == 2, "answered": n == 1, "unread": n == 1,
		}
		if n%2 == 0 {
			row["clip_start_ms"], row["speed"] = -3, 0.75
		}
		if n == 3 { // of a keyword, whose id is in no table
			row["subject"], row["cue_id"], row["cue_text"] = "keyword", "0190a000-0000-7000-8000-000000000051", "influx"
		}
		rows["takes"] = append(rows["takes"], row)
	}
	return rows
}

func sampleAudios() []values {
	return []values{
		{"id": audio, "episode_id": episode, "size": 100, "state": "ready", "duration_ms": 1000, "listening": "m4a", "practice_len": 4000, "warnings": "[]", "tags": "{}"},
		{"id": failed, "episode_id": episode, "size": 100, "state": "failed", "warnings": "[]", "tags": "{}"},
	}
}
