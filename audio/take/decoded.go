package take

import (
	"sync"

	"gendu/audio/dsp"
)

// maxDecoded bounds the sound that a [Decoded] keeps, in bytes: six minutes
// of what pages record (16 kHz).
const maxDecoded = 24 << 20

// Decoded hands recordings from where they were decoded to where they are worked on next,
// so that the same process decodes them once. It keeps the latest ones, and each is taken
// once: who finds one missing decodes it again. The zero value is ready; a nil one keeps
// nothing.
type Decoded struct {
	mu    sync.Mutex
	list  []decoded // the oldest first
	bytes int
}

type decoded struct {
	key    string
	signal dsp.Signal
}

func (d decoded) bytes() int { return 4 * len(d.signal.Samples) }

// Keep leaves a recording under its key, in place of what was there.
func (d *Decoded) Keep(key string, s dsp.Signal) {
	if d == nil {
		return
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	d.remove(key)
	d.list = append(d.list, decoded{key, s})
	d.bytes += 4 * len(s.Samples)
	for d.bytes > maxDecoded {
		d.remove(d.list[0].key)
	}
}

// Take gives the recording under a key, once.
func (d *Decoded) Take(key string) (dsp.Signal, bool) {
	if d == nil {
		return dsp.Signal{}, false
	}
	d.mu.Lock()
	defer d.mu.Unlock()
	return d.remove(key)
}

func (d *Decoded) remove(key string) (dsp.Signal, bool) {
	for i, v := range d.list {
		if v.key == key {
			d.list = append(d.list[:i:i], d.list[i+1:]...)
			d.bytes -= v.bytes()
			return v.signal, true
		}
	}
	return dsp.Signal{}, false
}
