package pictures

import (
	"bytes"
	"context"
	"encoding/binary"
	"errors"
	"fmt"
	"hash/crc32"
	"image"
	"image/color"
	"image/gif"
	"image/jpeg"
	"image/png"
	"math"
	"os"
	"os/exec"
	"runtime"
	"slices"
	"strconv"
	"testing"
	"time"
)

var (
	red    = color.NRGBA{R: 255, A: 255}
	green  = color.NRGBA{G: 200, A: 255}
	blue   = color.NRGBA{B: 255, A: 255}
	yellow = color.NRGBA{R: 255, G: 255, A: 255}
)

// quarters is a picture whose quarters are, from the top left, red, green, blue, yellow.
func quarters(w, h int) *image.NRGBA {
	p := image.NewNRGBA(image.Rect(0, 0, w, h))
	for y := range h {
		for x := range w {
			p.SetNRGBA(x, y, [2][2]color.NRGBA{{red, green}, {blue, yellow}}[2*y/h][2*x/w])
		}
	}
	return p
}

// plain is the same with a palette.
func plain(w, h int) *image.Paletted {
	p := image.NewPaletted(image.Rect(0, 0, w, h), color.Palette{red, green, blue, yellow})
	for i := range p.Pix {
		p.Pix[i] = uint8(2*(2*(i/w)/h) + 2*(i%w)/w)
	}
	return p
}

// patient is a worker that waits for a machine that is busy with other tests.
func patient() *Worker {
	w := NewWorker()
	w.limit = time.Hour
	return w
}

func asPNG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := png.Encode(&b, p); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

func asJPEG(t testing.TB, p image.Image) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := jpeg.Encode(&b, p, &jpeg.Options{Quality: 95}); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// file reads one of testdata.
func file(t testing.TB, name string) []byte {
	t.Helper()
	b, err := os.ReadFile("testdata/" + name)
	if err != nil {
		t.Fatal(err)
	}
	return b
}

// withExif puts a segment of Exif with an orientation, a position and a text behind the
// first marker of a JPEG.
func withExif(b []byte, orientation int) []byte {
	tiff := []byte("MM\x00*\x00\x00\x00\x08\x00\x02")
	tiff = append(tiff, 0x01, 0x12, 0, 3, 0, 0, 0, 1, 0, byte(orientation), 0, 0)
	tiff = append(tiff, 0x88, 0x25, 0, 4, 0, 0, 0, 1, 0, 0, 0, 38, 0, 0, 0, 0) // GPS at byte 38
	tiff = append(tiff, "\x00\x01\x00\x02\x00\x05\x00\x00\x00\x03\x00\x00\x00\x38\x00\x00\x00\x00 25.0330 N 121.5654 E"...)
	segment := append([]byte("Exif\x00\x00"), tiff...)
	out := append([]byte{}, b[:2]...)
	out = append(out, 0xff, 0xe1)
	out = binary.BigEndian.AppendUint16(out, uint16(len(segment)+2))
	return append(append(out, segment...), b[2:]...)
}

// corners are the colours in the middle of the quarters, by their nearest name.
func corners(t testing.TB, b []byte) string {
	t.Helper()
	p, err := jpeg.Decode(bytes.NewReader(b))
	if err != nil {
		t.Fatal(err)
	}
	n, out := p.Bounds().Dx(), ""
	for _, at := range []image.Point{{n / 4, n / 4}, {3 * n / 4, n / 4}, {n / 4, 3 * n / 4}, {3 * n / 4, 3 * n / 4}} {
		name, best := "?", math.MaxFloat64
		r, g, bl, _ := p.At(at.X, at.Y).RGBA()
		for k, c := range map[string]color.NRGBA{"r": red, "g": green, "b": blue, "y": yellow, "w": {255, 255, 255, 255}} {
			d := math.Hypot(math.Hypot(float64(r>>8)-float64(c.R), float64(g>>8)-float64(c.G)), float64(bl>>8)-float64(c.B))
			if d < best {
				name, best = k, d
			}
		}
		if best > 40 {
			name = fmt.Sprintf("%d,%d,%d", r>>8, g>>8, bl>>8)
		}
		out += name
	}
	return out
}

// TestSquares: what comes in is what is seen, in the widths that the picture suffices for.
func TestSquares(t *testing.T) {
	t.Parallel()
	clear := quarters(300, 300)
	for y := range 150 {
		for x := range 150 {
			clear.Set(x, y, color.NRGBA{R: 255}) // transparent red
		}
	}
	deep := image.NewNRGBA64(image.Rect(0, 0, 200, 200))
	for y := range 200 {
		for x := range 200 {
			deep.Set(x, y, quarters(2, 2).At(x/100, y/100))
		}
	}
	for _, c := range []struct {
		name    string
		picture []byte
		widths  []int
		corners string
	}{
		{"PNG", asPNG(t, plain(1500, 1500)), []int{128, 256, 512, 1400}, "rgby"},
		{"JPEG", asJPEG(t, quarters(700, 700)), []int{128, 256, 512, 700}, "rgby"},
		{"exactly a width", asPNG(t, quarters(256, 256)), []int{128, 256}, "rgby"},
		{"small", asPNG(t, quarters(100, 100)), []int{100}, "rgby"},
		{"one pixel", asPNG(t, quarters(1, 1)), []int{1}, "rrrr"},
		{"a line", asPNG(t, quarters(2000, 1)), []int{1}, "rrrr"},
		{"wide: its middle", asPNG(t, quarters(600, 200)), []int{128, 200}, "rgby"},
		{"transparent", asPNG(t, clear), []int{128, 256, 300}, "wgby"},
		{"16 bits", asPNG(t, deep), []int{128, 200}, "rgby"},
		{"animated GIF: its first picture", moving(t), []int{60}, "rgby"},
		{"a GIF whose picture is a part of the canvas", partial(t), []int{128, 200}, "wwwy"},
		{"CMYK JPEG", file(t, "cmyk.jpg"), []int{128, 256, 512, 800}, "rgby"},
		{"progressive JPEG", file(t, "progressive.jpg"), []int{128, 256, 512, 800}, "rgby"},
		{"grey JPEG", asJPEG(t, image.NewGray(image.Rect(0, 0, 64, 64))), []int{64}, "0,0,00,0,00,0,00,0,0"},
		{"WebP", file(t, "lossy.webp"), []int{128, 256, 512, 800}, "rgby"},
		{"WebP without loss", file(t, "lossless.webp"), []int{128, 256, 512, 800}, "rgby"},
		{"interlaced PNG", file(t, "interlaced.png"), []int{128, 256, 512, 800}, "rgby"},
	} {
		t.Run(c.name, func(t *testing.T) {
			t.Parallel()
			list, err := patient().Squares(t.Context(), c.picture)
			if err != nil {
				t.Fatal(err)
			}
			var widths []int
			for _, s := range list {
				widths = append(widths, s.Width)
				config, err := jpeg.DecodeConfig(bytes.NewReader(s.JPEG))
				if err != nil || config.Width != s.Width || config.Height != s.Width {
					t.Errorf("%d: %+v, %v", s.Width, config, err)
				}
				if got := corners(t, s.JPEG); got != c.corners {
					t.Errorf("%d shows %s, want %s", s.Width, got, c.corners)
				}
			}
			if !slices.Equal(widths, c.widths) {
				t.Errorf("widths %v, want %v", widths, c.widths)
			}
		})
	}
}

// moving is a GIF of two pictures.
func moving(t testing.TB) []byte {
	t.Helper()
	palette := color.Palette{red, green, blue, yellow}
	first, second := image.NewPaletted(image.Rect(0, 0, 60, 60), palette), image.NewPaletted(image.Rect(0, 0, 60, 60), palette)
	for y := range 60 {
		for x := range 60 {
			first.SetColorIndex(x, y, uint8(2*(y/30)+x/30))
		}
	}
	return asGIF(t, &gif.GIF{Image: []*image.Paletted{first, second}, Delay: []int{10, 10}})
}

// partial is a GIF whose picture is the last quarter of its canvas.
func partial(t testing.TB) []byte {
	t.Helper()
	p := image.NewPaletted(image.Rect(100, 100, 200, 200), color.Palette{yellow, red})
	return asGIF(t, &gif.GIF{Image: []*image.Paletted{p}, Delay: []int{0}, Config: image.Config{Width: 200, Height: 200, ColorModel: p.Palette}})
}

func asGIF(t testing.TB, g *gif.GIF) []byte {
	t.Helper()
	var b bytes.Buffer
	if err := gif.EncodeAll(&b, g); err != nil {
		t.Fatal(err)
	}
	return b.Bytes()
}

// TestUpright: a picture is shown as the camera was held, and nothing says where.
func TestUpright(t *testing.T) {
	t.Parallel()
	plain := asJPEG(t, quarters(160, 160))
	for orientation, want := range []string{"rgby", "rgby", "gryb", "ybgr", "byrg", "rbgy", "bryg", "ygbr", "gyrb", "rgby"} {
		list, err := patient().Squares(t.Context(), withExif(plain, orientation))
		if err != nil {
			t.Fatal(err)
		}
		for _, s := range list {
			if got := corners(t, s.JPEG); got != want {
				t.Errorf("orientation %d at %d shows %s, want %s", orientation, s.Width, got, want)
			}
			for _, trace := range []string{"Exif", "25.0330", "121.5654", "MM\x00*"} {
				if bytes.Contains(s.JPEG, []byte(trace)) {
					t.Errorf("orientation %d: %q is left", orientation, trace)
				}
			}
		}
	}
}

// chunked is a PNG of chunks.
func chunked(chunks ...string) []byte {
	b := []byte("\x89PNG\r\n\x1a\n")
	for _, c := range chunks {
		b = binary.BigEndian.AppendUint32(b, uint32(len(c)-4))
		b = append(b, c...)
		b = binary.BigEndian.AppendUint32(b, crc32.ChecksumIEEE([]byte(c)))
	}
	return b
}

// stating is a PNG that states a size and holds next to nothing.
func stating(w, h uint32, depth, kind, interlaced byte) []byte {
	ihdr := binary.BigEndian.AppendUint32(binary.BigEndian.AppendUint32([]byte("IHDR"), w), h)
	return chunked(string(append(ihdr, depth, kind, 0, 0, interlaced)), "IDAT\x78\x9c\x03\x00\x00\x00\x00\x01", "IEND")
}

// TestRefused: what is too large is refused by what it states, what is damaged by what it is.
func TestRefused(t *testing.T) {
	t.Parallel()
	whole := asJPEG(t, quarters(200, 200))
	frame := bytes.Index(whole, []byte("\xff\xc0"))
	huge := bytes.Clone(whole)
	copy(huge[frame+5:], "\xff\xff\xff\xff")
	canvas := bytes.Clone(file(t, "lossy.webp"))
	extended := append([]byte("RIFF\x00\x00\x00\x00WEBPVP8X\x0a\x00\x00\x00\x00\x00\x00\x00\x09\x00\x00\x09\x00\x00"), canvas[12:]...)
	binary.LittleEndian.PutUint32(extended[4:], uint32(len(extended)-8))
	for _, c := range []struct {
		name    string
		picture []byte
		want    error
	}{
		{"30,000 × 30,000 in 1 kB", stating(30_000, 30_000, 8, 2, 0), ErrTooLarge},
		{"4000 × 4001", stating(4000, 4001, 8, 2, 0), ErrTooLarge},
		{"a JPEG of 65,535 × 65,535", huge, ErrTooLarge},
		{"a progressive JPEG of 16 million pixels", stretched(file(t, "progressive.jpg"), 3999, 3999), ErrTooLarge},
		{"more than 5 MiB", append(bytes.Clone(whole), make([]byte, MaxBytes)...), ErrTooLarge},
		{"a WebP whose canvas is smaller than its picture", extended, ErrDamaged},
		{"no pixels", stating(0, 5, 8, 2, 0), ErrDamaged},
		{"a header alone", stating(100, 100, 8, 2, 0), ErrDamaged},
		{"SVG", []byte(`<svg xmlns="http://www.w3.org/2000/svg"/>`), ErrUnknown},
		{"nothing", nil, ErrUnknown},
	} {
		if _, err := patient().Squares(t.Context(), c.picture); !errors.Is(err, c.want) {
			t.Errorf("%s: %v, want %v", c.name, err, c.want)
		}
	}
	for name, whole := range map[string][]byte{
		"JPEG": whole, "PNG": asPNG(t, quarters(200, 200)), "GIF": moving(t), "CMYK": file(t, "cmyk.jpg"),
		"progressive": file(t, "progressive.jpg"), "WebP": file(t, "lossy.webp"), "lossless": file(t, "lossless.webp"),
	} {
		for _, n := range []int{3, 12, 20, 33, len(whole) / 4, len(whole) / 2} {
			if list, err := patient().Squares(t.Context(), whole[:n]); !errors.Is(err, ErrDamaged) && !errors.Is(err, ErrUnknown) {
				t.Errorf("%s cut at %d of %d: %d squares, %v", name, n, len(whole), len(list), err)
			}
		}
	}
}

// stretched states another size in the frame header of a JPEG.
func stretched(b []byte, w, h uint16) []byte {
	b = bytes.Clone(b)
	at := bytes.Index(b, []byte("\xff\xc2"))
	binary.BigEndian.PutUint16(b[at+5:], h)
	binary.BigEndian.PutUint16(b[at+7:], w)
	return b
}

// scans is a progressive JPEG of 248 × 8456 grey pixels, 32767 blocks. Each of its 400,000
// scans, of 13 bytes, goes through all of them.
func scans() []byte {
	b := append([]byte("\xff\xd8\xff\xdb\x00\x43\x00"), bytes.Repeat([]byte{1}, 64)...)
	b = append(b, "\xff\xc2\x00\x0b\x08\x21\x08\x00\xf8\x01\x01\x11\x00"...)
	// One code, of one bit: a run of 16384 and more blocks without coefficients.
	b = append(append(append(b, "\xff\xc4\x00\x14\x10\x01"...), make([]byte, 15)...), 0xe0)
	// The code, 14 ones that make the run 32767 long, and a one that fills the byte.
	scan := []byte("\xff\xda\x00\x08\x01\x01\x00\x01\x3f\x00\x7f\xff\x00")
	b = append(b, bytes.Repeat(scan, (MaxBytes-2-len(b))/len(scan))...)
	return append(b, 0xff, 0xd9)
}

// TestTooSlow: a decoder that would work for an hour is stopped.
func TestTooSlow(t *testing.T) {
	t.Parallel()
	w := NewWorker()
	w.limit = 200 * time.Millisecond
	if _, err := w.Squares(t.Context(), scans()); !errors.Is(err, ErrTooSlow) {
		t.Errorf("%v, want %v", err, ErrTooSlow)
	}
	ended, end := context.WithCancel(t.Context())
	end()
	if _, err := patient().Squares(ended, asPNG(t, quarters(10, 10))); !errors.Is(err, context.Canceled) {
		t.Errorf("of a request that has ended: %v", err)
	}
}

// TestFewAtOnce: one is decoded, some wait, the next is refused at once.
func TestFewAtOnce(t *testing.T) {
	t.Parallel()
	w, picture := patient(), asPNG(t, quarters(10, 10))
	w.place <- struct{}{} // one is being decoded
	ctx, end := context.WithCancel(t.Context())
	answers := make(chan error)
	for range maxWaiting {
		go func() {
			_, err := w.Squares(ctx, picture)
			answers <- err
		}()
	}
	for len(w.waiting) < maxWaiting {
		runtime.Gosched()
	}
	if _, err := w.Squares(t.Context(), picture); !errors.Is(err, ErrBusy) {
		t.Errorf("the next one: %v", err)
	}
	end()
	for range maxWaiting {
		if err := <-answers; !errors.Is(err, context.Canceled) {
			t.Errorf("one that waited: %v", err)
		}
	}
	<-w.place
	if _, err := w.Squares(t.Context(), picture); err != nil {
		t.Errorf("afterwards: %v", err)
	}
}

// kinds are pictures of 800 × 800 pixels in each form, for the memory that they take.
var kinds = []struct {
	name string
	make func(t testing.TB) []byte
}{
	{"JPEG", func(t testing.TB) []byte { return asJPEG(t, quarters(800, 800)) }},
	{"progressive", func(t testing.TB) []byte { return file(t, "progressive.jpg") }},
	{"CMYK", func(t testing.TB) []byte { return file(t, "cmyk.jpg") }},
	{"PNG", func(t testing.TB) []byte { return asPNG(t, quarters(800, 800)) }},
	{"interlaced", func(t testing.TB) []byte { return file(t, "interlaced.png") }},
	{"16 bits", func(t testing.TB) []byte { return asPNG(t, image.NewNRGBA64(image.Rect(0, 0, 800, 800))) }},
	{"GIF", moving},
	{"lossy", func(t testing.TB) []byte { return file(t, "lossy.webp") }},
	{"lossless", func(t testing.TB) []byte { return file(t, "lossless.webp") }},
}

// TestMemory decodes in a process of its own, in which nothing else takes memory: no
// decoder takes more than is reckoned with.
func TestMemory(t *testing.T) {
	t.Parallel()
	if n, err := strconv.Atoi(os.Getenv("GENDU_TEST_DECODE")); err == nil {
		b := kinds[n].make(t)
		about, err := inspect(b)
		if err != nil {
			t.Fatal(err)
		}
		var before, after runtime.MemStats
		runtime.ReadMemStats(&before)
		if _, err := decode(t.Context(), b, about); err != nil {
			t.Fatal(err)
		}
		runtime.ReadMemStats(&after)
		const beside = 512 << 10 // tables and buffers of a fixed size
		if took := int64(after.TotalAlloc - before.TotalAlloc); took > about.memory+beside {
			t.Errorf("%s of %d × %d took %d bytes, reckoned with %d", kinds[n].name, about.width, about.height, took, about.memory)
		}
		return
	}
	for n := range kinds {
		cmd := exec.CommandContext(t.Context(), os.Args[0], "-test.run=^TestMemory$")
		cmd.Env = append(os.Environ(), "GENDU_TEST_DECODE="+strconv.Itoa(n))
		if out, err := cmd.CombinedOutput(); err != nil {
			t.Errorf("%v\n%s", err, out)
		}
	}
}

func FuzzSquares(f *testing.F) {
	for _, k := range kinds {
		if b := k.make(f); len(b) < 1<<16 {
			f.Add(b)
		}
	}
	f.Add(withExif(asJPEG(f, quarters(16, 16)), 6))
	f.Add(stating(30_000, 30_000, 16, 6, 1))
	f.Fuzz(func(t *testing.T, b []byte) {
		if about, err := headerOf(b); err == nil && about.width*about.height > 1<<18 {
			return // large ones are slow, not different
		}
		list, err := patient().Squares(t.Context(), b)
		if (err == nil) != (len(list) > 0) {
			t.Fatalf("%d squares, %v", len(list), err)
		}
	})
}
