package server

import (
	"fmt"
	"net/url"
	"slices"
	"strings"
	"testing"
	"time"

	"gendu"
	"gendu/server/api"
)

// takes reads a list of takes to its end.
func (c *caller) takes(path string) (all []api.Take) {
	c.h.t.Helper()
	c.parts(path, func(path string) *string {
		var page api.TakePage
		c.get(path).want(200, &page)
		all = append(all, page.Takes...)
		return page.Next
	})
	return all
}

// queue reads the review queue to its end.
func (c *caller) queue(query string) (all []api.QueueItem) {
	c.h.t.Helper()
	c.parts("/review-queue"+query, func(path string) *string {
		var page api.QueuePage
		c.get(path).want(200, &page)
		all = append(all, page.Items...)
		return page.Next
	})
	return all
}

// parts asks for the parts of a list, from the first to the last.
func (c *caller) parts(path string, read func(path string) (next *string)) {
	c.h.t.Helper()
	next := read(path)
	for range 50 {
		if next == nil {
			return
		}
		with := "?"
		if strings.Contains(path, "?") {
			with = "&"
		}
		next = read(path + with + "cursor=" + url.QueryEscape(*next))
	}
	c.h.t.Errorf("%s does not end", path)
}

// TestListsInParts reads each list in parts of one row and compares it with the whole.
func TestListsInParts(t *testing.T) {
	t.Parallel()
	onEverything(t, func(t *testing.T, h *backend) {
		host, teacher, alice := h.user("host", gendu.Host), h.user("teacher", gendu.Teacher), h.user("alice")
		hosts, teaches, learns := h.as(host), h.as(teacher), h.as(alice)
		l := h.newLesson(host, "show", gendu.Published)
		for i := range 3 {
			hosts.json("POST", "/shows", map[string]any{"title": fmt.Sprint("A show ", i), "language": "en"}).want(201, nil)
			hosts.json("POST", "/shows/"+string(l.show.ID)+"/episodes", map[string]any{}).want(201, nil)
			var class api.Class
			teaches.json("POST", "/classes", map[string]any{"name": fmt.Sprint("Class ", i)}).want(201, &class)
			for _, c := range []*caller{learns, h.as(h.user(fmt.Sprint("another", i)))} {
				c.json("POST", "/classes/join", map[string]any{"code": *class.Code}).want(200, nil)
			}
			id := gendu.NewID(time.Now())
			learns.putTake(l, id, takeBytes(200)).want(201, nil)
			learns.json("PUT", "/takes/"+string(id)+"/submissions/"+class.Id, nil).want(200, nil)
			if i == 0 {
				teaches.json("PUT", "/takes/"+string(id)+"/review", map[string]any{"classId": class.Id, "verdict": "good", "text": ""}).want(200, nil)
			}
		}
		var classes api.Classes
		teaches.get("/classes").want(200, &classes)
		class := classes.Taught[0].Id
		takes := func(v api.TakePage) (ids []string) {
			for _, one := range v.Takes {
				ids = append(ids, one.Id)
			}
			return ids
		}
		check := func(c *caller, path string, rows int, read func(path string) ([]string, *string)) {
			t.Helper()
			whole, next := read(path)
			if len(whole) != rows || next != nil {
				t.Errorf("%s has %d rows, not %d; next is %v", path, len(whole), rows, next)
			}
			var all []string
			with := "?"
			if strings.Contains(path, "?") {
				with = "&"
			}
			c.parts(path+with+"limit=1", func(path string) *string {
				part, next := read(path)
				all = append(all, part...)
				return next
			})
			if slices.Sort(all); len(all) == 0 || !slices.Equal(all, slices.Sorted(slices.Values(whole))) {
				t.Errorf("%s in parts: %v, not %v", path, all, whole)
			}
			c.get(path+with+"cursor=e30").want(400, nil)
		}
		for path, rows := range map[string]int{
			"/me/takes": 3, "/me/takes?which=sent": 3, "/me/takes?which=answered": 1, "/me/takes?which=unanswered": 2,
			"/me/takes?which=sent&classId=" + class: 1, "/episodes/" + string(l.episode.ID) + "/takes": 3,
		} {
			check(learns, path, rows, func(path string) ([]string, *string) {
				var v api.TakePage
				learns.get(path).want(200, &v)
				return takes(v), v.Next
			})
		}
		for path, rows := range map[string]int{"/shows": 4, "/shows?own=true": 4} {
			check(hosts, path, rows, func(path string) (ids []string, _ *string) {
				var v api.ShowList
				hosts.get(path).want(200, &v)
				for _, one := range v.Shows {
					ids = append(ids, one.Id)
				}
				return ids, v.Next
			})
		}
		check(hosts, "/shows/"+string(l.show.ID), 4, func(path string) (ids []string, _ *string) {
			var v api.ShowPage
			hosts.get(path).want(200, &v)
			if v.Show.Episodes != 4 || v.Show.Published != 1 {
				t.Errorf("the show is %+v", v.Show)
			}
			for _, one := range v.Episodes {
				ids = append(ids, one.Id)
			}
			return ids, v.Next
		})
		for _, c := range []*caller{teaches, learns} {
			check(c, "/classes", 3, func(path string) (ids []string, _ *string) {
				var v api.Classes
				c.get(path).want(200, &v)
				for _, one := range slices.Concat(v.Taught, v.Joined) {
					ids = append(ids, one.Id)
				}
				return ids, v.Next
			})
		}
		check(teaches, "/classes/"+class, 2, func(path string) (ids []string, _ *string) {
			var v api.ClassPage
			teaches.get(path).want(200, &v)
			for _, one := range v.Members {
				ids = append(ids, one.UserId)
			}
			if v.Class.Members != 2 || v.Class.Waiting != 1 {
				t.Errorf("the class is %+v", v.Class)
			}
			return ids, v.Next
		})
		for query, rows := range map[string]int{"": 2, "?reviewed=true": 3, "?reviewed=true&classId=" + class: 1, "?learnerId=" + string(alice.ID): 2, "?learnerId=" + string(host.ID): 0} {
			if rows == 0 {
				if list := teaches.queue(query); len(list) != 0 {
					t.Errorf("%s: %+v", query, list)
				}
				continue
			}
			check(teaches, "/review-queue"+query, rows, func(path string) (ids []string, _ *string) {
				var v api.QueuePage
				teaches.get(path).want(200, &v)
				for _, one := range v.Items {
					ids = append(ids, one.Take.Id)
				}
				return ids, v.Next
			})
		}
	})
}
