package main

import "slices"

// orderFiles puts files before those that they use, so that few uses run the other
// way. It is the greedy algorithm of Eades, Lin and Smyth, "A fast and effective
// heuristic for the feedback arc set problem" (1993), and after it single files move
// for as long as that lessens the uses against the order. Files that no circle joins
// come out in an exact order.
func orderFiles(files []string, uses []use) []string {
	g := newGraph(files, uses)
	var first, last []string
	for len(g.left) > 0 {
		switch name := g.sink(); {
		case name != "":
			last = append(last, name)
			g.remove(name)
		default:
			name = g.source()
			if name == "" {
				name = g.mostOut()
			}
			first = append(first, name)
			g.remove(name)
		}
	}
	slices.Reverse(last)
	return improve(append(first, last...), uses)
}

// backward gives the uses that run against the order.
func backward(order []string, uses []use) []use {
	at := places(order)
	var out []use
	for _, u := range uses {
		if at[u.from] > at[u.to] {
			out = append(out, u)
		}
	}
	return out
}

func places(order []string) map[string]int {
	at := make(map[string]int, len(order))
	for i, name := range order {
		at[name] = i
	}
	return at
}

// improve moves one file at a time to its best place, until no move helps.
func improve(order []string, uses []use) []string {
	best := len(backward(order, uses))
	for moved := true; moved && best > 0; {
		moved = false
		for from := range order {
			for to := range order {
				next := slices.Insert(slices.Delete(slices.Clone(order), from, from+1), to, order[from])
				if n := len(backward(next, uses)); n < best {
					order, best, moved = next, n, true
				}
			}
		}
	}
	return order
}

// graph is what is left of the files while they are put in order.
type graph struct {
	left     []string
	out, in  map[string]int // uses from and to each file that is left
	uses     []use
	finished map[string]bool
}

func newGraph(files []string, uses []use) *graph {
	g := &graph{left: slices.Clone(files), out: map[string]int{}, in: map[string]int{}, uses: uses, finished: map[string]bool{}}
	for _, u := range uses {
		g.out[u.from]++
		g.in[u.to]++
	}
	return g
}

func (g *graph) remove(name string) {
	g.left = slices.DeleteFunc(g.left, func(s string) bool { return s == name })
	g.finished[name] = true
	for _, u := range g.uses {
		if u.from == name && !g.finished[u.to] {
			g.in[u.to]--
		}
		if u.to == name && !g.finished[u.from] {
			g.out[u.from]--
		}
	}
}

// sink is a file that uses no other, or "".
func (g *graph) sink() string { return g.first(func(s string) bool { return g.out[s] == 0 }) }

// source is a file that no other uses, or "".
func (g *graph) source() string { return g.first(func(s string) bool { return g.in[s] == 0 }) }

func (g *graph) first(is func(string) bool) string {
	if i := slices.IndexFunc(g.left, is); i >= 0 {
		return g.left[i]
	}
	return ""
}

// mostOut is the file that uses the most more than it is used.
func (g *graph) mostOut() string {
	return slices.MaxFunc(g.left, func(a, b string) int { return g.out[a] - g.in[a] - g.out[b] + g.in[b] })
}
