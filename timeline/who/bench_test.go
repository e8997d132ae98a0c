package who

import (
	"runtime"
	"strings"
	"testing"
	"time"
)

// prose is plain news prose: names are as dense as in a diplomatic report.
const prose = `Der kasachische Außenminister traf am Rande der Sitzung in Genf seinen Amtskollegen aus Usbekistan und den UN-Generalsekretär. Danach reiste die Delegation weiter, um über Wasser, Handel und Grenzfragen zu sprechen. Nach Angaben der Veranstalter dauerten die Gespräche länger als geplant, weil mehrere Fragen zur Finanzierung des gemeinsamen Vorhabens offen geblieben waren und erst am späten Abend geklärt werden konnten. Beobachter werteten das als Zeichen dafür, dass beide Seiten an einem Abschluss noch vor dem Winter interessiert sind.

`

// BenchmarkFind measures the whole of name finding, with offices and persons.
func BenchmarkFind(b *testing.B) {
	g, text := Default(), strings.Repeat(prose, 20)
	b.SetBytes(int64(len(text)))
	b.ReportAllocs()
	for b.Loop() {
		g.Find(text, "de", time.Time{})
	}
}

// BenchmarkMatch measures cutting the text into words and matching the names.
func BenchmarkMatch(b *testing.B) {
	g, text := Default(), strings.Repeat(prose, 20)
	b.SetBytes(int64(len(text)))
	for b.Loop() {
		r := &reader{words: *tokenize(text), g: g, lex: g.words["de"], langs: g.masks["de"]}
		r.match()
	}
}

// BenchmarkLoad measures decoding the table, and what stays in memory.
func BenchmarkLoad(b *testing.B) {
	b.ReportAllocs()
	var before, after runtime.MemStats
	runtime.GC()
	runtime.ReadMemStats(&before)
	t, err := decode(packed)
	if err != nil {
		b.Fatal(err)
	}
	runtime.GC()
	runtime.ReadMemStats(&after)
	runtime.KeepAlive(t)
	for b.Loop() {
		if _, err := decode(packed); err != nil {
			b.Fatal(err)
		}
	}
	b.ReportMetric(float64(after.HeapAlloc-before.HeapAlloc)/1e6, "heap-MB")
}
