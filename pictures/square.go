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
	small := &shrinking{side: side, width: width, out: image.NewRGBA(image.Rect(0, 0, width, width)), sums: make([]float32, 3*width), line: make([]float32, 3*width)}
	for y := range side {
		if y%bandRows == 0 {
			draw.Draw(band, band.Rect, image.White, image.Point{}, draw.Src)
			draw.Draw(band, band.Rect, picture, corner.Add(image.Pt(0, y)), draw.Over)
		}
		small.row(y, band.Pix[(y%bandRows)*band.Stride:])
	}
	return small.out
}

// shrinking averages the rows of a square of a side to one of a width. A pixel of the one
// counts for a pixel of the other by the area that they share: positions are in units of
// 1/side of a small pixel, so that all of it is exact.
type shrinking struct {
	side, width int
	out         *image.RGBA
	sums, line  []float32 // of red, green, blue
}

// row adds row y of the large square.
func (s *shrinking) row(y int, pix []byte) {
	clear(s.line)
	for x := range s.side {
		each(x, s.width, s.side, func(to int, share float32) {
			for c := range 3 {
				s.line[3*to+c] += share * float32(pix[4*x+c])
			}
		})
	}
	each(y, s.width, s.side, func(to int, share float32) {
		for i, v := range s.line {
			s.sums[i] += share * v
		}
		if (y+1)*s.width >= (to+1)*s.side {
			s.write(to)
		}
	})
}

// each goes through the small pixels that large pixel i shares an area with; share is the
// part of the small one.
func each(i, width, side int, f func(to int, share float32)) {
	for at, end := i*width, (i+1)*width; at < end; {
		to := at / side
		next := min(end, (to+1)*side)
		f(to, float32(next-at)/float32(side))
		at = next
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
	clear(s.sums)
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
