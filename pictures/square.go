package pictures

import (
	"image"
	"image/draw"
)

// bandRows is how many rows are converted at once, so that a large picture is never held
// in a second form.
const bandRows = 32

// middle is the square in the middle of a picture on white, made smaller to width by
// averaging areas; width is at most its side. The picture lies on a canvas of w × h from
// (0, 0) on, which it need not fill.
func middle(picture image.Image, w, h, width int) *image.RGBA {
	side := min(w, h)
	corner := image.Pt((w-side)/2, (h-side)/2)
	if own, ok := picture.(*image.RGBA); ok && width == w && width == h {
		return own
	}
	band := image.NewRGBA(image.Rect(0, 0, side, min(bandRows, side)))
	small := &shrinking{side: side, width: width, parts: partsOf(side, width), out: image.NewRGBA(image.Rect(0, 0, width, width)), sums: make([]float32, 3*width), line: make([]float32, 3*width)}
	for y := range side {
		if y%bandRows == 0 {
			draw.Draw(band, band.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(band, band.Rect, picture, corner.Add(image.Pt(0, y)), draw.Over)
		}
		small.row(y, band.Pix[(y%bandRows)*band.Stride:])
	}
	return small.out
}

// shrinking averages the rows of a square of a side to one of a width.
type shrinking struct {
	side, width int
	parts       []part
	out         *image.RGBA
	sums, line  []float32 // of red, green, blue
}

// part is where a large pixel counts: by a share of small pixel to, and by a share of the
// one behind it. A share is the part of the small pixel that it covers.
type part struct {
	to          int
	here, there float32
}

// partsOf is the part of each large pixel; width is at most side, so that none covers more
// than two small ones. Positions are in units of 1/side of a small pixel: whole numbers.
func partsOf(side, width int) []part {
	parts := make([]part, side)
	for i := range parts {
		at, end := i*width, (i+1)*width
		to := at / side
		next := min(end, (to+1)*side)
		parts[i] = part{to, float32(next-at) / float32(side), float32(end-next) / float32(side)}
	}
	return parts
}

// row adds row y of the large square.
func (s *shrinking) row(y int, pix []byte) {
	clear(s.line)
	for x, p := range s.parts {
		r, g, b := float32(pix[4*x]), float32(pix[4*x+1]), float32(pix[4*x+2])
		at := s.line[3*p.to:]
		at[0] += p.here * r
		at[1] += p.here * g
		at[2] += p.here * b
		if p.there > 0 {
			at[3] += p.there * r
			at[4] += p.there * g
			at[5] += p.there * b
		}
	}
	p := s.parts[y]
	for i, v := range s.line {
		s.sums[i] += p.here * v
	}
	if (y+1)*s.width < (p.to+1)*s.side {
		return // the small row goes on
	}
	s.write(p.to)
	for i, v := range s.line {
		s.sums[i] = p.there * v
	}
}

// write ends a row of the small square.
func (s *shrinking) write(y int) {
	row := s.out.Pix[y*s.out.Stride:]
	for x := range s.width {
		for c := range 3 {
			row[4*x+c] = uint8(min(255, s.sums[3*x+c]+0.5))
		}
		row[4*x+3] = 255
	}
}

// upright turns a square as its Exif orientation says.
//
// Source: Exif 2.32 (CIPA DC-008), section 4.6.4, tag 0x0112.
func upright(p *image.RGBA, orientation int) *image.RGBA {
	last := p.Rect.Dx() - 1
	from := map[int]func(x, y int) (int, int){
		2: func(x, y int) (int, int) { return last - x, y },        // mirrored
		3: func(x, y int) (int, int) { return last - x, last - y }, // upside down
		4: func(x, y int) (int, int) { return x, last - y },
		5: func(x, y int) (int, int) { return y, x },
		6: func(x, y int) (int, int) { return y, last - x }, // to be turned to the right
		7: func(x, y int) (int, int) { return last - y, last - x },
		8: func(x, y int) (int, int) { return last - y, x }, // to be turned to the left
	}[orientation]
	if from == nil {
		return p
	}
	out := image.NewRGBA(p.Rect)
	for y := range last + 1 {
		for x := range last + 1 {
			out.SetRGBA(x, y, p.RGBAAt(from(x, y)))
		}
	}
	return out
}
