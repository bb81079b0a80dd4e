package alignment

// progress hands shares of the work to a callback, never backwards: all parts of a
// work share the last share that was told.
type progress struct {
	call     func(float64)
	from, to float64
	last     *float64
}

func newProgress(call func(float64)) *progress {
	return &progress{call: call, to: 1, last: new(float64)}
}

// part is the progress of a part of the work, as its own 0 to 1.
func (p *progress) part(from, to float64) *progress {
	width := p.to - p.from
	return &progress{call: p.call, from: p.from + from*width, to: p.from + to*width, last: p.last}
}

// smallestStep is what a share must have grown by to be told.
const smallestStep = 0.005

func (p *progress) set(done float64) {
	at := p.from + done*(p.to-p.from)
	if p.call == nil || at <= *p.last || at < *p.last+smallestStep && at < 1 {
		return
	}
	*p.last = at
	p.call(at)
}
